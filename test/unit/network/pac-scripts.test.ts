import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { PacScripts, type PacParts } from '../../../main/ports/pac-scripts.ts';
import { ProblemError } from '../../../main/problem-error.ts';
import { turn } from '../../fakes/abort.ts';
import { FakeClock } from '../../fakes/clock.ts';

const page = 'https://ros.example:9443/';
const url = 'http://nell:canary@wpad.example/proxy.pac?key=canary';
const shown = 'http://wpad.example/proxy.pac';

/** Runs scripts as Chromium does: what fails is an empty answer, and what it doesn't understand is left out. */
class Chromium {
  readonly clock = new FakeClock();
  readonly scripts: string[] = [];
  readonly asked: string[] = [];
  loads = 0;
  ended = 0;
  hangs = false;
  text: string | null | Error = null;

  readonly parts: PacParts = {
    clock: this.clock,
    load: () => {
      this.loads += 1;
      return this.text instanceof Error ? Promise.reject(this.text) : Promise.resolve(this.text);
    },
    endScripts: () => (this.ended += 1),
    session: {
      setProxy: ({ pacScript }) => {
        this.scripts.push(Buffer.from(pacScript.replace(/^.*base64,/, ''), 'base64').toString('utf8'));
        return Promise.resolve();
      },
      resolveProxy: (asked) => {
        this.asked.push(asked);
        return this.hangs ? new Promise(() => undefined) : Promise.resolve(this.#answer(asked));
      },
    },
  };

  #answer(asked: string): string {
    const { hostname } = new URL(asked);
    if (hostname === 'localhost') return 'DIRECT';
    try {
      const scope = createContext({});
      runInContext(this.scripts.at(-1) ?? '', scope);
      const call = `this.FindProxyForURL(${JSON.stringify(asked)}, ${JSON.stringify(hostname)})`;
      const entries = String(runInContext(call, scope)).split(';');
      const known = entries
        .map((entry) => entry.trim())
        .filter((entry) => /^(DIRECT$|PROXY |SOCKS)/.test(entry));
      return known.length === 0 ? 'DIRECT' : known.join(';');
    } catch {
      return '';
    }
  }
}

async function ask(text: Chromium['text'], to = page, chromium = new Chromium()): Promise<unknown> {
  chromium.text = text;
  return new PacScripts(chromium.parts)
    .ask(url, to)
    .catch((error: unknown) => (error instanceof ProblemError ? error.problem : error));
}

const failed = (cause: string) => ({ kind: 'route.undecided', reason: 'pacFailed', cause, script: shown });

describe('a PAC script', () => {
  it.each([
    ['function FindProxyForURL(u, h) { return "PROXY a:1; DIRECT"; }', 'PROXY a:1;DIRECT'],
    ['\ufefffunction FindProxyForURL(u, h) { return "DIRECT"; } // end', 'DIRECT'],
    [
      '"use strict"; var FindProxyForURL = function (u, h) { return "PROXY " + h + ":1"; };',
      'PROXY ros.example:1',
    ],
    [
      'function FindProxyForURL(u) { return "PROXY " + (u.indexOf("https:9") ? "ü" : "") + ":1; QUIC b:2"; }',
      'PROXY ü:1',
    ],
  ])('%j answers', async (script, answer) => {
    expect(await ask(script)).toBe(answer);
  });

  it.each<[string, string | null | Error]>([
    ['broken', 'function FindProxyForURL(u, h) { if (x { return "DIRECT"; }'],
    ['broken', '<html><body>Not found</body></html>'],
    ['broken', 'function FindProxyForURL(u, h) { return "DIRECT";'],
    ['broken', 'throw new Error("at once");'],
    ['noFunction', ''],
    ['noFunction', 'const FindProxyForURL = () => "DIRECT";'],
    ['noFunction', 'var FindProxyForURL = "DIRECT";'],
    ['threw', 'function FindProxyForURL(u, h) { return nothing; }'],
    ['nonsense', 'function FindProxyForURL(u, h) { return "perhaps"; }'],
    ['nonsense', 'function FindProxyForURL(u, h) { return ""; }'],
    ['nonsense', 'function FindProxyForURL(u, h) { return 5; }'],
    ['nonsense', 'function FindProxyForURL(u, h) {}'],
    ['notLoaded', null],
    ['notLoaded', new Error('net::ERR_CONNECTION_REFUSED')],
  ])('%s: %j is told, without what its address holds', async (cause, script) => {
    expect(await ask(script)).toEqual(failed(cause));
  });

  it('is asked for as for a page, and never about this computer itself', async () => {
    const chromium = new Chromium();
    await ask('function FindProxyForURL() { return "PROXY a:1"; }', 'http://ros.example:9443/', chromium);
    expect(chromium.asked).toEqual(['http://ros.example:9443/']);
    expect(await ask('nonsense (', 'https://localhost:9443/', chromium)).toBe('DIRECT');
  });

  it('is loaded once in a while, and again at once where that failed', async () => {
    const chromium = new Chromium();
    const scripts = new PacScripts(chromium.parts);
    for (const text of [null, 'function FindProxyForURL() { return "PROXY a:1"; }']) {
      chromium.text = text;
      await scripts.ask(url, page).catch(() => undefined);
    }
    await Promise.all([scripts.ask(url, page), scripts.ask(url, page)]);
    expect([chromium.loads, chromium.scripts.length]).toEqual([2, 1]);
    chromium.clock.advance(30_000);
    chromium.text = 'function FindProxyForURL() { return "PROXY b:1"; }';
    expect(await scripts.ask(url, page)).toBe('PROXY b:1');
  });

  it('that never ends is ended, and told', async () => {
    const chromium = new Chromium();
    chromium.hangs = true;
    const asking = ask('function FindProxyForURL() { for (;;); }', page, chromium);
    while (chromium.asked.length === 0) await turn();
    chromium.clock.advance(4_000);
    expect(await asking).toEqual(failed('timeout'));
    expect(chromium.ended).toBe(1);
  });

  it('that doesn’t come is not waited for', async () => {
    const chromium = new Chromium();
    const parts: PacParts = { ...chromium.parts, load: () => new Promise(() => undefined) };
    const asking = new PacScripts(parts).ask(url, page).catch((error: unknown) => error);
    chromium.clock.advance(4_000);
    expect(await asking).toMatchObject({ problem: failed('notLoaded') });
  });
});
