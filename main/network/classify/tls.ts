import type { CertificateFacts, Presented } from '../../../shared/certificate.ts';
import type { FarSide } from '../../../shared/far-side.ts';
import type { CertificateFlaw, Problem, TlsFailure, TlsHop } from '../../../shared/problem.ts';
import type { Leg } from '../../../shared/status.ts';

/** The hop at the far end of a leg, as problems of TLS name it. */
export function hopOf(leg: Leg, side: FarSide | undefined): TlsHop {
  if (leg === 'auth') return side === 'gateway' ? 'gateway' : 'auth server';
  return side === 'server' ? 'sync server' : 'gateway';
}

/**
 * What TLS said no to. `presented` is null when the other side, not we, ended the handshake; `flaw`: what our own
 * judgement found in a chain whose authority is known.
 */
export function classifyTls(
  hop: TlsHop,
  host: string,
  code: string,
  presented: Presented | null,
  flaw: CertificateFlaw | null = null,
): Problem {
  const leaf = presented?.chain[0];
  if (presented !== null && leaf !== undefined) {
    const at = { hop, host, presented };
    return flaw === null ? refusedCertificate(at, code, leaf) : { kind: 'tls.unacceptable', ...at, flaw };
  }
  if (/ALERT.*(CERTIFICATE|UNKNOWN_CA)|HANDSHAKE_FAILURE/.test(code)) {
    return { kind: 'tls.clientCertificateRequired', hop, host };
  }
  const cause = causeOfTlsFailure(code);
  return { kind: 'tls.failed', hop, host, code: code === '' ? 'no code' : code, ...(cause ? { cause } : {}) };
}

function causeOfTlsFailure(code: string): TlsFailure | undefined {
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/.test(code)) return 'noTls';
  if (/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW/.test(code)) return 'oldVersion';
  if (/UNRECOGNIZED_NAME/.test(code)) return 'unknownName';
  if (/NO_SHARED_CIPHER/.test(code)) return 'nothingInCommon';
  return code === 'ECONNRESET' || code === 'EPIPE' ? 'closed' : undefined;
}

interface RefusedAt {
  readonly hop: TlsHop;
  readonly host: string;
  readonly presented: Presented;
}

function refusedCertificate(at: RefusedAt, code: string, leaf: CertificateFacts): Problem {
  const { issuer, fingerprint, names, subject } = leaf;
  const untrusted = { kind: 'tls.untrusted', ...at, issuer, fingerprint } as const;
  switch (code) {
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return { kind: 'tls.wrongName', ...at, names: names.length > 0 ? names : [subject] };
    case 'CERT_HAS_EXPIRED':
      return { kind: 'tls.expired', ...at, validTo: leaf.validTo.slice(0, 10) };
    case 'CERT_NOT_YET_VALID':
      return { kind: 'tls.notYetValid', ...at, validFrom: leaf.validFrom.slice(0, 10) };
    default:
      return {
        ...untrusted,
        cause: at.presented.inspector === null ? untrustedCause(code, at.presented) : 'inspected',
      };
  }
}

/** A certificate that came alone lacks either its intermediates, or an authority that this computer knows: who can tell? */
function untrustedCause(
  code: string,
  { chain }: Presented,
): 'selfSigned' | 'incompleteChain' | 'unknownIssuer' {
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT') return 'selfSigned';
  const lacksIssuer = /^UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT_LOCALLY)$/.test(code);
  return lacksIssuer && chain.length === 1 ? 'incompleteChain' : 'unknownIssuer';
}
