import type { TraceRecorder } from '../network/trace.ts';
import type { AccessToken } from './token.ts';

/** A profile's account, for whoever is lent it: nothing that tokens come from ever leaves it. */
export interface Account {
  /** Whose it is; not to be shown. Signs in with what is there. Errors: what keeps it from that. */
  identityOf(recorder: TraceRecorder, signal: AbortSignal): Promise<string>;
  /** An access token for a realm path. Errors: what keeps it from signing in; those of the auth server. */
  accessTo(realmPath: string, recorder: TraceRecorder, signal: AbortSignal): Promise<AccessToken>;
}
