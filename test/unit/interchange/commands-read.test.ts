import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSnippet } from '../../../shared/interchange/snippet/index.ts';
import { exportText } from '../../../shared/interchange/export/export.ts';
import { placeholderIn } from '../../../shared/interchange/placeholders.ts';
import { readImport } from '../../../main/commands/import-reading.ts';
import { syncUrlOf, type Profile, type ProfileFile } from '../../../shared/profile.ts';
import { draftOfSnippet } from '../../../renderer/interchange/snippet-draft.ts';
import { readOffer } from '../../../renderer/state/offer.ts';
import { fileOf, secretsOf } from '../../../renderer/state/draft.ts';
import { success } from '../../../shared/result.ts';
import { examples, seeded } from '../seed.ts';
import { contractExample, profileFiles, profileOf } from '../shared/profile-samples.ts';

/** What a command for curl can say of a profile: it has no words for a token as a credential. */
function saidBy(profile: Profile) {
  const { credential, gateway, trust } = profile;
  const isSaid = credential.kind !== 'adminToken' && credential.kind !== 'refreshToken';
  return {
    ...(isSaid ? { server: profile.server, credential: kindOf(credential) } : {}),
    syncUrl: new URL(syncUrlOf(profile)).href,
    realmPaths: profile.realmPaths.slice(0, 1),
    authorizationHeaderName: gateway.authorizationHeaderName,
    urlPrefix: gateway.urlPrefix,
    headers: sorted(gateway.customRequestHeaders.map(({ name, secret }) => [name, secret])),
    verify: trust.verify,
  };
}

/** The upgrade request has them in an order of its own. */
const sorted = (headers: (readonly [string, boolean])[]) =>
  headers.sort(([one], [other]) => (one < other ? -1 : 1));

const kindOf = (credential: { readonly kind: string; readonly provider?: string | undefined }) => [
  credential.kind,
  credential.kind === 'custom' ? credential.provider : null,
];

function readBack(profile: Profile) {
  const [read] = readImport(exportText(profile, 'curl')).profiles;
  const { server = '', credential, gateway = {}, realmPaths, trust } = read ?? {};
  const { syncUrl = server.replace(/^http/i, 'ws').replace(/^(wss?:\/\/[^/]+).*$/i, '$1') } = gateway;
  return {
    ...(credential === undefined ? {} : { server, credential: kindOf(credential) }),
    syncUrl: new URL(syncUrl).href,
    realmPaths,
    authorizationHeaderName: gateway.authorizationHeaderName ?? 'Authorization',
    urlPrefix: gateway.urlPrefix ?? '/realm-sync',
    headers: sorted((gateway.customRequestHeaders ?? []).map(({ name, secret }) => [name, secret === true])),
    verify: trust?.verify ?? true,
  };
}

/** A named JWT provider is a custom one to a reader; headers that every client writes aren't anyone's own. */
const isToldApart = ({ credential, gateway }: ProfileFile): boolean =>
  (credential.kind !== 'jwt' || credential.provider === undefined || credential.provider === 'jwt') &&
  (gateway?.customRequestHeaders ?? []).every(
    ({ name }) => !/^(?:host|te|dnt|origin|accept|user-agent)/i.test(name),
  ) &&
  placeholderIn(JSON.stringify([credential, gateway])) === null;

describe('a command that is exported', () => {
  it('D15d: comes back from curl as the contract’s example, its route too', () => {
    const profile = profileOf(contractExample);
    expect(readBack(profile)).toEqual(saidBy(profile));
    const { language, profiles, secrets } = readImport(exportText(profile, 'curl'));
    expect(language).toBeNull();
    expect(secrets).toEqual([]);
    expect(profiles[0]).toMatchObject({
      credential: contractExample.credential,
      route: { mode: 'manual', proxy: profile.route.proxy, username: profile.route.username },
    });
  });

  it('D15d: comes back from wscat', () => {
    const profile = profileOf(contractExample);
    expect(readImport(exportText(profile, 'wscat')).profiles[0]).toMatchObject({
      server: syncUrlOf(profile).replace(/^ws/, 'http'),
      realmPaths: profile.realmPaths.slice(0, 1),
      gateway: { urlPrefix: profile.gateway.urlPrefix },
      route: { mode: 'manual', proxy: profile.route.proxy, username: profile.route.username },
    });
  });

  it(
    seeded('comes back from curl, whatever the profile'),
    () => {
      fc.assert(
        fc.property(profileFiles.filter(isToldApart), (file) => {
          const profile = profileOf(file);
          expect(readBack(profile)).toEqual(saidBy(profile));
        }),
        examples(200),
      );
    },
    60_000,
  );
});

describe('a command that is pasted', () => {
  const text = `curl -k https://dock.quay.example/auth -x http://mara:prox-9@proxy.quay.example:3128 \\
    -d '{"provider":"password","data":"mara","user_info":{"password":"pier-9"}}'`;

  it('fills in the form, its secrets where typed ones are', () => {
    const offer = readOffer([{ file: null, read: success(text) }], 'pasted text');
    if (offer.kind !== 'snippet') throw new Error('not read as a command');
    const draft = draftOfSnippet(offer.reading.settings);
    expect(fileOf(draft)).toMatchObject({
      server: 'https://dock.quay.example',
      credential: { kind: 'password', username: 'mara' },
      route: { mode: 'manual', proxy: 'http://proxy.quay.example:3128', username: 'mara' },
      trust: { verify: false },
    });
    expect(secretsOf(draft)).toEqual({ password: 'pier-9', proxyPassword: 'prox-9' });
  });

  it('is told from code that speaks of one', () => {
    const languageOf = (text: string) => readSnippet(text).language;
    expect(languageOf('// curl is no help\nlet a = 1')).not.toBe('shell');
    expect(languageOf('exec("curl https://a.example");')).not.toBe('shell');
    expect(languageOf('$ https_proxy=http://p:1 curl https://a.example')).toBe('shell');
  });

  it('names what it can’t take', () => {
    const reading = readImport(
      'curl --unix-socket /run/ros --http2 https://dock.quay.example/auth?x=1\nls -l',
    );
    expect(reading.profiles).toEqual([]);
    expect(reading.notUnderstood.map(({ line, why }) => `${line} ${why}`)).toEqual([
      expect.stringContaining('--unix-socket'),
      expect.stringContaining('--http2'),
      expect.stringContaining('Server'),
      expect.stringMatching(/^2 /),
    ]);
  });
});

describe('any script', () => {
  it(seeded('is read without failing'), () => {
    const piece = fc.constantFrom(
      'curl ',
      "'",
      '"',
      '\\',
      '\n',
      '$',
      '${A}',
      '$(',
      '-H ',
      '-d ',
      'A=b ',
      '#',
      '{}',
      'https://a/',
      "$'\\u",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        expect(() => readImport(`curl ${pieces.join('')}`)).not.toThrow();
      }),
      examples(300),
    );
  });
});
