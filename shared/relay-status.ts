import type { Problem } from './problem.ts';
import type { RelayMode } from './relay.ts';

/** One request of an app that the relay carries, or has carried just now. */
export interface RelayedApp {
  readonly id: number;
  /** The realm path of a sync websocket, decoded for reading; otherwise the request's path, without its query. */
  readonly path: string;
  readonly isSync: boolean;
  /** When it came, and when it was opened; ms since 1970. */
  readonly since: number;
  /** Bytes from the app and to it. */
  readonly received: number;
  readonly sent: number;
  readonly phase: RelayedPhase;
}

export type RelayedPhase =
  | { readonly state: 'connecting' }
  /** Kept waiting while the way is tried again. */
  | { readonly state: 'held'; readonly problem: Problem }
  | { readonly state: 'open' }
  | { readonly state: 'ended'; readonly why: RelayedEnd };

/** Why an app's request is over. */
export type RelayedEnd =
  | { readonly kind: 'closed' }
  /** The server's own answer, which was passed on. */
  | { readonly kind: 'answered'; readonly status: number }
  /** The way to the server failed, and the app was told, or hung up on. */
  | { readonly kind: 'failed'; readonly problem: Problem }
  /** The app left before it was open. */
  | { readonly kind: 'gone' }
  /** The person, or the end of the relay. */
  | { readonly kind: 'cut' };

/** Why a request wasn't taken: what it says of itself, whose program sent it, or that there are too many. */
export type RelayRefusal =
  | 'host'
  | 'origin'
  | 'fetch'
  | 'preflight'
  /** It isn't what the relay's mode takes. */
  | 'mode'
  /** With mode `proxy`: to a host that isn't allowed. */
  | 'target'
  | 'otherUser'
  | 'tooMany'
  | 'malformed'
  | 'tooLong';

/** A relay as it is seen. No secret inside. */
export type RelayStatus =
  | { readonly state: 'off' }
  /** It doesn't listen, and tries again every few seconds. */
  | { readonly state: 'waiting'; readonly problem: Problem }
  | {
      readonly state: 'listening';
      readonly port: number;
      readonly mode: RelayMode;
      /** What stands in the way to the server just now. */
      readonly problem: Problem | null;
      /** Those that are there, and the latest that have ended. */
      readonly apps: readonly RelayedApp[];
      /** Requests that were not taken since it listens, by why. */
      readonly refused: Readonly<Partial<Record<RelayRefusal, number>>>;
    };

/** Whether it would be cut by the end of the relay; what is asked and answered in between doesn't count. */
const isThrough = ({ isSync, phase }: RelayedApp): boolean => {
  switch (phase.state) {
    case 'connecting':
      return isSync;
    case 'held':
    case 'open':
      return true;
    case 'ended':
      return false;
  }
};

/** How many apps go through a relay, or wait to. */
export const appsThrough = (status: RelayStatus): number =>
  status.state === 'listening' ? status.apps.filter(isThrough).length : 0;

/** How many of them are kept waiting. */
export const appsHeld = (status: RelayStatus): number =>
  status.state === 'listening' ? status.apps.filter(({ phase }) => phase.state === 'held').length : 0;

/** Causes of one kind, as people are told of them: a browser's pages are known by several signs. */
export const refusalCauses = {
  page: ['origin', 'fetch', 'preflight'],
  otherUser: ['otherUser'],
  host: ['host'],
  tooMany: ['tooMany'],
  mode: ['mode'],
  target: ['target'],
  notHttp: ['malformed'],
  tooLong: ['tooLong'],
} as const satisfies Readonly<Record<string, readonly RelayRefusal[]>>;
export type RefusalCause = keyof typeof refusalCauses;

/** How often, by cause; only what happened. */
export function refusedByCause(
  refused: Readonly<Partial<Record<RelayRefusal, number>>>,
): readonly (readonly [RefusalCause, number])[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the object is closed: these are its keys
  const causes = Object.keys(refusalCauses) as readonly RefusalCause[];
  return causes.flatMap((cause) => {
    const count = refusalCauses[cause].reduce((sum, why) => sum + (refused[why] ?? 0), 0);
    return count === 0 ? [] : [[cause, count] as const];
  });
}

/** Each kind of refusal is told of. */
true satisfies [Exclude<RelayRefusal, (typeof refusalCauses)[RefusalCause][number]>] extends [never]
  ? true
  : never;
