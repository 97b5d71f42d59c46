import type { Answerer, Destination, FailureCause, Interception } from '../../../shared/problem.ts';
import type { FarSide } from '../../../shared/far-side.ts';
import { urlIn } from '../../../shared/urls.ts';
import {
  answererOf,
  fieldOf,
  isFromRealm,
  jsonOf,
  somethingStandsBefore,
  type MarkedAnswer,
} from '../answer-marks.ts';
import { incidentIn, seenIn } from '../products.ts';
import { wordsIn } from '../quoted-words.ts';
import type { Target } from '../route.ts';
import { leadsToSignIn } from '../sign-in-pages.ts';

/** Network Authentication Required: no server says it, only a network that stands in its place (RFC 6585 §6). */
export const wantsNetworkSignIn = 511;

/** An answer that is not what was asked for, as far as it could be read. */
export interface RefusedAnswer {
  /** Who was asked. */
  readonly target: Target;
  /** Who is there by what the profile knows; without it no hop is assumed. */
  readonly side?: FarSide;
  readonly status: number;
  readonly location: string | null;
  readonly retryAfter: string | null;
  /** The first 64 KiB. */
  readonly body: string;
  /** Status line and header lines as they came. */
  readonly head?: readonly string[];
  /** The same with its secrets replaced: only this is ever quoted. Nothing is, where it is left out. */
  readonly shown?: Pick<MarkedAnswer, 'head' | 'body'>;
}

export const markedOf = ({ status, head = [], body }: RefusedAnswer): MarkedAnswer => ({
  status,
  head,
  body,
});

/** What Realm Object Server says to an upgrade by itself, without a word (server, §3). */
const serversOwn = [400, 401, 404, 500, 503];

/** Who wrote the answer, by its marks alone. */
export function byMarks(answer: RefusedAnswer): { readonly by?: Answerer } {
  const by = answererOf(markedOf(answer));
  return by === null ? {} : { by };
}

/** Who wrote the answer: by its marks, or else by what the profile knows of who stands there. */
export function byOf(answer: RefusedAnswer): { readonly by?: Answerer } {
  const marked = byMarks(answer);
  if (marked.by !== undefined) return marked;
  const isUnseen = answer.side === 'server' && !somethingStandsBefore(answer.head ?? []);
  return isUnseen && serversOwn.includes(answer.status) ? { by: 'server' } : {};
}

/** At a far end that says nothing at all there is only what the profile knows of. */
export const bySide = (side: FarSide | undefined, otherwise: FarSide): { readonly by?: FarSide } =>
  side === undefined || side === otherwise ? {} : { by: side };

/** What the answer says itself. Of the server's errors only the detail: their titles say what their codes do. */
export function saidIn({ head = [], body, shown }: RefusedAnswer): { readonly words?: string } {
  if (shown === undefined) return {};
  const isServersJson = isFromRealm({ head, body }) && jsonOf(body) !== null;
  const quoted = isServersJson ? JSON.stringify({ detail: jsonOf(shown.body)?.['detail'] }) : shown.body;
  const words = wordsIn(quoted);
  return words === null ? {} : { words };
}

interface Interceptor {
  readonly status: number;
  readonly by: Answerer;
  readonly what: Interception;
  readonly product?: string;
  readonly incident?: string;
  readonly words?: string;
}

/** A product that answered in the place of the server; null where there is none, or it was the server itself. */
export function interceptionIn(answer: RefusedAnswer): 'portal' | Interceptor | null {
  const marked = markedOf(answer);
  if (isFromRealm(marked)) return null;
  const seen = seenIn(marked);
  if (seen === null) return null;
  if (seen.what === 'portal') return 'portal';
  const { what, product } = seen;
  const incident = what === 'firewall' && answer.shown !== undefined ? incidentIn(answer.shown) : null;
  return {
    status: answer.status,
    by: answererOf(marked) ?? 'gateway',
    what,
    ...(product === null ? {} : { product }),
    ...(incident === null ? {} : { incident }),
    // A challenge is made of scripts; the others say whom to ask, and for what they take us.
    ...(what === 'botChallenge' ? {} : saidIn(answer)),
  };
}

/** Statuses beyond the standard's, and those of it that say something of the way (see `FailureCause`). */
const failureCauses: Readonly<Record<number, FailureCause>> = {
  408: 'slowRequest',
  421: 'misdirected',
  460: 'gaveUp',
  463: 'tooManyHops',
  464: 'otherHttp',
  499: 'gaveUp',
  520: 'serverNonsense',
  521: 'serverDown',
  522: 'serverSilent',
  523: 'serverUnreachable',
  524: 'serverSilent',
  525: 'serverTls',
  526: 'serverTls',
  527: 'serverUnreachable',
  530: 'serverUnreachable',
  561: 'signInBroken',
};

/** What the status tells of the way to the server; null for those that have no more to tell than their kind. */
export const failureCauseOf = (status: number): FailureCause | null => failureCauses[status] ?? null;

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

/** A date is by the clock of the program that wrote it, which the answer tells, too; ours may be off. */
export const waitAskedFor = (
  { retryAfter, head = [] }: Pick<RefusedAnswer, 'retryAfter' | 'head'>,
  now: number,
): number | null => {
  const theirNow = Date.parse(fieldOf(head, 'date') ?? '');
  return retryAfterMs(retryAfter, Number.isNaN(theirNow) ? now : theirNow);
};

/** The longest name that DNS knows (RFC 1035 §2.3.4), and a port. */
const longestHost = 259;

/** Only the host of a redirect: the rest may carry a sign-on token. */
export function whereTo({ location, target }: Pick<RefusedAnswer, 'location' | 'target'>): Destination {
  const host = hostOfPlace(location);
  if (host === null) return { host, ...signIn(isRelative(location) && leadsToSignIn(location)) };
  const url = urlIn(location ?? '');
  const isTls = url !== null && /^(https|wss):$/.test(url.protocol);
  if (isTls && !target.isTls && url.hostname === target.host) return { host, isSameOverTls: true };
  return { host, ...signIn(leadsToSignIn(location)) };
}

const isRelative = (location: string | null): boolean => location !== null && urlIn(location) === null;

/** The host that a place on the web is at; null for anything else that a `Location` may hold. */
export function hostOfPlace(location: string | null): string | null {
  const url = location === null ? null : urlIn(location);
  if (url === null || !/^(https?|wss?):$/.test(url.protocol)) return null;
  return url.host === '' || url.host.length > longestHost ? null : url.host;
}
