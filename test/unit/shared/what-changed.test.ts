import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../shared/problem.ts';
import type { RouteStatus, Stage, Trace } from '../../../shared/status.ts';
import { changesBetween, type WayChange } from '../../../shared/what-changed.ts';
import { samples } from './problem-samples.ts';

const direct: RouteStatus = { kind: 'direct', reason: 'profile' };
const stage = (name: Stage['name'], change: Partial<Stage> = {}): Stage => ({
  leg: 'sync',
  name,
  ok: true,
  startedMs: 0,
  ms: 1,
  detail: null,
  ...change,
});
const trace = (stages: readonly Stage[], change: Partial<Trace> = {}): Trace => ({
  attempt: 1,
  startedAt: 1,
  route: direct,
  stages,
  current: null,
  problem: null,
  ...change,
});
const exchange = (request: readonly string[], answer: readonly string[]): Partial<Stage> => ({
  evidence: { exchanges: [{ request, answer, body: null }] },
});

const summary = (changes: readonly WayChange[]) =>
  changes.map(({ fact, from, to, isLikely }) => `${fact}: ${from} → ${to}${isLikely ? ' !' : ''}`);
const between = (good: Trace, failing: Trace): readonly string[] => summary(changesBetween(good, failing));
const refused: Problem = samples['gateway.forbidden'][0];

describe('what changed between two tries', () => {
  it('is nothing for the same, and for what only one of them reached', () => {
    const whole = trace([
      stage('resolve', { detail: '10.0.0.1' }),
      stage('upgrade', exchange(['GET / HTTP/1.1'], ['HTTP/1.1 101 OK'])),
    ]);
    expect(between(whole, whole)).toEqual([]);
    expect(between(whole, trace([stage('resolve', { ok: false })]))).toEqual([]);
  });

  it('is no other order of addresses, but other addresses, or their family alone', () => {
    const at = (detail: string) => trace([stage('resolve', { detail })]);
    expect(between(at('10.0.0.1, 10.0.0.2'), at('10.0.0.2, 10.0.0.1'))).toEqual([]);
    expect(between(at('10.0.0.1'), at('10.0.0.9'))).toEqual(['address: 10.0.0.1 → 10.0.0.9 !']);
    expect(between(at('10.0.0.1'), at('fe80::1'))).toEqual(['family: IPv4 → IPv6 !']);
  });

  it('is the way out, or by what rule the same way was chosen', () => {
    const by = (route: RouteStatus) => trace([], { route });
    const proxy = { kind: 'forwardProxy', proxy: 'http://p:1', reason: 'system' } as const;
    expect(between(by(direct), by(proxy))).toEqual(['wayOut: null → http://p:1 !']);
    expect(
      between(by(direct), by({ ...direct, reason: 'no_proxy', variable: 'no_proxy', entry: 'x' })),
    ).toEqual(['rule: profile → no_proxy no_proxy x !']);
  });

  it('is names of headers and the path, never what a header holds or which realm', () => {
    const asking = (lines: readonly string[], answer = 'HTTP/1.1 101 Switching Protocols') =>
      trace([stage('upgrade', exchange(lines, [answer, 'Server: nginx']))], { problem: refused });
    const one = asking(['GET /realm-sync/%2Fa%2Fb HTTP/1.1', 'Host: x', 'X-Key: one']);
    expect(between(one, asking(['GET /realm-sync/%2Fother HTTP/1.1', 'Host: x', 'X-Key: two']))).toEqual([]);
    expect(
      between(one, asking(['GET /other/%2Fa%2Fb HTTP/1.1', 'Host: x', 'X-Team: one'], 'HTTP/1.1 403 No')),
    ).toEqual([
      'asked: /realm-sync/ → /other/ !',
      'headers: Host, X-Key → Host, X-Team',
      'answer: 101 → 403',
    ]);
  });

  it('is what suits the failure first: of a refused certificate its issuer', () => {
    const tls = (issuer: string, fingerprint: string, detail = '10.0.0.1') =>
      trace([
        stage('resolve', { detail }),
        stage('tls', {
          evidence: {
            certificates: {
              host: 'h',
              chain: [
                { subject: 's', issuer, names: [], validFrom: '', validTo: '', fingerprint, trustedBy: null },
              ],
              inspector: null,
              changedFrom: null,
              trustedUntil: null,
            },
          },
        }),
      ]);
    const failing = { ...tls('CN=B', '2', '10.0.0.2'), problem: samples['tls.untrusted'][0] };
    expect(between(tls('CN=A', '1'), failing)).toEqual([
      'issuer: CN=A → CN=B !',
      'address: 10.0.0.1 → 10.0.0.2',
    ]);
    expect(between(tls('CN=A', '1'), { ...tls('CN=A', '3'), problem: samples['tls.untrusted'][0] })).toEqual([
      'certificate: 1 → 3 !',
    ]);
  });

  it('is a clock that went wrong since', () => {
    const answered = (detail: Stage['detail']) =>
      trace([
        stage('access-token', {
          leg: 'auth',
          detail,
          ...exchange(['POST /auth HTTP/1.1'], ['HTTP/1.1 200 OK']),
        }),
      ]);
    expect(
      between(answered('200'), answered({ kind: 'clockOff', answer: '200', aheadMs: 3_600_000 })),
    ).toEqual(['clock: null → +60 min !']);
  });
});
