import { expect, it } from 'vitest';
import { renewalWords, stateWords } from '../../../renderer/sessions/state-words.ts';
import { profileIdSchema } from '../../../shared/brand.ts';
import type { SessionPhase, Trace } from '../../../shared/status.ts';
import { samples } from '../shared/problem-samples.ts';
import { forbidden, online, sceneNow, sessionOf, traceOf } from './scenes.ts';

const id = profileIdSchema.parse('p');
const words = (phase: SessionPhase, trace: Trace | null = null): string =>
  stateWords(sessionOf(id, '/~/a', phase, { trace }), sceneNow).text;

it.each<[SessionPhase, string]>([
  [{ state: 'idle' }, 'not connected'],
  [{ state: 'awaitingToken' }, 'fetching an access token'],
  [{ state: 'awaitingSignIn', problem: samples['auth.refreshRefused'][0] }, 'waiting for you to sign in'],
  [{ state: 'connecting', attempt: 1 }, 'connecting'],
  [{ state: 'connecting', attempt: 4 }, 'connecting, attempt 4'],
  [online(), 'online 3 h 12 m'],
  [{ state: 'waiting', problem: forbidden, until: sceneNow + 8000 }, 'retrying in 0:08'],
  [{ state: 'offline', problem: { kind: 'network.down' }, until: sceneNow }, 'waiting for the network'],
  [{ state: 'blocked', problem: forbidden }, 'blocked by the gateway'],
  [{ state: 'blocked', problem: { kind: 'bug', id: 'x' } }, 'blocked'],
])('a session that is $state reads %s', (phase, text) => expect(words(phase)).toBe(text));

it('R7b: a session that will get no other token says so before this one ends', () => {
  const ending = (at: number | null): SessionPhase => {
    const phase = online();
    const problem = samples['auth.refreshRefused'][0];
    return phase.state === 'online' ? { ...phase, ending: { problem, at } } : phase;
  };
  expect(words(ending(sceneNow + 12_000))).toBe('online, not renewed: ends in 0:12');
  expect(words(ending(sceneNow - 1))).toBe('online with an expired token');
  expect(words(ending(null))).toBe('online 3 h 12 m');
});

it('a renewal that failed on the way tells when it is tried again', () => {
  const problem = samples['auth.busy'][0];
  const retrying = { state: 'retrying', problem, until: sceneNow + 8_000 } as const;
  expect(renewalWords(retrying, sceneNow)?.text).toBe('renewal failed, again in 0:08');
});

it('names the stage that is under way', () => {
  const trace = traceOf({ current: { leg: 'sync', name: 'upgrade' } });
  expect(words({ state: 'connecting', attempt: 1 }, trace)).toBe('Opening the websocket');
});

it('counts down to the renewal of a token that will be renewed', () => {
  const fresh = { state: 'fresh', expiresAt: null, renewsAt: sceneNow + 250_000 } as const;
  expect(renewalWords(fresh, sceneNow)).toEqual({ text: 'renews in 4:10', at: sceneNow + 250_000 });
  expect(renewalWords({ ...fresh, renewsAt: null }, sceneNow)).toBeNull();
  expect(renewalWords({ state: 'none' }, sceneNow)).toBeNull();
});
