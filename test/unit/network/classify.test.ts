import { describe, expect, it } from 'vitest';
import {
  classifyAuth,
  classifyClosing,
  classifyFarEnd,
  classifyHangUp,
  classifyProxy,
  classifyTls,
  classifyUpgrade,
  codeOf,
  dialCauseOf,
  retryAfterMs,
  type RefusedAuth,
  type RefusedUpgrade,
} from '../../../main/network/classify.ts';
import type { Problem } from '../../../shared/problem.ts';
import { placeOf } from '../../../shared/problem-kinds.ts';
import { certificate, presented } from '../shared/presented.ts';

const now = Date.UTC(2026, 0, 1);
const withCode = (code: string): Error => Object.assign(new Error('foreign text'), { code });
const failing = (code: string) => ({ timedOut: false, error: withCode(code) }) as const;
const timedOut = { timedOut: true } as const;
const target = { host: 'h', port: 80, isTls: false };

const json = (code: number, more: object = {}): string =>
  JSON.stringify({ type: 'x', title: 'foreign text', status: 400, code, ...more });

function auth(status: number, body: string, more: Partial<RefusedAuth> = {}): Problem {
  return classifyAuth(
    { target, status, body, location: null, retryAfter: null, asked: 'signIn', realmPath: '/a', ...more },
    now,
  );
}

