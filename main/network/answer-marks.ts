import type { Answerer } from '../../shared/problem.ts';

/** An HTTP answer as far as it can say who wrote it. */
export interface MarkedAnswer {
  readonly status: number;
  /** Status line and header lines as they came; empty where they are not known. */
  readonly head: readonly string[];
  readonly body: string;
}

/** Products that stand on the client's side of the network, by what they write about themselves. */
const forwardProxies = /\b(squid|tinyproxy|privoxy|ccproxy|wingate|polipo)\b/i;
const inspectors = /mitmproxy|zscaler|blue ?coat|proxysg|netskope|forcepoint|websense|fortigate|skyhigh/i;

/**
 * Who wrote an answer, by the marks it bears; null when it bears none. The order matters: a gateway's answer passes
 * through an inspector, an inspector's never through a gateway.
 */
export function answererOf(answer: MarkedAnswer): Answerer | null {
  const server = fieldOf(answer.head, 'server') ?? '';
  if (answer.status === 407 || isFromForwardProxy(answer, server)) return 'forward proxy';
  if (inspectors.test(server)) return 'TLS inspector';
  if (isFromRealm(answer.body)) return 'server';
  // Realm Object Server never says these (server, §1 and §3): it has nobody behind it, and no schemes to offer.
  if (answer.status === 502 || answer.status === 504) return 'gateway';
  if (fieldOf(answer.head, 'www-authenticate') !== null) return 'gateway';
  return answer.body.trim() === '' ? null : 'gateway';
}

const isFromForwardProxy = ({ head }: MarkedAnswer, server: string): boolean =>
  fieldOf(head, 'x-squid-error') !== null || forwardProxies.test(server);

/** Who on the client's side passed an answer on and says so (RFC 9110 §7.6.3); null if nobody did. */
export function relayOf(head: readonly string[]): Answerer | null {
  const via = fieldOf(head, 'via') ?? '';
  if (forwardProxies.test(via)) return 'forward proxy';
  return inspectors.test(via) ? 'TLS inspector' : null;
}

/** The JSON errors of the server, or the words of its sync worker. */
export function isFromRealm(body: string): boolean {
  if (/Realm sync server|REALM_SYNC_PROTOCOL_MISMATCH|client is unsupported/i.test(body)) return true;
  if (/<pre>Cannot (GET|POST) /.test(body)) return true;
  const json = jsonOf(body);
  // The server's errors may lack every field but a status, and even that; other frameworks use words of their own.
  return json !== null && !['error', 'errors', 'message', 'timestamp'].some((name) => name in json);
}

/** The number that the server gives its errors; null if there is none. */
export const realmCodeOf = (body: string): number | null => {
  const code = jsonOf(body)?.['code'];
  return typeof code === 'number' ? code : null;
};

export function jsonOf(body: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

/** The value of a field in the lines of a head; null if it isn't there. */
export function fieldOf(head: readonly string[], name: string): string | null {
  const start = `${name.toLowerCase()}:`;
  const line = head.find((one) => one.toLowerCase().startsWith(start));
  return line === undefined ? null : line.slice(start.length).trim();
}

/** A page for a person to sign in on: a form, or one that a single sign-on leads to by script. */
export const looksLikeSignIn = (body: string): boolean =>
  /<(form|input|title)\b|<script/i.test(body) &&
  /sign[ -]?(in|on)|log[ -]?(in|on)|password|saml|sso/i.test(body);

/** A redirect to where companies keep their sign-in; our own `/auth` that moved elsewhere is none. */
export const leadsToSignIn = (location: string | null): boolean =>
  location !== null &&
  /(^|[^a-z])(login|log-in|signin|sign-in|sso|saml|auth|oauth2?|idp|adfs|okta|oidc)/i.test(
    location.replace(/\/auth$/, ''),
  );
