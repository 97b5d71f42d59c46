import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exportText } from '../../../shared/interchange/export/export.ts';
import { exportLanguages, type ExportLanguage } from '../../../shared/interchange/export/source.ts';
import { placeholderIn } from '../../../shared/interchange/placeholders.ts';
import { readSnippet, type SnippetCredential } from '../../../shared/interchange/snippet/index.ts';
import { syncUrlOf, type Profile } from '../../../shared/profile.ts';
import { examples, seeded } from '../seed.ts';
import { contractExample, profileFiles, profileOf } from '../shared/profile-samples.ts';

/** What an SDK's code can say of a profile. */
const saidBy = (profile: Profile, language: ExportLanguage) => ({
  server: profile.server,
  syncUrl: new URL(syncUrlOf(profile)).href,
  realmPaths: profile.realmPaths,
  credential: credentialSaid(profile, language),
  authorizationHeaderName: profile.gateway.authorizationHeaderName,
  urlPrefix: profile.gateway.urlPrefix,
  headers: profile.gateway.customRequestHeaders.map(({ name, secret, ...rest }) => ({
    name,
    secret,
    value: 'value' in rest ? rest.value : '',
  })),
  verify: profile.trust.verify,
  partial: profile.sync.partial,
});

/** Credentials the SDK has no words for come back as none; a JWT of a named provider is a custom credential to two. */
function credentialSaid({ credential }: Profile, language: ExportLanguage): SnippetCredential | undefined {
  switch (credential.kind) {
    case 'password':
      return { kind: 'password', username: credential.username, secret: '' };
    case 'anonymous':
      return { kind: 'anonymous' };
    case 'nickname':
      return credential;
    case 'jwt': {
      const hasProvider = language === 'javascript' || language === 'dotnet';
      if (hasProvider) return { kind: 'jwt', provider: credential.provider, secret: '' };
      return credential.provider === 'jwt'
        ? { kind: 'jwt', provider: null, secret: '' }
        : { kind: 'custom', provider: credential.provider, secret: '' };
    }
    case 'custom':
      return { kind: 'custom', provider: credential.provider, secret: '' };
    case 'adminToken':
      return language === 'javascript' ? { kind: 'adminToken', secret: '' } : undefined;
    case 'refreshToken':
      return undefined;
  }
}

function readBack(profile: Profile, language: ExportLanguage) {
  const { settings } = readSnippet(exportText(profile, language));
  const { server = '', syncUrl, urlPrefix = '/realm-sync', verify = true, partial = false } = settings;
  const derived = server.replace(/^http/i, 'ws').replace(/^(wss?:\/\/[^/]+).*$/i, '$1');
  return {
    server,
    syncUrl: new URL(syncUrl ?? derived).href,
    realmPaths: settings.realmPaths,
    credential: settings.credential,
    authorizationHeaderName: settings.authorizationHeaderName ?? 'Authorization',
    urlPrefix,
    headers: settings.headers,
    verify,
    partial,
  };
}

/** Every character that a header name and a prefix may have; servers below a path, one of them called like the route. */
const headerName = fc.stringMatching(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,12}$/).map((name) => `X${name}`);
const prefix = fc
  .array(fc.stringMatching(/^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-F]{2}){1,8}$/), {
    minLength: 1,
    maxLength: 3,
  })
  .map((segments) => `/${segments.join('/')}`);
const oddProfiles = fc
  .tuple(
    profileFiles,
    fc.uniqueArray(headerName, { maxLength: 4, selector: (name) => name.toLowerCase() }),
    prefix,
  )
  .map(([file, [authorizationHeaderName = 'Authorization', ...names], urlPrefix]) => ({
    ...file,
    server: `${file.server}${['', '/base', '/auth'][names.length] ?? ''}`,
    gateway: {
      authorizationHeaderName,
      urlPrefix,
      customRequestHeaders: names.map((name, index) =>
        index % 2 === 0 ? { name, secret: true } : { name, value: `\\"${name}" it's $x {y}` },
      ),
    },
  }));

/** What looks like a placeholder is not taken for a name: it is asked for. */
const isMeant = (file: object): boolean => stringsIn(file).every((text) => placeholderIn(text) === null);

const stringsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
};

describe.each(exportLanguages)('a profile exported for %s', (language) => {
  it('comes back as the contract’s example', () => {
    const profile = profileOf(contractExample);
    expect(readBack(profile, language)).toEqual(saidBy(profile, language));
  });

  it(
    seeded('says the same when it is read back'),
    () => {
      fc.assert(
        fc.property(fc.oneof(profileFiles, oddProfiles).filter(isMeant), (file) => {
          const profile = profileOf(file);
          expect(readBack(profile, language)).toEqual(saidBy(profile, language));
        }),
        examples(200),
      );
    },
    60_000,
  );
});