describe('an answer of the auth server to a sign-in', () => {
  const html = '<html><body>Cannot POST</body></html>';
  const swallowed = { detail: 'The tokenString parameter does not have 2 parts separated by a colon' };

  it.each<[string, number, string, Problem]>([
    [
      'invalid parameters',
      400,
      json(601, {
        invalid_params: [
          { name: 'provider', reason: 'r' },
          { name: 'user_info.password', reason: 'r' },
        ],
      }),
      { kind: 'auth.badRequest', status: 400, parameters: ['provider', 'user_info.password'] },
    ],
    ['missing parameters', 400, json(602), { kind: 'auth.badRequest', status: 400, parameters: [] }],
    ['wrong realm type', 400, json(619), { kind: 'auth.badRequest', status: 400, parameters: [] }],
    [
      'bad JSON, which has no code',
      400,
      '{"status":400}',
      { kind: 'auth.badRequest', status: 400, parameters: [] },
    ],
    ['wrong credentials', 401, json(611), { kind: 'auth.credentialRefused', status: 401, code: 611 }],
    [
      'a bad JWT',
      401,
      json(611, { detail: 'jwt expired' }),
      { kind: 'auth.credentialRefused', status: 401, code: 611, why: 'jwtExpired' },
    ],
    ['a foreign Authorization', 401, json(611, swallowed), { kind: 'auth.swallowedHeader', status: 401 }],
    ['an unknown account', 404, json(612), { kind: 'auth.unknownAccount', status: 404 }],
    ['403/614', 403, json(614), { kind: 'auth.credentialRefused', status: 403, code: 614 }],
    [
      '403 without a code',
      403,
      '{"status":403}',
      { kind: 'auth.credentialRefused', status: 403, code: null },
    ],
    ['not enabled', 501, json(803), { kind: 'auth.notOffered', status: 501 }],
    ['not enabled, without a code', 501, '', { kind: 'auth.notOffered', status: 501 }],
    ['unavailable', 503, json(802), { kind: 'auth.busy', status: 503, retryAfterMs: null, by: 'server' }],
    [
      'a header too long for nginx',
      400,
      '<title>400 Request Header Or Cookie Too Large</title>',
      { kind: 'auth.refusedOnTheWay', status: 400, cause: 'headerTooLong', by: 'gateway' },
    ],
    ['a header too long', 431, '', { kind: 'auth.refusedOnTheWay', status: 431, cause: 'headerTooLong' }],
    ['too many requests', 429, '', { kind: 'auth.busy', status: 429, retryAfterMs: null }],
    ['a crash', 500, '{"status":500}', { kind: 'auth.failed', status: 500, by: 'server' }],
    ['a gateway that finds no server', 502, html, { kind: 'auth.failed', status: 502, by: 'gateway' }],
    ['an unknown URL, in HTML', 404, html, { kind: 'auth.malformed', status: 404, flaw: 'notServed' }],
    ['a place that takes no POST', 405, '', { kind: 'auth.malformed', status: 405, flaw: 'notServed' }],
    ['a server of files', 501, html, { kind: 'auth.malformed', status: 501, flaw: 'notServed' }],
    ['a body too large for it', 413, html, { kind: 'auth.refusedOnTheWay', status: 413, by: 'gateway' }],
    ['a gateway’s own 401', 401, html, { kind: 'auth.refusedOnTheWay', status: 401, by: 'gateway' }],
    ['a gateway’s own 403, empty', 403, '', { kind: 'auth.refusedOnTheWay', status: 403 }],
    [
      'a gateway’s own 401, in words that the server has',
      401,
      `<p>${swallowed.detail}</p>`,
      { kind: 'auth.refusedOnTheWay', status: 401, by: 'gateway' },
    ],
    [
      'unavailable, by its code alone',
      500,
      json(802),
      { kind: 'auth.busy', status: 500, retryAfterMs: null, by: 'server' },
    ],
    [
      'http to a port for https',
      400,
      '<title>400 The plain HTTP request was sent to HTTPS port</title>',
      { kind: 'auth.malformed', status: 400, flaw: 'wantsTls' },
    ],
    [
      'a page that speaks of it',
      403,
      '<p>Another program said: plain HTTP request was sent to HTTPS port</p>',
      { kind: 'auth.refusedOnTheWay', status: 403, by: 'gateway' },
    ],
    ['several choices', 300, '', { kind: 'auth.moved', status: 300, host: null }],
    ['407 out of place', 407, html, { kind: 'auth.refusedOnTheWay', status: 407, by: 'forward proxy' }],
  ])('%s', (_what, status, body, problem) => {
    expect(auth(status, body)).toEqual(problem);
  });

  it('tells a redirect to the same host over TLS, and one to a sign-in page', () => {
    expect(auth(301, '', { location: 'https://h/auth' })).toMatchObject({ host: 'h', isSameOverTls: true });
    expect(auth(301, '', { location: 'https://h:8443/auth' })).toMatchObject({
      host: 'h:8443',
      isSameOverTls: true,
    });
    const overTls = { target: { ...target, isTls: true }, location: 'https://h/auth' };
    expect(auth(301, '', overTls)).toEqual({ kind: 'auth.moved', status: 301, host: 'h' });
    expect(auth(301, '', { location: 'https://new.example/auth' })).toEqual({
      kind: 'auth.moved',
      status: 301,
      host: 'new.example',
    });
    expect(upgrade(308, { location: 'https://h/realm-sync/%2Fa' })).toMatchObject({ isSameOverTls: true });
  });

  it('names the host of a redirect and nothing more of it', () => {
    const location = 'https://sso.example:8443/login?token=canary';
    expect(auth(302, '', { location })).toEqual({
      kind: 'auth.moved',
      status: 302,
      host: 'sso.example:8443',
      isSignIn: true,
    });
    expect(auth(307, '', { location: '/login' })).toMatchObject({ host: null, isSignIn: true });
    expect(auth(301, '')).toMatchObject({ kind: 'auth.moved' });
  });

  it('heeds Retry-After', () => {
    expect(auth(503, '', { retryAfter: '7' })).toMatchObject({ retryAfterMs: 7000 });
  });

  it('shows parameters only if they look like names', () => {
    const invalid_params = [
      { name: 'ok' },
      { name: 'a b' },
      { name: 7 },
      null,
      'x',
      { name: 'y'.repeat(41) },
    ];
    expect(auth(400, json(601, { invalid_params }))).toMatchObject({ parameters: ['ok'] });
    expect(auth(400, json(601, { invalid_params: 'all' }))).toMatchObject({ parameters: [] });
  });
});

