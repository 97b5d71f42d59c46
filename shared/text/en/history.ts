import type { Cause, Pinging } from '../../history.ts';
import type { ProblemKind } from '../../problem.ts';

/** What the window says about the history of a session and its pings. */

/** What went wrong, in a few words: the place first where it matters. */
const causes: Record<ProblemKind, string> = {
  'vault.locked': 'keychain locked',
  'vault.unavailable': 'keychain unavailable',
  'vault.denied': 'keychain access denied',
  'vault.corrupt': 'keychain entry damaged',
  'auth.unresolved': 'auth server’s address not found',
  'auth.unreachable': 'auth server unreachable',
  'auth.closed': 'auth server hung up',
  'auth.timeout': 'auth server too slow',
  'auth.credentialRefused': 'credential refused',
  'auth.refreshRefused': 'refresh token refused',
  'auth.unknownAccount': 'account unknown',
  'auth.pathRefused': 'realm path refused',
  'auth.notOffered': 'way of signing in not offered',
  'auth.badRequest': 'auth server didn’t understand',
  'auth.busy': 'auth server busy',
  'auth.failed': 'auth server failed',
  'auth.refusedOnTheWay': 'sign-in refused on the way',
  'auth.moved': 'auth server moved',
  'auth.malformed': 'unusable answer to the sign-in',
  'auth.swallowedHeader': 'gateway’s header reached the auth server',
  'route.undecided': 'no route',
  'route.unresolved': 'forward proxy’s address not found',
  'route.unreachable': 'forward proxy unreachable',
  'route.closed': 'forward proxy hung up',
  'route.malformed': 'unusable answer of the forward proxy',
  'route.authRequired': 'forward proxy wants a password',
  'route.refused': 'forward proxy refused',
  'route.socksRefused': 'SOCKS proxy refused',
  'route.timeout': 'forward proxy too slow',
  'tls.untrusted': 'certificate not trusted',
  'tls.wrongName': 'certificate for another name',
  'tls.expired': 'certificate expired',
  'tls.notYetValid': 'certificate not valid yet',
  'tls.clientCertificateRequired': 'client certificate wanted',
  'tls.failed': 'TLS failed',
  'gateway.unresolved': 'gateway’s address not found',
  'gateway.unreachable': 'gateway unreachable',
  'gateway.timeout': 'gateway too slow',
  'gateway.closed': 'gateway hung up',
  'gateway.unauthorized': 'gateway wants another token',
  'gateway.badRequest': 'upgrade not understood',
  'gateway.forbidden': 'gateway refused',
  'gateway.noSuchPath': 'path not found at the gateway',
  'gateway.moved': 'gateway moved',
  'gateway.busy': 'gateway busy',
  'gateway.failed': 'gateway failed',
  'gateway.notWebSocket': 'no websocket behind the gateway',
  'gateway.upgradeStripped': 'gateway drops the upgrade',
  'gateway.protocolMismatch': 'no common protocol version',
  'session.closed': 'connection closed',
  'session.idleKilled': 'closed on the way while idle',
  'session.silent': 'server silent',
  'session.protocol': 'unusable data',
  'session.timeout': 'server too slow',
  'session.tokenExpired': 'access token expired',
  'session.badAuthentication': 'identity no longer accepted',
  'session.permissionDenied': 'permission denied',
  'session.server': 'server ended the session',
  'network.down': 'no network',
  'profile.invalid': 'profile not valid',
  'profile.missing': 'profile missing',
  'secret.missing': 'a secret is missing',
  'secret.fileUnreadable': 'JWT file unreadable',
  cancelled: 'cancelled',
  bug: 'a bug in Causeway',
};

/** A kind that another version wrote stands as it is. */
export function causeWords({ kind, code }: Cause): string {
  const words: Readonly<Record<string, string>> = causes;
  return code === null || code === 0 ? (words[kind] ?? kind) : `${words[kind] ?? kind} (${code})`;
}

/** `60 s`, `1.8 s`, `5 min`: a limit as whoever set it wrote it down. */
function limitWords(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

/** What was found of limits on the way, a sentence each; none where nothing was found. */
export function limitSentences({ everyMs, idleLimit, ageLimit, suggestedMs }: Pinging): readonly string[] {
  const sentences: string[] = [];
  if (idleLimit !== null && suggestedMs !== null) {
    const length = limitWords(idleLimit.limitMs);
    const found = idleLimit.isAtMost
      ? `Something on the way drops streams that are idle for ${length} or less, without closing them.`
      : `Something on the way closes streams that are idle for ${length}.`;
    const answer =
      everyMs <= suggestedMs
        ? `Causeway now pings every ${limitWords(everyMs)}.`
        : `Pings every ${limitWords(suggestedMs)} would keep them open.`;
    sentences.push(`${found} ${answer}`);
  }
  if (ageLimit !== null) {
    const found = `Something on the way closes streams that are ${limitWords(ageLimit.limitMs)} old, however busy.`;
    sentences.push(`${found} Pings don’t help; sessions come back by themselves.`);
  }
  return sentences;
}

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const bounds = ['1 s', '10 s', '1 min', '10 min', '1 h', '6 h', '1 day'];

/** `up to 1 min: 3`, of each bound that has any. */
export const countWords = (counts: readonly number[]): string =>
  counts
    .flatMap((count, index) => {
      const bound = bounds[index];
      return count === 0 ? [] : [`${bound === undefined ? 'longer' : `up to ${bound}`}: ${count}`];
    })
    .join(', ');

export const historyText = {
  range: 'Range',
  ranges: { hour: '1 hour', day: '1 day', month: '30 days' },
  begins: { hour: '1 hour ago', day: '24 hours ago', month: '30 days ago' },
  now: 'now',
  reading: 'Reading…',
  empty: 'Nothing yet. Once the session has been online, its outages and round trips show up here.',
  timeline: 'Online and outages over time',
  uptime: (share: string) => `Online ${share}`,
  share: (part: number) => (part >= 1 ? '100 %' : `${(Math.floor(part * 1000) / 10).toFixed(1)} %`),
  outageCount: (count: number) => (count === 0 ? 'no outage' : plural(count, 'outage', 'outages')),
  inAll: (length: string) => `${length} in all`,
  outages: 'Outages',
  began: 'Began',
  length: 'Length',
  cause: 'Cause',
  soFar: (length: string) => `${length} so far`,
  then: ', then ',
  showAll: (count: number) => `Show all ${count} outages`,
  more: (count: number) => `and ${plural(count, 'earlier one', 'earlier ones')}`,
  roundTrips: 'Round trip',
  roundTripWords: (least: string, mean: string, most: string) =>
    `${mean} ms on average, ${least} to ${most} ms`,
  traffic: 'Traffic',
  received: 'received',
  sent: 'sent',
  trafficWords: (received: string, receivedCount: number, sent: string, sentCount: number) =>
    `received ${received} in ${plural(receivedCount, 'message', 'messages')}, sent ${sent} in ${plural(sentCount, 'message', 'messages')}`,
  lives: 'How connections ended',
  livesHint: 'How long they had lived, and how quiet they had been, in steps from a second to a day.',
  end: 'End',
  lived: 'Lived',
  quiet: 'Quiet',
  adapt: 'Ping more often where that keeps streams open',
  pings: 'Pings',
  pingsEvery: (ms: number) => `every ${limitWords(ms)} at most`,
};
