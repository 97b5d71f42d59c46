import type { Expression } from './expression.ts';
import { plainName, type Value } from './values.ts';

/** Texts that a function makes of others: formats, concatenations, URLs below a base. */

type CallExpression = Extract<Expression, { kind: 'call' }>;
type Inner = (each: Expression) => Value;

const computed: Value = { kind: 'open', why: 'computed', from: null };

/** The text that a call makes of texts; null where it is no call of that kind. */
export function formatted(call: CallExpression, inner: Inner): Value | null {
  const name = plainName(call.path.at(-1) ?? '');
  const given = call.given.map(({ value }) => value);
  const labels = call.given.map(({ label }) => label);
  const [first, ...rest] = given;
  const texts = (of: readonly Expression[], make: (texts: readonly string[]) => string | null) =>
    textFrom(of.map(inner), make);
  const format = formatOf(call, name);
  if (format !== null) return texts(format, ([pattern = '', ...of]) => fill(pattern, of));
  if (
    /^(?:concat|stringbyappendingstring|appending|plus)$/.test(name) &&
    call.on !== null &&
    first !== undefined
  )
    return texts([call.on, ...given], (of) => of.join(''));
  if (name === 'concat' && given.length > 1) return texts(given, (of) => of.join(''));
  if (/^(?:appendingpathcomponent|stringbyappendingpathcomponent|urlbyappendingpathcomponent)$/.test(name))
    return onBase(call.on ?? nameBefore(call), first, inner);
  const isReplacing =
    /^(?:replace|replacefirst|replacingoccurrences|stringbyreplacingoccurrencesofstring)$/.test(name);
  if (isReplacing && given.length === 2)
    return texts([call.on ?? nameBefore(call), ...given], ([text = '', from = '', to = '']) =>
      text.replace(from, () => to),
    );
  const base = call.given.find(({ label }) => label === 'relativeTo' || label === 'relativeToURL');
  if (base !== undefined) return onBase(base.value, first, inner);
  if (name === 'url' && rest.length === 1 && labels.every((label) => label === null))
    return texts([given[1] ?? first ?? nothing, first ?? nothing], ([to = '', path = '']) =>
      joined(to, path),
    );
  if (name === 'uri' && rest.length === 1) {
    const made = given.map(inner);
    const [one, other] = made;
    return one?.kind === 'text' && other?.kind === 'text'
      ? textFrom(made, ([to = '', path = '']) => joined(to, path))
      : null;
  }
  if (/^(?:join|jointostring|componentsjoinedbystring|joined)$/.test(name))
    return joinedList(call, name, inner);
  return null;
}

/** The format and what is put into it; null where the call makes no text of a format. */
function formatOf(call: CallExpression, name: string): readonly Expression[] | null {
  const given = call.given.map(({ value }) => value);
  const isMessage = /^(?:stringwithformat|initwithformat|localizedstringwithformat)$/.test(name);
  if (isMessage || (name === 'string' && call.given[0]?.label === 'format')) return given;
  if (name !== 'format') return null;
  if (call.on !== null) return [call.on, ...given];
  const isStatic = call.path.length < 2 || /^(?:string|util|messageformat)$/i.test(call.path.at(-2) ?? '');
  if (!isStatic) return [nameBefore(call), ...given];
  const [first] = given;
  return first?.kind === 'name' && first.path[0] === 'Locale' ? given.slice(1) : given;
}

const nothing: Expression = { kind: 'nothing' };

const nameBefore = ({ path }: CallExpression): Expression => ({
  kind: 'name',
  path: path.slice(0, -1),
});

function onBase(base: Expression, path: Expression | undefined, inner: Inner): Value | null {
  if (path === undefined) return null;
  return textFrom(
    [inner(base), inner(path)],
    ([to = '', below = '']) => `${to.replace(/\/+$/, '')}/${below.replace(/^\/+/, '')}`,
  );
}

/** A URL below another, as browsers and .NET resolve it; `realm:` resolves as `http:` does. */
function joined(base: string, path: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path)) return path;
  const [, origin, below = ''] = /^([a-z][a-z0-9+.-]*:\/\/[^/]+)(\/.*)?$/i.exec(base) ?? [];
  if (origin === undefined) return null;
  return path.startsWith('/') ? `${origin}${path}` : `${origin}${below.replace(/[^/]*$/, '') || '/'}${path}`;
}

function joinedList(call: CallExpression, name: string, inner: Inner): Value | null {
  const isStatic = call.on === null && name === 'join' && /^string$/i.test(call.path[0] ?? '');
  const [first, ...rest] = call.given.map(({ value }) => inner(value));
  if (isStatic && first !== undefined) return textFrom([first, ...rest], ([by = '', ...of]) => of.join(by));
  const list = inner(call.on ?? nameBefore(call));
  if (list.kind !== 'list') return null;
  const by: Value = first ?? {
    kind: 'text',
    text: name === 'join' ? ',' : name === 'jointostring' ? ', ' : '',
  };
  return textFrom([by, ...list.items], ([between = '', ...of]) => of.join(between));
}

/** Open where a part is. */
function textFrom(values: readonly Value[], make: (texts: readonly string[]) => string | null): Value {
  const texts: string[] = [];
  for (const value of values) {
    if (value.kind === 'open') return value;
    if (value.kind !== 'text' && value.kind !== 'number') return computed;
    texts.push(value.text);
  }
  const text = make(texts);
  return text === null ? computed : { kind: 'text', text };
}

/** `%@`, `%s`, `%1$s`, `%d` and the like, or `{0}`. Null where something else is wanted, or something is missing. */
function fill(format: string, of: readonly string[]): string | null {
  let [next, isWhole] = [0, true];
  const take = (place: number): string => {
    const text = of[place];
    if (text === undefined) isWhole = false;
    return text ?? '';
  };
  const text = /%(?:\d+\$)?[@sdiu]|%l+[du]/.test(format)
    ? format.replace(/%(?:(\d+)\$)?(?:[@sdiu]|l+[du])|%%/g, (sign, place?: string) => {
        if (sign === '%%') return '%';
        return take(place === undefined ? next++ : Number(place) - 1);
      })
    : format.replace(/\{(\d+)(?::[^{}]*)?\}/g, (_sign, place: string) => take(Number(place)));
  return isWhole ? text : null;
}
