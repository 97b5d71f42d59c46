import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../../main/problem-error.ts';
import { Secret } from '../../../main/secrets/secret.ts';
import { MemoryMarkers, Vault } from '../../../main/secrets/vault.ts';
import { profileIdSchema } from '../../../shared/brand.ts';
import { givenWith } from '../../../shared/destinations.ts';
import { parseProfile, toProfileFile } from '../../../shared/profile.ts';
import type { Problem } from '../../../shared/problem.ts';
import type { KeychainStatus } from '../../../shared/status.ts';
import { turn } from '../../fakes/abort.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { FakeKeychain, type KeychainMode } from '../../fakes/keychain.ts';

const id = profileIdSchema.parse('one');
const deadlineMs = 60_000;
const refresh = new Secret('RefreshToken', 'canary-refresh');

const parsed = parseProfile({
  formatVersion: 1,
  name: 'One',
  server: 'https://ros.example',
  credential: { kind: 'anonymous' },
});
if (!parsed.ok) throw new Error('the profile breaks a rule');
const profile = parsed.value;
const places = givenWith('refreshToken', profile);

class Bench {
  readonly clock = new FakeClock();
  readonly keychain = new FakeKeychain();
  readonly markers = new MemoryMarkers();
  readonly statuses: KeychainStatus[] = [];
  readonly vault = new Vault(this.keychain, this.markers, this.clock, (status) => this.statuses.push(status));

  async saved(): Promise<this> {
    await this.vault.save(id, 'refreshToken', refresh, places);
    return this;
  }

  get verbs(): string[] {
    return this.keychain.calls.map(({ verb }) => verb);
  }
}

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ProblemError) return error.problem;
  throw new Error('no problem', { cause: error });
}

describe('the vault', () => {
  it('keeps a secret, and a note that there is one', async () => {
    const { vault, keychain, markers } = await new Bench().saved();
    expect(keychain.kept).toEqual({ 'one/refreshToken': 'canary-refresh' });
    expect(markers.kinds(id)).toEqual(['refreshToken']);
    expect((await vault.read(id, 'refreshToken'))?.reveal()).toBe('canary-refresh');
  });

  it('asks the keychain nothing about a secret that is not noted', async () => {
    const { vault, keychain } = new Bench();
    expect(await vault.read(id, 'refreshToken')).toBeNull();
    expect(keychain.calls).toEqual([]);
  });

  it('takes nothing found for a noted secret to mean locked, never absent', async () => {
    const { vault, keychain, statuses } = await new Bench().saved();
    keychain.mode = 'locked';
    expect(await problemOf(vault.read(id, 'refreshToken'))).toEqual({ kind: 'vault.locked' });
    expect(statuses.at(-1)).toEqual({ state: 'failed', problem: { kind: 'vault.locked' } });
    keychain.mode = 'open';
    expect((await vault.read(id, 'refreshToken'))?.reveal()).toBe('canary-refresh');
  });

  it.each<[KeychainMode, Problem]>([
    ['locked', { kind: 'vault.locked' }],
    ['denied', { kind: 'vault.denied' }],
    ['unavailable', { kind: 'vault.unavailable', reason: 'noService' }],
  ])('that is %s fails a read, and writes nothing because of it', async (mode, problem) => {
    const bench = await new Bench().saved();
    bench.keychain.mode = mode;
    const before = bench.keychain.kept;
    expect(await problemOf(bench.vault.read(id, 'refreshToken'))).toEqual(problem);
    expect(await problemOf(bench.vault.readAll(id, ['refreshToken'], profile))).toEqual(problem);
    expect(bench.verbs.filter((verb) => verb !== 'read')).toEqual(['write']);
    expect(bench.keychain.kept).toEqual(before);
    expect(bench.markers.has(id, 'refreshToken')).toBe(true);
  });

  it.each(['locked', 'denied', 'unavailable'] as const)(
    'that is %s saves nothing and notes nothing new',
    async (mode) => {
      const bench = new Bench();
      bench.keychain.mode = mode;
      await problemOf(bench.vault.save(id, 'refreshToken', refresh, []));
      expect(bench.markers.kinds(id)).toEqual([]);
      expect(bench.keychain.kept).toEqual({});
    },
  );

  it('keeps the note of an older secret when a newer one can’t be saved', async () => {
    const bench = await new Bench().saved();
    bench.keychain.mode = 'locked';
    const newer = new Secret('RefreshToken', 'newer');
    expect(await problemOf(bench.vault.save(id, 'refreshToken', newer, []))).toEqual({
      kind: 'vault.locked',
    });
    expect(bench.markers.has(id, 'refreshToken')).toBe(true);
    expect(bench.keychain.kept).toEqual({ 'one/refreshToken': 'canary-refresh' });
  });

  it('forgets secret and note', async () => {
    const { vault, keychain, markers } = await new Bench().saved();
    await vault.forget(id, 'refreshToken');
    expect(keychain.kept).toEqual({});
    expect(markers.kinds(id)).toEqual([]);
  });

  it('forgets the note of a secret that somebody else removed', async () => {
    const { vault, keychain, markers } = await new Bench().saved();
    await keychain.remove({ service: 'Causeway', account: 'one/refreshToken' });
    await vault.forget(id, 'refreshToken');
    expect(markers.kinds(id)).toEqual([]);
    expect(keychain.kept).toEqual({});
  });

  it.each(['locked', 'denied', 'unavailable'] as const)('that is %s forgets nothing', async (mode) => {
    const bench = await new Bench().saved();
    bench.keychain.mode = mode;
    await problemOf(bench.vault.forget(id, 'refreshToken'));
    expect(bench.markers.has(id, 'refreshToken')).toBe(true);
    expect(bench.keychain.kept).toEqual({ 'one/refreshToken': 'canary-refresh' });
  });

  it('forgets all that a profile has, and nothing of another', async () => {
    const bench = await new Bench().saved();
    const other = profileIdSchema.parse('other');
    await bench.vault.save(id, 'header:x-a', new Secret('HeaderValue', 'h'), []);
    await bench.vault.save(other, 'refreshToken', refresh, []);
    await bench.vault.forgetAll(id);
    expect(Object.keys(bench.keychain.kept)).toEqual(['other/refreshToken']);
  });

  it('reads what connections need into their places', async () => {
    const bench = await new Bench().saved();
    await bench.vault.save(id, 'header:x-a', new Secret('HeaderValue', 'h'), places);
    await bench.vault.save(id, 'proxyPassword', new Secret('ProxyPassword', 'p'), []);
    const secrets = await bench.vault.readAll(
      id,
      ['refreshToken', 'header:x-a', 'proxyPassword', 'clientKey'],
      profile,
    );
    expect(secrets.header('X-A').reveal()).toBe('h');
    expect(secrets.need('proxyPassword').reveal()).toBe('p');
    expect(secrets.find('clientKey')).toBeNull();
    expect(() => secrets.need('clientKey')).toThrow('secret.missing');
    expect(() => secrets.header('X-B')).toThrow('secret.missing');
  });
});

