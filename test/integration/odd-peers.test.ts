import { describe, expect, test } from 'vitest';
import { exitStatusOf, type Checked } from '../../main/check/check.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import type { EnteredSecrets } from '../../shared/secrets.ts';
import {
  byteByByte,
  startBluntPeer,
  startOddGateway,
  startOddProxy,
  type OddAnswer,
  type Rewrite,
} from '../peers/odd.ts';
import { loopback } from '../peers/port.ts';
import { alice, direct, forThisTest, serverForThisTest } from './demo-hops.ts';
import { checkServices } from './services.ts';

/*
 * Unusual peers: each row is legal, or common although it is not. Those that can be got
 * through are; the others end with what they are.
 */

const proxyPassword = 'canary-91c2';
const login: EnteredSecrets = { password: alice.password, proxyPassword };

/** Long enough for anything on loopback; a row that hangs reaches it. */
const options = { deadlineMs: 4_000 };

function expectOnline({ result, problem }: Checked): void {
  expect(problem).toBeNull();
  expect(result.session?.bound).toBe(true);
  expect(JSON.stringify(result)).not.toContain('canary');
}

const lines = (...each: string[]): string => [...each, '', ''].join('\r\n');
const opened: OddAnswer = { say: lines('HTTP/1.1 200 Connection established'), then: 'tunnel' };
const keep = (say: string): OddAnswer => ({ say, then: 'keep' });
const close = (say: string): OddAnswer => ({ say, then: 'close' });
const tunnel = (say: string | readonly string[]): OddAnswer => ({ say, then: 'tunnel' });

/** First a question, and a tunnel for a client that answers it. */
const asks =
  (question: OddAnswer) =>
  (head: string): OddAnswer =>
    /^proxy-authorization:/im.test(head) ? opened : question;

async function throughProxy(answer: (head: string, nth: number) => OddAnswer) {
  const proxy = await forThisTest(startOddProxy(answer));
  const server = await serverForThisTest();
  const route: ProfileFile['route'] = {
    mode: 'manual',
    proxy: proxy.url,
    username: 'alice',
    neverDirect: true,
  };
  const checked = await checkServices({ profile: direct(server.url, { route }), secrets: login, options });
  return { proxy, checked };
}

/** The second of NTLM's three messages, as short as it may be. */
const ntlmChallenge = Buffer.concat([Buffer.from('NTLMSSP\0\x02\0\0\0', 'latin1'), Buffer.alloc(36)]);

const digest = (...params: string[]): string =>
  `Proxy-Authenticate: Digest realm="corp", nonce="n0nce", ${params.join(', ')}`;
const refused = (...more: string[]): string => lines('HTTP/1.1 407 No', ...more);

