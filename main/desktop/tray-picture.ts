import { canWithSession, isPossible } from '../../shared/actions.ts';
import {
  countIndicators,
  onlineCount,
  profileIndicator,
  worstOf,
  type Indicator,
} from '../../shared/indicators.ts';
import { neededFor } from '../../shared/next-step.ts';
import { appsThrough } from '../../shared/relay-status.ts';
import { isCareless } from '../../shared/profile.ts';
import type { AppView } from '../../shared/status.ts';
import { texts } from '../../shared/text/languages.ts';
import { standstillWords, stepWords } from '../../shared/text/step-words.ts';
import type { Text } from '../../shared/text/text.ts';
import type { TrayCommand, TrayItem, TrayPicture } from '../ports/tray.ts';
import type { CalmProfile, CalmSession } from './calm-profiles.ts';

/** A menu of more profiles than this is no help. */
const mostProfiles = 20;

/** All that the tray shows: nothing else of a view changes the picture. */
export interface TrayView extends Pick<AppView, 'language'> {
  readonly profiles: readonly CalmProfile[];
}

export function drawTray(view: TrayView): TrayPicture {
  const text = texts[view.language];
  const { tray } = text.desktop;
  const counts = countWords(view, text);
  const indicators = view.profiles.map(profileIndicator);
  return {
    indicator: worstOf(indicators),
    badge: indicators.filter(waitsForPerson).length,
    tooltip: tray.tooltip(counts),
    menu: [
      { kind: 'words', label: counts },
      { kind: 'line' },
      ...profileItems(view.profiles, text),
      command(tray.retryNow, { do: 'retry' }, view.profiles.flatMap(retryable).length > 0),
      command(tray.open, { do: 'open' }),
      { kind: 'line' },
      command(tray.quit, { do: 'quit' }),
    ],
  };
}

const waitsForPerson = (indicator: Indicator): boolean =>
  indicator === 'blocked' || indicator === 'needsSignIn';

const shownIndicators = ['online', 'working', 'waiting', 'needsSignIn', 'blocked'] as const;

/** The sessions for which trying again now makes sense; about some the window has to ask. */
export const retryable = ({ profile, sessions }: CalmProfile): readonly CalmSession[] =>
  isCareless(profile) ? [] : sessions.filter((session) => canWithSession('retry', session));

function countWords(view: TrayView, { ui }: Text): string {
  const counts = countIndicators(view);
  const words = shownIndicators
    .filter((indicator) => counts[indicator] > 0)
    .map((indicator) => ui.statusBar[indicator](counts[indicator]));
  return words.length === 0 ? ui.statusBar.nothing : words.join(' · ');
}

function profileItems(profiles: readonly CalmProfile[], text: Text): readonly TrayItem[] {
  if (profiles.length === 0) return [];
  const { moreProfiles } = text.desktop.tray;
  const rest = profiles.length - mostProfiles;
  return [
    ...profiles.slice(0, mostProfiles).map((profile) => profileItem(profile, text)),
    ...(rest > 0 ? [{ kind: 'words', label: moreProfiles(rest) } as const] : []),
    { kind: 'line' },
  ];
}

function profileItem(profile: CalmProfile, text: Text): TrayItem {
  const { id, sessions } = profile;
  const { profile: label, connect, disconnect, show } = text.desktop.tray;
  const what = { do: 'show', id, session: sessions[0]?.id ?? null } as const;
  return {
    kind: 'submenu',
    label: label(profile.profile.name, stateWords(profile, text)),
    items: [
      isPossible('disconnect', profile)
        ? command(disconnect, { do: 'disconnect', id })
        : command(connect, { do: 'connect', id }),
      command(stepInWindow(profile, text) ?? show, what),
    ],
  };
}

/** What the person has to do in the window before the profile goes on; null where that is nothing. */
function stepInWindow(profile: CalmProfile, text: Text): string | null {
  const step = profile.wanted ? neededFor(profile)?.step : undefined;
  switch (step?.do) {
    case 'signIn':
    case 'enterProxyPassword':
    case 'addCertificate':
    case 'edit':
      return text.desktop.tray.inWindow(stepWords(text, step));
    case 'openKeychain':
    case 'retry':
    case 'connect':
    case undefined:
      return null;
  }
}

function stateWords(profile: CalmProfile, text: Text): string {
  const apps = appsThrough(profile.relay);
  const lent = apps === 0 ? [] : [text.relay.through(apps)];
  return [ownStateWords(profile, text), ...lent].join(', ');
}

function ownStateWords(profile: CalmProfile, text: Text): string {
  const { desktop, ui } = text;
  const indicator = profileIndicator(profile);
  if (indicator === 'off') return desktop.tray.off;
  const connected = desktop.tray.connected(onlineCount(profile), profile.sessions.length);
  if (indicator === 'online') return connected;
  const problem = neededFor(profile)?.problem ?? null;
  return `${connected}, ${problem === null ? ui.indicators[indicator] : standstillWords(text, problem)}`;
}

const command = (label: string, what: TrayCommand, isEnabled = true): TrayItem => ({
  kind: 'command',
  label,
  isEnabled,
  command: what,
});
