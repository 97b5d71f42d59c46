import { urlIn } from '../../../../urls.ts';
import { placeholderIn } from '../../../placeholders.ts';
import type { SnippetHeader, SnippetRoute } from '../../reading.ts';
import type { CommandOutcome } from './command-outcome.ts';
import type { ShellWord } from './shell-words.ts';
import { plain, textIn, variableIn, type Variables } from './variables.ts';

/** The way out that commands tell. */
export class CommandRoute {
  readonly #variables: Variables;
  readonly #outcome: CommandOutcome;
  readonly #bypass: string[] = [];
  #isDirect = false;
  #proxy: string | undefined;
  #username: string | undefined;
  #password = '';

  constructor(variables: Variables, outcome: CommandOutcome) {
    this.#variables = variables;
    this.#outcome = outcome;
  }

  /** Direct wins: a command that says so means it. */
  read(proxyHeaders: readonly SnippetHeader[]): SnippetRoute | null {
    const [proxy, username, bypass] = [this.#proxy, this.#username, this.#bypass];
    if (this.#isDirect) return { mode: 'direct', password: '', bypass: [], proxyHeaders: [] };
    if (proxy === undefined)
      return bypass.length > 0 ? { mode: 'system', password: '', bypass, proxyHeaders } : null;
    const account = { ...(username === undefined ? {} : { username }), password: this.#password };
    return { mode: 'manual', proxy, ...account, bypass, proxyHeaders };
  }

  proxy(word: ShellWord | null, line: number, scheme: 'http' | 'socks5' | 'socks5h'): void {
    // A mark that no URL holds: the password may be a variable.
    const mark = '\n';
    const parts = this.#variables.of(word);
    const text = parts.map((part) => (typeof part === 'string' ? part : mark)).join('');
    const match = /^(?:([a-z][a-z0-9]*):\/\/)?(?:([^:@]*)(?::([^@]*))?@)?([^/@]+)\/?$/i.exec(text);
    const [, given = scheme, username, password, host = ''] = match ?? [];
    if (`${username ?? ''}${host}`.includes(mark))
      return this.#outcome.refuse(line, 'elsewhere', variableIn(word), 'route');
    const proxy = `${given.toLowerCase()}://${host}`;
    const isKnown =
      /^(?:https?|socks5h?)$/i.test(given) && urlIn(proxy) !== null && placeholderIn(host) === null;
    if (match === null || !isKnown) return this.#outcome.refuse(line, 'wrongValue', null, 'route');
    if (this.#proxy !== undefined && this.#proxy !== proxy)
      return this.#outcome.refuse(line, 'conflict', null, 'route');
    this.#proxy = proxy;
    if (username !== undefined && username !== '') this.#username = decoded(username);
    const isOpen = password?.includes(mark) === true;
    if (password !== undefined && !isOpen) this.#password = decoded(password);
    const shown = username === undefined ? proxy : `${proxy}, ${decoded(username)}`;
    this.#outcome.take(line, 'route', shown, isOpen ? (variableIn(word) ?? '') : null);
  }

  proxyUser(word: ShellWord | null, line: number): void {
    const parts = this.#variables.of(word);
    const [first = ''] = parts;
    const [, username = '', password = ''] =
      /^([^:]*):?([\s\S]*)$/.exec(typeof first === 'string' ? first : '') ?? [];
    if (username === '') return this.#outcome.refuse(line, 'elsewhere', variableIn(word), 'route');
    this.#username = username;
    this.#password = parts.length === 1 ? password : '';
    const isWhole = parts.length === 1 && password !== '';
    this.#outcome.take(line, 'route', username, isWhole ? null : (variableIn(word) ?? ''));
  }

  noProxy(word: ShellWord | null, line: number): void {
    const text = word === null ? null : textIn(this.#variables.of(word));
    if (text === null) return this.#outcome.refuse(line, 'elsewhere', variableIn(word), 'route');
    if (text.trim() === '*') this.#isDirect = true;
    else this.#bypass.push(...text.split(/[\s,]+/).filter((each) => each !== ''));
    this.#outcome.take(line, 'route', `--noproxy ${text}`);
  }

  /** `https_proxy=http://proxy:3128 curl …`. */
  variable(name: string, value: ShellWord): void {
    if (/^(?:https?|all)_proxy$/i.test(name)) this.proxy(value, value.line, 'http');
    else if (/^no_proxy$/i.test(name)) this.noProxy(value, value.line);
  }

  /** `export https_proxy=…`. */
  exported(words: readonly ShellWord[]): void {
    for (const word of words) {
      const [, name = '', text = ''] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(plain(word)) ?? [];
      this.variable(name, { line: word.line, parts: [text] });
    }
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
