import { createHash } from 'node:crypto';
import { duplexPair, type Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { KnownSecrets } from '../../../main/network/known-secrets.ts';
import { namelessSecret } from '../../../main/secrets/secret-names.ts';
import { openHttpTunnel, type TunnelRequest } from '../../../main/network/tunnel/connect.ts';
import {
  KnownProxy,
  ProxyAuthenticator,
  type ProxyAuthenticatorDeps,
  type ProxyLogin,
} from '../../../main/network/tunnel/proxy-authenticator.ts';
import { ProblemError } from '../../../main/problem-error.ts';
import { Secret } from '../../../main/secrets/secret.ts';
import type { AuthSchemeName } from '../../../shared/auth-schemes.ts';
import type { Problem } from '../../../shared/problem.ts';
import { en } from '../../../shared/text/en/index.ts';
import type { Exchange } from '../../../shared/status.ts';
import { explain } from '../../../shared/text/en/problems.ts';
import { answerCase } from '../../cases/answers.ts';
import { turn } from '../../fakes/abort.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { FakeNegotiate } from '../../fakes/negotiate.ts';
import { FakeRandom } from '../../fakes/random.ts';

const loginWith = (password: string, username = 'corp\\alice'): ProxyLogin => ({
  username,
  password: new Secret('ProxyPassword', password),
});
const login = loginWith('pä:ss');
const plainLogin = loginWith('pass');
const request: TunnelRequest = {
  proxy: { scheme: 'http', host: 'proxy.example', port: 3128 },
  host: 'ros.example',
  port: 9443,
  headers: [],
};
const basic = `Basic ${Buffer.from('corp\\alice:pä:ss', 'utf8').toString('base64')}`;

/** What the proxy does after a request; `null` closes without a word. */
type Answer = string | { readonly say: string; readonly thenClose: true } | null;

/** A forward proxy in memory: answers request after request by script, over as many streams as it takes. */
class Proxy {
  readonly requests: string[] = [];
  readonly near: Duplex[] = [];
  readonly far: Duplex[] = [];
  readonly known = new KnownProxy();
  /** What the trace would show. */
  exchanges: readonly Exchange[] = [];
  deps: ProxyAuthenticatorDeps = {
    known: new KnownSecrets(namelessSecret),
    login,
    negotiate: new FakeNegotiate('noLibrary'),
    random: new FakeRandom(),
    clock: new FakeClock(),
  };
  readonly #answers: Answer[];

  constructor(...answers: Answer[]) {
    this.#answers = answers;
  }

  dial = (): Duplex => {
    const [near, far] = duplexPair();
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    this.near.push(near);
    this.far.push(far);
    let pending = '';
    far.on('data', (chunk: Buffer) => {
      pending += chunk.toString('latin1');
      while (pending.includes('\r\n\r\n')) {
        const end = pending.indexOf('\r\n\r\n') + 4;
        this.requests.push(pending.slice(0, end));
        pending = pending.slice(end);
        this.#answer(far);
      }
    });
    return near;
  };

  async open(
    known: AuthSchemeName | null = this.known.scheme,
  ): Promise<{ stream: Duplex; scheme: AuthSchemeName | null }> {
    this.known.scheme = known;
    const subject = { proxyHost: request.proxy.host, uri: `${request.host}:${request.port}` };
    const authenticator = new ProxyAuthenticator(this.deps, subject, this.known);
    const redial = () => Promise.resolve(this.dial());
    const record = (exchanges: readonly Exchange[]) => (this.exchanges = exchanges);
    const stream = await openHttpTunnel(this.dial(), redial, request, authenticator, record);
    return { stream, scheme: authenticator.scheme };
  }

  async refusal(known?: AuthSchemeName): Promise<Problem> {
    const outcome: unknown = await this.open(known).catch((error: unknown) => error);
    if (outcome instanceof ProblemError) return outcome.problem;
    throw new Error('the tunnel was not refused with a problem', { cause: outcome });
  }

  #answer(far: Duplex): void {
    if (far.writableEnded) return;
    const answer = this.#answers.shift() ?? null;
    if (answer === null) far.end();
    else if (typeof answer === 'string') far.write(answer, 'latin1');
    else far.end(answer.say, 'latin1');
  }
}

const opened = 'HTTP/1.1 200 Connection established\r\n\r\n';
const wants = (offer: string, ...more: string[]): string =>
  ['HTTP/1.1 407 Proxy Authentication Required', `Proxy-Authenticate: ${offer}`, ...more, '', ''].join(
    '\r\n',
  );
