import { describe, expect, it } from 'vitest';
import { explainRoutes } from '../../../main/network/route-explanation.ts';
import { waysFromEnvironment } from '../../../main/network/environment-proxy.ts';
import { parsePacAnswer } from '../../../main/network/route.ts';
import type { SystemProxy } from '../../../main/network/system-proxy.ts';
import { parseProfile, type ProfileFile } from '../../../shared/profile.ts';
import { en } from '../../../shared/text/en/index.ts';
import { explainedRoutes } from '../../../shared/text/ways.ts';
import { FakeClock } from '../../fakes/clock.ts';

const bug = { kind: 'bug', id: 'b' } as const;

const environment = (variables: Record<string, string>): SystemProxy => ({
  ways: (target) => Promise.resolve(waysFromEnvironment(variables, target)),
});
const pac = (answer: string): SystemProxy => ({ ways: () => Promise.resolve(parsePacAnswer(answer)) });
const unasked: SystemProxy = { ways: () => Promise.reject(new Error('the system was asked')) };

async function explain(systemProxy: SystemProxy, more: Partial<ProfileFile> = {}, clock = new FakeClock()) {
  const parsed = parseProfile({
    formatVersion: 1,
    name: 'x',
    server: 'https://ros.corp.example:9443',
    credential: { kind: 'anonymous' },
    ...more,
  });
  if (!parsed.ok) throw new Error('the profile breaks a rule');
  return explainRoutes(parsed.value, { systemProxy, clock, nameBug: () => bug });
}

const told = async (...args: Parameters<typeof explain>): Promise<string[]> =>
  explainedRoutes(en, await explain(...args)).map(({ who, how }) => `${who}: ${how}`);

const proxy = 'http://proxy.example:3128';

describe('the route, explained before connecting', () => {
  it.each<[string, SystemProxy, Partial<ProfileFile>, string]>([
    [
      'two proxies of a PAC script',
      pac('PROXY a:1; HTTPS b:2; DIRECT'),
      {},
      'Tokens and sync: via http://a:1, then via https://b:2, then direct (this computer’s settings or PAC script)',
    ],
    [
      'a variable, by the name it is spelled',
      environment({ HTTPS_PROXY: proxy }),
      {},
      `Tokens and sync: via ${proxy} (environment variable HTTPS_PROXY)`,
    ],
    [
      'an entry of no_proxy',
      environment({ https_proxy: proxy, NO_PROXY: 'x, corp.example' }),
      {},
      'Tokens and sync: direct (“corp.example” in the environment variable NO_PROXY)',
    ],
    ['nothing set', environment({}), {}, 'Tokens and sync: direct (no environment variable names a proxy)'],
    [
      'a profile that says direct',
      unasked,
      { route: { mode: 'direct' } },
      'Tokens and sync: direct (set in the profile)',
    ],
    [
      'a proxy set by hand',
      unasked,
      { route: { mode: 'manual', proxy } },
      `Tokens and sync: via ${proxy} (set in the profile)`,
    ],
    [
      'an entry of the bypass list',
      unasked,
      { route: { mode: 'manual', proxy, bypass: ['localhost', '*.corp.example'] } },
      'Tokens and sync: direct (“*.corp.example” is on the profile’s bypass list)',
    ],
    [
      'the guard that struck out the direct way',
      pac('PROXY a:1; DIRECT'),
      { route: { mode: 'system', neverDirect: true } },
      'Tokens and sync: via http://a:1 (this computer’s settings or PAC script); never direct, as the profile wants it',
    ],
  ])('%s', async (_name, system, more, sentence) => {
    expect(await told(system, more)).toEqual([sentence]);
  });

  it('tells the legs apart where they leave differently', async () => {
    const gateway = { syncUrl: 'wss://gateway.example' };
    const route: ProfileFile['route'] = { mode: 'manual', proxy, bypass: ['*.corp.example'] };
    expect(await told(unasked, { gateway, route })).toEqual([
      'Tokens (ros.corp.example:9443): direct (“*.corp.example” is on the profile’s bypass list)',
      `Sync (gateway.example:443): via ${proxy} (set in the profile)`,
    ]);
  });

  it('says when no way is left, and why', async () => {
    const [guarded] = await explain(pac('DIRECT'), { route: { mode: 'system', neverDirect: true } });
    expect(guarded).toMatchObject({ ways: [], problem: { kind: 'route.undecided', reason: 'neverDirect' } });
    const [odd] = await explain(pac('QUIC a:1'));
    expect(odd).toMatchObject({ ways: [], problem: { reason: 'unsupported' } });
    const [broken] = await explain(unasked);
    expect(broken).toMatchObject({ ways: [], problem: { reason: 'pacFailed' } });
  });

  it('gives a script that never ends the time of its stage', async () => {
    const clock = new FakeClock();
    const explaining = explain({ ways: () => new Promise(() => undefined) }, {}, clock);
    clock.advance(10_000);
    expect((await explaining)[0]).toMatchObject({ problem: { reason: 'pacFailed' } });
  });

  it('never tells a password', async () => {
    const variables = { https_proxy: 'http://corp%5Calice:canary@proxy.example:3128' };
    const explained = await explain(environment(variables));
    expect(explained[0]?.ways).toEqual([
      { kind: 'forwardProxy', proxy, reason: 'https_proxy', variable: 'https_proxy' },
    ]);
    expect(JSON.stringify(explained)).not.toContain('canary');
  });
});
