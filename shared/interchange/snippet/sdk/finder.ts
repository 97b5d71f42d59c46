import type { Argument, Expression, Span } from '../syntax/expression.ts';
import { Ledger } from '../syntax/ledger.ts';
import type { SnippetIndex } from '../syntax/snippet-index.ts';
import type { Assignment, Call } from '../syntax/statements.ts';
import { fillingOf } from '../values/definitions.ts';
import { Evaluator } from '../values/evaluator.ts';
import type { MergedFunctions } from '../values/functions.ts';
import { plainName } from '../values/value.ts';
import { CallReading, type ReadingContext } from './call-reading.ts';
import { chainOf } from './chain.ts';
import type { Finding, ForeignFinding } from './findings.ts';
import { looseServers, looseUrls } from './loose-urls.ts';
import type { Sdks } from './sdk.ts';
import { SettingReader } from './setting-reader.ts';

/** What calls and settings are known by. */
export interface Vocabulary {
  readonly functions: MergedFunctions;
  readonly sdks: Sdks;
}

/** Everything in the snippet that says something about a setting, and which tokens that accounts for. */
export function findingsIn(
  index: SnippetIndex,
  { functions, sdks }: Vocabulary,
): { readonly findings: readonly Finding[]; readonly ledger: Ledger } {
  const ledger = new Ledger();
  const context = { index, ledger, words: sdks.words, evaluator: new Evaluator(index, functions) };
  const finder = new Finder(context, sdks, functions);
  const findings = [
    ...index.calls.flatMap((call) => finder.called(call)),
    ...index.assignments.flatMap((assignment) => finder.assigned(assignment)),
    ...labelsIn(index, sdks).flatMap((label) => finder.labelled(label)),
  ];
  const loose = [
    ...looseUrls(context, finder.reader),
    ...looseServers(context, finder.reader, findings),
    ...finder.leftArguments(),
  ];
  return { findings: [...findings, ...loose].sort((one, other) => one.span.at - other.span.at), ledger };
}

/** `name: value` and the short `name` of an object, wherever it stands. */
interface Label extends Span {
  readonly label: string;
  readonly value: Expression;
  /** Where its value is. */
  readonly of: Span;
}

const serverLabels = new Set(['server', 'serverurl', 'authserverurl', 'authserver', 'authurl', 'url']);

function labelsIn(index: SnippetIndex, sdks: Sdks): readonly Label[] {
  return index.tokens.flatMap(({ kind, text }, at): Label[] => {
    const isPlain = kind === 'word' || kind === 'text';
    if (!isPlain || !(sdks.isKnown(text) || serverLabels.has(plainName(text)))) return [];
    if (index.is(at + 1, ':') && !index.is(at - 1, '?')) {
      const { value, next } = index.reader.read(at + 2);
      return [{ label: text, value, at, next, of: { at: at + 2, next } }];
    }
    const opens = index.is(at - 1, '{') || index.is(at - 1, ',');
    const isShort = kind === 'word' && opens && (index.is(at + 1, ',') || index.is(at + 1, '}'));
    const span = { at, next: at + 1 };
    return isShort ? [{ label: text, value: { kind: 'name', path: [text] }, ...span, of: span }] : [];
  });
}

class Finder {
  readonly reader: SettingReader;
  readonly #context: ReadingContext;
  readonly #sdks: Sdks;
  readonly #functions: MergedFunctions;
  /** Calls of an SDK that were read: what they were given besides is told, too. */
  readonly #read: Call[] = [];

  constructor(context: ReadingContext, sdks: Sdks, functions: MergedFunctions) {
    this.#context = context;
    this.#sdks = sdks;
    this.#functions = functions;
    this.reader = new SettingReader(context, sdks.isKnown);
  }

