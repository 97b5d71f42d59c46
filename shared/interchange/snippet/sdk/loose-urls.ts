import type { Expression, Span } from '../syntax/expression.ts';
import { plainName } from '../values/value.ts';
import type { ReadingContext } from './call-reading.ts';
import type { Finding } from './findings.ts';
import type { SettingReader } from './setting-reader.ts';

const realmScheme = /^realms?:\/\//i;

/** Texts that are URLs of realms are recognised by themselves, whichever call they are passed to. */
export function looseUrls(context: ReadingContext, reader: SettingReader): readonly Finding[] {
  const { index, evaluator } = context;
  const isUrl = (value: Expression, at: number) => {
    const told = evaluator.value(value, at);
    return told.kind === 'text' && realmScheme.test(told.text);
  };
  const isUnknown = ({ at }: Span) => isUnknownAt(context, at);
  // Constants made of each other first: only the last of them is told.
  const constants = index.assignments.filter(({ key, value, at }) => key === null && isUrl(value, at));
  const found = constants
    .filter(({ of }) => isUnknown(of))
    .flatMap(({ value, at, of }) => reader.single('realmUrl', value, { at, next: of.next }));
  const marked = index.tokens.flatMap(({ kind, text }, at) =>
    kind === 'text' && /realm/i.test(text) ? [at] : [],
  );
  const holdsUrl = ({ at, next }: Span) => marked.some((each) => each >= at && each < next);
  const made = index.calls.flatMap((call) => {
    if (!holdsUrl(call) || !isUnknown(call)) return [];
    const { value, next } = index.reader.read(call.at);
    return isUrl(value, call.at) ? reader.single('realmUrl', value, { at: call.at, next }) : [];
  });
  const texts = index.tokens.flatMap((token, at) => {
    const isStart = token.kind === 'text' && realmScheme.test(token.text) && !index.is(at - 1, '+');
    if (!isStart || !isUnknownAt(context, at)) return [];
    const { value, next } = index.reader.read(at);
    return reader.single('realmUrl', value, { at, next });
  });
  return [...found, ...made, ...texts];
}

/** Where the snippet has no sign-in, a constant may be called after the server, and be its URL. */
export function looseServers(
  context: ReadingContext,
  reader: SettingReader,
  found: readonly Finding[],
): readonly Finding[] {
  if (found.some(({ what }) => what === 'server')) return [];
  return context.index.assignments.flatMap(({ path, key, value, at, of }) => {
    const name = plainName(path.at(-1) ?? '');
    if (key !== null || !isUnknownAt(context, of.at)) return [];
    if (!/auth|server|ros(?:url|uri)|realm/.test(name)) return [];
    const told = context.evaluator.value(value, at);
    const isServer = told.kind === 'text' && /^https?:\/\//i.test(told.text);
    return isServer ? reader.single('server', value, { at, next: of.next }) : [];
  });
}

const isUnknownAt = ({ ledger, evaluator }: ReadingContext, at: number): boolean =>
  !ledger.has(at) && !evaluator.touched.has(at);
