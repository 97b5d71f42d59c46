import type { CallExpression, Expression } from '../syntax/expression.ts';
import type { TextFunction } from './functions.ts';
import { open, type Value } from './value.ts';

/** Texts that functions make of others, for languages to give names to: formats, concatenations, URLs below a base. */

type ValueOf = (each: Expression) => Value;

const nothing: Expression = { kind: 'nothing' };

const givenTo = (call: CallExpression): readonly Expression[] => call.given.map(({ value }) => value);

/** What a function is called on, also where that is part of the path. */
const receiverOf = (call: CallExpression): Expression =>
  call.on ?? { kind: 'name', path: call.path.slice(0, -1) };

/** A format, and what is put into it. */
export const format: TextFunction = (call, valueOf) => formatted(givenTo(call), valueOf);

/** The same, of something that takes more than formats. */
export const labelledFormat: TextFunction = (call, valueOf) =>
  call.given[0]?.label === 'format' ? formatted(givenTo(call), valueOf) : null;

/** `"https://%s".format(host)`, `String.format(Locale.ROOT, "https://%s", host)`. */
export const formatOrOwn: TextFunction = (call, valueOf) => {
  const given = givenTo(call);
  const isStatic = call.path.length < 2 || /^(?:string|util|messageformat)$/i.test(call.path.at(-2) ?? '');
  if (call.on !== null || !isStatic) return formatted([receiverOf(call), ...given], valueOf);
  const [first] = given;
  const isLocal = first?.kind === 'name' && first.path[0] === 'Locale';
  return formatted(isLocal ? given.slice(1) : given, valueOf);
};

const formatted = (parts: readonly Expression[], valueOf: ValueOf): Value =>
  textFrom(parts.map(valueOf), ([pattern = '', ...of]) => fill(pattern, of));

/** Called on a text: that, and what it is given. */
export const appended: TextFunction = (call, valueOf) =>
  call.on === null || call.given.length === 0
    ? null
    : textFrom([call.on, ...givenTo(call)].map(valueOf), (of) => of.join(''));

/** The same, and `String.Concat(one, other)`. */
export const concatenated: TextFunction = (call, valueOf) =>
  appended(call, valueOf) ??
  (call.given.length > 1 ? textFrom(givenTo(call).map(valueOf), (of) => of.join('')) : null);

export const pathComponent: TextFunction = (call, valueOf) => {
  const [first] = givenTo(call);
  return first === undefined ? null : belowBase(receiverOf(call), first, valueOf);
};

export const replaced: TextFunction = (call, valueOf) =>
  call.given.length === 2
    ? textFrom([receiverOf(call), ...givenTo(call)].map(valueOf), ([text = '', from = '', to = '']) =>
        text.replace(from, () => to),
      )
    : null;

export const belowBase = (base: Expression, path: Expression, valueOf: ValueOf): Value =>
  textFrom(
    [valueOf(base), valueOf(path)],
    ([to = '', below = '']) => `${to.replace(/\/+$/, '')}/${below.replace(/^\/+/, '')}`,
  );

/** `new URL(path, base)`. */
export const urlBehindPath: TextFunction = (call, valueOf) => {
  const [path = nothing, base, ...others] = givenTo(call);
  const isPlain =
    base !== undefined && others.length === 0 && call.given.every(({ label }) => label === null);
  return isPlain
    ? textFrom([valueOf(base), valueOf(path)], ([to = '', below = '']) => joined(to, below))
    : null;
};

/** `new Uri(base, path)`; other things are given two values, too. */
export const urlBeforePath: TextFunction = (call, valueOf) => {
  const made = givenTo(call).map(valueOf);
  const isPair = made.length === 2 && made.every(({ kind }) => kind === 'text');
  return isPair ? textFrom(made, ([to = '', path = '']) => joined(to, path)) : null;
};

/** A URL below another, as browsers and .NET resolve it; `realm:` resolves as `http:` does. */
function joined(base: string, path: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path)) return path;
  const [, origin, below = ''] = /^([a-z][a-z0-9+.-]*:\/\/[^/]+)(\/.*)?$/i.exec(base) ?? [];
  if (origin === undefined) return null;
  return path.startsWith('/') ? `${origin}${path}` : `${origin}${below.replace(/[^/]*$/, '') || '/'}${path}`;
}

/** Texts of a list with `between` between them, where the call doesn't say another. */
export const joinedWith =
  (between: string): TextFunction =>
  (call, valueOf) => {
    const [first] = givenTo(call).map(valueOf);
    const list = valueOf(receiverOf(call));
    if (list.kind !== 'list') return null;
    return textFrom([first ?? { kind: 'text', text: between }, ...list.items], ([by = '', ...of]) =>
      of.join(by),
    );
  };

/** `String.join(between, one, other)`. */
export const joinedStatically: TextFunction = (call, valueOf) => {
  const isStatic = call.on === null && /^string$/i.test(call.path[0] ?? '');
  const given = givenTo(call).map(valueOf);
  return isStatic && given.length > 0 ? textFrom(given, ([by = '', ...of]) => of.join(by)) : null;
};

/** Open where a part is. */
function textFrom(values: readonly Value[], make: (texts: readonly string[]) => string | null): Value {
  const texts: string[] = [];
  for (const value of values) {
    if (value.kind === 'open') return value;
    if (value.kind !== 'text' && value.kind !== 'number') return open('computed');
    texts.push(value.text);
  }
  const text = make(texts);
  return text === null ? open('computed') : { kind: 'text', text };
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