describe('a keychain that hangs', () => {
  it.each<[string, (vault: Vault) => Promise<unknown>]>([
    ['a read', (vault) => vault.read(id, 'refreshToken')],
    ['a save', (vault) => vault.save(id, 'refreshToken', refresh, [])],
    ['forgetting', (vault) => vault.forget(id, 'refreshToken')],
  ])('is waited for a minute by %s', async (_what, use) => {
    const bench = await new Bench().saved();
    bench.keychain.mode = 'hanging';
    const problem = problemOf(use(bench.vault));
    await turn();
    expect(bench.statuses.at(-1)).toEqual({ state: 'waiting' });
    bench.clock.advance(deadlineMs);
    expect(await problem).toEqual({ kind: 'vault.unavailable', reason: 'timeout' });
    expect(bench.markers.has(id, 'refreshToken')).toBe(true);
    expect(bench.clock.timers).toBe(0);
  });

  it.each<[string, (vault: Vault) => Promise<unknown>]>([
    ['a read', (vault) => vault.read(id, 'refreshToken')],
    ['a save', (vault) => vault.save(id, 'refreshToken', refresh, [])],
    ['forgetting', (vault) => vault.forget(id, 'refreshToken')],
  ])('and then stays locked, %s: somebody was asked, and said no', async (_what, use) => {
    const bench = await new Bench().saved();
    bench.keychain.mode = 'hanging';
    const problem = problemOf(use(bench.vault));
    await turn();
    bench.clock.advance(1_000);
    bench.keychain.mode = 'locked';
    expect(await problem).toEqual({ kind: 'vault.denied' });
    expect(bench.statuses.at(-1)).toEqual({ state: 'failed', problem: { kind: 'vault.denied' } });
    expect(bench.markers.has(id, 'refreshToken')).toBe(true);
    expect(bench.keychain.kept).toEqual({ 'one/refreshToken': 'canary-refresh' });
  });

  it('for less than anybody needs to say no is locked', async () => {
    const bench = await new Bench().saved();
    bench.keychain.mode = 'hanging';
    const problem = problemOf(bench.vault.read(id, 'refreshToken'));
    await turn();
    bench.clock.advance(999);
    bench.keychain.mode = 'locked';
    expect(await problem).toEqual({ kind: 'vault.locked' });
  });

  it('is answered as soon as it answers', async () => {
    const bench = await new Bench().saved();
    bench.keychain.mode = 'hanging';
    const read = bench.vault.read(id, 'refreshToken');
    await turn();
    bench.keychain.mode = 'open';
    expect((await read)?.reveal()).toBe('canary-refresh');
    expect(bench.statuses.at(-1)).toEqual({ state: 'ready' });
    expect(bench.clock.timers).toBe(0);
  });

  it('only once it is written to does not hang up forgetting either', async () => {
    const bench = await new Bench().saved();
    bench.keychain.mode = 'locked';
    bench.keychain.stuckVerb = 'write';
    const problem = problemOf(bench.vault.forget(id, 'refreshToken'));
    await turn();
    expect(bench.verbs.filter((verb) => verb !== 'read')).toEqual(['write', 'remove', 'write']);
    bench.clock.advance(deadlineMs);
    expect(await problem).toEqual({ kind: 'vault.unavailable', reason: 'timeout' });
    expect(bench.markers.has(id, 'refreshToken')).toBe(true);
  });
});

