import { z } from 'zod';

/**
 * Who vouches for a certificate: the built-in roots, the operating system's, those that an environment variable names,
 * or the profile's own authority.
 */
export type Voucher = 'builtIn' | 'system' | 'environment' | 'profile';

/** What an environment variable adds to the roots. */
export interface EnvironmentRootsFacts {
  /** `NODE_EXTRA_CA_CERTS` or `SSL_CERT_FILE`. */
  readonly variable: string;
  /** Certificates beyond those that this computer has anyway. */
  readonly count: number;
  /** Why its file is of no use; null if it is. */
  readonly flaw: 'unreadable' | 'noCertificates' | null;
}

/** One certificate as it was shown to us, in plain fields. Times are ISO 8601 in UTC. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  /** The names and addresses it is for; empty for an authority. */
  readonly names: readonly string[];
  readonly validFrom: string;
  readonly validTo: string;
  /** SHA-256, in the notation of openssl: upper case, colons. */
  readonly fingerprint: string;
  /** Null when nothing on this computer does. */
  readonly trustedBy: Voucher | null;
}

/** The certificate a host showed the last time a connection to it was good. */
export interface SeenCertificate {
  readonly host: string;
  readonly fingerprint: string;
  readonly issuer: string;
  /** Milliseconds since 1970. */
  readonly seenAt: number;
}

/** All that is known about the certificates of one TLS connection, accepted or not. */
export interface Presented {
  readonly host: string;
  /** From the host's own certificate up to the last one that is known; empty when none was shown. */
  readonly chain: readonly CertificateFacts[];
  /** The product that opens TLS on the way, as far as the issuer gives it away. */
  readonly inspector: Inspector | null;
  /** Left out where the environment adds nothing. */
  readonly environmentRoots?: readonly EnvironmentRootsFacts[];
  /** The certificate of the last good connection, if it was another one. */
  readonly changedFrom: SeenCertificate | null;
  /** Milliseconds since 1970 until which the person trusts exactly this certificate; null if that isn't why it passed. */
  readonly trustedUntil: number | null;
}

export interface Inspector {
  readonly name: string;
  /** What gave it away: a product's name in the issuer, another issuer than last time, the same stranger everywhere. */
  readonly sign: 'productName' | 'issuerChanged' | 'sameIssuerEverywhere';
}

/** No date lies beyond it. */
const latestMoment = 8.64e15;

/** "Trust this certificate for this profile until DATE": exactly one certificate, for one host. */
export const pinSchema = z.strictObject({
  host: z.string().min(1).max(260),
  fingerprint: z.string().regex(/^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/),
  /** Milliseconds since 1970. */
  until: z.number().int().positive().max(latestMoment),
});
export type Pin = Readonly<z.infer<typeof pinSchema>>;

export const seenCertificateSchema = z.strictObject({
  host: z.string().min(1).max(260),
  fingerprint: z.string().max(200),
  issuer: z.string().max(300),
  seenAt: z.number().min(0).max(latestMoment),
});
