import { environments } from '../../shared/profile.ts';
import type { SessionPhase, SessionStatus } from '../../shared/status.ts';
import type { ShownProfile } from '../../main/view.ts';
import { corporate, online, profileView } from '../../test/unit/renderer/scenes.ts';

/** How many there are, and how the sessions are spread: one to a profile, or all of them in the first. */
export interface FleetSize {
  readonly profiles: number;
  readonly sessions: number;
  readonly spread: 'oneEach' | 'allInFirst';
}

/** Profiles in numbers, whose round trips are all different after each `beat`. */
export class Fleet {
  readonly profiles: readonly ShownProfile[];
  #beats = 0;

  constructor(size: FleetSize) {
    this.profiles = Array.from({ length: size.profiles }, (_, index) => this.#profile(index, size));
  }

  beat(): void {
    this.#beats += 1;
  }

  #profile(index: number, { sessions, spread }: FleetSize): ShownProfile {
    const id = `profile-${index}`;
    const isOnline = spread === 'oneEach' ? index < sessions : index === 0;
    const realmPaths =
      spread === 'allInFirst' && index === 0
        ? Array.from({ length: sessions }, (_, path) => `/~/branch-${path}`)
        : ['/~/default'];
    const environment = environments[index % environments.length] ?? 'own';
    const profile = corporate({ name: `Branch ${index}`, environment, realmPaths });
    const phase: SessionPhase = isOnline ? online() : { state: 'idle' };
    const { sessions: statuses, signIn, revocation, ...shown } = profileView(id, profile, [phase]);
    const rttMs = (session: number): number => 10 + ((this.#beats * 7 + index * 13 + session * 5) % 400) / 10;
    return {
      ...shown,
      wanted: isOnline,
      sessions: {
        signIn,
        revocation,
        /** Made anew for each look, as the real ones are. */
        get sessions(): readonly SessionStatus[] {
          return statuses.map((status, path) => ({ ...status, phase: measured(status.phase, rttMs(path)) }));
        },
      },
    };
  }
}

const measured = (phase: SessionPhase, rttMs: number): SessionPhase =>
  phase.state === 'online' ? { ...phase, rttMs } : phase;
