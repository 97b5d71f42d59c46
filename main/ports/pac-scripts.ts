import type { PacFailure } from '../../shared/problem.ts';
import { urlIn } from '../../shared/urls.ts';
import { ProblemError } from '../problem-error.ts';
import type { Clock } from './clock.ts';

/** What is needed of an Electron session of its own, in which nothing but scripts is asked. */
export interface PacSession {
  setProxy(config: { readonly mode: 'pac_script'; readonly pacScript: string }): Promise<void>;
  /** Empty where a script that was set by hand gives no answer: such a one is mandatory. */
  resolveProxy(url: string): Promise<string>;
}

export interface PacParts {
  /** The text of a script, fetched past all proxies; null where it can't be had. */
  readonly load: (url: string) => Promise<string | null>;
  readonly session: PacSession;
  readonly clock: Pick<Clock, 'monotonic' | 'after'>;
  /** Ends the process in which scripts run: one that never ends keeps all others waiting. */
  readonly endScripts: () => void;
}

const loadLimitMs = 4_000;
const answerLimitMs = 4_000;
/** How long a script that was loaded is taken to be the same. */
const keptMs = 30_000;

/**
 * Asks the system's PAC script, in Chromium, which keeps it away from everything. Chromium by itself goes direct where
 * a script can't be loaded, can't be run, throws or answers nonsense, without an error; here each of these is a problem.
 */
export class PacScripts {
  readonly #parts: PacParts;
  readonly #loaded = new Map<string, { readonly text: Promise<string | null>; readonly at: number }>();
  #set: { readonly script: string; readonly isReady: Promise<void> } | null = null;

  constructor(parts: PacParts) {
    this.#parts = parts;
  }

  /**
   * What the script at `url` answers for the address of a page (http, https), in its own words. Errors:
   * `route.undecided`, `pacFailed`.
   */
  async ask(url: string, page: string): Promise<string> {
    const fail = (cause: PacFailure) =>
      new ProblemError({ kind: 'route.undecided', reason: 'pacFailed', cause, ...scriptShown(url) });
    const text = await this.#load(url);
    if (text === null) throw fail('notLoaded');
    const answer = await this.#within(answerLimitMs, this.#evaluate(watched(text), page));
    if (answer === null) this.#parts.endScripts();
    const read = answer === null ? 'timeout' : readAnswer(answer);
    if (typeof read === 'string') throw fail(read);
    return read.answer;
  }

  async #load(url: string): Promise<string | null> {
    const { clock, load } = this.#parts;
    const now = clock.monotonic();
    const known = this.#loaded.get(url);
    if (known !== undefined && now - known.at < keptMs) return known.text;
    const text = this.#within(
      loadLimitMs,
      load(url).catch(() => null),
    );
    this.#loaded.set(url, { text, at: now });
    // What failed is tried again by the next who asks.
    if ((await text) === null && this.#loaded.get(url)?.text === text) this.#loaded.delete(url);
    return text;
  }

  async #evaluate(script: string, url: string): Promise<string> {
    const { session } = this.#parts;
    if (this.#set?.script !== script) {
      const body = Buffer.from(script, 'utf8').toString('base64');
      const pacScript = `data:application/x-ns-proxy-autoconfig;charset=utf-8;base64,${body}`;
      this.#set = { script, isReady: session.setProxy({ mode: 'pac_script', pacScript }) };
    }
    await this.#set.isReady;
    return session.resolveProxy(url);
  }

  /** Null when it takes longer. */
  #within<Value>(ms: number, work: Promise<Value>): Promise<Value | null> {
    return new Promise((resolve, reject) => {
      const timer = this.#parts.clock.after(ms, () => resolve(null));
      void work.then(resolve, reject).finally(() => timer.cancel());
    });
  }
}

/** Proxies that can't exist (RFC 6761 §6.4): by them the script's end and its answer are told from Chromium's own. */
const marks = {
  answered: 'answered.pac.invalid:1',
  threw: 'threw.pac.invalid:1',
  noFunction: 'no-function.pac.invalid:1',
  nonsense: 'nonsense.pac.invalid:1',
} as const;

/** The script, and behind it what says how it ended: from its answer alone Chromium would make a direct connection. */
const watched = (text: string): string => `${text.replace(/^\ufeff/, '')}
;(function (scope) {
  var find = scope.FindProxyForURL;
  scope.FindProxyForURL = function (url, host) {
    if (typeof find !== 'function') return 'PROXY ${marks.noFunction}';
    var answer;
    try { answer = find(url, host); } catch (error) { return 'PROXY ${marks.threw}'; }
    return typeof answer === 'string' ? 'PROXY ${marks.answered};' + answer : 'PROXY ${marks.nonsense}';
  };
})(this);
`;

function readAnswer(answer: string): { readonly answer: string } | PacFailure {
  if (answer === '') return 'broken';
  const [first = '', ...rest] = answer.split(';').map((entry) => entry.trim());
  switch (first.replace(/^PROXY /, '')) {
    case marks.answered:
      // Chromium leaves out what it doesn't understand.
      return rest.length === 0 ? 'nonsense' : { answer: rest.join(';') };
    case marks.threw:
      return 'threw';
    case marks.noFunction:
      return 'noFunction';
    case marks.nonsense:
      return 'nonsense';
    default:
      // Chromium never asks a script about this computer's own addresses.
      return { answer };
  }
}

/** Without login and query, which may hold what is secret. */
function scriptShown(url: string): { readonly script?: string } {
  const parsed = urlIn(url);
  const isShown = parsed !== null && /^(https?|file):$/.test(parsed.protocol);
  return isShown ? { script: `${parsed.protocol}//${parsed.host}${parsed.pathname}` } : {};
}
