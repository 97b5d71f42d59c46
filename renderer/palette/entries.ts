import { visibleText } from '../../shared/visible-text.ts';
import { tick } from 'svelte';
import {
  actionIds,
  actionsOf,
  isActionOf,
  offeredElsewhere,
  shortcutOf,
  type ActionId,
} from '../../shared/actions.ts';
import type { ProfileView, SessionStatus } from '../../shared/status.ts';
import { enterMain, focusRowInSight } from '../commands/panes.ts';
import { ready, readyFor, readyOn } from '../commands/perform.ts';
import type { AppContext } from '../state/app-context.ts';
import { actionsText } from '../text.ts';
import { scorerFor } from './ranking.ts';

/** One line of the palette: something that can be done now. */
export interface Entry {
  /** The same for the same thing whenever it is offered. */
  readonly key: string;
  readonly title: string;
  /** What it is done to: a profile by its name, a session by its path. Empty for the window. */
  readonly subject: string;
  /** Only where the keys would do the same. */
  readonly shortcut: string | null;
  readonly run: () => void;
  /** Which of several that match alike comes first. */
  readonly weight: number;
}

const weights = { open: 4, inSight: 3, window: 2, elsewhere: 1 };

/** More than this is not read: one more letter is quicker. */
const most = 40;

/** What to offer for what was typed, the best first; nothing typed: what was used last, then what is at hand. */
export function entriesFor(context: AppContext, typed: string, recent: readonly string[]): readonly Entry[] {
  if (typed.trim() === '') return atHand(context, recent);
  const score = scorerFor(typed);
  return allEntries(context)
    .map((entry) => ({ entry, score: score([entry.title, entry.subject]) }))
    .filter(({ score: found }) => found > 0)
    .map(({ entry, score: found }) => ({ entry, score: found, used: recency(recent, entry.key) }))
    .sort(
      (one, other) =>
        other.score - one.score || other.used - one.used || other.entry.weight - one.entry.weight,
    )
    .slice(0, most)
    .map(({ entry }) => entry);
}

const recency = (recent: readonly string[], key: string): number => {
  const at = recent.indexOf(key);
  return at < 0 ? 0 : recent.length - at;
};

function atHand(context: AppContext, recent: readonly string[]): readonly Entry[] {
  const wanted = new Set(recent);
  const used = allEntries(context)
    .filter(({ key }) => wanted.has(key))
    .sort((one, other) => recency(recent, other.key) - recency(recent, one.key));
  const rest = [...inSight(context), ...ofWindow(context)].filter(({ key }) => !wanted.has(key));
  return [...used.slice(0, 5), ...rest].slice(0, most);
}

const allEntries = (context: AppContext): readonly Entry[] => [
  ...inSight(context),
  ...ofWindow(context),
  ...(context.view.current?.profiles ?? []).flatMap((profile) => ofProfile(context, profile)),
];

const keyOf = (id: string, profile?: ProfileView, session?: SessionStatus): string =>
  [id, profile?.id ?? '', session?.id ?? ''].join(' ').trimEnd();

function ofWindow(context: AppContext): readonly Entry[] {
  return actionIds
    .filter((id) => (isActionOf(id, 'window') && id !== 'palette') || isActionOf(id, 'editor'))
    .flatMap((id) => entryIf(context, id, keyOf(id), '', weights.window));
}

function entryIf(
  context: AppContext,
  id: ActionId,
  key: string,
  subject: string,
  weight: number,
): readonly Entry[] {
  const run = ready(context, id);
  if (run === null) return [];
  return [{ key, title: actionsText.words[id], subject, shortcut: shortcutOf(id), run, weight }];
}

/** The profile and the session that the keys would act on, too. */
function inSight(context: AppContext): readonly Entry[] {
  const { screen } = context;
  const { profile, session } = screen;
  if (screen.task.kind !== 'watching' || profile === null || screen.selection.ids.length > 1) return [];
  const { name } = profile.profile;
  return actionIds.flatMap((id) => {
    if (isActionOf(id, 'profile')) return entryIf(context, id, keyOf(id, profile), name, weights.inSight);
    if (!isActionOf(id, 'session') || session === null) return [];
    return entryIf(context, id, keyOf(id, profile, session), pathOf(profile, session), weights.inSight);
  });
}

const pathOf = ({ profile }: ProfileView, { realmPath }: SessionStatus): string =>
  `${realmPath} · ${visibleText(profile.name)}`;

async function openProfile({ screen }: AppContext, { id }: ProfileView): Promise<void> {
  screen.select(id);
  await tick();
  if (screen.task.kind === 'watching') focusRowInSight();
}

async function openSession(
  { screen }: AppContext,
  { id }: ProfileView,
  session: SessionStatus,
): Promise<void> {
  screen.choose(id, session.id);
  await tick();
  if (screen.task.kind === 'watching') enterMain();
}

/** What can be done with a profile and its sessions from wherever the person is. */
function ofProfile(context: AppContext, profile: ProfileView): readonly Entry[] {
  const { screen } = context;
  const subject = visibleText(profile.profile.name);
  const entries: Entry[] = [
    {
      key: keyOf('open', profile),
      title: actionsText.palette.openProfile,
      subject,
      shortcut: null,
      run: () => void openProfile(context, profile),
      weight: weights.open,
    },
  ];
  const isInSight = screen.task.kind === 'watching' && screen.profile?.id === profile.id;
  if (!isInSight || screen.selection.ids.length > 1) {
    for (const id of actionsOf('profile')) {
      const run = readyFor(context, id, profile);
      if (run === null) continue;
      const title = actionsText.words[id];
      entries.push({
        key: keyOf(id, profile),
        title,
        subject,
        shortcut: null,
        run,
        weight: weights.elsewhere,
      });
    }
  }
  return [...entries, ...profile.sessions.flatMap((session) => ofSession(context, profile, session))];
}

function ofSession(context: AppContext, profile: ProfileView, session: SessionStatus): readonly Entry[] {
  const { screen } = context;
  const subject = pathOf(profile, session);
  const open: Entry = {
    key: keyOf('open', profile, session),
    title: actionsText.palette.openSession,
    subject,
    shortcut: null,
    run: () => void openSession(context, profile, session),
    weight: weights.window,
  };
  const isInSight = screen.task.kind === 'watching' && screen.session?.id === session.id;
  const possible = isInSight ? [] : offeredElsewhere;
  return [
    open,
    ...possible.flatMap((id): Entry[] => {
      const run = readyOn(context, id, profile, session);
      const title = actionsText.words[id];
      const key = keyOf(id, profile, session);
      return run === null ? [] : [{ key, title, subject, shortcut: null, run, weight: weights.elsewhere }];
    }),
  ];
}