describe('through a forward proxy that', () => {
  test.each<[string, (head: string, nth: number) => OddAnswer]>([
    ['opens with HTTP/1.0', () => tunnel(lines('HTTP/1.0 200 OK'))],
    ['opens without a reason phrase', () => tunnel(lines('HTTP/1.1 200'))],
    ['opens with 204', () => tunnel(lines('HTTP/1.1 204 No Content'))],
    [
      'opens with headers of a body that there isn’t',
      () => tunnel(lines('HTTP/1.1 200 OK', 'content-length: 5', 'transfer-encoding: chunked', 'Via: x')),
    ],
    ['opens byte by byte', () => tunnel(byteByByte(lines('HTTP/1.1 200 OK', 'X-A: b')))],
    ['ends its lines with a bare line feed', () => tunnel('HTTP/1.1 200 OK\nX-A: b\n\n')],
    [
      'says 100 and 103 first',
      () =>
        tunnel(
          lines('HTTP/1.1 100 Continue') + lines('HTTP/1.1 103 Early', 'Link: x') + lines('HTTP/1.1 200 OK'),
        ),
    ],
    [
      'asks and keeps the line',
      asks(keep(refused('Proxy-Authenticate: Basic realm="x"', 'Content-Length: 0'))),
    ],
    ['asks in lower case', asks(keep(refused('proxy-authenticate: basic realm=x', 'content-length: 0')))],
    [
      'asks and says Connection: close',
      asks(close(refused('Proxy-Authenticate: Basic', 'Connection: close'))),
    ],
    [
      'asks and hangs up without a word',
      asks(close(refused('Proxy-Authenticate: Basic', 'Content-Length: 0'))),
    ],
    ['asks with HTTP/1.0', asks(close(lines('HTTP/1.0 407 No', 'Proxy-Authenticate: Basic') + '<html>'))],
    ['asks with a body up to the end', asks(close(refused('Proxy-Authenticate: Basic') + '<html>'))],
    [
      'asks with a body in chunks',
      asks(
        keep(
          refused('Proxy-Authenticate: Basic', 'Transfer-Encoding: chunked') +
            '5;x=y\r\nhello\r\n0\r\nX-T: z\r\n\r\n',
        ),
      ),
    ],
    [
      'asks with a huge body',
      asks(keep(refused('Proxy-Authenticate: Basic', 'Content-Length: 1000000') + 'x'.repeat(1_000_000))),
    ],
    [
      'offers several schemes in one line',
      asks(
        keep(refused('Proxy-Authenticate: Odd a="b, c", Basic realm="x, y", Bearer', 'Content-Length: 0')),
      ),
    ],
    ['wants SHA-256', asks(keep(refused(digest('qop="auth"', 'algorithm=SHA-256'), 'Content-Length: 0')))],
    ['knows userhash', asks(keep(refused(digest('qop="auth"', 'userhash=true'), 'Content-Length: 0')))],
    ['wants auth-int', asks(keep(refused(digest('qop="auth-int"'), 'Content-Length: 0')))],
    [
      'wants auth-int or Basic',
      asks(keep(refused(digest('qop="auth-int"'), 'Proxy-Authenticate: Basic', 'Content-Length: 0'))),
    ],
    [
      'calls the first nonce stale',
      (head, nth) => {
        const question = (...more: string[]) =>
          keep(refused(digest('qop="auth"', ...more), 'Content-Length: 0'));
        if (!/^proxy-authorization:/im.test(head)) return question();
        return nth === 1 ? question('stale=TRUE') : opened;
      },
    ],
  ])('%s', async (_name, answer) => {
    const { checked } = await throughProxy(answer);
    expectOnline(checked);
  });

  test.each<[string, (head: string, nth: number) => OddAnswer, object]>([
    [
      'asks without an offer',
      () => keep(refused('Content-Length: 0')),
      { kind: 'route.authRequired', status: 407, schemes: [], tried: false },
    ],
    [
      'wants only a Digest that nobody knows',
      () => keep(refused(digest('qop="auth-conf"'), 'Content-Length: 0')),
      { kind: 'route.authRequired', schemes: ['digest'], tried: false, withheld: 'unknownDigest' },
    ],
    [
      'M9: refuses by NTLM, and then offers Basic only',
      (head) => {
        const [, proof = ''] = /^proxy-authorization: (.*)$/im.exec(head) ?? [];
        if (proof === '') return keep(refused('Proxy-Authenticate: NTLM', 'Content-Length: 0'));
        const step = `Proxy-Authenticate: NTLM ${ntlmChallenge.toString('base64')}`;
        if (proof.startsWith('NTLM TlRMTVNTUAAB')) return keep(refused(step, 'Content-Length: 0'));
        return proof.startsWith('NTLM ')
          ? keep(refused('Proxy-Authenticate: Basic realm="x"', 'Content-Length: 0'))
          : opened;
      },
      { kind: 'route.authRequired', schemes: ['basic'], tried: true, withheld: 'weakerScheme' },
    ],
    [
      'asks for ever with new nonces',
      (_head, nth) => keep(refused(digest(`stale=true, opaque="${nth}"`), 'Content-Length: 0')),
      { kind: 'route.authRequired', schemes: ['digest'], tried: true },
    ],
    ['answers only with 100', () => close(lines('HTTP/1.1 100 Continue')), { kind: 'route.closed' }],
    ['answers with 101', () => keep(lines('HTTP/1.1 101 Odd')), { kind: 'route.refused', status: 101 }],
    ['is an SSH server', () => keep('SSH-2.0-OpenSSH_9\r\n'), { kind: 'route.malformed' }],
    ['speaks HTTP/2', () => close('HTTP/2 200\r\n\r\n'), { kind: 'route.malformed' }],
    ['says something else than HTTP', () => close('220 mail ready\r\n\r\n'), { kind: 'route.malformed' }],
    [
      'never ends its headers',
      () => keep(`HTTP/1.1 200 OK\r\n${'X-A: b\r\n'.repeat(20_000)}`),
      { kind: 'route.malformed' },
    ],
  ])('%s: said', async (_name, answer, expected) => {
    const { checked } = await throughProxy(answer);
    expect(checked.problem).toMatchObject(expected);
    expect(exitStatusOf(checked.problem)).toBe(12);
  });
});

