import { describe, expect, it } from 'vitest';
import { KnownSecrets } from '../../../main/network/known-secrets.ts';
import { Masking } from '../../../main/network/masking.ts';
import type { PassedHead } from '../../../main/ports/http.ts';
import { namelessSecret } from '../../../main/secrets/secret-names.ts';
import { faultOfAuthAnswer, faultOfUpgradeAnswer } from '../../../main/relay/verdicts.ts';
import { parseProfile, type ProfileFile } from '../../../shared/profile.ts';

const judgementFor = (gateway?: ProfileFile['gateway']) => {
  const parsed = parseProfile({
    formatVersion: 1,
    name: 'Staging',
    server: 'https://ros.example:9443',
    credential: { kind: 'password', username: 'nell' },
    ...(gateway === undefined ? {} : { gateway }),
  });
  if (!parsed.ok) throw new Error('not a profile');
  return { profile: parsed.value, masking: new Masking(new KnownSecrets(namelessSecret)), now: 0 };
};
const withGateway = judgementFor({ customRequestHeaders: [{ name: 'X-Key', value: 'k' }] });
const withoutGateway = judgementFor();

const head = (status: number, ...headers: readonly (readonly [string, string])[]): PassedHead => ({
  status,
  reason: 'Said',
  headers,
  lines: [`HTTP/1.1 ${status} Said`, ...headers.map(([name, value]) => `${name}: ${value}`)],
});
const json = ['Content-Type', 'application/json'] as const;
const html = ['Content-Type', 'text/html'] as const;
const page = '<html><body>Please sign in</body></html>';
const realm = (status: number, code: number) =>
  JSON.stringify({ type: 't', title: 'T', status, code, detail: 'd' });

describe('an answer to a token request is', () => {
  const auth = (status: number, body: string, ...headers: readonly (readonly [string, string])[]) =>
    faultOfAuthAnswer(head(status, ...headers), body, 'refresh', withGateway)?.kind ?? null;

  it('the server’s own: a grant, and a refusal in its own words', () => {
    expect(auth(200, '{"access_token":{"token":"a"}}', json)).toBeNull();
    expect(auth(401, realm(401, 611), json)).toBeNull();
    expect(auth(403, realm(403, 614), json)).toBeNull();
    expect(auth(503, realm(503, 802), json)).toBeNull();
    expect(auth(500, '{"status":500}', json)).toBeNull();
  });

  it('not the server’s: what bears no mark of it', () => {
    expect(auth(401, page, html, ['WWW-Authenticate', 'Basic'])).toBe('auth.refusedOnTheWay');
    expect(auth(401, '{"message":"No"}', json)).toBe('auth.refusedOnTheWay');
    expect(auth(403, page, html)).toBe('auth.refusedOnTheWay');
    expect(auth(502, page, html, ['Server', 'nginx'])).toBe('auth.failed');
    expect(auth(302, '', ['Location', 'https://login.example/'])).toBe('auth.moved');
    expect(auth(200, page, html)).toBe('auth.malformed');
    expect(auth(200, 'ok')).toBe('auth.malformed');
    expect(auth(429, '', ['Retry-After', '30'])).toBe('auth.busy');
  });

  it('to a refresh, not the server’s where it says “well” and gives nothing: an SDK would end its sync over it', () => {
    expect(auth(200, '{}', json)).toBe('auth.malformed');
    expect(auth(200, '{"status":"ok"}', json)).toBe('auth.malformed');
    expect(faultOfAuthAnswer(head(200, json), '{"status":"ok"}', 'login', withGateway)).toBeNull();
  });
});

describe('an answer to an upgrade is', () => {
  const upgrade = (judgement: typeof withGateway) => (status: number, body: string) =>
    faultOfUpgradeAnswer(head(status), body, judgement)?.kind ?? null;

  it('the server’s own by its words', () => {
    expect(upgrade(withGateway)(404, 'Realm sync server\n\nPage not found\n')).toBeNull();
    expect(upgrade(withGateway)(400, 'REALM_SYNC_PROTOCOL_MISMATCH:CLIENT_TOO_NEW')).toBeNull();
  });

  it('the gateway’s where there is one and nothing says otherwise', () => {
    for (const status of [400, 401, 403, 404, 407, 426, 429, 500, 502, 503, 504, 200, 302])
      expect(upgrade(withGateway)(status, ''), String(status)).not.toBeNull();
  });

  it('the server’s where there is no gateway to have said it', () => {
    expect(upgrade(withoutGateway)(404, '')).toBeNull();
    expect(upgrade(withoutGateway)(502, page)).toBe('gateway.failed');
  });
});
