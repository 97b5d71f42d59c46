import type { SessionEnd, SessionPhase } from './status.ts';
import type { Traffic } from './traffic.ts';

/** What happens to a session, told as it happens and in this order: what is gathered from it needs to compare nothing. */
export type SessionEvent =
  /** The session is alive from end to end; what that took is the first round trip. */
  | { readonly type: 'bound'; readonly rttMs: number }
  /** A heartbeat was answered. */
  | { readonly type: 'measured'; readonly rttMs: number }
  /** A message went over the wire: so much more than before. */
  | { readonly type: 'carried'; readonly traffic: Traffic }
  /** An app's stream was joined to the server's: nothing is measured of it, and what it says isn't read. */
  | { readonly type: 'joined' }
  /** An attempt ended by itself, whether it ever was online or not. */
  | { readonly type: 'ended'; readonly end: SessionEnd }
  /** What is shown of it is another phase, or the same one for another reason. */
  | { readonly type: 'phaseChanged'; readonly phase: SessionPhase };