describe('an answer of the auth server to a request for an access token', () => {
  it.each<[string, number, string, Problem]>([
    [
      'another user’s path',
      403,
      '{"status":403}',
      { kind: 'auth.pathRefused', status: 403, realmPath: '/a' },
    ],
    ['403/614', 403, json(614), { kind: 'auth.refreshRefused', status: 403, code: 614 }],
    ['403/615', 403, json(615), { kind: 'auth.refreshRefused', status: 403, code: 615, why: 'expired' }],
    ['401/611', 401, json(611), { kind: 'auth.refreshRefused', status: 401, code: 611 }],
    ['401 without a code', 401, '{"status":401}', { kind: 'auth.refreshRefused', status: 401, code: null }],
    ['401 in JSON that nobody signed', 401, '{}', { kind: 'auth.refusedOnTheWay', status: 401 }],
    ['a gateway’s own 403', 403, 'Forbidden', { kind: 'auth.refusedOnTheWay', status: 403, by: 'gateway' }],
    ['wrong realm type', 400, json(619), { kind: 'auth.badRequest', status: 400, parameters: [] }],
  ])('%s', (_what, status, body, problem) => {
    expect(auth(status, body, { asked: 'accessToken' })).toEqual(problem);
  });
});

function upgrade(status: number, more: Partial<RefusedUpgrade> = {}): Problem {
  const nothing = { target, location: null, retryAfter: null, body: '' };
  return classifyUpgrade({ status, ...nothing, ...more }, '/realm-sync', now);
}

