import { describe, expect, it, vi } from 'vitest';
import { bindContract } from '../../main/ipc.ts';
import { ProblemError } from '../../main/problem-error.ts';
import { contract, type CallName, type Handlers } from '../../shared/ipc.ts';
import { success } from '../../shared/result.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeGestures } from '../fakes/gestures.ts';
import { RecordingLog } from '../fakes/log.ts';

type Listener = (event: { readonly sender: string }, input: unknown) => Promise<unknown>;

/** The contract bound to handlers of which the test scripts one; a caller named `stranger` is not our page. */
function bound(scripted: Partial<Handlers>) {
  const listeners = new Map<string, Listener>();
  const log = new RecordingLog();
  const gestures = new FakeGestures();
  const clock = new FakeClock();
  const handle = (name: string, listener: Listener) => void listeners.set(name, listener);
  bindContract({ handle } as never, {
    handlers: scripted as Handlers,
    isTrusted: (event) => (event as unknown as { sender: string }).sender === 'our page',
    gestures,
    log,
    clock,
    nameBug: () => ({ kind: 'bug', id: 'abc123' }),
  });
  const call = (name: string, input: unknown, sender = 'our page') =>
    listeners.get(name)?.({ sender }, input);
  return { listeners, gestures, log, clock, call };
}

const pin = { host: 'ros.example:9443', fingerprint: Array(32).fill('AB').join(':'), until: 1 };

/** All that takes a press, with an input that is accepted. */
const onGesture: Partial<Record<CallName, unknown>> = {
  revealToken: { id: 'p1', session: null },
  copyToken: { id: 'p1', session: null },
  trustCertificate: { id: 'p1', pin },
  chooseJwtFile: { id: 'p1' },
  exportProfiles: { ids: ['p1'] },
  saveEvidence: { name: 'a', format: 'report', text: 'b' },
  signInAgainAll: undefined,
  startRelay: { id: 'p1' },
  replaceRelayKey: { id: 'p1' },
  checkForUpdates: undefined,
  installUpdate: undefined,
  restart: undefined,
  showLog: undefined,
};