const wantsBasic = wants('Basic realm="corp"', 'Content-Length: 4') + 'body';

describe('CONNECT', () => {
  it('names the target and nothing secret', async () => {
    const proxy = new Proxy(opened);
    await proxy.open();
    expect(proxy.requests).toEqual([
      [
        'CONNECT ros.example:9443 HTTP/1.1',
        'Host: ros.example:9443',
        'Proxy-Connection: keep-alive',
        '',
        '',
      ].join('\r\n'),
    ]);
  });

  it('shows what was said on either side, without a secret', async () => {
    const echo = `X-Echo: ${basic} corp\\alice ${Buffer.from('pä:ss').toString('latin1')}`;
    const proxy = new Proxy(wants('Basic realm="corp"', 'Content-Length: 0', echo), opened);
    await proxy.open();
    const asked = [
      'CONNECT ros.example:9443 HTTP/1.1',
      'Host: ros.example:9443',
      'Proxy-Connection: keep-alive',
    ];
    expect(proxy.exchanges).toEqual([
      {
        request: asked,
        answer: [
          'HTTP/1.1 407 Proxy Authentication Required',
          'Proxy-Authenticate: Basic realm="corp"',
          'Content-Length: 0',
          'X-Echo: Basic [secret] corp\\alice [secret]',
        ],
        body: null,
      },
      {
        request: [...asked, 'Proxy-Authorization: Basic [secret]'],
        answer: ['HTTP/1.1 200 Connection established'],
        body: null,
      },
    ]);
  });

  it('shows a question that was not answered', async () => {
    const proxy = new Proxy(null);
    await expect(proxy.open()).rejects.toThrow();
    expect(proxy.exchanges).toMatchObject([{ answer: [] }]);
  });

  it.each([200, 201, 299])('%i opens the tunnel', async (status) => {
    const tunnel = await new Proxy(`HTTP/1.0 ${status} \r\n\r\n`).open();
    expect(tunnel.scheme).toBeNull();
    expect(tunnel.stream.destroyed).toBe(false);
  });

  it('may be answered in pieces', async () => {
    const proxy = new Proxy('HTTP/1.1 2');
    const opening = proxy.open();
    for (const piece of ['00 OK\r', '\n', '\r', '\n']) {
      await turn();
      proxy.far[0]?.write(piece);
    }
    expect((await opening).scheme).toBeNull();
  });

  it('gives back what came right after the answer', async () => {
    const proxy = new Proxy(`${opened}SSH-2.0-early\r\n`);
    const { stream } = await proxy.open();
    proxy.far[0]?.end('late');
    expect(await text(stream)).toBe('SSH-2.0-early\r\nlate');
  });

  it('leaves the stream usable in both directions', async () => {
    const proxy = new Proxy(opened, { say: 'server', thenClose: true });
    const { stream } = await proxy.open();
    stream.write('client\r\n\r\n');
    expect(await text(stream)).toBe('server');
    expect(proxy.requests[1]).toBe('client\r\n\r\n');
  });

  it.each<[number, object]>([
    [401, { cause: 'signIn' }],
    [403, {}],
    [502, {}],
    [302, { cause: 'portal', host: null }],
  ])('refused with %i is the proxy’s refusal', async (status, more) => {
    const proxy = new Proxy(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
    expect(await proxy.refusal()).toEqual({
      kind: 'route.refused',
      proxy: 'http://proxy.example:3128',
      status,
      target: 'ros.example:9443',
      ...more,
    });
    expect(proxy.near[0]?.destroyed).toBe(true);
    expect(proxy.requests).toHaveLength(1);
  });

  const told = async (answer: string): Promise<{ problem: Problem; sentences: string }> => {
    const problem = await new Proxy({ say: answer, thenClose: true }).refusal();
    return { problem, sentences: Object.values(explain(problem)).join(' ') };
  };
  const answered = (status: number, body: string, ...headers: string[]): string =>
    [`HTTP/1.1 ${status} X`, ...headers, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');

  it.each<[string, string, string | null]>([
    ['x06', answerCase('x06-connect-302').bytes.toString(), 'portal.quay.example:1003'],
    ['307 elsewhere', answered(307, '', 'Location: https://gate.quay.example/login'), 'gate.quay.example'],
    ['302 to nowhere', answered(302, '', 'Location: file:///x'), null],
    ['511', answered(511, ''), null],
    [
      'a page and 200',
      answered(200, '<html><input type="password"></html>', 'Content-Type: text/html'),
      null,
    ],
  ])('names a portal to sign in to: %s', async (_what, answer, host) => {
    const { problem, sentences } = await told(answer);
    expect(problem).toMatchObject({ kind: 'route.refused', cause: 'portal', host });
    expect(sentences).toMatch(/portal.*sign in/);
    expect(sentences).not.toMatch(/CONNECT|null/);
  });

  it('x03: a proxy that wants a sign-in and names no way to', async () => {
    const { problem, sentences } = await told(answerCase('x03-407-without-challenge').bytes.toString());
    expect(problem).toMatchObject({ kind: 'route.authRequired', schemes: [], tried: false });
    expect(sentences).toMatch(/names no way to/);
  });

  it.each([
    answerCase('x17-connect-401').bytes.toString(),
    answered(401, '<html>Log in</html>'),
    answered(401, ''),
  ])('x17: a sign-in in the words of a web server (%#)', async (answer) => {
    const { problem, sentences } = await told(answer);
    expect(problem).toMatchObject({ kind: 'route.refused', cause: 'signIn', status: 401 });
    expect(sentences).toContain('wants a sign-in');
    expect(sentences).not.toContain('allow CONNECT');
  });

  it.each<[string, object, RegExp]>([
    [
      answered(403, '<h1>Blocked</h1>Category: games. FortiGuard'),
      { cause: 'blockPage', product: 'Fortinet' },
      /filter or policy/,
    ],
    [
      answered(503, '', 'X-Squid-Error: ERR_DNS_FAIL 0'),
      { cause: 'nameNotFound' },
      /could not find the name/,
    ],
    [answered(503, '', 'X-Squid-Error: ERR_CONNECT_FAIL 111'), { cause: 'unreachable' }, /could not connect/],
    [answered(504, ''), { cause: 'timedOut' }, /waited in vain/],
    [answered(429, ''), { cause: 'busy' }, /too many requests/],
    [answered(403, 'Ask netops@quay.example'), { words: 'Ask netops@quay.example' }, /netops@quay\.example/],
  ])('says why: %j', async (answer, more, words) => {
    const { problem, sentences } = await told(answer);
    expect(problem).toMatchObject({ kind: 'route.refused', ...more });
    expect(sentences).toMatch(words);
  });

  it('is none at all where a page comes in place of a tunnel', async () => {
    const { problem } = await told(answered(200, '<!doctype html>It works!', 'Content-Type: text/html'));
    expect(problem).toMatchObject({ kind: 'route.malformed' });
  });

  it('is a tunnel all the same where only the type of a page was announced', async () => {
    const proxy = new Proxy('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n', {
      say: 'server',
      thenClose: true,
    });
    const { stream } = await proxy.open();
    stream.write('client\r\n\r\n');
    expect(await text(stream)).toBe('server');
  });

  it('keeps the page of a refusal, its secrets replaced', async () => {
    const proxy = new Proxy(answered(403, 'No, corp\\alice:pä:ss'));
    await proxy.refusal();
    expect(proxy.exchanges.at(-1)?.body).toMatch(/^No, \[/);
  });

  it.each(['SSH-2.0-OpenSSH\r\n\r\n', 'HTTP/2 200 OK\r\n\r\n', '\r\n\r\n', '<html>\r\n\r\n'])(
    'answered with %j is no HTTP proxy',
    async (answer) => {
      expect(await new Proxy(answer).refusal()).toEqual({
        kind: 'route.malformed',
        proxy: 'http://proxy.example:3128',
      });
    },
  );

  it('fails when the proxy closes without a word', async () => {
    await expect(new Proxy(null).open()).rejects.toMatchObject({ name: 'EndOfStream' });
  });

  it('fails when the answer never ends', async () => {
    const proxy = new Proxy(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}`);
    await expect(proxy.open()).rejects.toMatchObject({ problem: { kind: 'route.malformed' } });
  });
});

describe('the password of the forward proxy', () => {
  it('is given on the same stream once it is asked for', async () => {
    const proxy = new Proxy(wantsBasic, opened);
    const { scheme, stream } = await proxy.open();
    expect(scheme).toBe('basic');
    expect(stream).toBe(proxy.near[0]);
    expect(proxy.near).toHaveLength(1);
    expect(proxy.requests[0]).not.toContain('Proxy-Authorization');
    expect(proxy.requests[1]).toContain(`\r\nProxy-Authorization: ${basic}\r\n`);
  });

  it('is given at once where Basic is known to be wanted', async () => {
    const proxy = new Proxy(opened);
    expect((await proxy.open('basic')).scheme).toBe('basic');
    expect(proxy.requests).toHaveLength(1);
    expect(proxy.requests[0]).toContain(basic);
  });

  it.each<[string, string]>([
    [
      'chunked',
      wants('Basic realm="x"', 'Transfer-Encoding: chunked') + '4\r\nbody\r\n3;x=y\r\nend\r\n0\r\n\r\n',
    ],
    ['empty', wants('Basic realm="x"', 'Content-Length: 0')],
    ['as long as it says', wantsBasic],
  ])('goes over the same stream after a body that is %s', async (_what, refusal) => {
    const proxy = new Proxy(refusal, opened);
    const { stream } = await proxy.open();
    expect(stream).toBe(proxy.near[0]);
    expect(proxy.near).toHaveLength(1);
  });

  const closing: Record<string, Answer> = {
    'says that it closes': wants('Basic realm="x"', 'Content-Length: 0', 'Connection: close'),
    'says it in the old way': wants('Basic realm="x"', 'Content-Length: 0', 'Proxy-Connection: Close'),
    'does not say how long its body is': { say: wants('Basic realm="x"') + 'body', thenClose: true },
    'has a body that is too long': wants('Basic realm="x"', 'Content-Length: 9999999'),
    'has a senseless length': wants('Basic realm="x"', 'Content-Length: -1'),
    'has senseless chunks': wants('Basic realm="x"', 'Transfer-Encoding: chunked') + 'zz\r\n',
    'has trailers after its chunks':
      wants('Basic realm="x"', 'Transfer-Encoding: chunked') + '0\r\nX: y\r\n\r\n',
    'speaks HTTP/1.0, where every answer closes': {
      say: wants('Basic realm="x"', 'Content-Length: 4').replace('HTTP/1.1', 'HTTP/1.0') + 'body',
      thenClose: true,
    },
    'closes without a word of it': { say: wantsBasic, thenClose: true },
    'breaks its body off': {
      say: wants('Basic realm="x"', 'Content-Length: 100') + 'body',
      thenClose: true,
    },
    'breaks its chunks off': {
      say: wants('Basic realm="x"', 'Transfer-Encoding: chunked') + '4\r\nbo',
      thenClose: true,
    },
  };

  it.each(Object.entries(closing))('goes over a new stream to a proxy that %s', async (_what, refusal) => {
    const proxy = new Proxy(refusal, opened);
    const { stream, scheme } = await proxy.open();
    expect(scheme).toBe('basic');
    expect(stream).toBe(proxy.near[1]);
    expect(proxy.near[0]?.destroyed).toBe(true);
    expect(proxy.requests.at(-1)).toContain(basic);
  });

  it('goes over the same stream to an HTTP/1.0 proxy that keeps it', async () => {
    const keeping = wants('Basic realm="x"', 'Content-Length: 0', 'Proxy-Connection: keep-alive');
    const proxy = new Proxy(keeping.replace('HTTP/1.1', 'HTTP/1.0'), opened);
    expect((await proxy.open()).stream).toBe(proxy.near[0]);
  });

  it('refused is not tried again', async () => {
    const proxy = new Proxy(wantsBasic, wantsBasic, opened);
    proxy.deps = { ...proxy.deps, login: plainLogin };
    expect(await proxy.refusal()).toEqual({
      kind: 'route.authRequired',
      proxy: 'http://proxy.example:3128',
      status: 407,
      schemes: ['basic'],
      tried: true,
    });
    expect(proxy.requests).toHaveLength(2);
    expect(proxy.near.every((stream) => stream.destroyed)).toBe(true);
  });

  it('known to be wanted and then refused is not tried again either', async () => {
    const proxy = new Proxy(wantsBasic, opened);
    proxy.deps = { ...proxy.deps, login: plainLogin };
    expect(await proxy.refusal('basic')).toMatchObject({ kind: 'route.authRequired', tried: true });
    expect(proxy.requests).toHaveLength(1);
  });

  it('that nobody has is asked for', async () => {
    const proxy = new Proxy(wantsBasic);
    proxy.deps = { ...proxy.deps, login: null };
    expect(await proxy.refusal()).toMatchObject({
      kind: 'route.authRequired',
      schemes: ['basic'],
      tried: false,
    });
  });

  it.each<[string, string[]]>([
    ['Bearer', ['bearer']],
    ['Digest realm="x", nonce="y", algorithm=SHA-1', ['digest']],
    ['Digest realm="corp, west", nonce="x", qop="auth-conf"', ['digest']],
  ])('never leaves for a proxy that offers only %j', async (offer, schemes) => {
    const proxy = new Proxy(wants(offer, 'Content-Length: 0'), opened);
    expect(await proxy.refusal()).toMatchObject({ kind: 'route.authRequired', tried: false, schemes });
    expect(proxy.requests.join('')).not.toContain('Proxy-Authorization');
  });

  it('goes by Basic where nothing stronger can be answered, however it is spelled', async () => {
    for (const offer of ['Negotiate, Basic realm="x"', 'BASIC realm=x', 'Bearer abc==, Basic realm="z"']) {
      const proxy = new Proxy(wants(offer, 'Content-Length: 0'), opened);
      expect((await proxy.open()).scheme).toBe('basic');
    }
  });

  it.each<[string, AuthSchemeName]>([
    ['Basic realm="x", Digest realm="x", nonce="y", qop="auth"', 'digest'],
    ['Basic realm="x", NTLM, Digest realm="x", nonce="y"', 'ntlm'],
  ])('goes by the strongest of %j', async (offer, scheme) => {
    const proxy = new Proxy(wants(offer, 'Content-Length: 0'), opened);
    expect((await proxy.open()).scheme).toBe(scheme);
    expect(proxy.requests.join('')).not.toContain('Basic');
  });

  it('does not leave for a proxy that refuses in any other way', async () => {
    const proxy = new Proxy(
      'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n',
    );
    expect(await proxy.refusal()).toMatchObject({ kind: 'route.refused', status: 401 });
    expect(proxy.requests.join('')).not.toContain('Proxy-Authorization');
  });
});

describe('Digest', () => {
  const digestOffer = (nonce: string, ...more: string[]): string =>
    wants(['Digest realm="corp"', `nonce="${nonce}"`, 'qop="auth"', ...more].join(', '), 'Content-Length: 0');

  it('answers the nonce, naming the target and the user', async () => {
    const proxy = new Proxy(digestOffer('n1'), opened);
    expect((await proxy.open()).scheme).toBe('digest');
    expect(proxy.requests[1]).toMatch(
      /Proxy-Authorization: Digest username="corp\\\\alice", .*nonce="n1", uri="ros.example:9443", .*nc=00000001/,
    );
  });

  it('uses a nonce again at once, counting', async () => {
    const proxy = new Proxy(digestOffer('n1'), opened, opened);
    await proxy.open();
    await proxy.open();
    expect(proxy.requests).toHaveLength(3);
    expect(proxy.requests[2]).toMatch(/nonce="n1".*nc=00000002/);
  });

  it.each(['stale=true', 'stale=false'])('takes a new nonce for an old one, with %s', async (stale) => {
    const proxy = new Proxy(digestOffer('n1'), opened, digestOffer('n2', stale), opened);
    await proxy.open();
    await proxy.open();
    expect(proxy.requests[3]).toMatch(/nonce="n2".*nc=00000001/);
  });

  it('refused for a new nonce is refused', async () => {
    const proxy = new Proxy(digestOffer('n1'), digestOffer('n2'), opened);
    proxy.deps = { ...proxy.deps, login: plainLogin };
    expect(await proxy.refusal()).toMatchObject({ kind: 'route.authRequired', tried: true });
    expect(proxy.requests).toHaveLength(2);
  });

  it('called stale for ever ends', async () => {
    const proxy = new Proxy(...Array.from({ length: 50 }, (_, n) => digestOffer(`n${n}`, 'stale=true')));
    expect(await proxy.refusal()).toMatchObject({ kind: 'route.authRequired', tried: true });
    expect(proxy.requests.length).toBeLessThan(10);
  });
});

/** What the proxy was told in Digest, as bytes. */
const digestIn = (request: string | undefined): Map<string, string> =>
  new Map(
    [...(request ?? '').matchAll(/(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^,\s"]+))/g)].map(
      ([, name = '', quoted, plain = '']) => [name, quoted?.replace(/\\(.)/g, '$1') ?? plain],
    ),
  );

/** RFC 7616 §3.4.1, calculated anew. */
function expectedResponse(
  said: Map<string, string>,
  {
    realm,
    password,
    username,
    hash = 'md5',
  }: { realm: string; password: Buffer; username: Buffer; hash?: string },
): string {
  const get = (name: string) => said.get(name) ?? '';
  const digest = (...parts: (string | Buffer)[]) =>
    createHash(hash)
      .update(
        Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part))),
      )
      .digest('hex');
  let first = digest(username, `:${realm}:`, password);
  if (/-sess$/.test(get('algorithm'))) first = digest(`${first}:${get('nonce')}:${get('cnonce')}`);
  const body = get('qop') === 'auth-int' ? `:${digest('')}` : '';
  const second = digest(`CONNECT:${get('uri')}${body}`);
  return digest([first, get('nonce'), get('nc'), get('cnonce'), get('qop'), second].join(':'));
}

describe('a Digest beyond ASCII', () => {
  const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
  const offer = (realm: string, ...more: string[]): string =>
    wants(
      `Digest ${[`realm="${realm}"`, 'nonce="n1"', 'qop="auth"', ...more].join(', ')}`,
      'Content-Length: 0',
    );

  it.each([
    ['in UTF-8', utf8('Größe GmbH')],
    ['in Latin-1', 'Größe GmbH'],
    ['in bytes of no encoding', 'Gr\xfe\xff"\\, x'],
  ])('M7: the bytes of a realm go back as they came, %s', async (_name, realm) => {
    const proxy = new Proxy(offer(realm.replace(/["\\]/g, '\\$&')), opened);
    proxy.deps = { ...proxy.deps, login: loginWith('sésame', 'nell') };
    await proxy.open();
    const said = digestIn(proxy.requests[1]);
    expect(said.get('realm')).toBe(realm);
    const password = Buffer.from('sésame', 'utf8');
    expect(said.get('response')).toBe(
      expectedResponse(said, { realm, password, username: Buffer.from('nell') }),
    );
  });

  it('tries a login in UTF-8, then in Latin-1, then no more; what was taken goes first the next time', async () => {
    const latin1 = (at: number) => {
      const said = digestIn(proxy.requests[at]);
      expect(said.get('username')).toBe('grün');
      const password = Buffer.from('sésame', 'latin1');
      const username = Buffer.from('grün', 'latin1');
      expect(said.get('response')).toBe(expectedResponse(said, { realm: 'r', password, username }));
    };
    const proxy = new Proxy(
      offer('r'),
      offer('r'),
      opened,
      opened,
      offer('r'),
      offer('r'),
      offer('r'),
      offer('r'),
    );
    proxy.deps = { ...proxy.deps, login: loginWith('sésame', 'grün') };
    await proxy.open();
    expect(digestIn(proxy.requests[1]).get('username')).toBe(utf8('grün'));
    latin1(2);
    await proxy.open();
    latin1(3);
    expect(await proxy.refusal()).toMatchObject({ kind: 'route.authRequired', tried: true });
  });

  it('that says UTF-8 is tried in nothing else', async () => {
    const proxy = new Proxy(offer('r', 'charset=UTF-8'), offer('r', 'charset=UTF-8'), opened);
    expect(await proxy.refusal()).toMatchObject({ kind: 'route.authRequired', tried: true });
    expect(proxy.requests).toHaveLength(2);
  });
});

describe('Digest by RFC 7616', () => {
  it.each([
    ['qop="auth-int"', 'md5'],
    ['qop="auth-int, auth"', 'md5'],
    ['qop="auth", algorithm=MD5-sess', 'md5'],
    ['qop="auth", algorithm=SHA-256', 'sha256'],
    ['qop="auth", algorithm=SHA-256-sess', 'sha256'],
    ['qop="auth-int", algorithm="SHA-512-256"', 'sha512-256'],
  ])('%s', async (offer, hash) => {
    const proxy = new Proxy(
      wants(
        `Basic realm="b, c", Digest realm="a, \\"b\\"", nonce="n=,1", opaque="o", ${offer}`,
        'Content-Length: 0',
      ),
      opened,
      opened,
    );
    proxy.deps = { ...proxy.deps, login: plainLogin };
    expect((await proxy.open()).scheme).toBe('digest');
    await proxy.open();
    for (const request of proxy.requests.slice(1)) {
      const said = digestIn(request);
      expect([said.get('realm'), said.get('opaque')]).toEqual(['a, "b"', 'o']);
      const about = {
        realm: 'a, "b"',
        password: Buffer.from('pass'),
        username: Buffer.from('corp\\alice'),
        hash,
      };
      expect(said.get('response')).toBe(expectedResponse(said, about));
    }
    // A session hashes its first client nonce for as long as it lasts.
    const [one, other] = proxy.requests.slice(1).map(digestIn);
    expect(one?.get('cnonce')).toBe(other?.get('cnonce'));
    expect([one?.get('nc'), other?.get('nc')]).toEqual(['00000001', '00000002']);
  });

  it('hashes the user name where the proxy wants it', async () => {
    const proxy = new Proxy(
      wants('Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256, userhash=true', 'Content-Length: 0'),
      opened,
    );
    await proxy.open();
    const said = digestIn(proxy.requests[1]);
    expect(said.get('username')).toBe(createHash('sha256').update('corp\\alice:r').digest('hex'));
    expect(said.get('userhash')).toBe('true');
    expect(proxy.requests.join('')).not.toContain('alice');
  });

  it('does not step down to a weaker algorithm, not even for a stale nonce', async () => {
    const strong = wants('Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256', 'Content-Length: 0');
    const weak = wants('Digest realm="r", nonce="m", qop="auth", stale=true', 'Content-Length: 0');
    const proxy = new Proxy(strong, weak, opened);
    expect(await proxy.refusal()).toMatchObject({ kind: 'route.authRequired', tried: true });
    expect(proxy.requests).toHaveLength(2);
  });
});

describe('Basic beyond ASCII', () => {
  const basicIn = (request: string | undefined): Buffer =>
    Buffer.from(/Basic (\S+)/.exec(request ?? '')?.[1] ?? '', 'base64');

  it('is tried in UTF-8, then in Latin-1', async () => {
    const proxy = new Proxy(wantsBasic, wantsBasic, opened, opened);
    await proxy.open();
    await proxy.open();
    expect(proxy.requests.slice(1).map(basicIn)).toEqual(
      (['utf8', 'latin1', 'latin1'] as const).map((encoding) => Buffer.from('corp\\alice:pä:ss', encoding)),
    );
  });

  it('is tried in UTF-8 alone where the proxy says so, or where Latin-1 lacks a letter', async () => {
    const saysSo = wants('Basic realm="x", charset="utf-8"', 'Content-Length: 0');
    for (const [offer, password] of [
      [saysSo, 'pä'],
      [wantsBasic, 'p€ä'],
    ] as const) {
      const proxy = new Proxy(offer, offer, opened);
      proxy.deps = { ...proxy.deps, login: loginWith(password) };
      expect(await proxy.refusal()).toMatchObject({ kind: 'route.authRequired', tried: true });
      expect(proxy.requests).toHaveLength(2);
    }
  });

  it('can’t carry a colon in the user name: said, not sent', async () => {
    const proxy = new Proxy(wantsBasic, opened);
    proxy.deps = { ...proxy.deps, login: loginWith('pass', 'corp:alice') };
    expect(await proxy.refusal()).toMatchObject({ tried: false, withheld: 'colonInUsername' });
    expect(proxy.requests).toHaveLength(1);
    const digest = new Proxy(
      wants('Basic realm="x", Digest realm="r", nonce="n"', 'Content-Length: 0'),
      opened,
    );
    digest.deps = proxy.deps;
    expect((await digest.open()).scheme).toBe('digest');
  });
});

describe('a password that a scheme refused', () => {
  const challenge = Buffer.alloc(48);
  challenge.write('NTLMSSP\0', 'latin1');
  challenge.writeUInt32LE(2, 8);
  const offer = (...schemes: string[]): string => wants(schemes.join(', '), 'Content-Length: 0');
  const step = offer(`NTLM ${challenge.toString('base64')}`);
  const digest = 'Digest realm="r", nonce="n", qop="auth"';
  const basicOnly = offer('Basic realm="x"');

  it.each<[string, Answer[]]>([
    ['M9: NTLM, then Basic only', [offer('NTLM'), step, basicOnly, opened]],
    ['NTLM refused at once, then Basic only', [offer('NTLM'), basicOnly, opened]],
    ['NTLM, then Digest and Basic', [offer('NTLM', digest), step, offer(digest, 'Basic realm="x"'), opened]],
    ['Digest, then Basic only', [offer(digest), basicOnly, opened]],
    ['all three, then Basic only', [offer('NTLM', digest, 'Basic realm="x"'), step, basicOnly, opened]],
  ])('%s: is sent in no weaker one', async (_name, answers) => {
    const proxy = new Proxy(...answers);
    proxy.deps = { ...proxy.deps, login: plainLogin };
    const problem = await proxy.refusal();
    expect(problem).toMatchObject({ kind: 'route.authRequired', withheld: 'weakerScheme', tried: true });
    expect(proxy.requests.join('')).not.toContain('Basic ');
    expect(en.explain(problem).hint).toContain('stronger scheme');
  });

  it('is not sent so over the next tunnel either; another password is', async () => {
    const proxy = new Proxy(offer(digest), basicOnly, basicOnly, basicOnly, opened);
    proxy.deps = { ...proxy.deps, login: plainLogin };
    await proxy.refusal();
    expect(await proxy.refusal()).toMatchObject({ withheld: 'weakerScheme', tried: false });
    expect(proxy.requests.join('')).not.toContain('Basic ');
    proxy.deps = { ...proxy.deps, login: loginWith('another') };
    expect((await proxy.open()).scheme).toBe('basic');
  });

  it('may be sent in a stronger one', async () => {
    const proxy = new Proxy(basicOnly, basicOnly, offer(digest), opened);
    proxy.deps = { ...proxy.deps, login: plainLogin };
    await proxy.refusal();
    expect((await proxy.open()).scheme).toBe('digest');
  });

  it('is no matter where a remembered scheme has gone before it said anything', async () => {
    const proxy = new Proxy(basicOnly, opened);
    proxy.deps = { ...proxy.deps, login: plainLogin };
    expect((await proxy.open('ntlm')).scheme).toBe('basic');
  });
});

describe('NTLM', () => {
  const challenge = Buffer.alloc(48);
  challenge.write('NTLMSSP\0', 'latin1');
  challenge.writeUInt32LE(2, 8);
  const type2 = wants(`NTLM ${challenge.toString('base64')}`, 'Content-Length: 0');
  const offer = wants('NTLM', 'Content-Length: 0');

  it('says its three messages on one stream', async () => {
    const proxy = new Proxy(offer, type2, opened);
    expect((await proxy.open()).stream).toBe(proxy.near[0]);
    const messages = proxy.requests
      .map((sent) => /Proxy-Authorization: NTLM (\S+)/.exec(sent)?.[1])
      .map((token) => (token === undefined ? null : Buffer.from(token, 'base64').readUInt32LE(8)));
    expect(messages).toEqual([null, 1, 3]);
  });

  it('begins at once where it is known to be wanted', async () => {
    const proxy = new Proxy(type2, opened);
    await proxy.open('ntlm');
    expect(proxy.requests).toHaveLength(2);
  });

  it('begins on a new stream where the first was closed, and never goes on there', async () => {
    const closing = wants('NTLM', 'Connection: close', 'Content-Length: 0');
    const proxy = new Proxy(closing, type2, opened);
    expect((await proxy.open()).stream).toBe(proxy.near[1]);
    const broken = new Proxy(offer, { say: type2, thenClose: true });
    await expect(broken.open()).rejects.toMatchObject({ name: 'EndOfStream' });
    expect(broken.near).toHaveLength(1);
  });

  it('refused after its proof is refused, and no weaker scheme gets the password', async () => {
    const weaker = wants('NTLM, Basic realm="x"', 'Content-Length: 0');
    const proxy = new Proxy(weaker, type2, weaker, opened);
    expect(await proxy.refusal()).toMatchObject({ kind: 'route.authRequired', tried: true });
    expect(proxy.requests.join('')).not.toContain('Basic');
  });
});

describe('Negotiate', () => {
  const offer = wants('Negotiate, Basic realm="x"', 'Content-Length: 0');
  const ticket = (...tokens: string[]) => new FakeNegotiate(tokens);

  it('proves who is signed in, without a password', async () => {
    const proxy = new Proxy(offer, opened);
    const negotiate = ticket('dGlja2V0');
    proxy.deps = { ...proxy.deps, login: null, negotiate };
    expect((await proxy.open()).scheme).toBe('negotiate');
    expect(proxy.requests[1]).toContain('Proxy-Authorization: Negotiate dGlja2V0\r\n');
    expect(negotiate.begun).toEqual(['proxy.example']);
  });

  it('goes on as long as the proxy does', async () => {
    const proxy = new Proxy(offer, wants('Negotiate bW9yZQ==', 'Content-Length: 0'), opened);
    proxy.deps = { ...proxy.deps, negotiate: ticket('b25l', 'dHdv') };
    await proxy.open();
    expect(proxy.requests[2]).toContain('Negotiate dHdv');
  });

  it('refused makes room for the password', async () => {
    const proxy = new Proxy(offer, offer, opened);
    proxy.deps = { ...proxy.deps, negotiate: ticket('b25l') };
    expect((await proxy.open()).scheme).toBe('basic');
  });

  it('that cannot be says why', async () => {
    const proxy = new Proxy(offer);
    proxy.deps = { ...proxy.deps, login: null };
    expect(await proxy.refusal()).toMatchObject({
      kind: 'route.authRequired',
      tried: false,
      unavailable: 'noLibrary',
    });
  });
});
