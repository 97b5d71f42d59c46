import type { ProfileId, SessionId } from '../../shared/brand.ts';
import type { SessionPhase } from '../../shared/status.ts';
import type { Text } from '../../shared/text/text.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Note, Notifications, ShownNote } from '../ports/notifications.ts';
import type { CalmProfile, CalmSession } from './calm-profiles.ts';
import { outageNote, recoveryNote } from './news-words.ts';
import {
  initialNews,
  stepNews,
  type Condition,
  type NotificationPolicy,
  type NewsEffect,
  type NewsState,
  type Outage,
  type SeenSession,
} from './outage-news.ts';

export interface NotifierDeps {
  readonly clock: Clock;
  readonly notifications: Notifications;
  readonly policy: () => NotificationPolicy;
  readonly text: () => Text;
  /** The person wants to see what a notification speaks of. */
  readonly open: (profile: ProfileId, session: SessionId) => void;
}

interface Shown {
  readonly note: ShownNote;
  /** The sessions whose outage it tells and that are still out. */
  readonly about: Set<SessionId>;
}

/** Tells of outages and recoveries: drives `outage-news`. */
export class OutageNotifier {
  readonly #deps: NotifierDeps;
  #state: NewsState = initialNews;
  #profiles: readonly CalmProfile[] | null = null;
  #sessions: readonly SeenSession[] = [];
  /** By which the latest step went. */
  #policy: NotificationPolicy | null = null;
  #timer: Timer | null = null;
  /** Kept for as long as they may be clicked: a notification that is let go of is deaf. */
  #outages: readonly Shown[] = [];
  #recovery: ShownNote | null = null;

  constructor(deps: NotifierDeps) {
    this.#deps = deps;
  }

  /** To be told of every view. What would change with time alone, its own timer looks after. */
  profilesChanged(profiles: readonly CalmProfile[]): void {
    if (profiles === this.#profiles && this.#deps.policy() === this.#policy) return;
    this.#profiles = profiles;
    this.#sessions = profiles.flatMap((profile) =>
      profile.sessions.map((session) => seenSession(profile, session)),
    );
    this.#step();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#outages.forEach(({ note }) => note.close());
    this.#recovery?.close();
  }

  #step(): void {
    const { clock } = this.#deps;
    this.#timer?.cancel();
    this.#timer = null;
    const policy = this.#deps.policy();
    this.#policy = policy;
    const event = { sessions: this.#sessions, policy, nowMs: clock.monotonic() };
    const [state, ...effects] = stepNews(this.#state, event);
    this.#state = state;
    effects.forEach((effect) => this.#perform(effect));
  }

  #perform(effect: NewsEffect): void {
    switch (effect.do) {
      case 'tellOutages': {
        const about = new Set(effect.outages.map(({ session }) => session.id));
        this.#outages = [
          ...this.#outages,
          { note: this.#show(outageNote(this.#deps.text(), effect.outages), effect.outages), about },
        ];
        break;
      }
      case 'tellRecoveries':
        this.#recovery?.close();
        this.#recovery = this.#show(recoveryNote(this.#deps.text(), effect.outages), effect.outages);
        break;
      case 'withdraw':
        this.#withdraw(effect.sessions);
        break;
      case 'lookAgain':
        this.#timer = this.#deps.clock.after(effect.inMs, () => this.#step());
    }
  }

  #show(note: Note, [first]: readonly Outage[]): ShownNote {
    return this.#deps.notifications.show(note, () => {
      if (first !== undefined) this.#deps.open(first.session.profileId, first.session.id);
    });
  }

  /** A notification goes when nothing of what it says is so any more. */
  #withdraw(sessions: readonly SessionId[]): void {
    for (const { about } of this.#outages) sessions.forEach((id) => about.delete(id));
    this.#outages.filter(({ about }) => about.size === 0).forEach(({ note }) => note.close());
    this.#outages = this.#outages.filter(({ about }) => about.size > 0);
  }
}

function seenSession(
  { id: profileId, profile }: CalmProfile,
  { id, realmPath, phase }: CalmSession,
): SeenSession {
  const problem = 'problem' in phase ? phase.problem : null;
  return { id, profileId, profileName: profile.name, realmPath, condition: conditionOf(phase), problem };
}

function conditionOf(phase: SessionPhase): Condition {
  switch (phase.state) {
    case 'online':
      return 'online';
    case 'idle':
      return 'off';
    case 'awaitingToken':
    case 'connecting':
    case 'waiting':
    case 'offline':
      return 'down';
    case 'awaitingSignIn':
      return 'stuck';
    case 'blocked':
      // The person's own doing is no news to them.
      return phase.problem.kind === 'cancelled' ? 'off' : 'stuck';
  }
}
