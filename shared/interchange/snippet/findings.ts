import type { Assignment, Call, SnippetIndex } from './definitions.ts';
import type { Argument, Expression } from './expression.ts';
import { credentialIn, isCredentialCall, type CredentialFinding } from './credentials.ts';
import { withoutAuthRoute } from './urls.ts';
import { Evaluator, fillingOf, plainName, type Lines, type Value } from './values.ts';

/** What a snippet can say that a profile holds too. */
export type SettingName =
  | 'server'
  | 'realmUrl'
  | 'authorizationHeaderName'
  | 'urlPrefix'
  | 'header'
  | 'verify'
  | 'partial'
  | 'credential'
  | 'certificate';

/** A place that says something about a setting, before all places are laid side by side. */
interface Place {
  readonly lines: Lines;
  /** Lines elsewhere that took part: definitions of what is used here. */
  readonly also: readonly Lines[];
  /** It counts for this host only (`SyncManager.setAuthorizationHeaderName(name, host)`). */
  readonly host: Value | null;
}

export interface SingleFinding extends Place {
  readonly what: Exclude<SettingName, 'header' | 'credential'>;
  readonly value: Value;
}

export interface HeaderFinding extends Place {
  readonly what: 'header';
  readonly name: Value;
  readonly value: Value;
}

export interface CredentialPlace extends Place {
  readonly what: 'credential';
  readonly credential: CredentialFinding;
}

export type Finding = SingleFinding | HeaderFinding | CredentialPlace;

type Single = SingleFinding['what'] | 'headers' | 'full' | 'ssl';

/**
 * Under which names the SDKs know a setting, as a property, a label or a key. Sources: Realm Cocoa 3.4 (SyncManager,
 * SyncConfiguration), Realm Java 5.1 (SyncManager, SyncConfiguration.Builder), Realm JavaScript 2 to 6
 * (Realm.Sync~SyncConfiguration), Realm .NET 3 and 4 (SyncConfigurationBase), Realm Object Server (ServerConfig).
 */
const properties: Readonly<Record<string, Single>> = {
  authorizationheadername: 'authorizationHeaderName',
  customauthorizationheadername: 'authorizationHeaderName',
  customrequestheaders: 'headers',
  customhttpheaders: 'headers',
  customheaders: 'headers',
  urlprefix: 'urlPrefix',
  realmurl: 'realmUrl',
  enablesslvalidation: 'verify',
  validatessl: 'verify',
  ssl: 'ssl',
  ispartial: 'partial',
  partial: 'partial',
  fullsynchronization: 'full',
  trustedcapath: 'certificate',
  certificatepath: 'certificate',
  ssltrustcertificatepath: 'certificate',
  pinnedcertificatepaths: 'certificate',
};

const setters: Readonly<Record<string, Single>> = {
  setauthorizationheadername: 'authorizationHeaderName',
  setcustomauthorizationheadername: 'authorizationHeaderName',
  addcustomrequestheaders: 'headers',
  setcustomrequestheaders: 'headers',
  urlprefix: 'urlPrefix',
  seturlprefix: 'urlPrefix',
  trustedrootca: 'certificate',
};

/** Say something by being called at all. */
const switches: Readonly<Record<string, { readonly what: 'verify' | 'partial'; readonly on: boolean }>> = {
  disablesslverification: { what: 'verify', on: false },
  partialrealm: { what: 'partial', on: true },
  querybasedsyncconfiguration: { what: 'partial', on: true },
  fullsyncconfiguration: { what: 'partial', on: false },
};

const realmUrlTakers = new Set([
  'builder',
  'createconfiguration',
  'fullsyncconfiguration',
  'querybasedsyncconfiguration',
]);
const realmScheme = /^realms?:\/\//i;
const anyRealmUrl = /^(?:realms?|wss?):\/\/|^\/./i;

/** Everything in the snippet that says something about a setting. */
export function findingsIn(index: SnippetIndex): readonly Finding[] {
  const finder = new Finder(index);
  return [...index.assignments, ...index.calls, ...labelsIn(index)]
    .flatMap((each) => finder.find(each))
    .concat(finder.looseUrls());
}

/** `name: value` and the short `name` of an object, wherever it stands. */
interface Label {
  readonly label: string;
  readonly value: Expression;
  readonly at: number;
  readonly next: number;
}

