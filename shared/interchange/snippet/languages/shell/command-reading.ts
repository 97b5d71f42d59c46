import { sameHeader } from '../../../../headers.ts';
import { realmPathRule } from '../../../../realm-path.ts';
import { urlIn } from '../../../../urls.ts';
import { placeholderIn } from '../../../placeholders.ts';
import type {
  NotUnderstood,
  NotUnderstoodWhy,
  SnippetCredential,
  SnippetHeader,
  SnippetReading,
  SnippetRoute,
  SnippetSettings,
  Understood,
} from '../../reading.ts';
import { looksSecret } from '../../../../secrecy.ts';
import { serverOf, syncUrlFor } from '../../urls.ts';
import { readOptions, type GivenOption } from './options.ts';
import { curlTable, silentOptions, wscatTable } from './option-tables.ts';
import { readScript, type ShellCommand, type ShellPart, type ShellWord } from './shell-words.ts';
import { questionIn } from './sign-in-question.ts';
import { upgradeTarget } from './upgrade-target.ts';

const program = /^(?:.*[/\\])?(curl|wscat)(?:\.exe)?$/i;

/** Whether a text is a command of curl or wscat, as people keep them in notes and pages. */
export const looksLikeCommand = (text: string): boolean =>
  /^[^\S\n]*(?:[$%>][^\S\n]+)?(?:[A-Za-z_]\w*=\S*[^\S\n]+)*(?:sudo[^\S\n]+)?(?:curl|wscat)(?:\.exe)?[^\S\n]/m.test(
    text,
  );

