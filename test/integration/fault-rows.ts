import type { Place, ProblemKind } from '../../shared/problem.ts';
import type { CaptureReply } from '../peers/capture.ts';
import type { CertificateRequest } from '../peers/certificates.ts';
import { answer } from './scripted-server.ts';

/* Place × fault: how a peer on a real port misbehaves, what it is called, where it is put, how the command line ends. */

export type Verdict = readonly [kind: ProblemKind, place: Place, exit: number];
export type Row = readonly [fault: string, reply: CaptureReply, verdict: Verdict];

const html = '<html><head><title>Error</title></head><body>Something</body></html>';
const raw = (bytes: string): CaptureReply => ({ kind: 'bytes', bytes, then: 'close' });
const page = (status: string, ...headers: string[]): CaptureReply =>
  answer(status, html, 'Content-Type: text/html', ...headers);
const realm = (status: number, code: number, detail = ''): CaptureReply =>
  answer(`${status} Status`, { type: 't', title: 'T', status, code, detail });

const close: CaptureReply = { kind: 'close' };
const reset: CaptureReply = { kind: 'reset' };
const silence: CaptureReply = { kind: 'silence' };
const garbage = raw('\u0016\u0003\u0001 this is not HTTP\r\n\r\n');

export const proxyVerdict = (kind: ProblemKind): Verdict => [kind, 'forward proxy', 12];
/** What a forward proxy does instead of opening a tunnel. */
export const proxyFaults: readonly Row[] = [
  [
    'wants a password',
    answer('407 No', '', 'Proxy-Authenticate: Basic realm="x"'),
    proxyVerdict('route.authRequired'),
  ],
  [
    'wants what nobody has',
    answer('407 No', '', 'Proxy-Authenticate: Odd'),
    proxyVerdict('route.authRequired'),
  ],
  ['answers 401', page('401 Unauthorized'), proxyVerdict('route.refused')],
  [
    'forbids the target',
    page('403 Forbidden', 'X-Squid-Error: ERR_ACCESS_DENIED 0'),
    proxyVerdict('route.refused'),
  ],
  ['answers 404', page('404 Not Found'), proxyVerdict('route.refused')],
  ['redirects', page('302 Found', 'Location: https://login.invalid/'), proxyVerdict('route.refused')],
  ['can’t reach the target', page('502 Bad Gateway'), proxyVerdict('route.refused')],
  ['is overloaded', page('503 Service Unavailable'), proxyVerdict('route.refused')],
  ['waits in vain for the target', page('504 Gateway Timeout'), proxyVerdict('route.refused')],
  ['hangs up', close, proxyVerdict('route.closed')],
  ['resets', reset, proxyVerdict('route.closed')],
  ['is none', garbage, proxyVerdict('route.malformed')],
  ['says nothing', silence, proxyVerdict('route.timeout')],
];

/** What becomes of `POST /auth`. */
export const authFaults: readonly Row[] = [
  ['a wrong password', realm(401, 611), ['auth.credentialRefused', 'auth server', 11]],
  ['an unknown account', realm(404, 612), ['auth.unknownAccount', 'auth server', 11]],
  ['a provider that is off', realm(501, 803), ['auth.notOffered', 'auth server', 11]],
  ['parameters that are missing', realm(400, 602), ['auth.badRequest', 'auth server', 11]],
  [
    'a corporate Authorization that got through',
    realm(401, 611, 'The tokenString parameter does not have 2 parts separated by a colon'),
    ['auth.swallowedHeader', 'auth server', 11],
  ],
  ['a crash', answer('500 Oops', { status: 500 }), ['auth.failed', 'auth server', 11]],
  ['a server that is not ready', realm(503, 802), ['auth.busy', 'auth server', 11]],
  ['the gateway’s 401', page('401 No', 'WWW-Authenticate: Basic'), ['auth.refusedOnTheWay', 'gateway', 11]],
  ['the gateway’s 401 in JSON', answer('401 No', { message: 'No' }), ['auth.refusedOnTheWay', 'gateway', 11]],
  ['the gateway’s 403', page('403 Forbidden'), ['auth.refusedOnTheWay', 'gateway', 11]],
  ['the gateway’s 502', page('502 Bad Gateway', 'Server: nginx'), ['auth.failed', 'gateway', 11]],
  ['the gateway’s 504', page('504 Too late', 'Server: nginx'), ['auth.failed', 'gateway', 11]],
  ['a 407 out of nowhere', page('407 No'), ['auth.refusedOnTheWay', 'forward proxy', 11]],
  [
    'squid’s 403',
    page('403 No', 'X-Squid-Error: ERR_ACCESS_DENIED 0'),
    ['auth.refusedOnTheWay', 'forward proxy', 11],
  ],
  ['an inspector’s 502', page('502 Bad', 'Server: mitmproxy 8.1.1'), ['auth.failed', 'TLS inspector', 11]],
  ['a redirect', page('302 Found', 'Location: https://login.invalid/'), ['auth.moved', 'auth server', 11]],
  ['a sign-in page', page('200 OK'), ['auth.malformed', 'auth server', 11]],
  ['an answer without a token', answer('200 OK', {}), ['auth.malformed', 'auth server', 11]],
  // The profile's custom header says that a gateway stands at this address: it is who doesn't answer.
  ['a hang-up', close, ['auth.closed', 'gateway', 11]],
  ['a reset', reset, ['auth.closed', 'gateway', 11]],
  ['no HTTP', garbage, ['auth.malformed', 'auth server', 11]],
  ['silence', silence, ['auth.timeout', 'gateway', 11]],
];