describe('the binding of the contract', () => {
  it('has a listener for every call, and for nothing else', () => {
    const calls = Object.entries(contract).filter(([, { direction }]) => direction === 'call');
    expect([...bound({}).listeners.keys()].sort()).toEqual(calls.map(([name]) => name).sort());
  });

  it('asks for a press for each of these calls, and for no other', () => {
    const needing = Object.entries(contract).flatMap(([name, entry]) =>
      entry.direction === 'call' && entry.needsGesture ? [name] : [],
    );
    expect(needing.sort()).toEqual(Object.keys(onGesture).sort());
  });

  it('refuses a sender that is not our page, before anything is looked at', async () => {
    const signOut = vi.fn(() => success(null));
    const { call, log } = bound({ signOut });
    expect(await call('signOut', { id: 'p1' }, 'stranger')).toMatchObject({ ok: false });
    expect(signOut).not.toHaveBeenCalled();
    expect(log.events).toEqual([{ event: 'callRefused', reason: 'sender' }]);
  });

  it.each([undefined, null, 'p1', {}, { id: 7 }, { id: 'P 1' }, { id: 'p1', more: true }])(
    'refuses %j where a profile is to be named',
    async (input) => {
      const signOut = vi.fn(() => success(null));
      const { call, log } = bound({ signOut });
      expect(await call('signOut', input)).toMatchObject({ ok: false });
      expect(signOut).not.toHaveBeenCalled();
      expect(log.events).toEqual([{ event: 'callRefused', reason: 'input' }]);
    },
  );

  const endless: Record<string, unknown> = { formatVersion: 1 };
  endless['userInfo'] = endless;
  const deep = Array.from({ length: 20_000 }).reduce<unknown>((inner) => ({ inner }), 1);

  it.each([
    ['contains itself (m2)', { id: null, profile: endless, secrets: {} }, 'tooDeep'],
    ['is nested thousands deep', { id: null, profile: {}, secrets: { custom: deep } }, 'tooDeep'],
    ['has half a letter', { id: null, profile: { name: 'a\ud800' }, secrets: {} }, 'notText'],
    ['claims millions of values', { id: null, profile: new Array(4e9), secrets: {} }, 'tooLarge'],
    ['is made of bytes', { id: null, profile: new Uint8Array(8e6), secrets: {} }, 'wrongType'],
    ['holds a map', { id: null, profile: { name: new Map() }, secrets: {} }, 'wrongType'],
  ])('refuses what %s with a sentence, and calls it no bug', async (_what, input, rule) => {
    const saveProfile = vi.fn(() => success('p1' as never));
    const answer = await bound({ saveProfile }).call('saveProfile', input);
    expect(answer).toMatchObject({ ok: false, problem: { kind: 'input.refused', issues: [{ rule }] } });
    expect(saveProfile).not.toHaveBeenCalled();
  });

  it('refuses a setting that is named and has no value (l5)', async () => {
    const changeSettings = vi.fn(() => success(null));
    const answer = await bound({ changeSettings }).call('changeSettings', { theme: undefined });
    const issues = [{ field: 'theme', rule: 'required' }];
    expect(answer).toEqual({ ok: false, problem: { kind: 'input.refused', issues } });
    expect(changeSettings).not.toHaveBeenCalled();
  });

  it('logs a few refusals and then one a minute, however many there are', async () => {
    const { call, log, clock } = bound({});
    for (let at = 0; at < 500; at += 1) await call('signOut', at % 2 === 0 ? {} : { id: 'p1' }, 'stranger');
    expect(log.events).toHaveLength(10);
    clock.advance(60_000);
    for (let at = 0; at < 500; at += 1) await call('signOut', {});
    expect(log.events).toHaveLength(11);
  });

  it('hands on what was accepted, and what was answered', async () => {
    const signOut = vi.fn(() => success(null));
    expect(await bound({ signOut }).call('signOut', { id: 'p1' })).toEqual({ ok: true, value: null });
    expect(signOut).toHaveBeenCalledWith({ id: 'p1' });
  });

  describe.each(Object.entries(onGesture))('%s', (name, input) => {
    it('is refused unless the main process saw somebody press something (h4a)', async () => {
      const work = vi.fn(() => success(null));
      const { call, gestures, log } = bound({ [name]: work });
      expect(await call(name, input)).toEqual({ ok: false, problem: { kind: 'gesture.missing' } });
      expect(work).not.toHaveBeenCalled();
      expect(log.events).toEqual([{ event: 'callRefused', reason: 'gesture' }]);
      gestures.press();
      expect(await call(name, input)).toMatchObject({ ok: true });
      expect(await call(name, input), 'a press serves once').toMatchObject({ ok: false });
      expect(work).toHaveBeenCalledOnce();
    });
  });

  it('keeps the press for the call that was meant, where another comes between or is refused', async () => {
    const { call, gestures } = bound({ signOut: () => success(null), revealToken: () => success('token') });
    gestures.press();
    await call('signOut', { id: 'p1' });
    await call('revealToken', { id: 'p1' });
    expect(await call('revealToken', { id: 'p1', session: null })).toMatchObject({ ok: true });
  });

  it('answers a problem that was thrown', async () => {
    const { call } = bound({
      signOut: () => {
        throw new ProblemError({ kind: 'vault.locked' });
      },
    });
    expect(await call('signOut', { id: 'p1' })).toEqual({ ok: false, problem: { kind: 'vault.locked' } });
  });

  it('never lets a foreign throw out, nor its words', async () => {
    const { call } = bound({ signOut: () => Promise.reject(new Error('hunter2')) });
    const answer = await call('signOut', { id: 'p1' });
    expect(answer).toEqual({ ok: false, problem: { kind: 'bug', id: 'abc123' } });
  });
});
