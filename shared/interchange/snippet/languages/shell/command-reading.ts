import { sameHeader } from '../../../../headers.ts';
import { realmPathRule } from '../../../../realm-path.ts';
import type { SnippetReading } from '../../reading.ts';
import { CommandHeaders } from './command-headers.ts';
import { CommandOutcome } from './command-outcome.ts';
import { CommandRoute } from './command-route.ts';
import { CommandTarget } from './command-target.ts';
import { readOptions, type GivenOption } from './options.ts';
import { curlTable, silentOptions, wscatTable } from './option-tables.ts';
import { readScript, type ShellCommand, type ShellWord } from './shell-words.ts';
import { questionIn } from './sign-in-question.ts';
import { asMark, plain, Variables } from './variables.ts';

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

class CommandReader {
  readonly #variables: Variables;
  readonly #examples: ReadonlyMap<string, ShellWord>;
  readonly #outcome = new CommandOutcome();
  readonly #target: CommandTarget;
  readonly #headers: CommandHeaders;
  readonly #proxyHeaders: CommandHeaders;
  readonly #route: CommandRoute;

  constructor(
    commands: readonly ShellCommand[],
    examples: readonly { readonly name: string; readonly value: ShellWord }[],
  ) {
    this.#variables = new Variables(commands);
    this.#examples = new Map(examples.map(({ name, value }) => [name, value]));
    this.#target = new CommandTarget(this.#variables, this.#outcome);
    this.#headers = new CommandHeaders(this.#variables, this.#outcome);
    this.#proxyHeaders = new CommandHeaders(this.#variables, this.#outcome);
    this.#route = new CommandRoute(this.#variables, this.#outcome);
  }

  reading(): SnippetReading {
    this.#target.placeSync();
    const route = this.#route.read(this.#proxyHeaders.all);
    const { settings, understood, notUnderstood } = this.#outcome;
    return {
      language: 'shell',
      settings: {
        ...settings,
        realmPaths: [...new Set(this.#target.realmPaths)],
        headers: this.#headers.all.filter(
          ({ name }) => !sameHeader(name, settings.authorizationHeaderName ?? ''),
        ),
        ...(route === null ? {} : { route }),
      },
      understood,
      notUnderstood,
    };
  }

  read({ words, assigned }: ShellCommand): void {
    const start = words.findIndex((word) => program.test(plain(word)));
    const isCommand =
      start >= 0 && words.slice(0, start).every((word) => /^(?:[$%>]|sudo|time|exec|env)$/.test(plain(word)));
    for (const { name, value } of assigned) this.#route.variable(name, value);
    if (plain(words[0]) === 'export') this.#route.exported(words.slice(1));
    else if (!isCommand && words.length > 0) this.#outcome.refuse(words[0]?.line ?? 1, 'unknown', null);
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
      ({ name, value }) => name === 'header' && /^upgrade:\s*websocket/i.test(plain(value)),
    );
    for (const option of options) this.#curlOption(option);
    for (const url of urls) this.#target.read(url, isUpgrade);
    for (const { value } of bodies) if (value !== null) this.#body(value);
  }

  #curlOption({ name, value, line }: GivenOption): void {
    if (silentOptions.has(name) || name === 'url' || /^(?:data|json)/.test(name)) return;
    switch (name) {
      case 'header':
        return this.#headers.read(value, line);
      case 'proxy-header':
        return this.#proxyHeaders.read(value, line);
      case 'user':
        return this.#headers.basic(value, line);
      case 'oauth2-bearer':
        return this.#headers.add('Authorization', ['Bearer ', ...(value?.parts ?? [])], line);
      case 'cookie':
        return this.#headers.add('Cookie', value?.parts ?? [], line);
      case 'user-agent':
        return this.#headers.add('User-Agent', value?.parts ?? [], line);
      case 'proxy':
      case 'preproxy':
        return this.#route.proxy(value, line, 'http');
      case 'socks5':
        return this.#route.proxy(value, line, 'socks5');
      case 'socks5-hostname':
        return this.#route.proxy(value, line, 'socks5h');
      case 'proxy-user':
        return this.#route.proxyUser(value, line);
      case 'noproxy':
        return this.#route.noProxy(value, line);
      case 'insecure':
        return this.#unverified(line);
      case 'cacert':
      case 'capath':
      case 'cert':
      case 'key':
      case 'pass':
        return this.#outcome.refuse(line, 'certificateFile', null, 'certificate');
      default:
        return this.#outcome.refuse(line, 'noCounterpart', name.length === 1 ? `-${name}` : `--${name}`);
    }
  }

  #wscat(words: readonly ShellWord[]): void {
    const { options, operands } = readOptions(words, wscatTable);
    for (const { name, value, line } of options) {
      if (name === 'connect' && value !== null) this.#target.read(value, true);
      else if (name === 'header') this.#headers.read(value, line);
      else if (name === 'auth') this.#headers.basic(value, line);
      else if (name === 'proxy') this.#route.proxy(value, line, 'http');
      else if (name === 'no-check') this.#unverified(line);
      else if (name === 'subprotocol') this.#outcome.refuse(line, 'ownHeader', 'Sec-WebSocket-Protocol');
      else if (/^(?:ca|cert|key|passphrase)$/.test(name))
        this.#outcome.refuse(line, 'certificateFile', null, 'certificate');
      else if (name === 'host') this.#outcome.refuse(line, 'noCounterpart', '--host');
      else if (!/^(?:no-color|show-ping-pong|P)$/.test(name))
        this.#outcome.refuse(line, 'noCounterpart', `--${name}`);
    }
    for (const operand of operands) this.#outcome.refuse(operand.line, 'unknown', null);
  }

  #body(word: ShellWord): void {
    const [only, ...others] = this.#variables.of(word);
    const example =
      typeof only === 'object' && others.length === 0 ? this.#examples.get(only.variable) : undefined;
    const text = example === undefined ? this.#variables.of(word).map(asMark).join('') : plain(example);
    const question = questionIn(text, example !== undefined);
    const line = example?.line ?? word.line;
    if (question === null) return this.#outcome.refuse(word.line, 'wrongValue', null, 'credential');
    for (const name of question.foreign) this.#outcome.refuse(line, 'noCounterpart', name);
    if (question.realmPath !== null && realmPathRule(question.realmPath) === null)
      this.#target.addRealmPath(question.realmPath, line);
    if (question.credential !== null)
      this.#outcome.setCredential(question.credential, question.isWhole, line);
  }

  #unverified(line: number): void {
    this.#outcome.settings.verify = false;
    this.#outcome.take(line, 'verify', 'false');
  }
}
