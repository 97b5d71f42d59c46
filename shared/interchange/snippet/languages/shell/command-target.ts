import { realmPathRule } from '../../../../realm-path.ts';
import { urlIn } from '../../../../urls.ts';
import { placeholderIn } from '../../../placeholders.ts';
import { serverOf, syncUrlFor } from '../../urls.ts';
import type { CommandOutcome } from './command-outcome.ts';
import type { ShellWord } from './shell-words.ts';
import { upgradeTarget } from './upgrade-target.ts';
import type { Variables } from './variables.ts';

/** Where commands go: the auth route says the server; the path of an upgrade request everything about the websocket. */
export class CommandTarget {
  readonly realmPaths: string[] = [];
  readonly #variables: Variables;
  readonly #outcome: CommandOutcome;
  #syncOrigin: { readonly url: string; readonly line: number } | null = null;

  constructor(variables: Variables, outcome: CommandOutcome) {
    this.#variables = variables;
    this.#outcome = outcome;
  }

  read(word: ShellWord, isUpgrade: boolean): void {
    const { line } = word;
    const text = this.#textOf(word);
    const placeholder = placeholderIn(text);
    const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
    if (placeholder !== null) return this.#outcome.refuse(line, 'placeholder', placeholder, 'server');
    const url = urlIn(full);
    if (url === null || url.username !== '' || url.search !== '')
      return this.#outcome.refuse(line, 'wrongValue', null, 'server');
    const target = upgradeTarget(full);
    if (target !== null || isUpgrade || /^wss?:/i.test(full)) return this.#upgrade(full, target, line);
    const base = /^(.*?)(?:\/auth(?:\/[^?]*)?|\/health|\/)?$/.exec(full)?.[1] ?? full;
    const server = serverOf(base);
    if (server === null) return this.#outcome.refuse(line, 'wrongValue', null, 'server');
    this.#outcome.set('server', server, line);
  }

  /** An own realm's path has the identity in its place. */
  #textOf(word: ShellWord): string {
    return this.#variables
      .of(word)
      .map((part) => {
        if (typeof part === 'string') return part;
        return /ident|user/i.test(part.variable) ? '~' : `<${part.variable}>`;
      })
      .join('');
  }

  #upgrade(url: string, target: ReturnType<typeof upgradeTarget>, line: number): void {
    const origin = /^[a-z]+:\/\/[^/?#]+/i.exec(url)?.[0] ?? '';
    this.#syncOrigin = { url: origin.replace(/^http/i, 'ws'), line };
    if (target === null) {
      if (!/^[a-z]+:\/\/[^/]+\/?$/i.test(url)) this.#outcome.refuse(line, 'wrongValue', null, 'realmUrl');
      return;
    }
    if (target.prefix !== '/realm-sync') this.#outcome.set('urlPrefix', target.prefix, line);
    if (realmPathRule(target.path) !== null)
      return this.#outcome.refuse(line, 'wrongValue', null, 'realmUrl');
    this.addRealmPath(target.path, line);
    if (!target.isPartial) return;
    this.#outcome.settings.partial = true;
    this.#outcome.take(line, 'partial', 'true');
  }

  addRealmPath(path: string, line: number): void {
    this.realmPaths.push(path);
    this.#outcome.take(line, 'realmPath', path);
  }

  /** Once all is read. Where no command signs in, the server is where the websocket goes. */
  placeSync(): void {
    if (this.#syncOrigin === null) return;
    const { url, line } = this.#syncOrigin;
    const { server } = this.#outcome.settings;
    if (server === undefined) return this.#outcome.set('server', url.replace(/^ws/i, 'http'), line);
    const syncUrl = syncUrlFor(url, server);
    if (syncUrl !== undefined) this.#outcome.set('syncUrl', syncUrl, line);
  }
}
