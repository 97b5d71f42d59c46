import { sameHeader } from '../../headers.ts';
import { realmPathRule } from '../../realm-path.ts';
import { codeIn } from './code-blocks.ts';
import { conditionalTokens } from './conditions.ts';
import { SnippetIndex } from './definitions.ts';
import { findingsIn } from './finder.ts';
import type { CredentialPlace, Finding, ForeignFinding, HeaderFinding, SingleFinding } from './findings.ts';
import type { Ledger } from './ledger.ts';
import { excerptOf, leftOverLines } from './left-over.ts';
import { isPlaceholder, placeholderIn } from '../placeholders.ts';
import { looksSecret } from '../../secrecy.ts';
import { notSecretMark } from '../code-conventions.ts';
import { tokenize } from './tokens.ts';
import { realmUrlParts, serverOf, syncUrlFor, type RealmUrlParts } from './urls.ts';
import { said, type Value } from './values.ts';
import type {
  Json,
  Lines,
  NotUnderstood,
  NotUnderstoodWhy,
  SnippetCredential,
  SnippetHeader,
  SnippetReading,
  SnippetSettings,
  Understood,
  Unexplained,
} from './reading.ts';

/** Reads what code in one of the SDKs' languages says of a profile. Never fails; what it can't read it names. */
export function readCode(text: string): SnippetReading {
  const { source, prose } = codeIn(text.replaceAll(/\r\n?/g, '\n'));
  const snippet = tokenize(source);
  const index = new SnippetIndex(snippet.tokens);
  const { findings, ledger } = findingsIn(index);
  const plain = snippet.comments.filter(({ text }) => text.includes(notSecretMark)).map(({ line }) => line);
  const conditional = conditionalTokens(snippet.tokens);
  const collector = new Collector(findings, ledger, (at) => conditional[at] === true, plain);
  const { settings, understood, notUnderstood } = collector.collect();
  const left = leftOverLines(
    index,
    ledger,
    notUnderstood.map(({ lines }) => lines),
  );
  const withExcerpt = (each: Unexplained): NotUnderstood => ({
    ...each,
    excerpt: excerptOf(index, source, each.lines),
  });
  return {
    language: snippet.language,
    settings,
    understood: understood.sort((one, other) => one.lines.first - other.lines.first),
    notUnderstood: [...[...notUnderstood, ...left].map(withExcerpt), ...prose.map(asProse)].sort(
      (one, other) => one.lines.first - other.lines.first,
    ),
  };
}

const asProse = (lines: Lines): NotUnderstood => ({
  ...{ lines, why: 'prose', what: null, from: null },
  excerpt: '',
});

type Single = Exclude<SingleFinding['what'], 'realmUrl' | 'certificate'>;

/** A realm URL taken apart, and where it stands. */
type RealmUrl = RealmUrlParts & { readonly finding: SingleFinding };

/** Lays all places that say something side by side, and takes only what they agree on. */
class Collector {
  readonly #findings: readonly Finding[];
  readonly #ledger: Ledger;
  readonly #isConditional: (at: number) => boolean;
  readonly #plainLines: readonly number[];
  readonly #understood: Understood[] = [];
  readonly #notUnderstood: Unexplained[] = [];

  constructor(
    findings: readonly Finding[],
    ledger: Ledger,
    isConditional: (at: number) => boolean,
    plainLines: readonly number[],
  ) {
    this.#findings = findings;
    this.#ledger = ledger;
    this.#isConditional = isConditional;
    this.#plainLines = plainLines;
  }