describe('an answer to the upgrade', () => {
  const stripped = json(611, { status: 401 });
  const workersPage = 'Realm sync server / Page not found';

  it.each<[string, number, string, Problem]>([
    ['no or a wrong token', 400, '', { kind: 'gateway.badRequest', status: 400, cause: 'tokenMissing' }],
    ['a bad signature', 401, '', { kind: 'gateway.unauthorized', status: 401 }],
    [
      'another 401 of the server’s',
      401,
      json(614, { status: 401 }),
      { kind: 'gateway.unauthorized', status: 401, by: 'server' },
    ],
    ['Upgrade was stripped', 401, stripped, { kind: 'gateway.upgradeStripped', status: 401 }],
    ['Upgrade is required', 426, '', { kind: 'gateway.upgradeStripped', status: 426 }],
    [
      'a gateway that knows no websockets',
      501,
      'Expected a WebSocket upgrade',
      { kind: 'gateway.upgradeStripped', status: 501 },
    ],
    [
      'the server’s own words on a header',
      400,
      json(601, { detail: 'Invalid Upgrade header' }),
      { kind: 'gateway.badRequest', status: 400, by: 'server' },
    ],
    ['several choices', 300, '', { kind: 'gateway.moved', status: 300, host: null }],
    ['a URL too long', 414, '', { kind: 'gateway.badRequest', status: 414, cause: 'headerTooLong' }],
    [
      'a wrong prefix',
      404,
      'Not found',
      {
        kind: 'gateway.noSuchPath',
        status: 404,
        urlPrefix: '/realm-sync',
        cause: 'notServed',
        by: 'gateway',
      },
    ],
    [
      'a path that was decoded, or under a wrong prefix',
      404,
      '',
      { kind: 'gateway.noSuchPath', status: 404, urlPrefix: '/realm-sync', cause: 'changed' },
    ],
    [
      'encoded twice',
      404,
      workersPage,
      {
        kind: 'gateway.noSuchPath',
        status: 404,
        urlPrefix: '/realm-sync',
        cause: 'encodedTwice',
        by: 'server',
      },
    ],
    ['the worker is not up', 503, '', { kind: 'gateway.busy', status: 503, retryAfterMs: null }],
    ['too many requests', 429, '', { kind: 'gateway.busy', status: 429, retryAfterMs: null }],
    ['a missing custom header', 403, '', { kind: 'gateway.forbidden', status: 403 }],
    ['a method that is not allowed', 405, '', { kind: 'gateway.forbidden', status: 405 }],
    ['407 out of place', 407, '', { kind: 'gateway.forbidden', status: 407, by: 'forward proxy' }],
    ['a crash', 500, '', { kind: 'gateway.failed', status: 500 }],
    ['no server behind it', 502, '', { kind: 'gateway.failed', status: 502, by: 'gateway' }],
    ['an ordinary page', 200, '<html>', { kind: 'gateway.notWebSocket', status: 200, by: 'gateway' }],
    [
      'a sign-in page',
      200,
      '<title>Sign in</title><form></form>',
      { kind: 'gateway.notWebSocket', status: 200, isSignIn: true, by: 'gateway' },
    ],
    [
      'HAProxy’s words for it',
      400,
      '<h1>400 Bad request</h1>\nYour browser sent an invalid request.\n',
      { kind: 'gateway.badRequest', status: 400, cause: 'headerTooLong', by: 'gateway' },
    ],
    [
      'Apache’s words for it',
      400,
      'Size of a request header field exceeds server limit.',
      { kind: 'gateway.badRequest', status: 400, cause: 'headerTooLong', by: 'gateway' },
    ],
    [
      'TLS wanted, in Apache’s words',
      400,
      'Reason: You’re speaking plain HTTP to an SSL-enabled server port.',
      { kind: 'gateway.badRequest', status: 400, cause: 'wantsTls', by: 'gateway' },
    ],
    [
      'TLS wanted, in Go’s words',
      400,
      'Client sent an HTTP request to an HTTPS server.',
      { kind: 'gateway.badRequest', status: 400, cause: 'wantsTls', by: 'gateway' },
    ],
    ['a gateway’s own 400', 400, '<h1>400', { kind: 'gateway.badRequest', status: 400, by: 'gateway' }],
    ['a header too long', 431, '', { kind: 'gateway.badRequest', status: 431, cause: 'headerTooLong' }],
    [
      'too old a protocol',
      400,
      'REALM_SYNC_PROTOCOL_MISMATCH:CLIENT_TOO_OLD',
      { kind: 'gateway.protocolMismatch', status: 400, side: 'clientTooOld', by: 'server' },
    ],
    [
      'too new a protocol',
      400,
      'REALM_SYNC_PROTOCOL_MISMATCH:CLIENT_TOO_NEW',
      { kind: 'gateway.protocolMismatch', status: 400, side: 'clientTooNew', by: 'server' },
    ],
    [
      'a protocol mismatch, no more said',
      400,
      'REALM_SYNC_PROTOCOL_MISMATCH',
      { kind: 'gateway.protocolMismatch', status: 400, side: 'unsaid', by: 'server' },
    ],
    [
      'an older server’s words',
      400,
      'This client is unsupported',
      { kind: 'gateway.protocolMismatch', status: 400, side: 'notSeen', by: 'server' },
    ],
  ])('%s', (_what, status, body, problem) => {
    expect(upgrade(status, { body })).toEqual(problem);
  });

  it.each([
    [400, '<title>400 No required SSL certificate was sent</title>'],
    [400, '<center>The SSL certificate error</center>'],
    [403, "You don't have permission.Reason: Cannot perform Post-Handshake Authentication."],
    [403, '<title>403.7 - Forbidden: Client certificate required.</title>'],
  ])('that wants a client certificate after all: %i %s', (status, body) => {
    const wanted = { kind: 'tls.clientCertificateRequired', host: 'h' };
    expect(upgrade(status, { body })).toEqual({ ...wanted, hop: 'gateway' });
    expect(auth(status, body)).toEqual({ ...wanted, hop: 'auth server' });
  });

  it('names the host of a redirect and nothing more of it', () => {
    expect(upgrade(302, { location: 'https://sso.example/?token=canary' })).toEqual({
      kind: 'gateway.moved',
      status: 302,
      host: 'sso.example',
      isSignIn: true,
    });
    expect(upgrade(302, { location: 'https://sso.example/login' })).toMatchObject({ isSignIn: true });
  });

  it('names the host of a redirect to a websocket', () => {
    expect(upgrade(301, { location: 'wss://new.example/realm-sync' })).toMatchObject({ host: 'new.example' });
    expect(upgrade(301, { location: 'ws://new.example:81/' })).toMatchObject({ host: 'new.example:81' });
    expect(upgrade(301, { location: 'wss://h/' })).toMatchObject({ host: 'h', isSameOverTls: true });
  });

  it('names no host that is longer than DNS allows', () => {
    const longest = `${'a'.repeat(61)}.`.repeat(4) + 'b'.repeat(5);
    expect(longest).toHaveLength(253);
    expect(upgrade(301, { location: `http://${longest}:65535/` })).toMatchObject({
      host: `${longest}:65535`,
    });
    expect(upgrade(301, { location: `http://${longest}b:65535/` })).toMatchObject({ host: null });
  });

  it.each([
    [421, 'misdirected'],
    [460, 'gaveUp'],
    [499, 'gaveUp'],
    [521, 'serverDown'],
    [522, 'serverSilent'],
    [524, 'serverSilent'],
    [525, 'serverTls'],
    [526, 'serverTls'],
  ])('whose status, %i, tells of the way to the server: %s', (status, cause) => {
    expect(upgrade(status)).toEqual({ kind: 'gateway.failed', status, cause });
    expect(auth(status, '')).toEqual({ kind: 'auth.failed', status, cause });
  });

  it('that only the network gives: it wants somebody to sign in', () => {
    const problem = { kind: 'network.portal', status: 511 };
    expect(upgrade(511, { body: '<html>' })).toEqual(problem);
    expect(auth(511, '<html>')).toEqual(problem);
  });

  it('names who on the way took Upgrade away, where that one says that it was there', () => {
    const via = (text: string) => upgrade(401, { body: stripped, head: ['HTTP/1.1 401 No', `Via: ${text}`] });
    expect(via('1.1 lab (squid/5.7)')).toMatchObject({ by: 'forward proxy' });
    expect(via('1.1 Zscaler')).toMatchObject({ by: 'TLS inspector' });
    expect(placeOf(via('1.1 varnish (Varnish/7.1)'))).toBe('gateway');
  });

  it('blames the gateway that the profile has for an Upgrade that was lost', () => {
    expect(upgrade(426, { side: 'gateway' })).toMatchObject({ by: 'gateway' });
    expect(upgrade(426, { side: 'server' })).not.toHaveProperty('by');
  });

  it('through a product that notes what it let pass is the server’s own', () => {
    const head = ['HTTP/1.1 401 Unauthorized', 'X-SigSci-RequestID: 5f1c'];
    expect(auth(401, json(611), { head })).toMatchObject({ kind: 'auth.credentialRefused', code: 611 });
    expect(auth(401, '<p>No</p>', { head })).toMatchObject({ kind: 'auth.intercepted', what: 'firewall' });
  });

  it('quotes a firewall, but not the scripts of a challenge for bots', () => {
    const from = (server: string) => {
      const [head, body] = [['HTTP/1.1 403 No', `Server: ${server}`], '<p>Ask the web team for rule 7</p>'];
      return upgrade(403, { head, body, shown: { head, body } });
    };
    expect(from('Sucuri')).toMatchObject({ what: 'firewall', words: 'Ask the web team for rule 7' });
    expect(from('DataDome')).toMatchObject({ kind: 'gateway.intercepted', what: 'botChallenge' });
    expect(from('DataDome')).not.toHaveProperty('words');
  });

  it('is quoted as it is shown, without its secrets', () => {
    const body = json(611, { detail: 'No user canary is known' });
    const shown = { head: [], body: body.replace('canary', '[username A]') };
    expect(auth(401, body, { shown })).toMatchObject({ words: 'No user [username A] is known' });
  });

  it('never comes where a header line is longer than 8 KiB, colon, blank and line end included', () => {
    const hangUp = (bytes: number) =>
      classifyHangUp('h', [
        ['Host', 'h'],
        ['Authorization', 'x'.repeat(bytes - 'Authorization: \r\n'.length)],
      ]);
    expect(hangUp(8_192)).toEqual({ kind: 'gateway.closed', host: 'h' });
    expect(hangUp(8_193)).toEqual({ kind: 'gateway.closed', host: 'h', longestHeaderBytes: 8_193 });
  });

  it('is Envoy’s way to say that a route has no websockets: 403 without a word', () => {
    const envoy = ['HTTP/1.1 403 Forbidden', 'server: envoy'];
    expect(upgrade(403, { head: envoy })).toMatchObject({ cause: 'upgradesOff' });
    expect(upgrade(403, { head: ['HTTP/1.1 403 No', 'X-Envoy-Upstream-Service-Time: 3'] })).toMatchObject({
      cause: 'upgradesOff',
    });
    expect(upgrade(403, { head: envoy, body: 'ext_authz: denied' })).not.toHaveProperty('cause');
    expect(upgrade(405, { head: envoy })).not.toHaveProperty('cause');
  });

  it('heeds Retry-After', () => {
    expect(upgrade(503, { retryAfter: '120' })).toMatchObject({ retryAfterMs: 120_000 });
  });
});

