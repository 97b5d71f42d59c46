import { describe, expect, it } from 'vitest';
import {
  afterRefusal,
  beginNegotiation,
  mismatchOf,
  nextVersion,
  refusalIn,
  type VersionRefusal,
} from '../../../main/sync/protocol-negotiation.ts';
import type { MismatchSide, Problem } from '../../../shared/problem.ts';

const refusal = (side: MismatchSide, speaks: number | [number, number] | null = null): VersionRefusal => ({
  isCertain: true,
  side,
  speaks: speaks === null ? null : rangeOf(speaks),
});
const rangeOf = (speaks: number | [number, number]) => {
  const [oldest, newest] = typeof speaks === 'number' ? [speaks, speaks] : speaks;
  return { oldest, newest };
};
const guess: VersionRefusal = { isCertain: false, side: 'unsaid', speaks: null };

/** What is asked for, one after the other, by a server that answers each time so. */
function asked(
  answer: (version: number) => VersionRefusal | null,
  chosen?: readonly number[],
  remembered: number | null = null,
): readonly number[] {
  let negotiation = beginNegotiation(chosen, remembered);
  const versions: number[] = [];
  for (let next = nextVersion(negotiation); next !== null; next = nextVersion(negotiation)) {
    versions.push(next);
    const refused = answer(next);
    if (refused === null) break;
    negotiation = afterRefusal(negotiation, next, refused);
  }
  return versions;
}

describe('the version that is asked for next', () => {
  it.each<[string, (version: number) => VersionRefusal | null, readonly number[]]>([
    ['the server takes the first', () => null, [30]],
    ['a refusal that names the server’s own', () => refusal('unsaid', 22), [30, 22]],
    ['the newest of those that it names', (v) => (v === 26 ? null : refusal('unsaid', [24, 26])), [30, 26]],
    ['a server that refuses what it names', () => refusal('unsaid', [24, 26]), [30, 26, 25, 24]],
    ['a server of one that ours don’t reach', () => refusal('unsaid', 19), [30]],
    ['a server that is too new', () => refusal('clientTooOld'), [30]],
    ['a refusal that names nothing', () => refusal('unsaid'), [30, 22, 26, 29, 28, 27, 25, 24, 23]],
    ['a server that sees no version', () => refusal('notSeen'), [30, 22, 26]],
    ['an answer that gives no reason', () => guess, [30, 22, 26]],
    ['what lies between', (v) => refusal(v > 24 ? 'clientTooNew' : 'clientTooOld'), [30, 22, 26, 25, 24]],
  ])('%s', (_what, answer, versions) => {
    expect(asked(answer)).toEqual(versions);
  });

  it('is the one that is remembered, then those it would have been', () => {
    expect(asked(() => null, undefined, 22)).toEqual([22]);
    expect(asked(() => refusal('unsaid'), undefined, 22).slice(0, 3)).toEqual([22, 30, 26]);
    expect(asked(() => refusal('unsaid', 26), undefined, 22)).toEqual([22, 26]);
  });

  it('is only one of those that the profile allows, in its order', () => {
    expect(asked(() => refusal('unsaid', 22), [30])).toEqual([30]);
    expect(asked(() => refusal('unsaid', 22), [26, 30, 22], 22)).toEqual([26, 30, 22]);
    expect(asked(() => guess, [30, 29, 28, 27])).toEqual([30, 29, 28]);
  });

  it('is never asked for twice, whatever is answered', () => {
    const sides: readonly MismatchSide[] = ['unsaid', 'clientTooNew', 'clientTooOld', 'otherAgreed'];
    let turn = 0;
    const versions = asked((version) => {
      turn += 1;
      return refusal(sides[turn % sides.length] ?? 'unsaid', turn % 3 === 0 ? version : null);
    });
    expect(new Set(versions).size).toBe(versions.length);
  });
});

describe('what an answer says of the version', () => {
  const native = ['HTTP/1.1 400 Bad Request', 'server: realm-sync-server/22'];
  const bare = ['HTTP/1.1 400 Bad Request', 'Server: nginx'];
  const bad = (more: object = {}): Problem => ({ kind: 'gateway.badRequest', status: 400, ...more });

  it('is certain where the words are the server’s', () => {
    const problem: Problem = { kind: 'gateway.protocolMismatch', status: 400, side: 'unsaid' };
    expect(refusalIn(problem, bare, 30)).toEqual(refusal('unsaid'));
    const speaks = rangeOf(22);
    expect(refusalIn({ ...problem, speaks }, native, 30)).toEqual(refusal('unsaid', 22));
  });

  it.each<[string, Problem, readonly string[], VersionRefusal | null]>([
    ['the worker’s own number, its words replaced', bad(), native, { ...guess, speaks: rangeOf(22) }],
    ['an empty 400 of nobody', bad({ cause: 'tokenMissing' }), bare, guess],
    ['a gateway’s own page', bad({ by: 'gateway' }), bare, guess],
    [
      'an empty 400 that the server signs',
      bad({ cause: 'tokenMissing' }),
      ['Server: Realm-Object-Server/3.12.0'],
      null,
    ],
    ['a header too long', bad({ cause: 'headerTooLong' }), bare, null],
    ['a forward proxy’s 400', bad({ by: 'forward proxy' }), bare, null],
    ['another status', { kind: 'gateway.forbidden', status: 403 }, bare, null],
    [
      'a 101 without a version',
      { kind: 'gateway.protocolMismatch', status: 101, side: 'noneAgreed' },
      bare,
      null,
    ],
  ])('%s', (_what, problem, head, expected) => {
    expect(refusalIn(problem, head, 30)).toEqual(expected);
  });
});

it('what is told in the end names all that was tried, and what the server speaks', () => {
  const begun = beginNegotiation([30, 26], null);
  const negotiation = afterRefusal(afterRefusal(begun, 30, refusal('unsaid', 22)), 26, refusal('unsaid'));
  const last = { kind: 'gateway.protocolMismatch', status: 400, side: 'unsaid', by: 'server' } as const;
  expect(mismatchOf(last, negotiation)).toEqual({
    ...last,
    speaks: { oldest: 22, newest: 22 },
    tried: [30, 26],
    isLimited: true,
  });
});
