import type { ProfileId } from '../../shared/brand.ts';
import { profileIndicator, sessionIndicator, worstFirst, type Indicator } from '../../shared/indicators.ts';
import type { ProfileView } from '../../shared/status.ts';
import type { Text } from '../../shared/text/text.ts';

/** What is said aloud of profiles that went down or came back, for people who can't see it. Pure: no clock. */

/** How long a state must stay to be told, and how far apart two tellings are at least. */
export const lookEveryMs = 3000;

type Indicators = ReadonlyMap<ProfileId, Indicator>;

export interface Told {
  /** At the latest look. */
  readonly seen: Indicators;
  readonly told: Indicators;
}

export interface News {
  readonly indicator: Indicator;
  readonly profile: ProfileView;
}

/** What is on its way somewhere is nothing to tell yet. */
const indicatorsOf = (profiles: readonly ProfileView[]): Indicators =>
  new Map(
    profiles
      .map((profile) => [profile.id, profileIndicator(profile)] as const)
      .filter(([, indicator]) => indicator !== 'working'),
  );

/** What there is at first is no news. */
export function firstLook(profiles: readonly ProfileView[]): Told {
  const seen = indicatorsOf(profiles);
  return { seen, told: seen };
}

/** Tells what two looks in a row found, once; that a person disconnected a profile is no news to them. */
export function lookAgain(
  { seen, told }: Told,
  profiles: readonly ProfileView[],
): readonly [Told, readonly News[]] {
  const now = indicatorsOf(profiles);
  const changed = profiles.flatMap((profile): readonly News[] => {
    const indicator = now.get(profile.id);
    const isNew =
      indicator !== undefined && indicator === seen.get(profile.id) && indicator !== told.get(profile.id);
    return isNew ? [{ indicator, profile }] : [];
  });
  const isTold = changed.map(({ indicator, profile }) => [profile.id, indicator] as const);
  const next = { seen: new Map([...seen, ...now]), told: new Map([...told, ...isTold]) };
  return [next, changed.filter(({ indicator }) => indicator !== 'off')];
}

/** Of more only the number is said. */
const mostNames = 3;

export function newsSentence(text: Text, news: readonly News[]): string {
  return worstFirst
    .map((indicator) => news.filter((each) => each.indicator === indicator))
    .flatMap((group) =>
      group.length > mostNames ? [countSentence(text, group)] : group.map(sentenceIn(text)),
    )
    .join(' ');
}

const sentenceIn =
  (text: Text) =>
  ({ indicator, profile }: News): string =>
    text.profiles.news.one(
      profile.profile.name,
      causeOf(text, indicator, profile) ?? `${text.ui.indicators[indicator]}.`,
    );

const countSentence = ({ profiles, ui }: Text, group: readonly News[]): string =>
  group
    .slice(0, 1)
    .map(({ indicator }) => profiles.news.several(group.length, ui.indicators[indicator]))
    .join('');

function causeOf({ explain }: Text, indicator: Indicator, { sessions, signIn }: ProfileView): string | null {
  if (indicator === 'online') return null;
  if (signIn.state === 'needsUser') return explain(signIn.problem).summary;
  const phase = sessions.find((session) => sessionIndicator(session) === indicator)?.phase;
  return phase !== undefined && 'problem' in phase ? explain(phase.problem).summary : null;
}
