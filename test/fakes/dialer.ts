import { isIP, type Socket } from 'node:net';
import { duplexPair, type Duplex } from 'node:stream';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import {
  CertificateRefused,
  type Address,
  type Dialer,
  type TlsExpectation,
} from '../../main/ports/dialer.ts';
import { abortError, untilAborted } from './abort.ts';

const failure = (code: string): Error => Object.assign(new Error(code), { code });

/** What a test makes of a connection: serves it, refuses it with a code, or never answers. */
export type Reception = ((far: Duplex) => void) | { readonly refuse: string } | 'silence';

/** Names, listeners and certificates by script; connections are pairs of streams in memory. */
export class FakeDialer implements Dialer {
  readonly names = new Map<string, readonly Address[]>();
  readonly listeners = new Map<string, Reception>();
  readonly dialled: string[] = [];
  readonly secured: string[] = [];
  /** The far ends of all connections that were made. */
  readonly connections: Duplex[] = [];
  /** The code with which the next certificates are refused. */
  certificateFlaw: string | null = null;

  /** Makes `host:port` reachable; the name resolves as well. */
  listen(host: string, port: number, reception: Reception): void {
    if (isIP(host) === 0) this.names.set(host, [{ address: '127.0.0.1', family: 4 }]);
    this.listeners.set(`${host}:${port}`, reception);
  }

  resolve(host: string, signal: AbortSignal): Promise<readonly Address[]> {
    const bare = host.replace(/^\[|\]$/g, '');
    const family = isIP(bare);
    const found = this.names.get(bare);
    if (signal.aborted) return Promise.reject(abortError());
    if (family === 4 || family === 6) return Promise.resolve([{ address: bare, family }]);
    return found === undefined ? Promise.reject(failure('ENOTFOUND')) : Promise.resolve(found);
  }

  connect(host: string, port: number, _addresses: readonly Address[], signal: AbortSignal): Promise<Socket> {
    this.dialled.push(`${host}:${port}`);
    if (signal.aborted) return Promise.reject(abortError());
    const reception = this.listeners.get(`${host}:${port}`) ?? { refuse: 'ECONNREFUSED' };
    if (reception === 'silence') return untilAborted(new Promise(() => undefined), signal);
    if (typeof reception === 'object') return Promise.reject(failure(reception.refuse));
    const [near, far] = duplexPair();
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    far.on('error', () => undefined);
    this.connections.push(far);
    reception(far);
    // Of a socket, the callers use what every stream has, and these two.
    return Promise.resolve(Object.assign(near, { remoteAddress: '127.0.0.1' }) as unknown as Socket);
  }

  secure(stream: Duplex, { host, verify }: TlsExpectation, signal: AbortSignal): Promise<TLSSocket> {
    this.secured.push(host);
    const refused = signal.aborted
      ? abortError()
      : verify && this.certificateFlaw !== null
        ? new CertificateRefused(this.certificateFlaw, certificate)
        : null;
    if (refused !== null) {
      stream.destroy();
      return Promise.reject(refused);
    }
    const spoken = {
      authorized: true,
      getProtocol: () => 'TLSv1.3',
      isSessionReused: () => false,
      getCipher: () => ({ standardName: 'TLS_FAKE' }),
      getPeerCertificate: () => certificate,
    };
    return Promise.resolve(Object.assign(stream, spoken) as unknown as TLSSocket);
  }
}

/** The fields that are looked at. */
const certificate = {
  subject: { CN: 'far.example' },
  issuer: { CN: 'Fake authority' },
  subjectaltname: 'DNS:far.example, IP Address:127.0.0.1',
  fingerprint256: 'AA:BB',
  raw: Buffer.from('certificate'),
  valid_from: 'Nov 22 15:22:00 2026 GMT',
  valid_to: 'Nov 23 15:22:00 2026 GMT',
} as unknown as DetailedPeerCertificate;
