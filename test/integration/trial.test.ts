import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDemo, type DemoEnvironment } from '../../main/demo/environment.ts';
import { tryProfile } from '../../main/check/trial.ts';
import type { Trial } from '../../main/profiles/trial.ts';
import { Secret } from '../../main/secrets/secret.ts';
import { givenWith } from '../../shared/destinations.ts';
import { profileIdSchema } from '../../shared/brand.ts';
import { MemoryVersions } from '../../main/sync/protocol-versions.ts';
import { parseProfile, type ProfileFile } from '../../shared/profile.ts';
import { realPorts } from './services.ts';

/** Trying a profile as it stands in the form, against the demo's forward proxy, gateway and server. */

let demo: DemoEnvironment;
beforeAll(async () => {
  demo = await startDemo();
});
afterAll(() => demo.stop());

const id = profileIdSchema.parse('tried');

function trialOf(change: Partial<ProfileFile> = {}, more: Partial<Trial> = {}): Trial {
  const parsed = parseProfile({ ...demo.profileFile, ...change });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
  return {
    id,
    profile: parsed.value,
    typed: demo.secrets,
    certificateMemory: undefined,
    jwtFile: null,
    versions: new MemoryVersions(),
    lend: () => Promise.resolve(),
    ...more,
  };
}

it('goes all the way, and leaves no session behind', async () => {
  const { problem, trace } = await tryProfile(realPorts(), trialOf());
  expect(problem).toBeNull();
  expect(trace.stages.map(({ name, ok }) => [name, ok])).toContainEqual(['bind', true]);
  await expect.poll(() => demo.server.connectionCount).toBe(0);
});

it('says who refused, with the hops up to there', async () => {
  const wrongPrefix = { ...demo.profileFile.gateway, urlPrefix: '/elsewhere' };
  const { problem, trace } = await tryProfile(realPorts(), trialOf({ gateway: wrongPrefix }));
  expect(problem?.kind).toMatch(/^gateway\./);
  expect(trace.problem).toEqual(problem);
  expect(trace.stages.at(-1)).toMatchObject({ ok: false });
});

it('goes on with what the saved profile has, where nothing was typed', async () => {
  const { proxyPassword = '' } = demo.secrets;
  const { proxyPassword: _, ...typed } = demo.secrets;
  const { problem: without } = await tryProfile(realPorts(), trialOf({}, { typed }));
  expect(without).toMatchObject({ kind: 'secret.missing' });
  const { problem } = await tryProfile(
    realPorts(),
    trialOf(
      {},
      {
        typed,
        lend: (vault) =>
          vault.save(
            id,
            'proxyPassword',
            new Secret('ProxyPassword', proxyPassword),
            givenWith('proxyPassword', trialOf().profile),
          ),
      },
    ),
  );
  expect(problem).toBeNull();
});