/** What commands of curl and wscat say of a profile. Never fails; what it can't read it names. */
export function readCommands(text: string): SnippetReading {
  const source = text.replaceAll(/\r\n?/g, '\n');
  const isWindows = /\^\n/.test(source);
  const script = readScript(isWindows ? source.replaceAll(/\^(["^&%|<>!])/g, '$1') : source);
  const reader = new CommandReader(script.commands, examplesIn(script.comments));
  for (const command of script.commands) reader.read(command);
  return reader.reading();
}

/** `#   SIGN_IN='{…}'`: an exported command shows there what the variable has to hold. */
function examplesIn(comments: readonly { readonly line: number; readonly text: string }[]) {
  return comments.flatMap(({ line, text }) => {
    const [, code = ''] = /^#\s+([A-Z_]+=.*)$/.exec(text) ?? [];
    const [command] = readScript(code).commands;
    return (command?.assigned ?? []).map(({ name, value }) => ({
      name,
      value: { ...value, line },
    }));
  });
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

class CommandReader {
  readonly #variables: ReadonlyMap<string, ShellWord>;
  readonly #examples: ReadonlyMap<string, ShellWord>;
  readonly #understood: Understood[] = [];
  readonly #notUnderstood: NotUnderstood[] = [];
  readonly #headers: SnippetHeader[] = [];
  readonly #proxyHeaders: SnippetHeader[] = [];
  readonly #realmPaths: string[] = [];
  readonly #bypass: string[] = [];
  #settings: Partial<Mutable<SnippetSettings>> = {};
  #route: Partial<Mutable<SnippetRoute>> = {};
  #syncOrigin: { readonly url: string; readonly line: number } | null = null;

  constructor(
    commands: readonly ShellCommand[],
    examples: readonly { readonly name: string; readonly value: ShellWord }[],
  ) {
    const assigned = commands.flatMap((command) => command.assigned);
    this.#variables = new Map(assigned.map(({ name, value }) => [name, value]));
    this.#examples = new Map(examples.map(({ name, value }) => [name, value]));
  }

  reading(): SnippetReading {
    this.#placeSync();
    const route = this.#routeRead();
    const settings: SnippetSettings = {
      ...this.#settings,
      realmPaths: [...new Set(this.#realmPaths)],
      headers: this.#headers.filter(
        ({ name }) => !sameHeader(name, this.#settings.authorizationHeaderName ?? ''),
      ),
      ...(route === null ? {} : { route }),
    };
    const byLine = (one: { lines: { first: number } }, other: { lines: { first: number } }) =>
      one.lines.first - other.lines.first;
    return {
      language: 'shell',
      settings,
      understood: onceEach(this.#understood).sort(byLine),
      notUnderstood: onceEach(this.#notUnderstood).sort(byLine),
    };
  }

  read({ words, assigned }: ShellCommand): void {
    const start = words.findIndex((word) => program.test(plain(word)));
    const isCommand =
      start >= 0 && words.slice(0, start).every((word) => /^(?:[$%>]|sudo|time|exec|env)$/.test(plain(word)));
    for (const { name, value } of assigned) this.#proxyVariable(name, value);
    if (plain(words[0]) === 'export') this.#exported(words.slice(1));
    else if (!isCommand && words.length > 0) this.#refuse(words[0]?.line ?? 1, 'unknown', null);
    if (!isCommand) return;
    const tool = program.exec(plain(words[start]))?.[1]?.toLowerCase();
    if (tool === 'curl') this.#curl(words.slice(start + 1));
    else this.#wscat(words.slice(start + 1));
  }

  #curl(words: readonly ShellWord[]): void {
    const { options, operands } = readOptions(words, curlTable);
    const urls = [
      ...options.flatMap(({ name, value }) => (name === 'url' && value !== null ? [value] : [])),
      ...operands,
    ];
    const bodies = options.filter(({ name }) => /^(?:data|json)/.test(name));
    const isUpgrade = options.some(
      ({ name, value }) => name === 'header' && /^upgrade:\s*websocket/i.test(plain(value ?? undefined)),
    );
    for (const option of options) this.#curlOption(option);
    for (const url of urls) this.#url(url, isUpgrade);
    for (const { value } of bodies) if (value !== null) this.#body(value);
  }

  #curlOption({ name, value, line }: GivenOption): void {
    if (silentOptions.has(name) || name === 'url' || /^(?:data|json)/.test(name)) return;
    switch (name) {
      case 'header':
        return this.#header(value, line, this.#headers);
      case 'proxy-header':
        return this.#header(value, line, this.#proxyHeaders);
      case 'user':
        return this.#basic(value, line);
      case 'oauth2-bearer':
        return this.#addHeader(this.#headers, 'Authorization', ['Bearer ', ...(value?.parts ?? [])], line);
      case 'cookie':
        return this.#addHeader(this.#headers, 'Cookie', value?.parts ?? [], line);
      case 'user-agent':
        return this.#addHeader(this.#headers, 'User-Agent', value?.parts ?? [], line);
      case 'proxy':
      case 'preproxy':
        return this.#proxy(value, line, 'http');
      case 'socks5':
        return this.#proxy(value, line, 'socks5');
      case 'socks5-hostname':
        return this.#proxy(value, line, 'socks5h');
      case 'proxy-user':
        return this.#proxyUser(value, line);
      case 'noproxy':
        return this.#noProxy(value, line);
      case 'insecure':
        return this.#unverified(line);
      case 'cacert':
      case 'capath':
      case 'cert':
      case 'key':
      case 'pass':
        return this.#refuse(line, 'certificateFile', null, 'certificate');
      default:
        return this.#refuse(line, 'noCounterpart', name.length === 1 ? `-${name}` : `--${name}`);
    }
  }

  #wscat(words: readonly ShellWord[]): void {
    const { options, operands } = readOptions(words, wscatTable);
    for (const { name, value, line } of options) {
      if (name === 'connect' && value !== null) this.#url(value, true);
      else if (name === 'header') this.#header(value, line, this.#headers);
      else if (name === 'auth') this.#basic(value, line);
      else if (name === 'proxy') this.#proxy(value, line, 'http');
      else if (name === 'no-check') this.#unverified(line);
      else if (name === 'subprotocol') this.#refuse(line, 'ownHeader', 'Sec-WebSocket-Protocol');
      else if (/^(?:ca|cert|key|passphrase)$/.test(name))
        this.#refuse(line, 'certificateFile', null, 'certificate');
      else if (name === 'host') this.#refuse(line, 'noCounterpart', '--host');
      else if (!/^(?:no-color|show-ping-pong|P)$/.test(name))
        this.#refuse(line, 'noCounterpart', `--${name}`);
    }
    for (const operand of operands) this.#refuse(operand.line, 'unknown', null);
  }

  /** The auth route says the server; the path of an upgrade request everything about the websocket. */
  #url(word: ShellWord, isUpgrade: boolean): void {
    const { line } = word;
    // An own realm's path has the identity in its place.
    const text = this.#resolved(word)
      .map((part) =>
        typeof part === 'string' ? part : /ident|user/i.test(part.variable) ? '~' : `<${part.variable}>`,
      )
      .join('');
    const placeholder = placeholderIn(text);
    const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
    if (placeholder !== null) return this.#refuse(line, 'placeholder', placeholder, 'server');
    const url = urlIn(full);
    if (url === null || url.username !== '' || url.search !== '')
      return this.#refuse(line, 'wrongValue', null, 'server');
    const target = upgradeTarget(full);
    if (target !== null || isUpgrade || /^wss?:/i.test(full)) return this.#upgrade(full, target, line);
    const base = /^(.*?)(?:\/auth(?:\/[^?]*)?|\/health|\/)?$/.exec(full)?.[1] ?? full;
    const server = serverOf(base);
    if (server === null) return this.#refuse(line, 'wrongValue', null, 'server');
    this.#set('server', server, line);
  }

  #upgrade(url: string, target: ReturnType<typeof upgradeTarget>, line: number): void {
    const origin = /^[a-z]+:\/\/[^/?#]+/i.exec(url)?.[0] ?? '';
    this.#syncOrigin = { url: origin.replace(/^http/i, 'ws'), line };
    if (target === null) {
      if (!/^[a-z]+:\/\/[^/]+\/?$/i.test(url)) this.#refuse(line, 'wrongValue', null, 'realmUrl');
      return;
    }
    if (target.prefix !== '/realm-sync') this.#set('urlPrefix', target.prefix, line);
    if (realmPathRule(target.path) !== null) return this.#refuse(line, 'wrongValue', null, 'realmUrl');
    this.#realmPaths.push(target.path);
    this.#take(line, 'realmPath', target.path);
    if (!target.isPartial) return;
    this.#settings.partial = true;
    this.#take(line, 'partial', 'true');
  }

  /** Where no command signs in, the server is where the websocket goes. */
  #placeSync(): void {
    if (this.#syncOrigin === null) return;
    const { url, line } = this.#syncOrigin;
    const { server } = this.#settings;
    if (server === undefined) return this.#set('server', url.replace(/^ws/i, 'http'), line);
    const syncUrl = syncUrlFor(url, server);
    if (syncUrl !== undefined) this.#set('syncUrl', syncUrl, line);
  }

  #set(
    what: 'server' | 'syncUrl' | 'urlPrefix' | 'authorizationHeaderName',
    text: string,
    line: number,
  ): void {
    const before = this.#settings[what];
    if (before !== undefined && before !== text)
      return this.#refuse(line, 'conflict', null, what === 'syncUrl' ? 'realmUrl' : what);
    this.#settings = { ...this.#settings, [what]: text };
    this.#take(line, what, text);
  }

  #body(word: ShellWord): void {
    const [only, ...others] = this.#resolved(word);
    const example =
      typeof only === 'object' && others.length === 0 ? this.#examples.get(only.variable) : undefined;
    const text = example === undefined ? this.#resolved(word).map(asMark).join('') : plain(example);
    const question = questionIn(text, example !== undefined);
    const line = example?.line ?? word.line;
    if (question === null) return this.#refuse(word.line, 'wrongValue', null, 'credential');
    for (const name of question.foreign) this.#refuse(line, 'noCounterpart', name);
    if (question.realmPath !== null && realmPathRule(question.realmPath) === null) {
      this.#realmPaths.push(question.realmPath);
      this.#take(line, 'realmPath', question.realmPath);
    }
    if (question.credential !== null) this.#credential(question.credential, question.isWhole, line);
  }

  #credential(credential: SnippetCredential, isWhole: boolean, line: number): void {
    const before = this.#settings.credential;
    // Asking for an access token with what a sign-in answered is no other sign-in.
    if (before !== undefined && credential.kind === 'refreshToken') return;
    const isOther =
      before !== undefined &&
      before.kind !== 'refreshToken' &&
      JSON.stringify(before) !== JSON.stringify(credential);
    if (isOther) return this.#refuse(line, 'conflict', null, 'credential');
    this.#settings.credential = credential;
    const name = nameOf(credential);
    this.#take(
      line,
      'credential',
      name === '' ? credential.kind : `${credential.kind}: ${name}`,
      isWhole ? null : '',
    );
  }

  #header(word: ShellWord | null, line: number, to: SnippetHeader[]): void {
    const [first = '', ...rest] = word === null ? [] : this.#resolved(word);
    const match = typeof first === 'string' ? /^([^:;\s]+)\s*([:;])\s*([\s\S]*)$/.exec(first) : null;
    if (match === null) return this.#refuse(line, 'wrongValue', null, 'header');
    const [, name = '', sign, value = ''] = match;
    // `Name:` without a value takes a header of curl's own away; `Name;` sends an empty one.
    if (sign === ':' && value === '' && rest.length === 0)
      return this.#refuse(line, 'noCounterpart', `${name}:`);
    this.#addHeader(to, name, [value, ...rest], line);
  }

  #addHeader(to: SnippetHeader[], name: string, parts: readonly ShellPart[], line: number): void {
    const resolved = parts.flatMap((part) =>
      typeof part === 'string' ? [part] : this.#resolved({ line, parts: [part] }),
    );
    const text = resolved.every((part) => typeof part === 'string') ? resolved.join('') : null;
    const start = typeof resolved[0] === 'string' ? resolved[0] : '';
    if (/^realm-access-token\s/i.test(start)) return this.#authorization(name, line);
    if (ownHeader.test(name)) {
      if (!silentHeader.test(name)) this.#refuse(line, 'ownHeader', name);
      return;
    }
    const value = text !== null && placeholderIn(text) === null ? text : '';
    const secret = value === '' && text !== '' ? true : looksSecret(name, value);
    const known = to.find((header) => sameHeader(header.name, name));
    if (known !== undefined && (known.value !== value || known.secret !== secret))
      return this.#refuse(line, 'conflict', name, 'header');
    if (known === undefined) to.push({ name, value, secret });
    const from = resolved
      .flatMap((part) => (typeof part === 'string' ? [] : [`$${part.variable}`]))
      .join(', ');
    const missing = secret && value === '' ? from : null;
    this.#take(line, 'header', secret ? name : `${name}: ${value}`, missing);
  }

  /** The header that holds the access token; the token itself is got by signing in. */
  #authorization(name: string, line: number): void {
    if (sameHeader(name, 'Authorization')) this.#take(line, 'authorizationHeaderName', 'Authorization');
    else this.#set('authorizationHeaderName', name, line);
  }

  /** `--user name:password` is the header that it makes (RFC 7617). */
  #basic(word: ShellWord | null, line: number): void {
    const text = word === null ? null : textIn(this.#resolved(word));
    const value = text === null ? null : `Basic ${base64(text.includes(':') ? text : `${text}:`)}`;
    const variables: readonly ShellPart[] = word?.parts.filter((part) => typeof part !== 'string') ?? [];
    this.#addHeader(this.#headers, 'Authorization', value === null ? variables : [value], line);
  }

  #proxy(word: ShellWord | null, line: number, scheme: 'http' | 'socks5' | 'socks5h'): void {
    // A mark that no URL holds: the password may be a variable.
    const mark = '\n';
    const parts = word === null ? [] : this.#resolved(word);
    const text = parts.map((part) => (typeof part === 'string' ? part : mark)).join('');
    const match = /^(?:([a-z][a-z0-9]*):\/\/)?(?:([^:@]*)(?::([^@]*))?@)?([^/@]+)\/?$/i.exec(text);
    const [, given = scheme, username, password, host = ''] = match ?? [];
    if (`${username ?? ''}${host}`.includes(mark))
      return this.#refuse(line, 'elsewhere', variableIn(word), 'route');
    const proxy = `${given.toLowerCase()}://${host}`;
    const isKnown =
      /^(?:https?|socks5h?)$/i.test(given) && urlIn(proxy) !== null && placeholderIn(host) === null;
    if (match === null || !isKnown) return this.#refuse(line, 'wrongValue', null, 'route');
    if (this.#route.proxy !== undefined && this.#route.proxy !== proxy)
      return this.#refuse(line, 'conflict', null, 'route');
    this.#route.proxy = proxy;
    if (username !== undefined && username !== '') this.#route.username = decoded(username);
    const isOpen = password?.includes(mark) === true;
    if (password !== undefined && !isOpen) this.#route.password = decoded(password);
    const shown = username === undefined ? proxy : `${proxy}, ${decoded(username)}`;
    this.#take(line, 'route', shown, isOpen ? (variableIn(word) ?? '') : null);
  }

  #proxyUser(word: ShellWord | null, line: number): void {
    const parts = word === null ? [] : this.#resolved(word);
    const [first = ''] = parts;
    const [, username = '', password = ''] =
      /^([^:]*):?([\s\S]*)$/.exec(typeof first === 'string' ? first : '') ?? [];
    if (username === '') return this.#refuse(line, 'elsewhere', variableIn(word), 'route');
    this.#route.username = username;
    this.#route.password = parts.length === 1 ? password : '';
    this.#take(
      line,
      'route',
      username,
      parts.length === 1 && password !== '' ? null : (variableIn(word) ?? ''),
    );
  }

  #noProxy(word: ShellWord | null, line: number): void {
    const text = word === null ? null : textIn(this.#resolved(word));
    if (text === null) return this.#refuse(line, 'elsewhere', variableIn(word), 'route');
    if (text.trim() === '*') this.#route.mode = 'direct';
    else this.#bypass.push(...text.split(/[\s,]+/).filter((each) => each !== ''));
    this.#take(line, 'route', `--noproxy ${text}`);
  }

  #unverified(line: number): void {
    this.#settings.verify = false;
    this.#take(line, 'verify', 'false');
  }

  /** `https_proxy=http://proxy:3128 curl …`. */
  #proxyVariable(name: string, value: ShellWord): void {
    if (/^(?:https?|all)_proxy$/i.test(name)) this.#proxy(value, value.line, 'http');
    else if (/^no_proxy$/i.test(name)) this.#noProxy(value, value.line);
  }

  #exported(words: readonly ShellWord[]): void {
    for (const word of words) {
      const [, name = '', text = ''] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(plain(word)) ?? [];
      this.#proxyVariable(name, { line: word.line, parts: [text] });
    }
  }

  /** Direct wins: whoever says so means it. */
  #routeRead(): SnippetRoute | null {
    const { mode, proxy, username, password = '' } = this.#route;
    const [bypass, proxyHeaders] = [this.#bypass, this.#proxyHeaders];
    if (mode === 'direct') return { mode, password: '', bypass: [], proxyHeaders: [] };
    if (proxy === undefined)
      return bypass.length > 0 ? { mode: 'system', password: '', bypass, proxyHeaders } : null;
    return {
      mode: 'manual',
      proxy,
      ...(username === undefined ? {} : { username }),
      password,
      bypass,
      proxyHeaders,
    };
  }

  #resolved({ line, parts }: ShellWord, depth = 0): readonly ShellPart[] {
    const whole = parts.flatMap((part): readonly ShellPart[] => {
      const value = typeof part === 'string' ? undefined : this.#variables.get(part.variable);
      return value === undefined || depth > 4
        ? [part]
        : this.#resolved({ line, parts: value.parts }, depth + 1);
    });
    return whole.reduce<ShellPart[]>((joined, part) => {
      const last = joined.at(-1);
      if (part === '') return joined;
      if (typeof part !== 'string' || typeof last !== 'string') return [...joined, part];
      return [...joined.slice(0, -1), last + part];
    }, []);
  }

  #take(line: number, what: Understood['what'], shown: string, missing: string | null = null): void {
    this.#understood.push({
      lines: { first: line, last: line },
      what,
      shown,
      missing,
      only: null,
    });
  }

  #refuse(
    line: number,
    why: NotUnderstoodWhy,
    from: string | null,
    what: NotUnderstood['what'] = null,
  ): void {
    this.#notUnderstood.push({
      lines: { first: line, last: line },
      why,
      what,
      from,
      excerpt: '',
    });
  }
}