describe('an NTLM proxy', () => {
  /** [MS-NLMP] §2.2.1.2, cut short where `length` says so. */
  function challenge(length: number, targetInfo?: readonly [size: number, offset: number]): string {
    const message = Buffer.alloc(56);
    message.write('NTLMSSP\0', 'latin1');
    message.writeUInt32LE(2, 8);
    message.writeUInt32LE(0x0000_8201, 20);
    message.write('8 bytes!', 24, 'latin1');
    const [size = 0, offset = 0] = targetInfo ?? [];
    message.writeUInt16LE(size, 40);
    message.writeUInt16LE(size, 42);
    message.writeUInt32LE(offset, 44);
    return message.subarray(0, length).toString('base64');
  }

  const inThreeSteps = (token: string) => (head: string) => {
    const [, said] = /^proxy-authorization: NTLM (\S+)/im.exec(head) ?? [];
    const question = (offer: string) => keep(refused(`Proxy-Authenticate: ${offer}`, 'Content-Length: 0'));
    if (said === undefined) return question('NTLM');
    const isProof = Buffer.from(said, 'base64').readUInt32LE(8) === 3;
    return isProof ? opened : question(`NTLM ${token}`);
  };

  test.each<[string, string]>([
    ['without information on its target', challenge(48)],
    ['that is as short as the first version’s', challenge(32)],
    ['whose information lies outside of its message', challenge(56, [400, 60_000])],
  ])('%s gets its proof', async (_name, token) => {
    const { proxy, checked } = await throughProxy(inThreeSteps(token));
    expectOnline(checked);
    // Both legs: a question, the first message, and the proof; all on one connection each.
    expect(proxy.connections()).toBe(2);
  });

  test('that only ever repeats its challenge is refused for good', async () => {
    const { proxy, checked } = await throughProxy(() =>
      keep(refused(`Proxy-Authenticate: NTLM ${challenge(48)}`, 'Content-Length: 0')),
    );
    expect(checked.problem).toMatchObject({ kind: 'route.authRequired', schemes: ['ntlm'], tried: true });
    expect(proxy.heads.length).toBeLessThan(8);
  });

  test('whose challenge is none is not answered', async () => {
    const { checked } = await throughProxy(inThreeSteps('bm90IE5UTE0='));
    expect(checked.problem).toMatchObject({ kind: 'route.authRequired', tried: true });
  });
});

async function throughGateway(rewrite: Rewrite, more: Partial<ProfileFile> = {}): Promise<Checked> {
  const server = await serverForThisTest();
  const gateway = await forThisTest(startOddGateway({ host: loopback, port: server.port }, rewrite));
  return checkServices({ profile: direct(gateway.url, more), secrets: login, options });
}

const toUpgrade =
  (rewrite: Rewrite): Rewrite =>
  (answer, request) =>
    request.startsWith('GET') ? rewrite(answer, request) : answer;

const lowerNames = (answer: string): string =>
  answer.replace(/^[A-Za-z-]+(?=:)/gm, (name) => name.toLowerCase());