describe('Retry-After', () => {
  it.each([-86_400_000, 600_000])('as a date is by the clock of whoever says it: %i ms off ours', (skew) => {
    const dateAt = (ms: number) => new Date(now + skew + ms).toUTCString();
    const head = ['HTTP/1.1 503 Busy', `Date: ${dateAt(0)}`];
    const retryAfter = dateAt(30_000);
    expect(auth(503, '', { retryAfter, head })).toMatchObject({ retryAfterMs: 30_000 });
    expect(upgrade(503, { retryAfter, head })).toMatchObject({ retryAfterMs: 30_000 });
    expect(upgrade(503, { retryAfter, head: ['Date: soon'] })).toMatchObject({
      retryAfterMs: Math.max(0, skew + 30_000),
    });
  });

  it.each([
    [null, null],
    ['0', 0],
    ['120', 120_000],
    [' 5 ', 5000],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['9'.repeat(400), null],
    ['soon', null],
    ['', null],
  ])('%j is %j ms', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms);
  });
});

describe('a failure before any answer', () => {
  it.each<
    ['auth' | 'sync', 'resolve' | 'connect' | 'tls', ReturnType<typeof failing> | typeof timedOut, Problem]
  >([
    ['auth', 'resolve', failing('ENOTFOUND'), { kind: 'auth.unresolved', host: 'h' }],
    ['sync', 'resolve', failing('EAI_AGAIN'), { kind: 'gateway.unresolved', host: 'h' }],
    [
      'auth',
      'connect',
      failing('ECONNREFUSED'),
      { kind: 'auth.unreachable', host: 'h', port: 1, cause: 'refused' },
    ],
    [
      'sync',
      'connect',
      failing('EHOSTUNREACH'),
      { kind: 'gateway.unreachable', host: 'h', port: 1, cause: 'unreachable' },
    ],
    ['sync', 'connect', timedOut, { kind: 'gateway.timeout', host: 'h', stage: 'connect' }],
    ['auth', 'tls', timedOut, { kind: 'auth.timeout', host: 'h', stage: 'tls' }],
    ['auth', 'connect', failing('ENETDOWN'), { kind: 'network.down' }],
    ['sync', 'connect', failing('odd'), { kind: 'gateway.unreachable', host: 'h', port: 1, cause: 'closed' }],
  ])('on the %s leg at %s', (leg, stage, failure, problem) => {
    expect(classifyFarEnd({ leg, host: 'h', port: 1 }, stage, failure)).toEqual(problem);
  });

  it.each<['resolve' | 'connect' | 'proxy', ReturnType<typeof failing> | typeof timedOut, Problem]>([
    ['resolve', failing('ENOTFOUND'), { kind: 'route.unresolved', proxy: 'p' }],
    ['connect', failing('ECONNRESET'), { kind: 'route.unreachable', proxy: 'p', cause: 'reset' }],
    ['connect', failing('ETIMEDOUT'), { kind: 'route.unreachable', proxy: 'p', cause: 'timeout' }],
    ['connect', failing('ENETDOWN'), { kind: 'network.down' }],
    ['proxy', failing('ECONNRESET'), { kind: 'route.closed', proxy: 'p' }],
    ['proxy', timedOut, { kind: 'route.timeout', proxy: 'p', stage: 'proxy' }],
  ])('with the forward proxy at %s', (stage, failure, problem) => {
    expect(classifyProxy('p', stage, failure)).toEqual(problem);
  });

  it.each(['ENETUNREACH', 'EHOSTUNREACH', 'EHOSTDOWN', 'EADDRNOTAVAIL'])(
    'is of a far end that can’t be reached: %s',
    (code) => {
      expect(dialCauseOf(withCode(code))).toBe('unreachable');
    },
  );

  it('is that a proxy over TLS wants a certificate, which TLS 1.3 tells after the handshake', () => {
    const required = failing('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED');
    expect(classifyProxy('https://proxy.example:8443', 'proxy', required)).toEqual({
      kind: 'tls.clientCertificateRequired',
      hop: 'forward proxy',
      host: 'proxy.example',
    });
  });

  it('is read from the first of several tries that says something', () => {
    const tries = new AggregateError([new Error('x'), withCode('EHOSTUNREACH'), withCode('ECONNREFUSED')]);
    expect(codeOf(tries)).toBe('EHOSTUNREACH');
    expect(dialCauseOf(tries)).toBe('unreachable');
  });

  it.each([[null], [undefined], ['ECONNRESET'], [{}], [{ code: 7 }], [new AggregateError([])]])(
    'may be %j, which has no code',
    (error) => {
      expect(codeOf(error)).toBe('');
      expect(dialCauseOf(error)).toBe('closed');
    },
  );
});