  collect() {
    const told = this.#text('server', serverOf);
    const realm = this.#realmUrls(told);
    const { realmPaths, syncUrl, server = told } = realm;
    const hosts = [server, syncUrl].flatMap((url) => (url === undefined ? [] : [new URL(url).hostname]));
    const settings: SnippetSettings = {
      ...given('server', server),
      ...given('syncUrl', syncUrl),
      realmPaths,
      ...given('credential', this.#credential()),
      ...given(
        'authorizationHeaderName',
        this.#text('authorizationHeaderName', (text) => text, hosts),
      ),
      ...given(
        'urlPrefix',
        this.#text('urlPrefix', (text) => text, hosts),
      ),
      headers: this.#headers(hosts),
      ...given('verify', this.#switch('verify')),
      ...given('partial', this.#switch('partial')),
    };
    for (const finding of this.#of('certificate')) this.#refuse(finding, 'certificateFile');
    for (const finding of this.#foreign()) this.#refuse(finding, finding.why, finding.name);
    return {
      settings,
      understood: saidOnce(this.#understood),
      notUnderstood: unique(this.#notUnderstood),
    };
  }

  #of(what: SingleFinding['what']): readonly SingleFinding[] {
    const found = this.#findings.filter((finding): finding is SingleFinding => finding.what === what);
    const said = found.filter(({ isDefault }) => isDefault !== true);
    return said.length > 0 ? said : found;
  }

  #foreign(): readonly ForeignFinding[] {
    return this.#findings.filter((finding): finding is ForeignFinding => finding.what === null);
  }

  /** The one text that all places give, read by `read`. Where they differ, none. */
  #text(
    what: Single,
    read: (text: string) => string | null,
    hosts: readonly string[] = [],
  ): string | undefined {
    const told = this.#of(what).flatMap((finding) => {
      if (!this.#isForUs(finding, hosts)) return [];
      const text = this.#plainText(finding);
      if (text === null) return [];
      const value = read(text);
      return value === null ? this.#refuse(finding, 'wrongValue') : [{ finding, value }];
    });
    return this.#agreed(what, told, (value) => value);
  }

  /** What a place says, if it can be told and is meant; otherwise it has been refused. */
  #plainText(finding: SingleFinding): string | null {
    const { value } = finding;
    if (value.kind === 'open') this.#refuseOpen(finding, value);
    else if (value.kind !== 'text') this.#refuse(finding, 'wrongValue');
    else {
      const placeholder = placeholderIn(value.text);
      if (placeholder === null) return value.text;
      this.#refuse(finding, 'placeholder', placeholder);
    }
    return null;
  }

  #switch(what: Single): boolean | undefined {
    const told = this.#of(what).flatMap((finding) => {
      if (finding.value.kind === 'open') return this.#refuseOpen(finding, finding.value);
      if (finding.value.kind !== 'switch') return this.#refuse(finding, 'wrongValue');
      return [{ finding, value: finding.value.on }];
    });
    return this.#agreed(what, told, String);
  }

  #agreed<Told>(
    what: Single,
    told: readonly { readonly finding: Finding; readonly value: Told }[],
    shownAs: (value: Told) => string,
  ): Told | undefined {
    const [first] = told;
    if (first === undefined) return undefined;
    if (told.some(({ value }) => value !== first.value)) {
      for (const { finding } of told) this.#refuse(finding, 'conflict');
      return undefined;
    }
    for (const { finding, value } of told) this.#take(finding, what, shownAs(value));
    return first.value;
  }

  #realmUrls(server: string | undefined): {
    readonly realmPaths: readonly string[];
    readonly syncUrl?: string;
    readonly server?: string;
  } {
    const urls = this.#of('realmUrl').flatMap((finding) => this.#realmUrl(finding, server));
    const origins = [...new Set(urls.flatMap((url) => originOf(url) ?? []))];
    if (origins.length > 1) {
      for (const { finding } of urls) this.#refuse(finding, 'conflict');
      return { realmPaths: [] };
    }
    const [origin] = origins;
    // Nobody signs in elsewhere: the server is where the realm is.
    const isServer = server === undefined && origin !== undefined && this.#of('server').length === 0;
    const derived = isServer ? origin.replace(/^ws/, 'http') : undefined;
    const syncUrl = isServer ? undefined : syncUrlFor(origin, server);
    for (const url of urls) {
      if (url.path !== null) this.#take(url.finding, 'realmPath', url.path);
      if (url.host !== null && derived !== undefined) this.#take(url.finding, 'server', derived);
      if (url.host !== null && syncUrl !== undefined) this.#take(url.finding, 'syncUrl', syncUrl);
      this.#enter(url.finding);
    }
    return {
      realmPaths: [...new Set(urls.flatMap(({ path }) => path ?? []))],
      ...given('syncUrl', syncUrl),
      ...given('server', derived),
    };
  }

  #realmUrl(finding: SingleFinding, server: string | undefined): readonly RealmUrl[] {
    const text = this.#plainText(finding);
    if (text === null) return [];
    const parts = realmUrlParts(text);
    if (parts === null || (parts.path !== null && realmPathRule(parts.path) !== null))
      return this.#refuse(finding, 'wrongValue');
    if (parts.host === null || parts.scheme !== null) return [{ finding, ...parts }];
    if (server !== undefined) return [{ finding, ...parts, scheme: /^https/i.test(server) ? 'wss' : 'ws' }];
    this.#refuse(finding, 'noScheme', parts.host);
    return [{ finding, ...parts, host: null }];
  }

  #credential(): SnippetCredential | undefined {
    const found = this.#findings.filter((finding) => finding.what === 'credential');
    const [first] = found;
    if (first === undefined) return undefined;
    const all = found.map(({ credential }) => saidOf(credential));
    if (all.some((each) => each !== all[0])) {
      for (const finding of found) this.#refuse(finding, 'conflict');
      return undefined;
    }
    const credentials = found.map((finding) => this.#credentialOf(finding));
    return credentials[0];
  }

  #credentialOf(finding: CredentialPlace): SnippetCredential {
    const { credential } = finding;
    const take = (name: string, plain: readonly Value[], secret?: Value) => {
      const shown = name === '' ? credential.kind : `${credential.kind}: ${name}`;
      const missing = [...plain.map(missingIn), secret === undefined ? null : missingSecretIn(secret)];
      this.#take(finding, 'credential', shown, missing);
    };
    switch (credential.kind) {
      case 'password': {
        const username = named(credential.username);
        take(username, [credential.username], credential.password);
        return {
          kind: 'password',
          username,
          secret: secretIn(credential.password),
        };
      }
      case 'nickname': {
        const nickname = named(credential.nickname);
        take(nickname, [credential.nickname, credential.isAdmin]);
        const isAdmin = credential.isAdmin.kind === 'switch' && credential.isAdmin.on;
        return { kind: 'nickname', nickname, ...(isAdmin ? { isAdmin } : {}) };
      }
      case 'anonymous':
        take('', []);
        return { kind: 'anonymous' };
      case 'jwt': {
        const provider = credential.provider === null ? null : named(credential.provider);
        take(provider ?? '', credential.provider === null ? [] : [credential.provider], credential.token);
        return { kind: 'jwt', provider, secret: secretIn(credential.token) };
      }
      case 'custom': {
        const provider = named(credential.provider);
        take(provider, [credential.provider], credential.token);
        const userInfo = this.#userInfo(finding, credential.userInfo);
        return {
          kind: 'custom',
          provider,
          ...given('userInfo', userInfo),
          secret: secretIn(credential.token),
        };
      }
      case 'adminToken':
      case 'refreshToken':
        take('', [], credential.token);
        return { kind: credential.kind, secret: secretIn(credential.token) };
    }
  }

  /** It is saved with the profile, so nothing that may be a secret goes there. */
  #userInfo(finding: CredentialPlace, value: Value): Readonly<Record<string, Json>> | undefined {
    if (value.kind === 'nothing') return undefined;
    if (value.kind !== 'map') {
      this.#refuse(finding, 'noCounterpart', 'userInfo');
      return undefined;
    }
    const entries = value.entries.flatMap(({ key, value: of, span }): [string, Json][] => {
      const name = key.kind === 'text' ? key.text : null;
      const json = jsonIn(of);
      const isPlain = name !== null && json !== undefined && !looksSecret(name, JSON.stringify(json));
      if (isPlain) return [[name, json]];
      this.#refuse({ ...finding, span }, 'noCounterpart', name === null ? 'userInfo' : `userInfo.${name}`);
      return [];
    });
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  }

  #headers(hosts: readonly string[]): readonly SnippetHeader[] {
    const headers = this.#findings.filter((finding) => finding.what === 'header');
    const named = headers.flatMap((finding) => {
      if (!this.#isForUs(finding, hosts)) return [];
      if (finding.name.kind === 'open') return this.#refuseOpen(finding, finding.name);
      if (finding.name.kind !== 'text') return this.#refuse(finding, 'wrongValue');
      const placeholder = placeholderIn(finding.name.text);
      if (placeholder !== null) return this.#refuse(finding, 'placeholder', placeholder);
      return [{ finding, name: finding.name.text }];
    });
    const names = named.map(({ name }) => name);
    const first = names.filter((name, at) => names.findIndex((other) => sameHeader(other, name)) === at);
    return first.map((name) =>
      this.#headerOf(
        name,
        named.filter((each) => sameHeader(each.name, name)).map(({ finding }) => finding),
      ),
    );
  }

  #headerOf(name: string, findings: readonly HeaderFinding[]): SnippetHeader {
    if (new Set(findings.map(({ value }) => said(value))).size > 1) {
      for (const finding of findings) this.#refuse(finding, 'conflict', name);
      return { name, value: '', secret: true };
    }
    const [value = { kind: 'nothing' } satisfies Value] = findings.map((finding) => finding.value);
    const text = value.kind === 'text' && placeholderIn(value.text) === null ? value.text : null;
    const isMarkedPlain = findings.every(({ lines }) => this.#isMarkedPlain(lines));
    const secret = text === null || (looksSecret(name, text) && !isMarkedPlain);
    for (const finding of findings) {
      this.#take(finding, 'header', secret ? name : `${name}: ${text}`, [missingIn(value)]);
    }
    return { name, value: text ?? '', secret };
  }

  #isMarkedPlain({ first, last }: Lines): boolean {
    return this.#plainLines.some((line) => line >= first && line <= last);
  }

  /** A setting that counts for one host only is ours if the host is. */
  #isForUs(finding: Finding, hosts: readonly string[]): boolean {
    if (finding.host === null) return true;
    const { host } = finding;
    const isOurs = host.kind === 'text' && (hosts.length === 0 || hosts.includes(host.text.toLowerCase()));
    if (!isOurs) this.#refuse(finding, 'otherHost', host.kind === 'text' ? host.text : null);
    return isOurs;
  }

  /** `missing`: where values come from that have to be entered; null for one that is there. */
  #take(
    finding: Finding,
    what: Understood['what'],
    shown: string | null,
    missing: readonly (string | null)[] = [],
  ): void {
    const { lines, host, span } = finding;
    const only = host !== null ? 'oneHost' : this.#isConditional(span.at) ? 'conditionally' : null;
    const places = missing.filter((place) => place !== null);
    const from = places.length === 0 ? null : places.filter((place) => place !== '').join(', ');
    this.#understood.push({ lines, what, shown, missing: from, only });
    this.#enter(finding);
  }

  #enter({ span, also }: Finding): void {
    if (span.next - span.at <= 1) this.#ledger.enter(span);
    for (const definition of also) this.#ledger.enter(definition);
  }

  #refuseOpen(finding: Finding, value: Extract<Value, { kind: 'open' }>): [] {
    return this.#refuse(finding, value.why, value.from);
  }

  #refuse(finding: Finding, why: NotUnderstoodWhy, from: string | null = null): [] {
    this.#notUnderstood.push({
      lines: finding.lines,
      why,
      what: finding.what,
      from,
    });
    return [];
  }
}

