import type { Secret } from '../secrets/secret.ts';

/** What signing in yields. An admin token is itself the token for every realm path and has nothing to refresh. */
export type Grant =
  | {
      readonly kind: 'refreshToken';
      readonly token: Secret<'RefreshToken'>;
      readonly identity: string | null;
    }
  | { readonly kind: 'adminToken'; readonly token: Secret<'AdminToken'>; readonly identity: '__admin' };

/** What opens one realm path for a while. */
export interface AccessToken {
  readonly token: Secret<'AccessToken'>;
  readonly identity: string;
  /** The realm path as the server resolved it: this one is opened, not the one that was asked for. */
  readonly realmPath: string;
  /** A URL prefix dictated by the server for this session; it goes before the profile's. */
  readonly syncPrefix: string | null;
  readonly times: TokenTimes;
  /** When it came, by the monotonic clock. */
  readonly issuedAt: number;
  /** The same, as may be shown: a server can say anything, what it was sent included. */
  readonly shown: ShownAccess;
}

/** What is shown of an access token: secrets that a server put into its names have been replaced. */
export interface ShownAccess {
  readonly identity: string;
  readonly realmPath: string;
  readonly syncPrefix: string | null;
}

/** By this computer's clock, already corrected by the server's; null stands for never. Milliseconds since 1970. */
export interface TokenTimes {
  readonly expiresAt: number | null;
  readonly renewsAt: number | null;
}

const minute = 60_000;
/** No sooner than this after the last: a clock that is wrong must not make us hammer the server (Java client). */
const soonestMs = 10_000;
/** Lifetimes so short that even `soonest` is too late are renewed as late as they allow, but never in a loop. */
const shortestMs = 1_000;

/**
 * What a token lives that was expired when it came, for all we know of the server's clock: no server issues such tokens, so
 * the clocks are not what they seem. The server that checks the token has the last word. No server's tokens live less (server, §2).
 */
const assumedMs = 6 * minute;

/**
 * When to renew a token that has this long to live by the server's clock: at 80 % of its life or a minute before its
 * end, whichever comes first.
 */
export function renewalDelayMs(lifetimeMs: number): number {
  const share = 0.8 * lifetimeMs;
  return Math.max(Math.min(share, lifetimeMs - minute), Math.min(soonestMs, share), shortestMs);
}

/** The last second of the year 9999: a larger value counts in milliseconds, or means never. */
const latestSeconds = 253_402_300_799;

/**
 * When a token expires, in seconds since 1970, whether a server writes it as a number or as text, in seconds or, against
 * the rule, in milliseconds. Null stands for never; what can't be read is taken for past, which nothing relies on.
 */
export function expirySeconds(expires: unknown): number | null {
  if (expires === null || expires === undefined) return null;
  const isText = typeof expires === 'string' && expires.trim() !== '';
  const seconds = isText ? Number(expires) : expires;
  if (typeof seconds !== 'number' || Number.isNaN(seconds)) return 0;
  if (seconds <= latestSeconds) return seconds;
  return seconds / 1000 <= latestSeconds ? seconds / 1000 : null;
}

/** Places a token's expiry on this computer's clock; `serverNow` is what the server's own shows at `now`. */
export function timesOf(expiresSeconds: number | null, serverNow: number, now: number): TokenTimes {
  if (expiresSeconds === null) return { expiresAt: null, renewsAt: null };
  const saidMs = expiresSeconds * 1000 - serverNow;
  const lifetimeMs = saidMs > 0 ? saidMs : assumedMs;
  return { expiresAt: now + lifetimeMs, renewsAt: now + renewalDelayMs(lifetimeMs) };
}
