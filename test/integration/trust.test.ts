import { createServer, type Server, type TLSSocket, type TlsOptions } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { InMemoryCertificates, type CertificateMemory } from '../../main/network/certificate-memory.ts';
import { Network } from '../../main/network/connection.ts';
import { TraceRecorder } from '../../main/network/trace.ts';
import { systemClock } from '../../main/ports/clock.ts';
import { ProblemError } from '../../main/problem-error.ts';
import { Secret } from '../../main/secrets/secret.ts';
import { ProfileSecrets, type SecretOfKind } from '../../main/secrets/profile-secrets.ts';
import type { Presented } from '../../shared/certificate.ts';
import type { CertificateFlaw, Problem } from '../../shared/problem.ts';
import { parseProfile, type ProfileFile } from '../../shared/profile.ts';
import {
  createAuthority,
  type Authority,
  type Certificate,
  type CertificateRequest,
} from '../peers/certificates.ts';
import { makeFolder } from '../peers/folder.ts';
import { startMitmproxy, type Mitmproxy } from '../peers/mitmproxy.ts';
import { loopback } from '../peers/port.ts';
import { runProgram } from '../peers/process.ts';
import { direct } from './demo-hops.ts';
import { realPorts } from './services.ts';

let authority: Authority;
let good: Certificate;

beforeAll(async () => {
  authority = await createAuthority('Corp root');
  good = await authority.issue();
});
afterAll(() => authority.remove());

interface Opened {
  readonly problem: Problem | null;
  readonly presented: Presented | null;
}

interface Opening {
  readonly file?: Partial<ProfileFile>;
  readonly certificateMemory?: CertificateMemory;
  readonly secrets?: Partial<SecretOfKind>;
  readonly host?: string;
}

async function open(port: number, options: Opening = {}): Promise<Opened> {
  const { file = {}, certificateMemory, secrets = {}, host = loopback } = options;
  const parsed = parseProfile(direct(`https://${host}:${port}`, file));
  if (!parsed.ok) throw new Error(`not a valid profile: ${JSON.stringify(parsed.problem)}`);
  const known = new ProfileSecrets(secrets, new Map());
  const network = new Network(parsed.value, realPorts(), known, certificateMemory);
  const recorder = new TraceRecorder(systemClock, 1);
  const signal = new AbortController().signal;
  const presented = () => recorder.trace.stages.at(-1)?.evidence?.certificates ?? null;
  try {
    const stream = await network.open('sync', { host, port, isTls: true }, recorder, signal);
    // Destroyed at once, the server would never see the end of the handshake.
    onTestFinished(() => void stream.destroy());
    return { problem: null, presented: presented() };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { problem: error.problem, presented: presented() };
  }
}

