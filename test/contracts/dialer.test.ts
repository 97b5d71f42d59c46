import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createSecureContext, createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CertificateRefused, systemDialer, type Address, type Dialer } from '../../main/ports/dialer.ts';
import { never, turn } from '../fakes/abort.ts';
import { FakeDialer } from '../fakes/dialer.ts';
import { createAuthority, type Authority, type Certificate } from '../peers/certificates.ts';
import { freePort, loopback } from '../peers/port.ts';

/** A dialer, a listener that echoes, and a port without one. */
interface DialerBench {
  readonly dialer: Dialer;
  readonly echo: { readonly host: string; readonly port: number };
  readonly nobody: { readonly host: string; readonly port: number };
  /** Far ends that are still open. */
  readonly openConnections: () => number;
}

const servers: Server[] = [];
const accepted: Socket[] = [];
afterEach(async () => {
  accepted.splice(0).forEach((socket) => socket.destroy());
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function listening(server: Server): Promise<number> {
  server.on('connection', (socket: Socket) => accepted.push(socket.on('error', () => undefined)));
  servers.push(server.listen(0, loopback));
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function real(): Promise<DialerBench> {
  const port = await listening(createServer((socket) => void socket.pipe(socket)));
  return {
    dialer: systemDialer,
    echo: { host: loopback, port },
    nobody: { host: loopback, port: await freePort() },
    openConnections: () => accepted.filter((socket) => !socket.destroyed).length,
  };
}

function fake(): Promise<DialerBench> {
  const dialer = new FakeDialer();
  dialer.listen(loopback, 1, (far) => void far.pipe(far));
  return Promise.resolve({
    dialer,
    echo: { host: loopback, port: 1 },
    nobody: { host: loopback, port: 2 },
    openConnections: () => dialer.connections.filter((far) => !far.destroyed).length,
  });
}

const home: readonly Address[] = [{ address: loopback, family: 4 }];

describe.each([
  ['the fake dialer', fake],
  ['the system’s dialer', real],
])('%s', (_name, makeBench) => {
  it.each<[string, Address]>([
    ['127.0.0.1', { address: '127.0.0.1', family: 4 }],
    ['::1', { address: '::1', family: 6 }],
    ['[::1]', { address: '::1', family: 6 }],
  ])('takes the address %s as it is', async (host, address) => {
    const { dialer } = await makeBench();
    expect(await dialer.resolve(host, never())).toEqual([address]);
  });

  it('finds no address for a name that can’t exist', async () => {
    const { dialer } = await makeBench();
    // RFC 6761 §6.4: no server is asked for a name under .invalid, or it answers that there is none.
    await expect(dialer.resolve('nowhere.invalid', never())).rejects.toMatchObject({
      code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) as string,
    });
  });

  it('looks up nothing once it was aborted', async () => {
    const { dialer } = await makeBench();
    await expect(dialer.resolve('nowhere.invalid', AbortSignal.abort())).rejects.toMatchObject({
      code: 'ABORT_ERR',
    });
  });

  it('connects to whoever listens', async () => {
    const { dialer, echo } = await makeBench();
    const socket = await dialer.connect(echo.host, echo.port, home, never());
    const answer = once(socket, 'data') as Promise<[Buffer]>;
    socket.write('hello');
    expect(String((await answer)[0])).toBe('hello');
    socket.destroy();
  });

  it('is refused where nobody listens', async () => {
    const { dialer, nobody } = await makeBench();
    await expect(dialer.connect(nobody.host, nobody.port, home, never())).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });

  it('connects to nobody once it was aborted', async () => {
    const { dialer, echo, openConnections } = await makeBench();
    await expect(dialer.connect(echo.host, echo.port, home, AbortSignal.abort())).rejects.toMatchObject({
      code: 'ABORT_ERR',
    });
    await turn();
    expect(openConnections()).toBe(0);
  });
});

describe('the system’s dialer alone', () => {
  let authority: Authority;
  let good: Certificate;
  let selfSigned: Certificate;
  beforeAll(async () => {
    authority = await createAuthority();
    good = await authority.issue();
    selfSigned = await authority.issue({ selfSigned: true });
  });
  afterAll(() => authority.remove());

  const secure = async (certificate: Certificate, host: string, verify: boolean, signal = never()) => {
    const port = await listening(createTlsServer({ key: certificate.key, cert: certificate.cert }));
    const socket = await systemDialer.connect(loopback, port, home, never());
    const context = createSecureContext({ ca: authority.ca });
    return { socket, secured: systemDialer.secure(socket, { host, context, verify }, signal) };
  };

  it.each([['localhost'], ['127.0.0.1']])('trusts a certificate for %s', async (host) => {
    const { secured } = await secure(good, host, true);
    const socket = await secured;
    expect(socket.authorized).toBe(true);
    expect(socket.alpnProtocol).toBe(false);
    socket.destroy();
  });

  it('refuses a certificate with its reason, and leaves no socket behind', async () => {
    const { socket, secured } = await secure(selfSigned, 'localhost', true);
    const error: unknown = await secured.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CertificateRefused);
    expect(error).toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      certificate: { fingerprint256: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/) as string },
    });
    while (!socket.destroyed) await turn();
    expect(socket.destroyed).toBe(true);
  });

  it('refuses one for another name', async () => {
    const { secured } = await secure(good, 'elsewhere.example', true);
    await expect(secured).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  it('takes any where the person switched verification off', async () => {
    const { secured } = await secure(selfSigned, 'elsewhere.example', false);
    const socket = await secured;
    expect(socket.encrypted).toBe(true);
    socket.destroy();
  });

  it('ends a handshake that nobody answers as soon as it is aborted', async () => {
    const port = await listening(createServer((socket) => void socket.resume()));
    const socket = await systemDialer.connect(loopback, port, home, never());
    const person = new AbortController();
    const context = createSecureContext({ ca: authority.ca });
    const secured = systemDialer.secure(socket, { host: 'localhost', context, verify: true }, person.signal);
    await turn();
    person.abort();
    await expect(secured).rejects.toMatchObject({ code: 'ABORT_ERR' });
    while (!socket.destroyed) await turn();
    expect(socket.destroyed).toBe(true);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['resets', (socket) => socket.resetAndDestroy()],
    ['ends', (socket) => socket.end()],
  ])('fails when the other side %s in the handshake', async (_what, hangUp) => {
    const port = await listening(createServer((socket) => void socket.once('data', () => hangUp(socket))));
    const socket = await systemDialer.connect(loopback, port, home, never());
    const context = createSecureContext({ ca: authority.ca });
    await expect(
      systemDialer.secure(socket, { host: 'localhost', context, verify: true }, never()),
    ).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'takes up a session of %s as one that proved itself',
    async (version) => {
      const options = { cert: good.cert, key: good.key, minVersion: version, maxVersion: version };
      const port = await listening(createTlsServer(options, (socket) => void socket.pipe(socket)));
      const context = createSecureContext({ ca: authority.ca });
      let kept: Buffer | null = null;
      const echoed = async () => {
        const socket = await systemDialer.connect(loopback, port, home, never());
        const resumption = { session: kept, keep: (session: Buffer) => (kept = session) };
        const expectation = { host: 'localhost', context, verify: true, resumption };
        const secured = await systemDialer.secure(socket, expectation, never());
        // A session comes with the first bytes, or before.
        secured.write('hello');
        await once(secured, 'data');
        return secured;
      };
      const first = await echoed();
      expect(first.isSessionReused()).toBe(false);
      expect(kept).not.toBeNull();
      const second = await echoed();
      expect(second.isSessionReused()).toBe(true);
      expect(second.authorized).toBe(true);
      first.destroy();
      second.destroy();
    },
  );

  it('keeps no session of an end that did not prove itself', async () => {
    const port = await listening(
      createTlsServer({ cert: selfSigned.cert, key: selfSigned.key }, (socket) => void socket.pipe(socket)),
    );
    const socket = await systemDialer.connect(loopback, port, home, never());
    const keep = (): never => {
      throw new Error('a session was kept');
    };
    const expectation = {
      host: 'localhost',
      verify: false,
      resumption: { session: null, keep },
      context: createSecureContext({ ca: authority.ca }),
    };
    const secured = await systemDialer.secure(socket, expectation, never());
    secured.write('hello');
    await once(secured, 'data');
    secured.destroy();
  });

  it('tries the next address when the first is dead', async () => {
    const port = await listening(createServer((socket) => void socket.pipe(socket)));
    const addresses: Address[] = [{ address: '::1', family: 6 }, ...home];
    const socket = await systemDialer.connect('two.example', port, addresses, never());
    expect(socket.remoteAddress).toBe(loopback);
    socket.destroy();
  });
});
