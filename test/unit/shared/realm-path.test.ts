import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeRealmPath,
  meantRealmPath,
  partialPath,
  realmPathRule,
  resolveTilde,
} from '../../../shared/realm-path.ts';
import { examples, seeded } from '../seed.ts';

describe('a realm path', () => {
  it.each([
    ['/a', null],
    ['/~/a', null],
    ['/a/b/c', null],
    ['/A-Z_0.9', null],
    ['/-a', null],
    ['/_a', null],
    ['/a.', null],
    ['/a/.b', 'realmPathSegment'],
    ['/.a', 'realmPathSegment'],
    ['/..', 'realmPathSegment'],
    ['/a/../b', 'realmPathSegment'],
    ['/', 'realmPathSegment'],
    ['//a', 'realmPathSegment'],
    ['/a//b', 'realmPathSegment'],
    ['/a/', 'realmPathTrailingSlash'],
    ['/~/tasks/', 'realmPathTrailingSlash'],
    ['/a//', 'realmPathSegment'],
    ['realm://ros.example/~/a', 'realmPathIsUrl'],
    ['HTTPS://ros.example:9443', 'realmPathIsUrl'],
    ['/~', 'realmPathSegment'],
    ['/~/', 'realmPathSegment'],
    ['/~a/b', 'realmPathSegment'],
    ['/a b', 'realmPathSegment'],
    ['/å', 'realmPathSegment'],
    ['/a%2Fb', 'realmPathSegment'],
    ['/a?b', 'realmPathSegment'],
    ['/a\n', 'realmPathSegment'],
    ['a', 'realmPathNoLeadingSlash'],
    ['~/a', 'realmPathNoLeadingSlash'],
    ['', 'required'],
    ['/a/~', 'realmPathTilde'],
    ['/a/~/b', 'realmPathTilde'],
    ['/~/~', 'realmPathTilde'],
    ['/a.realm', 'realmPathReserved'],
    ['/a.realm/b', 'realmPathReserved'],
    ['/a.realm.lock', 'realmPathReserved'],
    ['/~/a.realm.management', 'realmPathReserved'],
    ['/a.realm.locked', null],
    ['/realm', null],
    ['/a/__partial/b/c', null],
    ['/__partial/a/__partial', 'realmPathPartial'],
    [`/${'a'.repeat(1023)}`, null],
    [`/${'a'.repeat(1024)}`, 'tooLong'],
  ])('%s: %s', (path, rule) => {
    expect(realmPathRule(path)).toBe(rule);
  });

  it.each([
    ['/~/tasks', '/u1/tasks'],
    ['/~/~', '/u1/~'],
    ['/shared/~/x', '/shared/~/x'],
    ['/~x/y', '/~x/y'],
  ])('%s is %s for the user u1', (path, resolved) => {
    expect(resolveTilde(path, 'u1')).toBe(resolved);
  });
});

describe('the view of a realm', () => {
  it.each([
    ['/~/tasks', '/~/tasks/__partial/u1/0a'],
    ['/shared/menu', '/shared/menu/__partial/u1/0a'],
    ['/u1/tasks/__partial/u1/mine', '/u1/tasks/__partial/u1/mine'],
  ])('%s is %s', (path, view) => {
    expect(partialPath(path, 'u1', '0a')).toBe(view);
    expect(realmPathRule(view), 'a legal path').toBeNull();
  });
});

describe('a realm path in the upgrade request', () => {
  it.each([
    ['/u1/~x foo/å+b', '%2Fu1%2F~x%20foo%2F%C3%A5%2Bb'],
    ['/b920bd7068ef2b470ff4226e0e85716a/foo', '%2Fb920bd7068ef2b470ff4226e0e85716a%2Ffoo'],
    ["!'()*", '%21%27%28%29%2A'],
    ['A-Z_a.z~0', 'A-Z_a.z~0'],
    ['%2F', '%252F'],
  ])('%s is %s', (path, encoded) => {
    expect(encodeRealmPath(path)).toBe(encoded);
  });

  it(seeded('has unreserved characters and %XX in capitals only, and decodes to itself'), () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (path) => {
        expect(encodeRealmPath(path)).toMatch(/^([A-Za-z0-9\-._~]|%[0-9A-F]{2})*$/);
        expect(decodeURIComponent(encodeRealmPath(path))).toBe(path);
      }),
      examples(300),
    );
  });
});

describe('a realm path that was meant', () => {
  it.each([
    ['realm://ros.example/~/tasks', '/~/tasks'],
    ['realms://ros.example:9443/tasks/', '/tasks'],
    ['/~/tasks/', '/~/tasks'],
    ['tasks', '/tasks'],
    ['~/tasks', '/~/tasks'],
    ['/~/tasks', null],
    ['/my tasks', null],
    ['realm://ros.example', null],
    ['', null],
  ])('by %j is %j', (typed, meant) => {
    expect(meantRealmPath(typed)).toBe(meant);
  });
});