const worker = 'Realm sync server\n\nPage not found\n';
/** What an upgrade is answered with. */
export const upgradeFaults: readonly Row[] = [
  ['an empty 400', answer('400 Bad Request'), ['gateway.badRequest', 'gateway', 14]],
  ['an empty 401', answer('401 Unauthorized'), ['gateway.unauthorized', 'gateway', 14]],
  [
    'the gateway’s own 401',
    page('401 No', 'WWW-Authenticate: Basic'),
    ['gateway.unauthorized', 'gateway', 14],
  ],
  ['the server’s 401/611', realm(401, 611), ['gateway.upgradeStripped', 'gateway', 14]],
  ['426', answer('426 Upgrade Required'), ['gateway.upgradeStripped', 'gateway', 14]],
  ['403', page('403 Forbidden'), ['gateway.forbidden', 'gateway', 14]],
  [
    'squid’s 403',
    page('403 No', 'X-Squid-Error: ERR_ACCESS_DENIED 0'),
    ['gateway.forbidden', 'forward proxy', 14],
  ],
  ['an inspector’s 502', page('502 Bad', 'Server: mitmproxy 8.1.1'), ['gateway.failed', 'TLS inspector', 14]],
  ['407', page('407 No'), ['gateway.forbidden', 'forward proxy', 14]],
  ['the gateway’s 404', page('404 Not Found'), ['gateway.noSuchPath', 'gateway', 14]],
  ['the worker’s 404', answer('404 Not Found', worker), ['gateway.noSuchPath', 'sync server', 14]],
  ['429', answer('429 Too Many'), ['gateway.busy', 'gateway', 14]],
  ['431', answer('431 Too Large'), ['gateway.badRequest', 'gateway', 14]],
  ['500', answer('500 Oops'), ['gateway.failed', 'gateway', 14]],
  ['502', page('502 Bad Gateway'), ['gateway.failed', 'gateway', 14]],
  ['503', answer('503 Not Now'), ['gateway.busy', 'gateway', 14]],
  ['504', page('504 Too Late'), ['gateway.failed', 'gateway', 14]],
  ['a sign-in page', page('200 OK'), ['gateway.notWebSocket', 'gateway', 14]],
  ['a redirect', page('302 Found', 'Location: https://login.invalid/'), ['gateway.moved', 'gateway', 14]],
  [
    'a protocol mismatch',
    answer('400 Bad Request', 'REALM_SYNC_PROTOCOL_MISMATCH:CLIENT_TOO_NEW'),
    ['gateway.protocolMismatch', 'sync server', 14],
  ],
  [
    'a 101 that is none',
    raw('HTTP/1.1 101 Fine\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: no\r\n\r\n'),
    ['gateway.notWebSocket', 'gateway', 14],
  ],
  ['a hang-up', close, ['gateway.closed', 'gateway', 14]],
  ['a reset', reset, ['gateway.closed', 'gateway', 14]],
  ['no HTTP', garbage, ['gateway.notWebSocket', 'gateway', 14]],
  ['silence', silence, ['gateway.timeout', 'gateway', 14]],
];

/** What a TLS server shows. */
export const tlsFaults: readonly [string, CertificateRequest, ProblemKind][] = [
  ['an expired certificate', { expired: true }, 'tls.expired'],
  ['one for later', { notYetValid: true }, 'tls.notYetValid'],
  ['one for another host', { wrongName: true }, 'tls.wrongName'],
  ['a self-signed one', { selfSigned: true }, 'tls.untrusted'],
  ['one without its intermediate', { intermediate: 'omit' }, 'tls.untrusted'],
];