describe('through a gateway that', () => {
  test.each<[string, Rewrite, Partial<ProfileFile>?]>([
    ['writes names in lower case', lowerNames],
    ['answers byte by byte', byteByByte],
    ['says 103 first', (answer) => lines('HTTP/1.1 103 Early Hints', 'Link: </x>') + answer],
    [
      'says 100 and 102 first',
      (answer) => lines('HTTP/1.1 100 Continue') + lines('HTTP/1.1 102 Wait') + answer,
    ],
    [
      'keeps alive and upgrades',
      toUpgrade((answer) => answer.replace(/^Connection: .*$/m, 'Connection: keep-alive, Upgrade')),
    ],
    [
      'spells WebSocket its own way',
      toUpgrade((answer) => answer.replace(/^Upgrade: .*$/m, 'Upgrade: WebSocket')),
    ],
    [
      'adds a cookie and a hundred headers',
      (answer) => answer.replace('\r\n\r\n', `\r\nSet-Cookie: a=b${'\r\nX-A: b'.repeat(100)}\r\n\r\n`),
    ],
    [
      'has another reason phrase',
      toUpgrade((answer) => answer.replace(/^HTTP.*$/m, 'HTTP/1.1 101 Web Socket Protocol Handshake')),
    ],
    ['answers with HTTP/1.0', toUpgrade((answer) => answer.replace('HTTP/1.1', 'HTTP/1.0'))],
    ['agrees to compression where it was offered', (answer) => answer, { sync: { compression: true } }],
  ])('%s', async (_name, rewrite, more) => {
    expectOnline(await throughGateway(rewrite, more));
  });

  test.each<[string, Rewrite, object]>([
    [
      'forces compression',
      toUpgrade((answer) =>
        answer.replace('\r\n\r\n', '\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n'),
      ),
      { kind: 'gateway.notWebSocket', status: 101 },
    ],
    [
      'drops the subprotocol',
      toUpgrade((answer) => answer.replace(/^Sec-WebSocket-Protocol: .*\r\n/m, '')),
      { kind: 'gateway.protocolMismatch', status: 101 },
    ],
    [
      'drops the proof that the key was read',
      toUpgrade((answer) => answer.replace(/^Sec-WebSocket-Accept: .*\r\n/m, '')),
      { kind: 'gateway.notWebSocket', status: 101 },
    ],
    [
      'drops Upgrade from its 101',
      toUpgrade((answer) => answer.replace(/^Upgrade: .*\r\n/m, '')),
      { kind: 'gateway.notWebSocket', status: 101 },
    ],
    ...[301, 302, 303, 307, 308].map((status): [string, Rewrite, object] => [
      `redirects with ${status}`,
      toUpgrade(() =>
        lines(
          `HTTP/1.1 ${status} Moved`,
          'Location: https://sso.corp.example/login?t=canary',
          'Content-Length: 0',
        ),
      ),
      { kind: 'gateway.moved', status, host: 'sso.corp.example', isSignIn: true },
    ]),
    [
      'redirects to itself over TLS',
      toUpgrade((_answer, request) => {
        const [, target = '', host = ''] = /^GET (\S+)[^]*^Host: (.*)$/m.exec(request) ?? [];
        return lines('HTTP/1.1 308 Moved', `Location: https://${host}${target}`, 'Content-Length: 0');
      }),
      { kind: 'gateway.moved', status: 308, isSameOverTls: true },
    ],
    [
      'redirects to nowhere',
      toUpgrade(() => lines('HTTP/1.1 302 Found', 'Content-Length: 0')),
      { kind: 'gateway.moved', status: 302 },
    ],
    [
      'says 426',
      toUpgrade(() => lines('HTTP/1.1 426 Upgrade Required', 'Upgrade: websocket', 'Content-Length: 0')),
      { kind: 'gateway.upgradeStripped' },
    ],
    [
      'says 429 with seconds',
      toUpgrade(() => lines('HTTP/1.1 429 Slow', 'Retry-After: 120', 'Content-Length: 0')),
      { kind: 'gateway.busy', retryAfterMs: 120_000 },
    ],
    [
      'says 503 with a date long gone',
      toUpgrade(() =>
        lines('HTTP/1.1 503 No', 'retry-after: Wed, 21 Oct 2015 07:28:00 GMT', 'Content-Length: 0'),
      ),
      { kind: 'gateway.busy', retryAfterMs: 0 },
    ],
    [
      'says 502 in a body up to the end',
      toUpgrade(() => `${lines('HTTP/1.0 502 Bad Gateway', 'Content-Type: text/html')}<html>`),
      { kind: 'gateway.failed', status: 502 },
    ],
    [
      'refuses in chunks, cut off',
      toUpgrade(() => `${lines('HTTP/1.1 403 No', 'Transfer-Encoding: chunked')}ff\r\nhalf`),
      { kind: 'gateway.forbidden', status: 403 },
    ],
    ['answers with HTTP/2', toUpgrade(() => 'HTTP/2 200\r\n\r\n'), { kind: 'gateway.notWebSocket' }],
    ['only ever says 100', toUpgrade(() => lines('HTTP/1.1 100 Continue')), { kind: 'gateway.timeout' }],
  ])('%s: said', async (_name, rewrite, expected) => {
    const { problem, result } = await throughGateway(rewrite);
    expect(problem).toMatchObject(expected);
    expect(exitStatusOf(problem)).toBe(14);
    expect(JSON.stringify(result)).not.toContain('canary');
  });
});

