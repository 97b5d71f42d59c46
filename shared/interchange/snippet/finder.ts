import type { Assignment, Call, SnippetIndex } from './definitions.ts';
import type { Argument, Expression, Span } from './expression.ts';
import { placeOf, type Finding, type ForeignFinding, type SingleFinding } from './findings.ts';
import { Ledger } from './ledger.ts';
import { CallReading, type CallRule } from './sdk/call-reading.ts';
import { chainOf, configurationRule } from './sdk/configurations.ts';
import { credentialRule } from './sdk/credentials.ts';
import { loginRule } from './sdk/logins.ts';
import { properties, setters, switches, type Property } from './sdk/properties.ts';
import { Evaluator, fillingOf, plainName, type Value } from './values.ts';

/** Everything in the snippet that says something about a setting, and which tokens that accounts for. */
export function findingsIn(index: SnippetIndex): {
  readonly findings: readonly Finding[];
  readonly ledger: Ledger;
} {
  const finder = new Finder(index);
  const findings = [
    ...index.calls.flatMap((call) => finder.called(call)),
    ...index.assignments.flatMap((assignment) => finder.assigned(assignment)),
    ...labelsIn(index).flatMap((label) => finder.labelled(label)),
  ];
  const loose = [...finder.looseUrls(), ...finder.looseServers(findings), ...finder.leftArguments()];
  return {
    findings: [...findings, ...loose].sort((one, other) => one.span.at - other.span.at),
    ledger: finder.ledger,
  };
}

/** `name: value` and the short `name` of an object, wherever it stands. */
interface Label extends Span {
  readonly label: string;
  readonly value: Expression;
  /** Where its value is. */
  readonly of: Span;
}

const serverLabels = new Set(['server', 'serverurl', 'authserverurl', 'authserver', 'authurl', 'url']);

function labelsIn(index: SnippetIndex): readonly Label[] {
  return index.tokens.flatMap((token, at): Label[] => {
    const isPlain = token.kind === 'word' || token.kind === 'text';
    const name = plainName(token.text);
    if (!isPlain || (properties[name] === undefined && !serverLabels.has(name))) return [];
    if (index.is(at + 1, ':') && !index.is(at - 1, '?')) {
      const { value, next } = index.reader.read(at + 2);
      return [{ label: token.text, value, at, next, of: { at: at + 2, next } }];
    }
    const opens = index.is(at - 1, '{') || index.is(at - 1, ',');
    const isShort = token.kind === 'word' && opens && (index.is(at + 1, ',') || index.is(at + 1, '}'));
    const span = { at, next: at + 1 };
    return isShort
      ? [
          {
            label: token.text,
            value: { kind: 'name', path: [token.text] },
            ...span,
            of: span,
          },
        ]
      : [];
  });
}

const rules: readonly CallRule[] = [credentialRule, loginRule, configurationRule];

const realmScheme = /^realms?:\/\//i;

class Finder {
  readonly ledger = new Ledger();
  readonly #index: SnippetIndex;
  readonly #evaluator: Evaluator;
  /** Calls of an SDK that were read: what they were given besides is told, too. */
  readonly #read: Call[] = [];

  constructor(index: SnippetIndex) {
    this.#index = index;
    this.#evaluator = new Evaluator(index);
  }