describe('a certificate', () => {
  const leaf = certificate({
    issuer: 'Corp CA',
    fingerprint: 'AA:BB',
    names: ['other.example'],
    validFrom: '2036-01-01T00:00:00.000Z',
    validTo: '2026-01-01T00:00:00.000Z',
  });
  const shown = presented({ chain: [leaf] });
  const place = { hop: 'gateway', host: 'h' } as const;
  const refused = { ...place, presented: shown };
  const untrusted = { kind: 'tls.untrusted', ...refused, issuer: 'Corp CA', fingerprint: 'AA:BB' } as const;

  it.each<[string, Problem]>([
    ['ERR_TLS_CERT_ALTNAME_INVALID', { kind: 'tls.wrongName', ...refused, names: ['other.example'] }],
    ['CERT_HAS_EXPIRED', { kind: 'tls.expired', ...refused, validTo: '2026-01-01' }],
    ['CERT_NOT_YET_VALID', { kind: 'tls.notYetValid', ...refused, validFrom: '2036-01-01' }],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', { ...untrusted, cause: 'selfSigned' }],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', { ...untrusted, cause: 'incompleteChain' }],
    ['SELF_SIGNED_CERT_IN_CHAIN', { ...untrusted, cause: 'unknownIssuer' }],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', { ...untrusted, cause: 'incompleteChain' }],
  ])('refused with %s', (code, problem) => {
    expect(classifyTls('gateway', 'h', code, shown)).toEqual(problem);
  });

  it('without names says whose it is', () => {
    const nameless = presented({ chain: [{ ...leaf, names: [], subject: 'Appliance 7' }] });
    expect(classifyTls('gateway', 'h', 'ERR_TLS_CERT_ALTNAME_INVALID', nameless)).toMatchObject({
      names: ['Appliance 7'],
    });
  });

  it('that came with its intermediate lacks an authority, not its chain', () => {
    const two = presented({ chain: [leaf, certificate({ subject: 'Corp CA', issuer: 'Corp Root' })] });
    expect(classifyTls('gateway', 'h', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', two)).toMatchObject({
      cause: 'unknownIssuer',
    });
  });

  it('put there by an inspector', () => {
    const inspector = { name: 'Zscaler', sign: 'productName' } as const;
    const inspected = { ...shown, inspector };
    const problem = classifyTls('gateway', 'h', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', inspected);
    expect(problem).toEqual({ ...untrusted, presented: inspected, cause: 'inspected' });
    expect(placeOf(problem)).toBe('TLS inspector');
  });

  it.each<[string, Problem]>([
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', { kind: 'tls.clientCertificateRequired', ...place }],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', { kind: 'tls.clientCertificateRequired', ...place }],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', { kind: 'tls.clientCertificateRequired', ...place }],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', { kind: 'tls.clientCertificateRequired', ...place }],
    [
      'ERR_SSL_WRONG_VERSION_NUMBER',
      { kind: 'tls.failed', ...place, code: 'ERR_SSL_WRONG_VERSION_NUMBER', cause: 'noTls' },
    ],
    ['ECONNRESET', { kind: 'tls.failed', ...place, code: 'ECONNRESET', cause: 'closed' }],
    ['EPIPE', { kind: 'tls.failed', ...place, code: 'EPIPE', cause: 'closed' }],
    [
      'ERR_SSL_PACKET_LENGTH_TOO_LONG',
      { kind: 'tls.failed', ...place, code: 'ERR_SSL_PACKET_LENGTH_TOO_LONG', cause: 'noTls' },
    ],
    ['', { kind: 'tls.failed', ...place, code: 'no code' }],
  ])('of ours, or none: %s', (code, problem) => {
    expect(classifyTls('gateway', 'h', code, null)).toEqual(problem);
  });
});

