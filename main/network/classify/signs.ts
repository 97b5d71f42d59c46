import type { Answerer, Destination } from '../../../shared/problem.ts';
import { urlIn } from '../../../shared/urls.ts';
import { fieldOf, leadsToSignIn } from '../answer-marks.ts';
import type { Target } from '../route.ts';

/** Network Authentication Required: no server says it, only a network that stands in its place (RFC 6585 §6). */
export const wantsNetworkSignIn = 511;

/** An answer that is not what was asked for, as far as it could be read. */
export interface RefusedAnswer {
  /** Who was asked. */
  readonly target: Target;
  readonly status: number;
  readonly location: string | null;
  readonly retryAfter: string | null;
  /** The first 64 KiB. */
  readonly body: string;
  /** Status line and header lines as they came. */
  readonly head?: readonly string[];
}

export const byOf = (by: Answerer | null): { readonly by?: Answerer } => (by === null ? {} : { by });

export const signIn = (isSignIn: boolean): { readonly isSignIn?: true } => (isSignIn ? { isSignIn } : {});

/**
 * In the words of nginx, which lets the handshake pass and refuses the request, of Apache, where only some places want
 * one (TLS 1.3 has no renegotiation), and of IIS.
 */
export const saysWantsCertificate = (status: number, body: string): boolean =>
  (status === 400 || status === 403) &&
  /No required SSL certificate was sent|The SSL certificate error|Cannot perform Post-Handshake Authentication|Client certificate (is )?required/i.test(
    body,
  );

/** In the words of nginx, Apache and Go: a request in the clear came to a port for TLS. */
export const saysWantsTls = (status: number, body: string): boolean =>
  status === 400 &&
  /plain HTTP (request was sent )?to (an? )?(HTTPS|SSL)|HTTP request to an HTTPS server/i.test(body);

/**
 * In the words of nginx, Apache and HAProxy; the last says no more than this of what doesn't fit into its buffer, and
 * our requests have no other flaw.
 */
export const saysTooLong = (status: number, body: string): boolean =>
  status === 414 ||
  status === 431 ||
  (status === 400 && /too (large|long|big)|exceeds server limit|sent an invalid request/i.test(body));

/** RFC 9110 §10.2.3: seconds, or a date. What no clock can count is as good as nothing. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  const isSeconds = /^\d+$/.test(header.trim());
  const ms = isSeconds ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

/** A date is by the clock of whoever wrote it, which the answer tells, too; ours may be off. */
export const waitAskedFor = (
  { retryAfter, head = [] }: Pick<RefusedAnswer, 'retryAfter' | 'head'>,
  now: number,
): number | null => {
  const theirNow = Date.parse(fieldOf(head, 'date') ?? '');
  return retryAfterMs(retryAfter, Number.isNaN(theirNow) ? now : theirNow);
};

/** Only the host of a redirect: the rest may carry a token of somebody's sign-on. */
export function whereTo({ location, target }: Pick<RefusedAnswer, 'location' | 'target'>): Destination {
  const url = location === null ? null : urlIn(location);
  const host = url?.host ?? 'another address';
  const isTls = url !== null && /^(https|wss):$/.test(url.protocol);
  if (isTls && !target.isTls && url.hostname === target.host) return { host, isSameOverTls: true };
  return { host, ...signIn(leadsToSignIn(location)) };
}