function labelsIn(index: SnippetIndex): readonly Label[] {
  return index.tokens.flatMap((token, at): Label[] => {
    const isPlain = token.kind === 'word' || token.kind === 'text';
    if (!isPlain || !(plainName(token.text) in { ...properties, server: 1, serverurl: 1, url: 1 })) return [];
    if (index.is(at + 1, ':') && !index.is(at - 1, '?')) {
      const { value, next } = index.reader.read(at + 2);
      return [{ label: token.text, value, at, next }];
    }
    const opens = index.is(at - 1, '{') || index.is(at - 1, ',');
    const isShort = token.kind === 'word' && opens && (index.is(at + 1, ',') || index.is(at + 1, '}'));
    return isShort
      ? [{ label: token.text, value: { kind: 'name', path: [token.text] }, at, next: at + 1 }]
      : [];
  });
}

class Finder {
  readonly #index: SnippetIndex;
  readonly #evaluator: Evaluator;

  constructor(index: SnippetIndex) {
    this.#index = index;
    this.#evaluator = new Evaluator(index);
  }

  find(place: Assignment | Call | Label): readonly Finding[] {
    if ('label' in place) return this.#labelled(place);
    return 'name' in place ? this.#called(place) : this.#assigned(place);
  }

  /** Texts that are URLs of realms say so themselves, whatever they are given to. */
  looseUrls(): readonly Finding[] {
    return this.#index.tokens.flatMap((token, at) => {
      const isStart = token.kind === 'text' && realmScheme.test(token.text) && !this.#index.is(at - 1, '+');
      if (!isStart) return [];
      const { value, next } = this.#index.reader.read(at);
      return this.#single('realmUrl', value, at, next);
    });
  }

  #assigned({ path, key, value, isDeclaration, at, next }: Assignment): readonly Finding[] {
    const what = properties[plainName(path.at(-1) ?? '')];
    if (what === undefined || isDeclaration) return [];
    if (key === null) return this.#setting(what, value, at, next);
    return what === 'headers' ? this.#header(key, value, at, next) : [];
  }

  #labelled({ label, value, at, next }: Label): readonly Finding[] {
    const name = plainName(label);
    const what = properties[name];
    if (what !== undefined) return this.#setting(what, value, at, next);
    const used: Lines[] = [];
    const told = this.#evaluator.value(value, at, used);
    if (told.kind !== 'text') return [];
    const place = { lines: this.#index.lines(at, next), also: used, host: null };
    if (name === 'url' && /^(?:realms?|wss?):/i.test(told.text)) {
      return [{ what: 'realmUrl', value: told, ...place }];
    }
    const isServer = name !== 'url' && /^https?:/i.test(told.text);
    return isServer ? [{ what: 'server', value: told, ...place }] : [];
  }

  #called(call: Call): readonly Finding[] {
    const name = plainName(call.name);
    const { given, at, next } = call;
    const [first, second] = given;
    if (isCredentialCall(call)) return this.#credential(call);
    if (/^login(?:async|withcredentials)?$/.test(name)) return this.#login(call);
    const ofHeaders = call.path.at(-1);
    const filled =
      ofHeaders !== undefined && properties[plainName(ofHeaders)] === 'headers' ? fillingOf(call) : null;
    if (filled !== null) return this.#header(filled.key, filled.value, at, next);
    if (/^(?:add|set)custom(?:request|http)?header$/.test(name)) {
      return first === undefined || second === undefined
        ? []
        : this.#header(first.value, second.value, at, next, given[2]);
    }
    const setter = setters[name];
    if (setter !== undefined && first !== undefined)
      return this.#setting(setter, first.value, at, next, second);
    if (name === 'fullsynchronization') return this.#switched('partial', false, at, next);
    const switched = switches[name];
    const on = switched === undefined ? [] : this.#switched(switched.what, switched.on, at, next);
    return realmUrlTakers.has(name) ? [...on, ...this.#realmUrl(call)] : on;
  }

  /** The URL among what a configuration is made from. */
  #realmUrl({ name, given, at, next }: Call): readonly Finding[] {
    const isBuilder = plainName(name) === 'builder';
    const found = given.flatMap(({ label, value }) => {
      if (label !== null || value.kind === 'map') return [];
      const told = this.#evaluator.value(value, at, []);
      const isUrl = told.kind === 'text' && anyRealmUrl.test(told.text);
      return isUrl ? [this.#single('realmUrl', value, at, next)] : [];
    });
    if (found.length > 0) return found.flat();
    // A builder's second argument is the URL even if it can't be told which.
    const [, second] = given;
    return isBuilder && second !== undefined ? this.#single('realmUrl', second.value, at, next) : [];
  }

  /** `SyncUser.logIn(with: credentials, server: url)` and its sisters: the URL stands last, or first in JavaScript. */
  #login({ path, name, given, at, next }: Call): readonly Finding[] {
    if (!path.some((word) => /user$/i.test(word)) || given.length < 2) return [];
    const labelled = given.find(({ label }) =>
      /^(?:server|authserverurl|serveruri|serverurl)$/i.test(label ?? ''),
    );
    const place = name === 'login' && path.at(-1) === 'User' ? given[0] : given[1];
    const argument = labelled ?? place;
    if (argument === undefined) return [];
    const isRoute = path.at(-1) === 'SyncUser' && argument.label === null;
    return this.#single('server', argument.value, at, next).map((finding) =>
      isRoute && finding.value.kind === 'text'
        ? { ...finding, value: { kind: 'text', text: withoutAuthRoute(finding.value.text) } }
        : finding,
    );
  }

  #credential(call: Call): readonly Finding[] {
    const used: Lines[] = [];
    const value = (expression: Expression) => this.#evaluator.value(expression, call.at, used);
    const credential = credentialIn(call, value);
    if (credential === null) return [];
    const lines = this.#index.lines(call.at, call.next);
    return [{ what: 'credential', credential, lines, also: used, host: null }];
  }

  #setting(what: Single, value: Expression, at: number, next: number, host?: Argument): readonly Finding[] {
    if (what === 'headers') return this.#headers(value, at, next, host);
    if (what === 'full') return this.#turned(value, at, next);
    if (what === 'ssl') return this.#ssl(value, at, next);
    return this.#single(what, value, at, next, host);
  }

  #single(
    what: SingleFinding['what'],
    expression: Expression,
    at: number,
    next: number,
    host?: Argument,
  ): readonly SingleFinding[] {
    const used: Lines[] = [];
    const value = this.#evaluator.value(expression, at, used);
    // A setting that is given nothing keeps its default.
    if (value.kind === 'nothing') return [];
    const lines = this.#index.lines(at, next);
    return [{ what, value, lines, also: used, host: this.#host(host, at) }];
  }

  #host(host: Argument | undefined, at: number): Value | null {
    return host === undefined ? null : this.#evaluator.value(host.value, at, []);
  }

  #switched(what: 'verify' | 'partial', on: boolean, at: number, next: number): readonly Finding[] {
    const lines = this.#index.lines(at, next);
    return [{ what, value: { kind: 'switch', on }, lines, also: [], host: null }];
  }

  #turned(value: Expression, at: number, next: number): readonly Finding[] {
    return this.#single('partial', value, at, next).map((finding) =>
      finding.value.kind === 'switch'
        ? { ...finding, value: { kind: 'switch', on: !finding.value.on } }
        : finding,
    );
  }

  /** `ssl: { validate: false }`; its other entries have labels of their own. */
  #ssl(value: Expression, at: number, next: number): readonly Finding[] {
    if (value.kind !== 'map') return [];
    const entry = value.entries.find(({ key }) => key?.kind === 'text' && key.text === 'validate');
    return entry === undefined ? [] : this.#single('verify', entry.value, at, next);
  }

  #headers(expression: Expression, at: number, next: number, host?: Argument): readonly Finding[] {
    const used: Lines[] = [];
    const value = this.#evaluator.value(expression, at, used);
    const whole = this.#index.lines(at, next);
    const forHost = this.#host(host, at);
    if (value.kind === 'nothing') return [];
    if (value.kind !== 'map') {
      return [{ what: 'header', name: value, value, lines: whole, also: used, host: forHost }];
    }
    return value.entries.map((entry) => ({
      what: 'header' as const,
      name: entry.key,
      value: entry.value,
      lines: entry.lines.first === 0 ? whole : entry.lines,
      also: [...used, ...edgesOf(whole)],
      host: forHost,
    }));
  }

  #header(key: Expression, of: Expression, at: number, next: number, host?: Argument): readonly Finding[] {
    const used: Lines[] = [];
    const name = this.#evaluator.value(key, at, used);
    const value = this.#evaluator.value(of, at, used);
    const lines = this.#index.lines(at, next);
    return [{ what: 'header', name, value, lines, also: used, host: this.#host(host, at) }];
  }
}

/** Where a map begins and ends; the lines between belong to its entries. */
const edgesOf = ({ first, last }: Lines): readonly Lines[] => [
  { first, last: first },
  { first: last, last },
];