describe('a connection that ends without a word', () => {
  const quiet = (quietMs: number, survivedMs = 0) => ({ quietMs, survivedMs });

  it('tells how long nothing had been said, where that was more than work takes', () => {
    expect(classifyClosing(1006, quiet(999), 999)).toEqual({ kind: 'session.closed', code: 1006 });
    expect(classifyClosing(1006, quiet(30_000, 12_000), null)).toEqual({
      kind: 'session.closed',
      code: 1006,
      quietMs: 30_000,
      survivedMs: 12_000,
    });
  });

  it('was idle for too long, if it ended after the same silence before', () => {
    const problem = { kind: 'session.idleKilled', quietMs: 30_000, survivedMs: 12_000 };
    expect(classifyClosing(1006, quiet(30_000, 12_000), 30_400)).toEqual(problem);
    expect(classifyClosing(1006, quiet(30_000, 12_000), 20_000)).toMatchObject({ kind: 'session.closed' });
  });

  it('was idle for too long from a silence of a second on', () => {
    expect(classifyClosing(1006, quiet(1_000), null)).toMatchObject({ quietMs: 1_000 });
    expect(classifyClosing(1006, quiet(1_000), 1_000)).toMatchObject({ kind: 'session.idleKilled' });
    expect(classifyClosing(1006, quiet(999), 999)).toEqual({ kind: 'session.closed', code: 1006 });
  });

  it.each([
    ['half a second apart, of two', 2_000, 2_499, 'session.idleKilled'],
    ['more than that', 2_000, 2_500, 'session.closed'],
    ['a tenth apart, of five minutes', 300_000, 270_001, 'session.idleKilled'],
    ['more than that', 300_000, 270_000, 'session.closed'],
  ])('was idle for as long as before, give or take: %s', (_what, quietMs, lastQuietMs, kind) => {
    expect(classifyClosing(1006, quiet(quietMs), lastQuietMs)).toMatchObject({ kind });
  });

  it('was idle for too long after the longest silence, too, that it had come through', () => {
    expect(classifyClosing(1006, quiet(30_000, 30_000), 30_000)).toMatchObject({
      kind: 'session.idleKilled',
    });
    expect(classifyClosing(1006, quiet(30_000, 30_001), 30_000)).toMatchObject({ kind: 'session.closed' });
  });

  it('was dropped before, if a ping waited: the silence ended somewhere on the way to it', () => {
    const silences = { ...quiet(30_000, 12_000), waitedMs: 20 };
    expect(classifyClosing(1006, silences, 30_000)).toEqual({
      kind: 'session.closed',
      code: 1006,
      ...silences,
    });
  });

  it('tells nothing, if the computer slept meanwhile', () => {
    expect(classifyClosing(1006, null, 30_000)).toEqual({ kind: 'session.closed', code: 1006 });
  });

  it('was not, if it had come through a longer silence', () => {
    expect(classifyClosing(1006, quiet(30_000, 57_000), 30_000)).toMatchObject({ kind: 'session.closed' });
  });
});