/** What every client writes by itself, for itself. */
const ownHeader =
  /^(?:connection|upgrade|host|sec-.*|content-type|content-length|accept|accept-.*|origin|referer|pragma|cache-control|dnt|priority|user-agent|te)$/i;
/** Of these the ones that are the same in each. */
const silentHeader =
  /^(?:connection|upgrade|sec-websocket-(?:key|version)|content-type|content-length|accept)$/i;

const plain = (word: ShellWord | undefined): string =>
  word === undefined ? '' : word.parts.map(asMark).join('');

const asMark = (part: ShellPart): string => (typeof part === 'string' ? part : `<${part.variable}>`);

const textIn = (parts: readonly ShellPart[]): string | null =>
  parts.every((part) => typeof part === 'string') ? parts.join('') : null;

const variableIn = (word: ShellWord | null): string | null => {
  const found = word?.parts.find((part) => typeof part !== 'string');
  return typeof found === 'object' ? `$${found.variable}` : null;
};

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Of the UTF-8 bytes. */
const base64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));

function nameOf(credential: SnippetCredential): string {
  switch (credential.kind) {
    case 'password':
      return credential.username;
    case 'nickname':
      return credential.nickname;
    case 'custom':
      return credential.provider;
    case 'jwt':
      return credential.provider ?? '';
    case 'anonymous':
    case 'adminToken':
    case 'refreshToken':
      return '';
  }
}

const onceEach = <Item>(items: readonly Item[]): Item[] => {
  const keyOf = (item: Item) =>
    JSON.stringify(item, (key, value: unknown) => (key === 'lines' ? undefined : value));
  return items.filter((item, at) => items.findIndex((other) => keyOf(other) === keyOf(item)) === at);
};