describe('a secret that was given for other places', () => {
  const parse = (change: object) => {
    const other = parseProfile({ ...toProfileFile(profile), ...change });
    if (!other.ok) throw new Error(JSON.stringify(other.problem));
    return other.value;
  };
  const elsewhere = parse({ server: 'https://other.example' });

  it('is not even read, and said to be withheld (h2)', async () => {
    const bench = await new Bench().saved();
    const before = bench.verbs;
    const secrets = await bench.vault.readAll(id, ['refreshToken'], elsewhere);
    expect(bench.verbs).toEqual(before);
    const problem = {
      kind: 'secret.withheld',
      secret: 'refreshToken',
      givenFor: ['https://ros.example:443'],
      wantedBy: ['https://other.example:443'],
    };
    expect(() => secrets.find('refreshToken')).toThrow(expect.objectContaining({ problem }) as Error);
    expect(bench.vault.usableKinds(id, elsewhere)).toEqual([]);
  });

  it('is there again when the old address is', async () => {
    const bench = await new Bench().saved();
    await bench.vault.readAll(id, ['refreshToken'], elsewhere);
    const secrets = await bench.vault.readAll(id, ['refreshToken'], profile);
    expect(secrets.need('refreshToken').reveal()).toBe('canary-refresh');
  });

  it('is for the new place alone once it was entered again', async () => {
    const bench = await new Bench().saved();
    await bench.vault.save(id, 'refreshToken', refresh, givenWith('refreshToken', elsewhere));
    expect(bench.vault.usableKinds(id, elsewhere)).toEqual(['refreshToken']);
    expect(bench.vault.usableKinds(id, profile)).toEqual([]);
  });

  it('stays with its old places when the keychain refuses the new value', async () => {
    const bench = await new Bench().saved();
    bench.keychain.mode = 'denied';
    await problemOf(bench.vault.save(id, 'refreshToken', refresh, givenWith('refreshToken', elsewhere)));
    expect(bench.vault.places(id, 'refreshToken')).toEqual(places);
  });

  it('is for no place while the new value is on its way: a crash must not mix them up', async () => {
    const bench = await new Bench().saved();
    const saving = bench.vault.save(id, 'refreshToken', refresh, givenWith('refreshToken', elsewhere));
    expect(bench.vault.places(id, 'refreshToken')).toEqual([]);
    await saving;
  });

  it('for the system’s proxy is bound to the first that it names', async () => {
    const bench = new Bench();
    const system = parse({ route: { mode: 'system', username: 'ann' } });
    const password = new Secret('ProxyPassword', 'hush');
    await bench.vault.save(id, 'proxyPassword', password, givenWith('proxyPassword', system));
    const secrets = await bench.vault.readAll(id, ['proxyPassword'], system);
    expect(secrets.awaitsSystemProxy).toBe(true);
    secrets.bindToSystemProxies(['proxy.example:3128']);
    expect(secrets.awaitsSystemProxy).toBe(false);
    secrets.bindToSystemProxies(['evil.example:3128']);
    expect(secrets.findProxyPassword('proxy.example:3128')?.reveal()).toBe('hush');
    expect(secrets.findProxyPassword('evil.example:3128')).toBeNull();
    expect(() => secrets.needProxyPassword('evil.example:3128')).toThrow('secret.withheld');
  });
});