  called(call: Call): readonly Finding[] {
    for (const rule of this.#sdks.rules) {
      const found = rule(new CallReading(call, this.#context));
      if (found === null) continue;
      this.#read.push(call);
      return found;
    }
    return this.#set(call);
  }

  assigned({ path, key, value, isDeclaration, at, of }: Assignment): readonly Finding[] {
    const what = this.#sdks.properties.get(plainName(path.at(-1) ?? ''));
    if (what === undefined || isDeclaration) return [];
    const span = { at, next: of.next };
    if (key === null) return this.reader.setting(what, value, span);
    if (what === 'headers') return this.reader.header(key, value, span);
    return what === 'certificate' ? this.reader.setting(what, value, span) : [];
  }

  labelled({ label, value, at, next, of }: Label): readonly Finding[] {
    const { ledger, evaluator } = this.#context;
    const span = { at, next };
    const name = plainName(label);
    if (ledger.has(of.at)) return [];
    const group = this.#sdks.groups.get(name);
    if (group !== undefined) return group(this.reader, value, span);
    const what = this.#sdks.properties.get(name);
    if (what !== undefined) return this.reader.setting(what, value, span);
    const told = evaluator.value(value, at);
    const setting = told.kind === 'text' ? urlSettingOf(name, told.text) : null;
    return setting === null ? [] : this.reader.single(setting, value, span);
  }

  /** What calls were given besides all that is known of them. */
  leftArguments(): readonly Finding[] {
    return this.#read.flatMap((call) => [
      ...call.given.flatMap((argument) => this.#left(call, argument)),
      ...this.#leftChain(call),
    ]);
  }

  #left(call: Call, { label, value, span }: Argument): readonly ForeignFinding[] {
    const { ledger, words } = this.#context;
    const first = label === null ? span.at : span.at + 2;
    if (ledger.has(first) || value.kind === 'nothing') return [];
    if (label !== null && this.#sdks.isKnown(label)) return [];
    const isSilent =
      label === null ? value.kind !== 'text' && value.kind !== 'switch' : words.silentLabel.has(label);
    if (!isSilent) {
      ledger.enter(span);
      return [this.reader.foreign(label ?? call.name, span)];
    }
    // A closure holds code of its own: only its head is accounted for.
    const isShort = value.kind === 'name' || value.kind === 'call';
    ledger.enter(isShort ? span : { at: span.at, next: first + 1 });
    return [];
  }

  /** `.readOnly()` and the like behind a builder. */
  #leftChain(call: Call): readonly ForeignFinding[] {
    const { index, ledger, words } = this.#context;
    if (!words.builder.has(plainName(call.name))) return [];
    return chainOf(index, call.next).flatMap(({ name, named }) => {
      const span = { at: named, next: named + 1 };
      if (ledger.has(named)) return [];
      ledger.enter(span);
      return words.silentStep.has(name) ? [] : [this.reader.foreign(name, span)];
    });
  }

  /** Functions and methods that set something. */
  #set(call: Call): readonly Finding[] {
    const name = plainName(call.name);
    const { given, at, next } = call;
    const [first, second] = given;
    const span = { at, next };
    const owner = plainName(call.path.at(-1) ?? '');
    const isOfHeaders = this.#sdks.properties.get(owner) === 'headers';
    const filled = isOfHeaders ? fillingOf(call, this.#functions) : null;
    if (filled !== null) return this.reader.header(filled.key, filled.value, span);
    if (/^(?:add|set)custom(?:request|http)?header$/.test(name)) {
      return first === undefined || second === undefined
        ? []
        : this.reader.header(first.value, second.value, span, given[2]);
    }
    const setter = this.#sdks.setters.get(name);
    if (setter !== undefined && first !== undefined)
      return this.reader.setting(setter, first.value, span, second);
    return this.#sdks.steps.get(name)?.(this.reader, call, { at: call.named, next }) ?? [];
  }
}

/** What a label that may be a server's or a realm's says by its URL. */
function urlSettingOf(name: string, url: string): 'server' | 'realmUrl' | null {
  const isRealm = /^realms?:/i.test(url);
  if (name === 'url') return isRealm || /^wss?:/i.test(url) || /^(?:\/.|~\/)/.test(url) ? 'realmUrl' : null;
  if (/^https?:/i.test(url)) return 'server';
  return isRealm ? 'realmUrl' : null;
}