  called(call: Call): readonly Finding[] {
    for (const rule of rules) {
      const found = rule(new CallReading(call, this.#index, this.ledger, this.#evaluator));
      if (found === null) continue;
      this.#read.push(call);
      return found;
    }
    return this.#set(call);
  }

  assigned({ path, key, value, isDeclaration, at, of }: Assignment): readonly Finding[] {
    const what = properties[plainName(path.at(-1) ?? '')];
    if (what === undefined || what === 'sync' || isDeclaration) return [];
    const span = { at, next: of.next };
    if (key === null) return this.#setting(what, value, span);
    if (what === 'headers') return this.#header(key, value, span);
    return what === 'certificate' ? this.#setting(what, value, span) : [];
  }

  labelled({ label, value, at, next, of }: Label): readonly Finding[] {
    const span = { at, next };
    const name = plainName(label);
    const what = properties[name];
    if (this.ledger.has(of.at)) return [];
    if (what === 'sync') return this.#sync(value, span);
    if (what !== undefined) return this.#setting(what, value, span);
    const told = this.#evaluator.value(value, at);
    if (told.kind !== 'text') return [];
    if (name === 'url' ? !/^(?:realms?|wss?):/i.test(told.text) : !/^(?:https?|realms?):/i.test(told.text)) {
      return name === 'url' && /^(?:\/.|~\/)/.test(told.text) ? this.#single('realmUrl', value, span) : [];
    }
    return this.#single(/^https?:/i.test(told.text) ? 'server' : 'realmUrl', value, span);
  }

  /** Texts that are URLs of realms say so themselves, whatever they are given to. */
  looseUrls(): readonly Finding[] {
    const { assignments, calls, tokens, reader } = this.#index;
    const isUrl = (value: Expression, at: number) => {
      const told = this.#evaluator.value(value, at);
      return told.kind === 'text' && realmScheme.test(told.text);
    };
    const isUnknown = ({ at }: Span) => !this.ledger.has(at) && !this.#evaluator.touched.has(at);
    // Constants made of each other first: only the last of them is told.
    const constants = assignments.filter(({ key, value, at }) => key === null && isUrl(value, at));
    const found = constants
      .filter(({ of }) => isUnknown(of))
      .flatMap(({ value, at, of }) => this.#single('realmUrl', value, { at, next: of.next }));
    const marked = tokens.flatMap(({ kind, text }, at) =>
      kind === 'text' && /realm/i.test(text) ? [at] : [],
    );
    const holdsUrl = ({ at, next }: Span) => marked.some((each) => each >= at && each < next);
    const made = calls.flatMap((call) => {
      if (!holdsUrl(call) || !isUnknown(call)) return [];
      const { value, next } = reader.read(call.at);
      return isUrl(value, call.at) ? this.#single('realmUrl', value, { at: call.at, next }) : [];
    });
    const texts = tokens.flatMap((token, at) => {
      const isStart = token.kind === 'text' && realmScheme.test(token.text) && !this.#index.is(at - 1, '+');
      if (!isStart || !isUnknown({ at, next: at })) return [];
      const { value, next } = reader.read(at);
      return this.#single('realmUrl', value, { at, next });
    });
    return [...found, ...made, ...texts];
  }

  /** Where nobody signs in, a constant may be called after the server, and be its URL. */
  looseServers(found: readonly Finding[]): readonly Finding[] {
    if (found.some(({ what }) => what === 'server')) return [];
    return this.#index.assignments.flatMap(({ path, key, value, at, of }) => {
      const name = plainName(path.at(-1) ?? '');
      const isKnown = this.ledger.has(of.at) || this.#evaluator.touched.has(of.at);
      if (key !== null || isKnown || !/auth|server|ros(?:url|uri)|realm/.test(name)) return [];
      const told = this.#evaluator.value(value, at);
      const isServer = told.kind === 'text' && /^https?:\/\//i.test(told.text);
      return isServer ? this.#single('server', value, { at, next: of.next }) : [];
    });
  }

  /** What calls were given besides all that is known of them. */
  leftArguments(): readonly Finding[] {
    return this.#read.flatMap((call) => [
      ...call.given.flatMap((argument) => this.#left(call, argument)),
      ...this.#leftChain(call),
    ]);
  }

