import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { profileFileText } from '../../../shared/interchange/export/export.ts';
import { freeName, sameName } from '../../../shared/interchange/names.ts';
import { looksLikeProfileFile, readProfileFile } from '../../../shared/interchange/profile-files.ts';
import { examples, seeded } from '../seed.ts';
import { contractExample, minimal, profileFiles, profileOf } from '../shared/profile-samples.ts';

const json = (value: unknown): string => JSON.stringify(value);
const flaws = (text: string) =>
  readProfileFile('f.json', text).map(({ place, name, read }) => ({
    place,
    name,
    flaws: read.ok ? [] : read.problem.map(({ field, rule }) => `${field}: ${rule}`),
  }));

describe('a profile file', () => {
  it('holds one profile, as the contract has it', () => {
    const [found, ...others] = readProfileFile('staging.json', `\uFEFF${json(contractExample)}`);
    expect(others).toEqual([]);
    expect(found).toEqual({
      file: 'staging.json',
      place: null,
      name: 'Staging',
      read: { ok: true, value: profileOf(contractExample) },
    });
  });

  it('may hold several, each with its own flaws', () => {
    const broken = { ...minimal, name: 'Broken', server: 'ftp://x', password: 'pw' };
    expect(flaws(json([minimal, broken, 7]))).toEqual([
      { place: 0, name: 'Minimal', flaws: [] },
      { place: 1, name: 'Broken', flaws: ['server: urlSchemeHttp', 'password: unknownField'] },
      { place: 2, name: null, flaws: [': wrongType'] },
    ]);
  });

  it.each([
    ['no JSON', '{', [': notJson']],
    ['nothing', '', [': notJson']],
    ['an empty list', '[]', [': required']],
    [
      'a newer format, of which nothing else can be said',
      json({ ...minimal, formatVersion: 2, mesh: true, server: 'quic://ros.example' }),
      ['formatVersion: formatVersionUnknown'],
    ],
    ['a newer format', json({ ...minimal, formatVersion: 2 }), ['formatVersion: formatVersionUnknown']],
    [
      'a secret header that tells its value',
      json({ ...minimal, gateway: { customRequestHeaders: [{ name: 'A', value: 'v', secret: true }] } }),
      ['gateway.customRequestHeaders[0].value: headerValueOrSecret'],
    ],
  ])('that is %s says so', (_title, text, expected) => {
    expect(flaws(text).map((each) => each.flaws)).toEqual([expected]);
  });

  it(seeded('comes back as it was exported, alone and among others'), () => {
    const profile = profileFiles.map(profileOf);
    fc.assert(
      fc.property(fc.array(profile, { minLength: 1, maxLength: 4 }), (profiles) => {
        const text = profileFileText(profiles);
        expect(looksLikeProfileFile(text)).toBe(true);
        expect(readProfileFile('all.json', text).map(({ read }) => read.ok && read.value)).toEqual(profiles);
      }),
      examples(100),
    );
  });

  it('is told from code that begins with a brace', () => {
    expect(looksLikeProfileFile('{ custom_http_headers: {} }')).toBe(false);
    expect(looksLikeProfileFile('[RLMSyncManager sharedManager];')).toBe(false);
    expect(looksLikeProfileFile('let a = 1')).toBe(false);
  });
});

describe('a free name', () => {
  it.each([
    ['Staging', [], 'Staging'],
    ['Staging', ['Production'], 'Staging'],
    ['Staging', ['staging '], 'Staging 2'],
    ['Staging', ['Staging', 'Staging 2'], 'Staging 3'],
    ['Staging 2', ['Staging 2'], 'Staging 3'],
    ['x'.repeat(80), ['x'.repeat(80)], `${'x'.repeat(78)} 2`],
    ['7', ['7'], '7 2'],
  ])('for %s beside %j is %s', (name, taken, free) => expect(freeName(name, taken)).toBe(free));

  it('is one to a person, however it is spelled', () => {
    expect(sameName('Zürich', 'zu\u0308rich')).toBe(true);
    expect(sameName('Zürich', 'Zurich')).toBe(false);
  });
});
