import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  connect as connectTls,
  type DetailedPeerCertificate,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import type { CertificateFlaw } from '../../shared/problem.ts';
import { ownBlockingCalls, type BlockingCalls } from './blocking-calls.ts';

export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Whom we expect at the far end of a TLS connection, and what we show and accept. */
export interface TlsExpectation {
  /** The name or address the certificate must be for. */
  readonly host: string;
  readonly context: SecureContext;
  /** False only where the person switched verification off for the profile. */
  readonly verify: boolean;
  /** What is wrong with a chain (in DER, the host's own certificate first) that the TLS library accepts; null: nothing. */
  readonly judge?: (chain: readonly Uint8Array[]) => CertificateFlaw | null;
  /** Whether the person trusts exactly this certificate (SHA-256) although its chain or name is not good. */
  readonly accepts?: (fingerprint: string) => boolean;
  /** Where the session for the next handshake with the same end is kept. */
  readonly resumption?: Resumption;
}

/** A TLS session to be taken up again (RFC 8446 §2.2): a full handshake less, and with TLS 1.2 a round trip. */
export interface Resumption {
  readonly session: Buffer | null;
  readonly keep: (session: Buffer) => void;
}

/** The certificate was not accepted. `code` is OpenSSL's or Node's name of the reason. */
export class CertificateRefused extends Error {
  override readonly name = 'CertificateRefused';
  readonly code: string;
  readonly certificate: DetailedPeerCertificate;
  /** What our own judgement found; null where the library refused. */
  readonly flaw: CertificateFlaw | null;

  constructor(code: string, certificate: DetailedPeerCertificate, flaw: CertificateFlaw | null = null) {
    super(code);
    this.code = code;
    this.certificate = certificate;
    this.flaw = flaw;
  }
}

/** TCP and TLS. Every call ends at once when its signal aborts, and leaves no socket behind. */
export interface Dialer {
  resolve(host: string, signal: AbortSignal): Promise<readonly Address[]>;
  /** Tries the addresses in turn (RFC 8305) until one connects. */
  connect(host: string, port: number, addresses: readonly Address[], signal: AbortSignal): Promise<Socket>;
  /** Errors: `CertificateRefused`; otherwise Node's, with a `code`. */
  secure(stream: Duplex, expectation: TlsExpectation, signal: AbortSignal): Promise<TLSSocket>;
}

/** `calls`: who looks up names, which may take as long as a name server that doesn't answer. */
export const dialerOver = (calls: Pick<BlockingCalls, 'lookUp'>): Dialer => ({
  async resolve(host, signal) {
    const bare = host.replace(/^\[|\]$/g, '');
    const family = isIP(bare);
    if (family === 4 || family === 6) return [{ address: bare, family }];
    const found = await untilAborted(calls.lookUp(bare), signal);
    return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
  },

  connect(host, port, addresses, signal) {
    const known: LookupFunction = (_host, { all }, answer) => {
      const [first] = addresses;
      if (all === true) answer(null, [...addresses]);
      else answer(null, first?.address ?? '', first?.family ?? 0);
    };
    const socket = connectTcp({
      host,
      port,
      lookup: known,
      autoSelectFamily: true,
      noDelay: true,
      keepAlive: true,
    });
    return whenOpen(socket, 'connect', signal);
  },

  async secure(stream, { host, context, verify, judge, accepts, resumption }, signal) {
    const bare = host.replace(/^\[|\]$/g, '');
    const socket = connectTls({
      socket: stream,
      host: bare,
      // RFC 6066 §3: an address is not a server name.
      ...(isIP(bare) === 0 ? { servername: bare } : {}),
      secureContext: context,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
      // Node tears the socket down before the certificate can be read; so it is judged here, three lines below.
      rejectUnauthorized: false,
      ...(resumption?.session ? { session: resumption.session } : {}),
    });
    const sessions = new SessionKeeper(socket, resumption);
    // A TLS socket over a stream that ends at the wrong moment waits for ever.
    const onStreamClosed = () => socket.destroy();
    stream.once('close', onStreamClosed);
    if (stream.destroyed || stream.readableEnded) socket.destroy();
    await throughHandshake(socket, signal);
    if (!verify) return socket;
    const certificate = socket.getPeerCertificate(true);
    // Only ends that were judged good left a session to resume.
    const flaw =
      socket.authorized && !socket.isSessionReused() ? (judge?.(rawChain(certificate)) ?? null) : null;
    if (socket.authorized && flaw === null) {
      sessions.accept();
      return socket;
    }
    if (accepts?.(certificate.fingerprint256) === true) return socket;
    // Typed as an Error, but since Node 0.12 it is the error's code.
    const code = flaw === null ? String(socket.authorizationError) : flaw.kind;
    socket.destroy();
    throw new CertificateRefused(code, certificate, flaw);
  },
});

