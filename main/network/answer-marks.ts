import { parseJson } from '../../shared/json.ts';
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
/** Load balancers that name themselves only where the answer is their own (AWS). */
const speakingForThemselves = /^awselb\//i;

/**
 * Who wrote an answer, by the marks it bears; null when it bears none. The order matters: a gateway's answer passes
 * through an inspector, an inspector's never through a gateway.
 */
export function answererOf(answer: MarkedAnswer): Answerer | null {
  const server = fieldOf(answer.head, 'server') ?? '';
  if (answer.status === 407 || isFromForwardProxy(answer, server)) return 'forward proxy';
  if (inspectors.test(server)) return 'TLS inspector';
  if (isFromRealm(answer)) return 'server';
  if (speakingForThemselves.test(server)) return 'gateway';
  // Realm Object Server never says these (server, §1 and §3): it has no server behind it, and no schemes to offer.
  if (answer.status === 502 || answer.status === 504) return 'gateway';
  if (fieldOf(answer.head, 'www-authenticate') !== null) return 'gateway';
  return saysNothing(answer.body) ? null : 'gateway';
}

/** An object with nothing in it is no more than no body. */
const saysNothing = (body: string): boolean => /^\s*(\{\s*\}\s*)?$/.test(body);

const isFromForwardProxy = ({ head }: MarkedAnswer, server: string): boolean =>
  fieldOf(head, 'x-squid-error') !== null || forwardProxies.test(server);

/** Who on the client's side passed an answer on and says so (RFC 9110 §7.6.3); null if there is none. */
export function relayOf(head: readonly string[]): Answerer | null {
  const via = fieldOf(head, 'via') ?? '';
  if (forwardProxies.test(via)) return 'forward proxy';
  return inspectors.test(via) ? 'TLS inspector' : null;
}

/** As the server and its sync worker name themselves; gateways pass it on, or write a name of their own over it. */
const realmServers = /^realm-(object|sync)-server\b/i;

/** The server by its own name, its JSON errors, its page for paths it doesn't know, or its sync worker's words. */
export function isFromRealm({ head, body }: Pick<MarkedAnswer, 'head' | 'body'>): boolean {
  if (realmServers.test(fieldOf(head, 'server') ?? '')) return true;
  if (
    /Realm sync server|REALM_SYNC_PROTOCOL_MISMATCH|client is unsupported|^Invalid Sync protocol version/i.test(
      body,
    )
  )
    return true;
  if (/<pre>Cannot (GET|POST) /.test(body)) return true;
  // Of RFC 9457, whose media type the server doesn't use.
  if (/^application\/problem\+/i.test(fieldOf(head, 'content-type') ?? '')) return false;
  const json = jsonOf(body);
  return json !== null && isRealmError(json);
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value);

/** The fields of the server's errors, all of which but `status` may be missing (server, §1). */
const realmFields: Readonly<Record<string, (value: unknown) => boolean>> = {
  type: isText,
  title: isText,
  status: (value) => isNumber(value) && value >= 100 && value <= 599,
  code: (value) => isNumber(value) && value >= 600 && value <= 899,
  detail: isText,
  invalid_params: () => true,
};

/**
 * Other frameworks answer in fields of those names, too (RFC 9457): what only the server has is its own numbers and
 * its own addresses of kinds of problem. With neither, it says the status and nothing else.
 */
function isRealmError(json: Readonly<Record<string, unknown>>): boolean {
  const fields = Object.entries(json);
  if (fields.length === 0 || !fields.every(([name, value]) => realmFields[name]?.(value) === true))
    return false;
  const { type } = json;
  const isOfItsKinds = typeof type === 'string' && /^https?:\/\/([a-z]+\.)?realm\.io\//i.test(type);
  return 'code' in json || isOfItsKinds || (fields.length === 1 && 'status' in json);
}

/** The number that the server gives its errors; null if there is none, or the answer isn't the server's. */
export const realmCodeOf = (answer: Pick<MarkedAnswer, 'head' | 'body'>): number | null => {
  const code = isFromRealm(answer) ? jsonOf(answer.body)?.['code'] : null;
  return typeof code === 'number' ? code : null;
};

/** The object in a body; a byte order mark before it is none of it (RFC 8259 §8.1). */
export function jsonOf(body: string): Readonly<Record<string, unknown>> | null {
  const value = parsedJson(body);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

/** Any JSON value; undefined where it is none, or more than a server has to say. */
export function parsedJson(body: string): unknown {
  const read = parseJson(body);
  return read.ok ? read.value : undefined;
}

/** The value of a field in the lines of a head; null if it isn't there. */
export function fieldOf(head: readonly string[], name: string): string | null {
  const start = `${name.toLowerCase()}:`;
  const line = head.find((one) => one.toLowerCase().startsWith(start));
  return line === undefined ? null : line.slice(start.length).trim();
}

/**
 * Whether something before the server has left a mark, though it may only have passed on what the server said: a name
 * over the server's own, or a field of those that pass things on. Forward proxies are another matter.
 */
export function somethingStandsBefore(head: readonly string[]): boolean {
  const server = fieldOf(head, 'server') ?? '';
  if (server !== '' && !realmServers.test(server) && !forwardProxies.test(server) && !inspectors.test(server))
    return true;
  if (fieldOf(head, 'via') !== null && relayOf(head) === null) return true;
  return head.some((line) => passersOn.test(line));
}

const passersOn =
  /^(x-envoy-[a-z-]+|x-kong-[a-z-]+|x-amzn-[a-z-]+|x-amz-[a-z-]+|cf-ray|x-azure-ref|apim-request-id|x-served-by|x-varnish|x-akamai-[a-z-]+|x-tyk-[a-z-]+|x-forwarded-server|x-iinfo|x-sucuri-id|x-backside-transport|x-global-transaction-id):/i;
