import { sameHeader } from '../../headers.ts';
import { codeIn } from './code-blocks.ts';
import { conditionalTokens } from './conditions.ts';
import { SnippetIndex } from './definitions.ts';
import {
  findingsIn,
  type CredentialPlace,
  type Finding,
  type HeaderFinding,
  type SettingName,
  type SingleFinding,
} from './findings.ts';
import type { SnippetLanguage } from './language.ts';
import { looksSecret, notSecretMark } from './secrecy.ts';
import { excerptOf, leftOverLines } from './left-over.ts';
import { tokenize } from './tokens.ts';
import { realmUrlParts, serverOf, syncUrlFor } from './urls.ts';
import type { Lines, Value } from './values.ts';

/** What a snippet says of a profile. What it doesn't say is absent: nothing is filled in for it. */
export interface SnippetSettings {
  readonly server?: string;
  readonly syncUrl?: string;
  readonly realmPaths: readonly string[];
  readonly credential?: SnippetCredential;
  readonly authorizationHeaderName?: string;
  readonly urlPrefix?: string;
  readonly headers: readonly SnippetHeader[];
  readonly verify?: boolean;
  readonly partial?: boolean;
}

/** The secret is empty where the snippet doesn't hold it. It goes where a typed one goes, never into a profile file. */
export type SnippetCredential =
  | { readonly kind: 'password'; readonly username: string; readonly secret: string }
  | { readonly kind: 'nickname'; readonly nickname: string }
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'jwt'; readonly provider: string | null; readonly secret: string }
  | { readonly kind: 'custom'; readonly provider: string; readonly secret: string }
  | { readonly kind: 'adminToken'; readonly secret: string };

/** The value of a secret header is empty where the snippet doesn't hold it. */
export interface SnippetHeader {
  readonly name: string;
  readonly value: string;
  readonly secret: boolean;
}

/** One setting that was understood, and the lines that say it. */
export interface Understood {
  readonly lines: Lines;
  readonly what: Exclude<SettingName, 'certificate'> | 'syncUrl' | 'realmPath';
  /** For a person to compare; null for what is secret. */
  readonly shown: string | null;
  /** The part that the snippet doesn't hold and a person has to enter: where it comes from in the snippet. */
  readonly missing: string | null;
  /** It stands in code that does not always run, or counts for one host only. */
  readonly only: 'conditionally' | 'oneHost' | null;
}

export type NotUnderstoodWhy =
  /** The value is not in the snippet. */
  | 'elsewhere'
  /** The value is only worked out when the code runs. */
  | 'computed'
  /** The name stands for different values. */
  | 'ambiguous'
  /** The setting is made more than once, differently. */
  | 'conflict'
  /** It counts for a host that is not this server. */
  | 'otherHost'
  /** It names a file on the device. */
  | 'certificateFile'
  /** A profile has nothing like it. */
  | 'noCounterpart'
  /** The value is of another kind than the setting wants. */
  | 'wrongValue'
  /** Nothing known is said there. */
  | 'unknown'
  /** It stands between blocks of code. */
  | 'prose';

/** Lines that nothing was taken from, and why. */
export interface NotUnderstood {
  readonly lines: Lines;
  readonly why: NotUnderstoodWhy;
  readonly what: SettingName | null;
  /** The name that a value comes from, where it has one. */
  readonly from: string | null;
  /** How its first line begins, texts left out: they may be secrets. Empty for prose. */
  readonly excerpt: string;
}

/** Before its line is looked up. */
export type Unexplained = Omit<NotUnderstood, 'excerpt'>;

export interface SnippetReading {
  readonly language: SnippetLanguage | null;
  readonly settings: SnippetSettings;
  readonly understood: readonly Understood[];
  readonly notUnderstood: readonly NotUnderstood[];
}