const originOf = ({ scheme, host }: RealmUrl): string | null =>
  host === null || scheme === null ? null : `${scheme}://${host}`;

/** Where a value that has to be entered comes from; null for one that is there. */
function missingIn(value: Value): string | null {
  switch (value.kind) {
    case 'text':
      return placeholderIn(value.text);
    case 'open':
      return value.from ?? '';
    case 'list':
    case 'map':
    case 'number':
      return '';
    case 'switch':
    case 'nothing':
      return null;
  }
}

/** The same of a secret: what looks like a placeholder is shown only where no one would choose it as a secret. */
function missingSecretIn(value: Value): string | null {
  if (value.kind !== 'text') return missingIn(value);
  if (!isPlaceholder(value.text)) return null;
  return /pass|pwd|secret|token|key|jwt|your|insert|change|enter/i.test(value.text) ? value.text : '';
}

const saidOf = (credential: CredentialPlace['credential']): string =>
  JSON.stringify(credential, (key, of: unknown) => (key === 'lines' || key === 'span' ? undefined : of));

/** A name that may be shown and kept. */
const named = (value: Value): string =>
  value.kind === 'text' && placeholderIn(value.text) === null ? value.text : '';

const secretIn = (value: Value): string =>
  value.kind === 'text' && !isPlaceholder(value.text) ? value.text : '';

