import type { FarSide } from '../../../shared/far-side.ts';
import type { DialCause, Problem, StageName } from '../../../shared/problem.ts';
import type { Leg } from '../../../shared/status.ts';
import type { RawFailure } from '../trace.ts';
import { bySide } from './signs.ts';
import { classifyTls } from './tls.ts';
import { codeOf } from './codes.ts';

/** The far end of a leg, as its problems name it. */
export interface FarEnd {
  readonly leg: Leg;
  readonly host: string;
  readonly port: number;
  /** Who is there by what the profile knows. */
  readonly side?: FarSide;
}

const causes: Readonly<Record<string, DialCause>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'timeout',
};

export const dialCauseOf = (error: unknown): DialCause => causes[codeOf(error)] ?? 'closed';

/** Is there a network at all? ENETDOWN says no by itself; everything else is an answer of the network. */
const isOffline = (error: unknown): boolean => codeOf(error) === 'ENETDOWN';

/** A failure of the look-up, the connection or the exchange with the far end of a leg. */
export function classifyFarEnd(end: FarEnd, stage: StageName, failure: RawFailure): Problem {
  const { leg, host, port, side } = end;
  const kind = leg === 'auth' ? 'auth' : 'gateway';
  const at = { host, ...bySide(side, leg === 'auth' ? 'server' : 'gateway') };
  if (failure.timedOut) return { kind: `${kind}.timeout`, ...at, stage };
  if (isOffline(failure.error)) return { kind: 'network.down' };
  if (stage === 'resolve') return { kind: `${kind}.unresolved`, ...at };
  return { kind: `${kind}.unreachable`, ...at, port, cause: dialCauseOf(failure.error) };
}

/** A failure on the way to, or in the talk with, a forward proxy. */
export function classifyProxy(proxy: string, stage: StageName, failure: RawFailure): Problem {
  if (failure.timedOut) return { kind: 'route.timeout', proxy, stage };
  if (isOffline(failure.error)) return { kind: 'network.down' };
  if (stage === 'resolve') return { kind: 'route.unresolved', proxy };
  if (stage === 'connect') return { kind: 'route.unreachable', proxy, cause: dialCauseOf(failure.error) };
  // TLS 1.3 reports a missing client certificate only with the first bytes after the handshake.
  const code = codeOf(failure.error);
  if (code.startsWith('ERR_SSL_')) return classifyTls('forward proxy', new URL(proxy).hostname, code, null);
  return { kind: 'route.closed', proxy };
}
