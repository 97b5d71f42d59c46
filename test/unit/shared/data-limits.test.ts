import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenLimit, isWellFormed } from '../../../shared/data-limits.ts';
import { parseProfile } from '../../../shared/profile.ts';
import { examples, seeded } from '../seed.ts';
import { minimal } from './profile-samples.ts';

const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? { a: value } : [value];
  return value;
};

describe('limits of data that enters', () => {
  it('let through what is no deeper than they say', () => {
    expect(brokenLimit(nested(64))).toBeNull();
    expect(brokenLimit(nested(65))).toMatchObject({ rule: 'tooDeep' });
  });

  it.each([5_000, 20_000, 1_000_000])('find what is nested %i deep without calling themselves', (depth) => {
    expect(brokenLimit(nested(depth))).toMatchObject({ rule: 'tooDeep' });
  });

  it('find what contains itself, and what contains others over and over', () => {
    const itself: Record<string, unknown> = {};
    itself['me'] = itself;
    expect(brokenLimit({ userInfo: itself })).toMatchObject({
      path: ['userInfo', 'me', 'me'],
      rule: 'tooDeep',
    });
    const doubled = Array.from({ length: 60 }).reduce<unknown>((inside) => [inside, inside], 'x');
    expect(brokenLimit(doubled)).toMatchObject({ rule: 'tooLarge' });
  });

  it('believe no length that a list only claims', () => {
    expect(brokenLimit({ ids: new Array(2 ** 32 - 1) })).toEqual({ path: ['ids'], rule: 'tooLarge' });
  });

  it.each(['\ud800', 'a\udc00b', '\udc00\ud800'])(
    'find half a character in a value and in a name: %j',
    (text) => {
      expect(isWellFormed(text)).toBe(false);
      expect(brokenLimit({ name: text })).toEqual({ path: ['name'], rule: 'notText' });
      expect(brokenLimit({ list: [{ [text]: 1 }] })).toEqual({ path: ['list', 0], rule: 'notText' });
      expect(isWellFormed('𝄞 ü é')).toBe(true);
    },
  );

  it.each([
    new Uint8Array(1),
    new ArrayBuffer(1),
    new Map(),
    new Set(),
    new Date(0),
    Object('text') as unknown,
  ])('look into nothing that JSON has no word for: %s', (value) => {
    expect(brokenLimit({ profile: value })).toEqual({ path: ['profile'], rule: 'wrongType' });
  });

  it('name the first place in reading order', () => {
    expect(brokenLimit({ one: nested(3), two: nested(70), three: '\ud800' })?.path[0]).toBe('two');
  });

  it(seeded('let every small JSON value through'), () => {
    const small = fc.jsonValue({ maxDepth: 20 }).filter((value) => isWellFormed(JSON.stringify(value)));
    fc.assert(
      fc.property(small, (value) => {
        expect(brokenLimit(value)).toBeNull();
      }),
      examples(200),
    );
  });
});

describe('a profile', () => {
  const withUserInfo = (userInfo: unknown) => ({
    ...minimal,
    credential: { kind: 'custom', provider: 'own', userInfo },
  });

  it.each([5_000, 20_000])(
    'with %i levels is refused by the field, not by a stack that ran over',
    (depth) => {
      const issues = [{ field: expect.stringMatching(/^credential\.userInfo/) as string, rule: 'tooDeep' }];
      expect(parseProfile(withUserInfo({ a: nested(depth) }))).toEqual({ ok: false, problem: issues });
    },
  );

  it('that contains itself is refused', () => {
    const userInfo: Record<string, unknown> = {};
    userInfo['self'] = userInfo;
    expect(parseProfile(withUserInfo(userInfo))).toMatchObject({ ok: false, problem: [{ rule: 'tooDeep' }] });
  });
});