/** Undefined where a part of it isn't in the snippet. */
function jsonIn(value: Value): Json | undefined {
  switch (value.kind) {
    case 'text':
      return placeholderIn(value.text) === null ? value.text : undefined;
    case 'number': {
      const number = Number(value.text.replaceAll('_', ''));
      return Number.isFinite(number) ? number : undefined;
    }
    case 'switch':
      return value.on;
    case 'nothing':
      return null;
    case 'list': {
      const items = value.items.map(jsonIn);
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    case 'map': {
      const entries = value.entries.flatMap(({ key, value: of }): [string, Json][] => {
        const json = jsonIn(of);
        return json === undefined || named(key) === '' ? [] : [[named(key), json]];
      });
      return entries.length === value.entries.length ? Object.fromEntries(entries) : undefined;
    }
    case 'open':
      return undefined;
  }
}

const given = <Key extends string, Of>(key: Key, value: Of | undefined): Partial<Record<Key, Of>> => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one key of a record with that key
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<Key, Of>>);
};

/** A setting that several places agree on is told once, where it is said first without a condition. */
const saidOnce = (understood: readonly Understood[]): Understood[] =>
  understood.filter((one, at) => {
    const same = understood.filter(
      (other) => other.what === one.what && other.shown === one.shown && other.missing === one.missing,
    );
    const best = same.find(({ only }) => only === null) ?? same[0];
    return (
      best === one ||
      (best !== undefined && JSON.stringify(best) === JSON.stringify(one) && understood.indexOf(best) === at)
    );
  });

const unique = <Item>(items: readonly Item[]): Item[] =>
  items.filter(
    (item, at) => items.findIndex((other) => JSON.stringify(other) === JSON.stringify(item)) === at,
  );
