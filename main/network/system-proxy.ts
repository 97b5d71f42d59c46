import type { Target, Way } from './route.ts';

/** What the system would do for a target: its settings, a PAC script, WPAD, or environment variables. */
export interface SystemProxy {
  /** The ways to try in turn; empty if there is none that we speak. */
  ways(target: Target): Promise<readonly Way[]>;
}
