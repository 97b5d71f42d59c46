import type { ProfileId } from '../../shared/brand.ts';
import { profileIndicator, sessionIndicator, worstFirst, type Indicator } from '../../shared/indicators.ts';
import type { ProfileView } from '../../shared/status.ts';
import type { Text } from '../../shared/text/text.ts';

/** What is said aloud of profiles that went down or came back, for people who can't see it. Pure: no clock. */

/** How long a state must stay to be told, and how far apart two tellings are at least. */
export const lookEveryMs = 3000;

type Lights = ReadonlyMap<ProfileId, Indicator>;

export interface Told {
  /** At the latest look. */
  readonly seen: Lights;
  readonly told: Lights;
}

export interface News {
  readonly light: Indicator;
  readonly profile: ProfileView;
}

/** What is on its way somewhere is nothing to tell yet. */
const lightsOf = (profiles: readonly ProfileView[]): Lights =>
  new Map(
    profiles
      .map((profile) => [profile.id, profileIndicator(profile)] as const)
      .filter(([, light]) => light !== 'working'),
  );

/** What there is at first is no news. */
export function firstLook(profiles: readonly ProfileView[]): Told {
  const seen = lightsOf(profiles);
  return { seen, told: seen };
}

/** Tells what two looks in a row found, once; that a person disconnected a profile is no news to them. */
export function lookAgain(
  { seen, told }: Told,
  profiles: readonly ProfileView[],
): readonly [Told, readonly News[]] {
  const now = lightsOf(profiles);
  const changed = profiles.flatMap((profile): readonly News[] => {
    const light = now.get(profile.id);
    const isNew = light !== undefined && light === seen.get(profile.id) && light !== told.get(profile.id);
    return isNew ? [{ light, profile }] : [];
  });
  const isTold = changed.map(({ light, profile }) => [profile.id, light] as const);
  const next = { seen: new Map([...seen, ...now]), told: new Map([...told, ...isTold]) };
  return [next, changed.filter(({ light }) => light !== 'off')];
}

/** Of more only the number is said. */
const mostNames = 3;

export function newsSentence(text: Text, news: readonly News[]): string {
  return worstFirst
    .map((light) => news.filter((each) => each.light === light))
    .flatMap((group) =>
      group.length > mostNames ? [countSentence(text, group)] : group.map(sentenceIn(text)),
    )
    .join(' ');
}

const sentenceIn =
  (text: Text) =>
  ({ light, profile }: News): string =>
    text.profiles.news.one(
      profile.profile.name,
      causeOf(text, light, profile) ?? `${text.ui.lights[light]}.`,
    );

const countSentence = ({ profiles, ui }: Text, group: readonly News[]): string =>
  group
    .slice(0, 1)
    .map(({ light }) => profiles.news.several(group.length, ui.lights[light]))
    .join('');

function causeOf({ explain }: Text, light: Indicator, { sessions, signIn }: ProfileView): string | null {
  if (light === 'online') return null;
  if (signIn.state === 'needsUser') return explain(signIn.problem).summary;
  const phase = sessions.find((session) => sessionIndicator(session) === light)?.phase;
  return phase !== undefined && 'problem' in phase ? explain(phase.problem).summary : null;
}
