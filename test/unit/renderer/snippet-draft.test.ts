import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { draftOfSnippet } from '../../../renderer/interchange/snippet-draft.ts';
import { readOffer, type Offer, type OfferedText } from '../../../renderer/state/offer.ts';
import { fileOf, secretsOf } from '../../../renderer/state/draft.ts';
import { readSnippet } from '../../../shared/interchange/snippet/index.ts';
import { failure, success } from '../../../shared/result.ts';

const corpus = join(import.meta.dirname, '..', 'interchange', 'snippets');
const readCorpus = (name: string) => readFileSync(join(corpus, `${name}.snippet`), 'utf8');

describe('a form that a snippet fills in', () => {
  it('holds what the snippet says, its secrets where typed ones are', () => {
    const draft = draftOfSnippet(readSnippet(readCorpus('swift-login-and-open')).settings);
    expect(fileOf(draft)).toMatchObject({
      server: 'https://ros.internal.example:9443',
      credential: { kind: 'password', username: 'alice' },
      realmPaths: ['/~/tasks'],
      gateway: { urlPrefix: '/my/url/prefix' },
    });
    expect(secretsOf(draft)).toEqual({ password: 's3cret-Pa55' });
  });

  it('leaves everything else as in a new one', () => {
    const draft = draftOfSnippet(readSnippet(readCorpus('docs-header')).settings);
    expect(fileOf(draft)).toMatchObject({
      name: '',
      server: '',
      realmPaths: ['/~/default'],
      gateway: {
        authorizationHeaderName: 'Authorization',
        customRequestHeaders: [{ name: 'Authorization', secret: true }],
      },
    });
  });

  it('puts no secret of any snippet into the profile', () => {
    const secrets = /s3cret-Pa55|hunter22|tok-123|eyJhbGciOi|dXNlcjpwYXNz|abc123|k-1\b/;
    const sources = readdirSync(corpus).filter((name) => name.endsWith('.snippet'));
    const planted = sources.filter((name) => secrets.test(readFileSync(join(corpus, name), 'utf8')));
    expect(planted.length).toBeGreaterThan(8);
    for (const name of planted) {
      const reading = readSnippet(readFileSync(join(corpus, name), 'utf8'));
      expect(JSON.stringify(fileOf(draftOfSnippet(reading.settings)))).not.toMatch(secrets);
      expect(JSON.stringify([reading.understood, reading.notUnderstood])).not.toMatch(secrets);
    }
  });
});

describe('what was handed over', () => {
  const profile = JSON.stringify({ formatVersion: 1 });
  it.each([
    ['pasted code', [{ file: null, read: success('let a = 1') }], 'snippet'],
    ['a pasted profile', [{ file: null, read: success(profile) }], 'profiles'],
    ['a file with code', [{ file: 'AppDelegate.swift', read: success('{ "a" }') }], 'snippet'],
    ['a broken profile file', [{ file: 'a.json', read: success('{') }], 'profiles'],
    [
      'several files',
      [
        { file: 'a.swift', read: success('let a = 1') },
        { file: 'b.json', read: success(profile) },
      ],
      'profiles',
    ],
    ['a file too large to read', [{ file: 'a.json', read: failure('tooLarge') }], 'profiles'],
  ] satisfies [string, OfferedText[], Offer['kind']][])('%s is read as %s', (_title, texts, kind) => {
    expect(readOffer(texts, 'pasted text').kind).toBe(kind);
  });

  it('is named where it could not be read', () => {
    const offer = readOffer([{ file: 'big.json', read: failure('tooLarge') }], 'pasted text');
    const unread = [{ file: 'big.json', flaw: 'tooLarge' }];
    expect(offer).toEqual({ kind: 'profiles', found: [], unread });
  });
});