test('a refusal in the same breath as the 101 is heard', async () => {
  const refusal = 'error 206 6 0 0\nNo way';
  const frame = `\x82${String.fromCharCode(refusal.length)}${refusal}`;
  const { problem } = await throughGateway(toUpgrade((answer) => answer + frame));
  expect(problem).toEqual({ kind: 'session.permissionDenied', code: 206 });
});

test('a network that wants a sign-in of its own is no server that failed', async () => {
  const portal = lines('HTTP/1.1 511 Network Authentication Required', 'Content-Length: 0');
  const { problem } = await throughGateway(() => ({ instead: portal }));
  expect(problem).toEqual({ kind: 'network.portal', status: 511 });
  expect(exitStatusOf(problem)).toBe(16);
});

describe('a port for TLS that', () => {
  /** RFC 8446 §6: a fatal alert in a record of its own. */
  const alert = (description: number): string => `\x15\x03\x03\0\x02\x02${String.fromCharCode(description)}`;

  test.each<[string, string | null, object]>([
    ['answers in the clear', lines('HTTP/1.1 400 Bad Request', 'Content-Length: 0'), { cause: 'noTls' }],
    ['speaks only TLS 1.1', alert(70), { cause: 'oldVersion' }],
    ['shares no cipher', alert(40), { cause: 'nothingInCommon' }],
    ['knows no such name', alert(112), { cause: 'unknownName' }],
    ['hangs up', '', { cause: 'closed' }],
    ['resets', null, { cause: 'closed' }],
  ])('%s: said', async (_name, say, expected) => {
    const peer = await forThisTest(startBluntPeer(say));
    const profile = direct(`https://${loopback}:${peer.port}`);
    const { problem } = await checkServices({ profile, secrets: login, options });
    expect(problem).toMatchObject({ kind: 'tls.failed', hop: 'auth server', ...expected });
    expect(exitStatusOf(problem)).toBe(13);
  });
});

describe('an auth server or whoever stands before it that', () => {
  const toSignIn =
    (rewrite: Rewrite): Rewrite =>
    (answer, request) =>
      request.startsWith('POST') ? rewrite(answer, request) : answer;

  test.each<[string, Rewrite, object]>([
    [
      'refuses with a body that never comes',
      toSignIn(() => ({ instead: lines('HTTP/1.1 403 No', 'Content-Length: 100000') })),
      { kind: 'auth.refusedOnTheWay', status: 403 },
    ],
    [
      'says 429 with seconds, and never ends',
      toSignIn(() => ({ instead: lines('HTTP/1.1 429 Slow', 'retry-after: 86400') })),
      { kind: 'auth.busy', retryAfterMs: 86_400_000 },
    ],
    [
      'redirects to itself over TLS',
      toSignIn((_answer, request) => {
        const [, host = ''] = /^Host: (.*)$/m.exec(request) ?? [];
        return {
          instead: lines('HTTP/1.1 301 Moved', `Location: https://${host}/auth`, 'Content-Length: 0'),
        };
      }),
      { kind: 'auth.moved', status: 301, isSameOverTls: true },
    ],
    [
      'redirects with 308',
      toSignIn(() => ({ instead: lines('HTTP/1.1 308 Moved', 'location: //sso/', 'Content-Length: 0') })),
      { kind: 'auth.moved', status: 308 },
    ],
    [
      'has the token cut off',
      toSignIn((answer) => answer.replace(/^Content-Length: .*$/im, 'Content-Length: 20')),
      { kind: 'auth.malformed' },
    ],
    ['answers with HTTP/2', toSignIn(() => 'HTTP/2 200\r\n\r\n'), { kind: 'auth.malformed' }],
  ])('%s: said', async (_name, rewrite, expected) => {
    const { problem } = await throughGateway(rewrite);
    expect(problem).toMatchObject(expected);
    expect(exitStatusOf(problem)).toBe(11);
  });
});