/** With look-ups in this very process. */
export const systemDialer: Dialer = dialerOver(ownBlockingCalls);

/** The certificates of a chain in DER, the host's own first; a root names itself as its issuer. */
export function rawChain(leaf: DetailedPeerCertificate): readonly Uint8Array[] {
  const chain: Uint8Array[] = [];
  let next: Partial<DetailedPeerCertificate> | undefined = leaf;
  const seen = new Set<string>();
  while (next?.raw !== undefined && next.fingerprint256 !== undefined && !seen.has(next.fingerprint256)) {
    seen.add(next.fingerprint256);
    chain.push(next.raw);
    next = next.issuerCertificate;
  }
  return chain;
}

/**
 * The same alert says that no cipher is shared and that a client certificate is missing; only in the second case the
 * other side has shown its own before. The first gets the code that OpenSSL has for it at the other end.
 */
async function throughHandshake(socket: TLSSocket, signal: AbortSignal): Promise<void> {
  let hasSeenServer = false;
  socket.once('error', () => {
    // Typed as if there always were one, but of a connection that was reset there is none.
    const shown = socket.getPeerCertificate() as object | null;
    hasSeenServer = shown !== null && Object.keys(shown).length > 0;
  });
  try {
    await whenOpen(socket, 'secureConnect', signal);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const isRefusedHello = code.includes('HANDSHAKE_FAILURE') && !hasSeenServer;
    throw isRefusedHello ? Object.assign(new Error('refused'), { code: 'ERR_SSL_NO_SHARED_CIPHER' }) : error;
  }
}

/** Keeps sessions of ends that were accepted only: one that is resumed isn't judged again. */
class SessionKeeper {
  readonly #resumption: Resumption | undefined;
  #isAccepted = false;
  #latest: Buffer | null = null;

  constructor(socket: TLSSocket, resumption: Resumption | undefined) {
    this.#resumption = resumption;
    // TLS 1.3 sends sessions at any time after the handshake, TLS 1.2 within it.
    if (resumption !== undefined) socket.on('session', (session) => this.#came(session));
  }

  accept(): void {
    this.#isAccepted = true;
    if (this.#latest !== null) this.#resumption?.keep(this.#latest);
  }

  #came(session: Buffer): void {
    this.#latest = session;
    if (this.#isAccepted) this.#resumption?.keep(session);
  }
}

/** Waits for the event that says a socket is usable; any other event that comes first destroys it. */
function whenOpen<S extends Socket>(
  socket: S,
  opened: 'connect' | 'secureConnect',
  signal: AbortSignal,
): Promise<S> {
  // Between two users of a socket there is no listener, and an error event without one would end the program.
  socket.on('error', ignore);
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      socket.off(opened, onOpened).off('error', onError).off('close', onClosed);
      signal.removeEventListener('abort', onAborted);
      finish();
    };
    const fail = (error: Error) =>
      settle(() => {
        socket.destroy();
        reject(error);
      });
    const onOpened = () => settle(() => resolve(socket));
    const onError = (error: Error) => fail(error);
    const onClosed = () => fail(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    const onAborted = () => fail(abortError());
    socket.on(opened, onOpened).on('error', onError).on('close', onClosed);
    signal.addEventListener('abort', onAborted);
    if (signal.aborted) onAborted();
  });
}

/** Not a closure of its own: it stays for as long as the socket, and would keep all that opening it took. */
const ignore = (): void => undefined;

const abortError = (): Error => Object.assign(new Error('aborted'), { code: 'ABORT_ERR' });

/** A look-up can't be stopped, but the caller needn't wait for it. */
function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAborted = () => reject(abortError());
    signal.addEventListener('abort', onAborted, { once: true });
    if (signal.aborted) onAborted();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAborted));
  });
}