/** Reads what a snippet in one of the SDKs' languages says of a profile. Never fails; what it can't read it names. */
export function readSnippet(text: string): SnippetReading {
  const { source, prose } = codeIn(text.replaceAll(/\r\n?/g, '\n'));
  const snippet = tokenize(source);
  const index = new SnippetIndex(snippet.tokens);
  const findings = findingsIn(index);
  const plain = snippet.comments.filter(({ text }) => text.includes(notSecretMark)).map(({ line }) => line);
  const conditional = conditionalTokens(snippet.tokens);
  const isConditional = ({ first, last }: Lines) =>
    snippet.tokens.some((token, at) => conditional[at] === true && token.line >= first && token.line <= last);
  const collector = new Collector(findings, isConditional, plain);
  const { settings, understood, notUnderstood, seen } = collector.collect();
  const left = leftOverLines(index, [...seen, ...notUnderstood.map(({ lines }) => lines)]);
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

/** Lays all places that say something side by side, and takes only what they agree on. */
class Collector {
  readonly #findings: readonly Finding[];
  readonly #isConditional: (lines: Lines) => boolean;
  readonly #plainLines: readonly number[];
  readonly #understood: Understood[] = [];
  readonly #notUnderstood: Unexplained[] = [];
  readonly #seen: Lines[] = [];

  constructor(
    findings: readonly Finding[],
    isConditional: (lines: Lines) => boolean,
    plainLines: readonly number[],
  ) {
    this.#findings = findings;
    this.#isConditional = isConditional;
    this.#plainLines = plainLines;
  }

  collect() {
    const server = this.#text('server', serverOf);
    const { realmPaths, syncUrl } = this.#realmUrls(server);
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
    const [understood, notUnderstood, seen] = [this.#understood, this.#notUnderstood, this.#seen];
    return { settings, understood: unique(understood), notUnderstood: unique(notUnderstood), seen };
  }

  #of(what: SingleFinding['what']): readonly SingleFinding[] {
    return this.#findings.filter((finding): finding is SingleFinding => finding.what === what);
  }

  /** The one text that all places give, read by `read`. Where they differ, none. */
  #text(
    what: Single,
    read: (text: string) => string | null,
    hosts: readonly string[] = [],
  ): string | undefined {
    const told = this.#of(what).flatMap((finding) => {
      if (!this.#isForUs(finding, hosts)) return [];
      if (finding.value.kind === 'open') return this.#refuseOpen(finding, finding.value);
      const text = finding.value.kind === 'text' ? read(finding.value.text) : null;
      return text === null ? this.#refuse(finding, 'wrongValue') : [{ finding, value: text }];
    });
    return this.#agreed(what, told, (value) => value);
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
    for (const { finding, value } of told) {
      this.#take(finding, what, shownAs(value));
    }
    return first.value;
  }

  #realmUrls(server: string | undefined) {
    const urls = this.#of('realmUrl');
    const told = urls
      .filter((finding) => !isUsedIn(finding, urls))
      .flatMap((finding) => {
        if (finding.value.kind === 'open') return this.#refuseOpen(finding, finding.value);
        const parts = finding.value.kind === 'text' ? realmUrlParts(finding.value.text) : null;
        return parts === null ? this.#refuse(finding, 'wrongValue') : [{ finding, ...parts }];
      });
    const origins = [...new Set(told.flatMap(({ origin }) => (origin === null ? [] : [origin])))];
    if (origins.length > 1) for (const { finding } of told) this.#refuse(finding, 'conflict');
    if (origins.length > 1) return { realmPaths: [], syncUrl: undefined };
    const syncUrl = syncUrlFor(origins[0], server);
    for (const { finding, path, origin } of told) {
      if (path !== null) this.#take(finding, 'realmPath', path);
      if (origin !== null && syncUrl !== undefined) this.#take(finding, 'syncUrl', syncUrl);
      this.#seen.push(finding.lines, ...finding.also);
    }
    return { realmPaths: [...new Set(told.flatMap(({ path }) => path ?? []))], syncUrl };
  }

  #credential(): SnippetCredential | undefined {
    const places = this.#findings.filter((finding) => finding.what === 'credential');
    const found = places.flatMap((finding) =>
      finding.credential.kind === 'other'
        ? this.#refuse(finding, 'noCounterpart', finding.credential.name)
        : [finding],
    );
    const [first] = found;
    if (first === undefined) return undefined;
    if (found.some(({ credential }) => JSON.stringify(credential) !== JSON.stringify(first.credential))) {
      for (const finding of found) this.#refuse(finding, 'conflict');
      return undefined;
    }
    return this.#credentialOf(first);
  }

  #credentialOf(finding: CredentialPlace): SnippetCredential | undefined {
    const { credential } = finding;
    const take = (...of: readonly Value[]) =>
      this.#take(
        finding,
        'credential',
        credential.kind,
        of.find((value) => value.kind === 'open'),
      );
    switch (credential.kind) {
      case 'password':
        take(credential.username, credential.password);
        return {
          kind: 'password',
          username: textOf(credential.username),
          secret: textOf(credential.password),
        };
      case 'nickname':
        take(credential.nickname);
        return { kind: 'nickname', nickname: textOf(credential.nickname) };
      case 'anonymous':
        take();
        return { kind: 'anonymous' };
      case 'jwt': {
        take(credential.token);
        const provider = credential.provider === null ? null : textOf(credential.provider);
        return { kind: 'jwt', provider, secret: textOf(credential.token) };
      }
      case 'custom':
        take(credential.provider, credential.token);
        if (credential.hasUserInfo) this.#refuse(finding, 'noCounterpart', 'userInfo');
        return { kind: 'custom', provider: textOf(credential.provider), secret: textOf(credential.token) };
      case 'adminToken':
        take(credential.token);
        return { kind: 'adminToken', secret: textOf(credential.token) };
      case 'other':
        return undefined;
    }
  }

  #headers(hosts: readonly string[]): readonly SnippetHeader[] {
    const headers = this.#findings.filter((finding) => finding.what === 'header');
    const named = headers.flatMap((finding) => {
      if (!this.#isForUs(finding, hosts)) return [];
      if (finding.name.kind === 'open') return this.#refuseOpen(finding, finding.name);
      if (finding.name.kind !== 'text') return this.#refuse(finding, 'wrongValue');
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
    const values = findings.map(({ value }) => JSON.stringify(value));
    if (new Set(values).size > 1) {
      for (const finding of findings) this.#refuse(finding, 'conflict', name);
      return { name, value: '', secret: true };
    }
    const [value] = findings.map((finding) => finding.value);
    const text = value?.kind === 'text' ? value.text : null;
    const isMarkedPlain = findings.every(({ lines }) => this.#isMarkedPlain(lines));
    const secret = text === null || (looksSecret(name, text) && !isMarkedPlain);
    for (const finding of findings) {
      this.#take(
        finding,
        'header',
        secret ? name : `${name}: ${text}`,
        value?.kind === 'text' ? undefined : value,
      );
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

  #take(finding: Finding, what: Understood['what'], shown: string | null, missing?: Value): void {
    const { lines, host } = finding;
    const only = host !== null ? 'oneHost' : this.#isConditional(lines) ? 'conditionally' : null;
    const from = missing?.kind === 'open' ? (missing.from ?? '') : missing === undefined ? null : '';
    this.#understood.push({ lines, what, shown, missing: from, only });
    this.#seen.push(lines, ...finding.also);
  }

  #refuseOpen(finding: Finding, value: Extract<Value, { kind: 'open' }>): [] {
    return this.#refuse(finding, value.why, value.from);
  }

  #refuse(finding: Finding, why: NotUnderstoodWhy, from: string | null = null): [] {
    this.#notUnderstood.push({ lines: finding.lines, why, what: finding.what, from });
    return [];
  }
}

/** A URL that is written down here only to be used there. */
const isUsedIn = ({ lines }: Finding, others: readonly Finding[]): boolean =>
  others.some(({ also }) => also.some(({ first, last }) => lines.first >= first && lines.last <= last));

const textOf = (value: Value): string => (value.kind === 'text' ? value.text : '');

const given = <Key extends string, Of>(key: Key, value: Of | undefined): Partial<Record<Key, Of>> => {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- one key of a record with that key
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<Key, Of>>);
};

const unique = <Item>(items: readonly Item[]): Item[] =>
  items.filter(
    (item, at) => items.findIndex((other) => JSON.stringify(other) === JSON.stringify(item)) === at,
  );