  #left(call: Call, { label, value, span }: Argument): readonly ForeignFinding[] {
    const first = label === null ? span.at : span.at + 2;
    if (this.ledger.has(first) || value.kind === 'nothing') return [];
    if (label !== null && properties[plainName(label)] !== undefined) return [];
    const isSilent = label === null ? value.kind !== 'text' && value.kind !== 'switch' : silent.test(label);
    if (!isSilent) {
      this.ledger.enter(span);
      return [this.#foreign(label ?? call.name, span)];
    }
    // A closure holds code of its own: only its head is accounted for.
    const isShort = value.kind === 'name' || value.kind === 'call';
    if (isShort) this.ledger.enter(span);
    else this.ledger.enter({ at: span.at, next: first + 1 });
    return [];
  }

  /** `.readOnly()` and the like behind a builder. */
  #leftChain(call: Call): readonly ForeignFinding[] {
    if (!/^(?:builder|createconfiguration)$/.test(plainName(call.name))) return [];
    return chainOf(this.#index, call.next).flatMap(({ name, named }) => {
      const span = { at: named, next: named + 1 };
      if (this.ledger.has(named)) return [];
      this.ledger.enter(span);
      return /^(?:build|then|catch|finally|apply|also|let|schema|modules)$/.test(name)
        ? []
        : [this.#foreign(name, span)];
    });
  }

  #foreign(name: string, span: Span): ForeignFinding {
    return {
      what: null,
      why: 'noCounterpart',
      name,
      ...placeOf(this.#index, span),
    };
  }

  /** Functions and methods that set something. */
  #set(call: Call): readonly Finding[] {
    const name = plainName(call.name);
    const { given, at, next } = call;
    const [first, second] = given;
    const ofHeaders = call.path.at(-1);
    const isOfHeaders = ofHeaders !== undefined && properties[plainName(ofHeaders)] === 'headers';
    const filled = isOfHeaders ? fillingOf(call) : null;
    if (filled !== null) return this.#header(filled.key, filled.value, { at, next });
    if (/^(?:add|set)custom(?:request|http)?header$/.test(name)) {
      return first === undefined || second === undefined
        ? []
        : this.#header(first.value, second.value, { at, next }, given[2]);
    }
    const setter = setters[name];
    if (setter !== undefined && first !== undefined)
      return this.#setting(setter, first.value, { at, next }, second);
    const words = { at: call.named, next };
    if (name === 'fullsynchronization') {
      return first === undefined
        ? this.#switched('partial', false, words)
        : this.#turned('partial', first.value, words);
    }
    const switched = switches[name];
    return switched === undefined ? [] : this.#switched(switched.what, switched.on, words);
  }

  #setting(
    what: Exclude<Property, 'sync'>,
    value: Expression,
    span: Span,
    host?: Argument,
  ): readonly Finding[] {
    switch (what) {
      case 'headers':
        return this.#headers(value, span, host);
      case 'full':
        return this.#turned('partial', value, span);
      case 'unverified':
        return this.#turned('verify', value, span);
      case 'ssl':
        return this.#ssl(value, span);
      case 'validation':
        return this.#validation(value, span);
      case 'verifyCallback':
        this.ledger.enter({
          at: span.at,
          next: Math.min(span.next, span.at + 3),
        });
        return [this.#foreign(this.#index.tokens[span.at]?.text ?? '', span)];
      case 'realmUrl':
      case 'authorizationHeaderName':
      case 'urlPrefix':
      case 'verify':
      case 'partial':
      case 'certificate':
        return this.#single(what, value, span, host);
    }
  }

  #single(
    what: SingleFinding['what'],
    expression: Expression,
    span: Span,
    host?: Argument,
  ): readonly SingleFinding[] {
    this.ledger.enter(span);
    this.#evaluator.used();
    const value = this.#evaluator.value(expression, span.at);
    const also = this.#evaluator.used();
    // A setting that is given nothing keeps its default.
    return value.kind === 'nothing'
      ? []
      : [
          {
            what,
            value,
            ...placeOf(this.#index, span, also, this.#host(host, span.at)),
          },
        ];
  }

  #host(host: Argument | undefined, at: number): Value | null {
    return host === undefined ? null : this.#evaluator.value(host.value, at);
  }

  #switched(what: 'verify' | 'partial', on: boolean, span: Span): readonly Finding[] {
    this.ledger.enter(span);
    return [{ what, value: { kind: 'switch', on }, ...placeOf(this.#index, span) }];
  }

  /** What says the opposite of a profile's own switch. */
  #turned(what: 'verify' | 'partial', value: Expression, span: Span): readonly Finding[] {
    return this.#single(what, value, span).map((finding) =>
      finding.value.kind === 'switch'
        ? { ...finding, value: { kind: 'switch', on: !finding.value.on } }
        : finding,
    );
  }

  /** `sync: { user, url, … }`: its settings have labels of their own, all else in it is told. */
  #sync(value: Expression, span: Span): readonly Finding[] {
    if (value.kind !== 'map') return [];
    this.ledger.enter({ at: span.at, next: span.at + 2 });
    return value.entries.flatMap((entry): readonly Finding[] => {
      const name = entry.key?.kind === 'text' ? entry.key.text : null;
      if (name === null || properties[plainName(name)] !== undefined) return [];
      if (plainName(name) === 'url') return this.#single('realmUrl', entry.value, entry.span);
      if (name === 'user') {
        this.ledger.enter(
          entry.value.kind === 'name' ? entry.span : { at: entry.span.at, next: entry.span.at + 2 },
        );
        return [];
      }
      this.ledger.enter({ at: entry.span.at, next: entry.span.at + 1 });
      return [this.#foreign(name, entry.span)];
    });
  }

  /** `ssl: { validate: false }`; its other entries have labels of their own. */
  #ssl(value: Expression, span: Span): readonly Finding[] {
    if (value.kind !== 'map') return this.#single('certificate', value, span);
    this.ledger.enter({ at: span.at, next: span.at + 2 });
    return value.entries.flatMap((entry): readonly Finding[] => {
      const name = entry.key?.kind === 'text' ? entry.key.text : '';
      if (name === 'validate') return this.#single('verify', entry.value, entry.span);
      return properties[plainName(name)] === undefined ? [this.#foreign(`ssl.${name}`, entry.span)] : [];
    });
  }

  /** `serverValidationPolicy: .none`, `.system`, `.pinCertificate(path: …)`. */
  #validation(value: Expression, span: Span): readonly Finding[] {
    const name = value.kind === 'name' || value.kind === 'call' ? value.path.at(-1) : undefined;
    if (name === 'none' || name === 'system') return this.#switched('verify', name === 'system', span);
    return this.#single('certificate', value, span);
  }

  #headers(expression: Expression, span: Span, host?: Argument): readonly Finding[] {
    this.#evaluator.used();
    const value = this.#evaluator.value(expression, span.at);
    const also = this.#evaluator.used();
    this.ledger.enter(span);
    if (value.kind === 'nothing') return [];
    const whole = placeOf(this.#index, span, also, this.#host(host, span.at));
    if (value.kind !== 'map') return [{ what: 'header', name: value, value, ...whole }];
    return value.entries.map((entry) => ({
      what: 'header' as const,
      name: entry.key,
      value: entry.value,
      ...whole,
      lines: entry.lines.first === 0 ? whole.lines : entry.lines,
    }));
  }

  #header(key: Expression, of: Expression, span: Span, host?: Argument): readonly Finding[] {
    this.ledger.enter(span);
    this.#evaluator.used();
    const name = this.#evaluator.value(key, span.at);
    const value = this.#evaluator.value(of, span.at);
    const also = this.#evaluator.used();
    return [
      {
        what: 'header',
        name,
        value,
        ...placeOf(this.#index, span, also, this.#host(host, span.at)),
      },
    ];
  }
}

/** Arguments that set nothing: who signs in, and what happens afterwards. */
const silent =
  /^(?:with|user|credentials?|initWithUser|forUser|onCompletion|completion|callback|callbackQueue|logInWithCredentials|onSuccess|onError|onFailure)$/;
