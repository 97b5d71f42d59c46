import type { Text } from '../../shared/text/text.ts';
import type { Note } from '../ports/notifications.ts';
import type { Outage } from './outage-news.ts';

/** Of more profiles than this only the number is told. */
const mostLines = 4;

export function outageNote(text: Text, outages: readonly Outage[]): Note {
  const { desktop } = text;
  const causeIn = (group: readonly Outage[]): string => causeOf(group, text);
  const profiles = byProfile(outages);
  const lines = profiles.map((group) =>
    profiles.length === 1 ? causeIn(group) : desktop.causeAt(nameOf(group), group.length, causeIn(group)),
  );
  const more = lines.length > mostLines ? [desktop.moreProfiles(lines.length - mostLines)] : [];
  return {
    title: titleOf(profiles, desktop.notConnected, text),
    body: [...lines.slice(0, mostLines), ...more].join('\n'),
  };
}

export function recoveryNote(text: Text, outages: readonly Outage[]): Note {
  const { desktop } = text;
  const longestMs = Math.max(...outages.map(({ lastedMs }) => lastedMs));
  return {
    title: titleOf(byProfile(outages), desktop.connectedAgain, text),
    body: outages.length === 1 ? desktop.lasted(longestMs) : desktop.longestLasted(longestMs),
  };
}

function titleOf(
  profiles: readonly (readonly Outage[])[],
  verdict: (subject: string, count: number) => string,
  { desktop }: Text,
): string {
  const all = profiles.flat();
  const [only, ...others] = all;
  const isOne = only !== undefined && others.length === 0;
  const what = verdict(isOne ? only.session.realmPath : desktop.sessions(all.length), all.length);
  return profiles.length === 1 ? `${nameOf(all)}: ${what}` : what;
}

/** The sentence of the problem that most of them have, and how many have another. */
function causeOf(outages: readonly Outage[], text: Text): string {
  const sentences = outages.map((outage) => sentenceOf(outage, text));
  const count = (sentence: string): number => sentences.filter((other) => other === sentence).length;
  const commonest = sentences.reduce((best, sentence) => (count(sentence) > count(best) ? sentence : best));
  const others = sentences.length - count(commonest);
  return others === 0 ? commonest : `${commonest} ${text.desktop.otherCauses(others)}`;
}

const sentenceOf = ({ problem }: Outage, { desktop, explain }: Text): string =>
  problem === null ? desktop.tryingAgain : explain(problem).summary;

const nameOf = ([first]: readonly Outage[]): string => first?.session.profileName ?? '';

function byProfile(outages: readonly Outage[]): readonly (readonly Outage[])[] {
  const groups = new Map<string, Outage[]>();
  for (const outage of outages) {
    const group = groups.get(outage.session.profileId);
    if (group === undefined) groups.set(outage.session.profileId, [outage]);
    else group.push(outage);
  }
  return [...groups.values()];
}
