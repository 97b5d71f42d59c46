import type { MismatchSide, VersionRange } from '../../shared/problem.ts';
import { fieldOf } from './answer-marks.ts';

/** What an answer says of the version of the sync protocol that was asked for. */
export interface ProtocolMarks {
  readonly side: MismatchSide;
  readonly speaks?: VersionRange;
}

/**
 * The sync server's refusal of a version, by its words; null where it says nothing of the kind. The native worker says
 * "Invalid Sync protocol version", or "This client is unsupported" where it finds no version that it knows at the front of
 * the offer; later servers say "Protocol version negotiation failed", which they support, and REALM_SYNC_PROTOCOL_MISMATCH
 * (server, §3). The words are the server's wherever a gateway puts them: no other product has them.
 */
export function refusedVersion(body: string, head: readonly string[]): ProtocolMarks | null {
  const isRefusal =
    /Invalid Sync protocol version|REALM_SYNC_PROTOCOL_MISMATCH|client is unsupported|Protocol version negotiation failed/i;
  if (!isRefusal.test(body)) return null;
  const speaks = supportedIn(body) ?? workersOwn(head);
  return { side: sideOf(body), ...(speaks === null ? {} : { speaks }) };
}

function sideOf(body: string): MismatchSide {
  if (body.includes('CLIENT_TOO_OLD')) return 'clientTooOld';
  if (body.includes('CLIENT_TOO_NEW')) return 'clientTooNew';
  return /client is unsupported|(Missing|Malformed) specification of supported protocol/i.test(body)
    ? 'notSeen'
    : 'unsaid';
}

/** `Server supports: 24-30`, or a single number. */
function supportedIn(body: string): VersionRange | null {
  const [, oldest, newest] = /Server supports: *(\d{1,3})(?: *- *(\d{1,3}))?(?!\d)/i.exec(body) ?? [];
  return oldest === undefined ? null : { oldest: Number(oldest), newest: Number(newest ?? oldest) };
}

function workersOwn(head: readonly string[]): VersionRange | null {
  const version = workerVersionIn(head);
  return version === null ? null : { oldest: version, newest: version };
}

/** `server: realm-sync-server/22`: the native worker names its version in every answer (server, §3). */
export function workerVersionIn(head: readonly string[]): number | null {
  const version = /^realm-sync-server\/(\d{1,3})\b/i.exec(fieldOf(head, 'server') ?? '')?.[1];
  return version === undefined ? null : Number(version);
}

/**
 * What a 101 agreed on that can't be accepted, being anything but the one version that was asked for (RFC 6455 §4.1).
 * What repeats a whole offer names no version of its own.
 */
export function agreedVersion(head: readonly string[]): ProtocolMarks {
  const agreed = fieldOf(head, 'sec-websocket-protocol') ?? '';
  if (agreed === '') return { side: 'noneAgreed' };
  const version = /^io\.realm\.sync\.(\d{1,3})$/.exec(agreed)?.[1];
  const speaks =
    version === undefined ? {} : { speaks: { oldest: Number(version), newest: Number(version) } };
  return { side: 'otherAgreed', ...speaks };
}