/** A TLS server for this test; its last client is kept. */
async function serve(
  tls: TlsOptions,
  host = loopback,
): Promise<{ port: number; server: Server; last: () => TLSSocket | null }> {
  let last: TLSSocket | null = null;
  const server = createServer(tls, (socket) => {
    last = socket;
    socket.on('error', () => undefined);
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return {
    port,
    server,
    last: () => last,
  };
}

/** A server that shows what OpenSSL would rather not. */
const lenient = { ciphers: 'DEFAULT@SECLEVEL=0' };

const unacceptable = (flaw: CertificateFlaw) => ({ kind: 'tls.unacceptable', hop: 'sync server', flaw });

const flaws: [string, CertificateRequest, object][] = [
  ['expired', { expired: true }, { kind: 'tls.expired', hop: 'sync server' }],
  ['not yet valid', { notYetValid: true }, { kind: 'tls.notYetValid' }],
  ['for another name', { wrongName: true }, { kind: 'tls.wrongName', names: ['elsewhere.invalid'] }],
  ['self-signed', { selfSigned: true }, { kind: 'tls.untrusted', cause: 'selfSigned' }],
  [
    'signed with SHA-1 (M6a)',
    { digest: 'sha1' },
    unacceptable({ kind: 'weakSignature', algorithm: 'SHA-1', subject: 'localhost' }),
  ],
  [
    'one with an RSA key of 1024 bits (M5b)',
    { rsaBits: 1024 },
    unacceptable({ kind: 'weakKey', bits: 1024, subject: 'localhost' }),
  ],
  [
    'without a subject alternative name (M5b)',
    { withoutNames: true },
    unacceptable({ kind: 'noNames', subject: 'localhost' }),
  ],
  ['for clients', { clientAuth: true }, unacceptable({ kind: 'wrongUsage', subject: 'localhost' })],
  [
    'signed by one that is no authority',
    { signedByLeaf: true },
    unacceptable({ kind: 'notAnAuthority', subject: 'www.example' }),
  ],
  ['without its intermediate', { intermediate: 'omit' }, { kind: 'tls.untrusted', cause: 'incompleteChain' }],
];

describe('a certificate that is', () => {
  test.each(flaws)(
    '%s is refused, shown, and can be trusted for a time',
    async (_what, request, expected) => {
      const certificate = await authority.issue(request);
      const { port } = await serve({ ...certificate, ...lenient });
      const trust = { trust: { ca: authority.ca } };
      const { problem, presented } = await open(port, { file: trust });
      expect(problem).toMatchObject({ ...expected, presented });
      const [leaf] = presented?.chain ?? [];
      expect(leaf?.fingerprint).toMatch(/^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/);
      expect(presented).toMatchObject({ host: `${loopback}:${port}`, trustedUntil: null });

      const pin = {
        host: `${loopback}:${port}`,
        fingerprint: leaf?.fingerprint ?? '',
        until: Date.now() + 60_000,
      };
      const pinned = (change: Partial<typeof pin>) =>
        open(port, {
          file: trust,
          certificateMemory: new InMemoryCertificates(() => Date.now(), [{ ...pin, ...change }]),
        });
      expect(await pinned({})).toMatchObject({ problem: null, presented: { trustedUntil: pin.until } });
      expect((await pinned({ until: Date.now() - 1 })).problem).toMatchObject(expected);
      expect((await pinned({ host: `${loopback}:1` })).problem).toMatchObject(expected);
      // Another one, whatever this one begins with.
      const other = `${pin.fingerprint.startsWith('00') ? 'ff' : '00'}${pin.fingerprint.slice(2)}`;
      expect((await pinned({ fingerprint: other })).problem).toMatchObject(expected);
    },
  );
});

describe('an authority that may vouch for some names only', () => {
  test.each([
    ['permitted;DNS:corp.example', 'refused'],
    ['excluded;DNS:localhost', 'refused'],
    ['permitted;DNS:localhost,permitted;IP:127.0.0.0/255.0.0.0', 'accepted'],
    ['permitted;IP:10.0.0.0/255.0.0.0', 'refused'],
  ])('%s: a certificate for localhost is %s (M6b)', async (constraints, verdict) => {
    const limited = await createAuthority('Limited root', constraints);
    onTestFinished(limited.remove);
    const { port } = await serve(await limited.issue());
    const { problem } = await open(port, { file: { trust: { ca: limited.ca } } });
    if (verdict === 'accepted') expect(problem).toBeNull();
    else expect(problem).toMatchObject(unacceptable({ kind: 'nameConstraints', issuer: 'Limited root' }));
  });
});

test('a weak certificate that is itself named as authority is trusted as it is', async () => {
  const weak = await authority.issue({ digest: 'sha1' });
  const { port } = await serve({ ...weak, ...lenient });
  expect(await open(port, { file: { trust: { ca: weak.cert } } })).toMatchObject({ problem: null });
});

test('no session of an end that was refused is taken up again', async () => {
  const { port } = await serve({ ...(await authority.issue({ rsaBits: 1024 })), ...lenient });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const { problem } = await open(port, { file: { trust: { ca: authority.ca } } });
    expect(problem).toMatchObject({ kind: 'tls.unacceptable' });
  }
});

describe('a chain', () => {
  test('says who vouches for each of its certificates', async () => {
    const { port } = await serve(await authority.issue({ intermediate: 'include' }));
    const { problem, presented } = await open(port, { file: { trust: { ca: authority.ca } } });
    expect(problem).toBeNull();
    expect(presented?.chain.map(({ subject, trustedBy }) => [subject, trustedBy])).toEqual([
      ['localhost', null],
      ['Corp root, intermediate', null],
      ['Corp root', 'profile'],
    ]);
  });

  test('may end at an intermediate, or at the host’s own certificate, that the profile names', async () => {
    const certificate = await authority.issue({ intermediate: 'include' });
    const { port } = await serve(certificate);
    const [leaf = '', intermediate = ''] = certificate.cert.split(/(?<=-----END CERTIFICATE-----\n)/);
    expect((await open(port, { file: { trust: { ca: intermediate } } })).problem).toBeNull();
    expect((await open(port, { file: { trust: { ca: leaf } } })).problem).toBeNull();
  });

  test('of the built-in roots is not lost by an own authority', async () => {
    const { port } = await serve(good);
    const other = await createAuthority('Another root');
    onTestFinished(() => other.remove());
    const { problem } = await open(port, { file: { trust: { ca: other.ca + authority.ca } } });
    expect(problem).toBeNull();
  });
});

describe('an address', () => {
  test('is good where the certificate names it, and sent as no server name', async () => {
    const peer = await serve(good);
    expect((await open(peer.port, { file: { trust: { ca: authority.ca } } })).problem).toBeNull();
    await expect.poll(() => peer.last()?.servername).toBe(false);
  });

  test('of version 6 as well', async () => {
    const { port } = await serve(await authority.issue({ ips: ['::1'] }), '::1');
    expect((await open(port, { file: { trust: { ca: authority.ca } }, host: '[::1]' })).problem).toBeNull();
  });

  test('by name is sent as server name, with http/1.1 and nothing else', async () => {
    const peer = await serve({ ...good, ALPNProtocols: ['h2', 'http/1.1'] });
    const opening = { file: { trust: { ca: authority.ca } }, host: 'localhost' };
    expect((await open(peer.port, opening)).problem).toBeNull();
    await expect.poll(() => peer.last()).toMatchObject({ servername: 'localhost', alpnProtocol: 'http/1.1' });
  });
});

test('TLS 1.2 with an elliptic key and one cipher is enough', async () => {
  const { port } = await serve({
    ...good,
    maxVersion: 'TLSv1.2',
    ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  });
  expect((await open(port, { file: { trust: { ca: authority.ca } } })).problem).toBeNull();
});

test('TLS 1.1 is too old', async () => {
  const { port } = await serve({
    ...good,
    maxVersion: 'TLSv1.1',
    minVersion: 'TLSv1',
    ciphers: 'ALL:@SECLEVEL=0',
  });
  const { problem } = await open(port, { file: { trust: { ca: authority.ca } } });
  expect(problem).toMatchObject({ kind: 'tls.failed', hop: 'sync server' });
});

describe('a client certificate as PKCS #12', () => {
  const bundleOf = async (client: Certificate, passphrase: string): Promise<string> => {
    const folder = await makeFolder('p12');
    const out = folder.file('client.p12');
    const files = ['-inkey', client.keyFile, '-in', client.certFile, '-out', out];
    runProgram(
      { name: 'openssl', debianPackage: 'openssl' },
      ['pkcs12', '-export', ...files, '-passout', 'env:P12'],
      '',
      { ...process.env, P12: passphrase },
    );
    const { readFile } = await import('node:fs/promises');
    const bytes = await readFile(out);
    await folder.remove();
    return bytes.toString('base64');
  };

  test('is shown to who asks for one; a wrong passphrase is said', async () => {
    const client = await authority.issue({ clientAuth: true, names: ['alice'] });
    const clientBundle = new Secret('ClientBundle', await bundleOf(client, 'open: "sesame"'));
    const peer = await serve({ ...good, ca: authority.ca, requestCert: true, rejectUnauthorized: true });
    const file = { trust: { ca: authority.ca } };
    const withPassphrase = (text: string) =>
      open(peer.port, {
        file,
        secrets: { clientBundle, clientKeyPassphrase: new Secret('Passphrase', text) },
      });
    expect((await withPassphrase('open: "sesame"')).problem).toBeNull();
    await expect.poll(() => peer.last()?.getPeerCertificate().subject?.CN).toBe('alice');
    expect((await withPassphrase('wrong')).problem).toEqual({
      kind: 'profile.invalid',
      issues: [{ field: 'clientBundle', rule: 'bundleUnreadable' }],
    });
  });
});

test('a certificate that changed since the last good connection is said', async () => {
  const certificateMemory = new InMemoryCertificates(() => Date.now());
  const file = { trust: { ca: authority.ca } };
  const first = await serve(good);
  const { presented: before } = await open(first.port, { file, certificateMemory });
  expect(before?.changedFrom).toBeNull();
  const other = await createAuthority('Stranger');
  onTestFinished(() => other.remove());
  first.server.setSecureContext(await other.issue());
  const { problem, presented } = await open(first.port, { file, certificateMemory });
  expect(presented?.changedFrom).toMatchObject({
    issuer: 'Corp root',
    fingerprint: before?.chain[0]?.fingerprint,
  });
  expect(presented?.inspector).toEqual({ name: 'Stranger', sign: 'issuerChanged' });
  expect(problem).toMatchObject({ kind: 'tls.untrusted', cause: 'inspected' });
});

describe('a TLS inspector', () => {
  let mitm: Mitmproxy;
  beforeAll(async () => {
    mitm = await startMitmproxy();
  });
  afterAll(() => mitm.stop());

  test('is named, whether it is trusted or not', async () => {
    const { port } = await serve(good);
    const route = { mode: 'manual', proxy: mitm.url } as const;
    const inspector = { name: 'mitmproxy', sign: 'productName' };
    const untrusting = await open(port, { file: { route, trust: { ca: authority.ca } } });
    expect(untrusting.problem).toMatchObject({
      kind: 'tls.untrusted',
      cause: 'inspected',
      hop: 'sync server',
    });
    expect(untrusting.presented?.inspector).toEqual(inspector);
    const trusting = await open(port, { file: { route, trust: { ca: mitm.ca } } });
    expect(trusting).toMatchObject({ problem: null, presented: { inspector } });
  });
});
