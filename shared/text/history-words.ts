import type { Cause, Pinging } from '../history.ts';
import type { Text } from './text.ts';

/** A kind that another version wrote stands as it is. */
export function causeWords({ history }: Text, { kind, code }: Cause): string {
  const words: Readonly<Record<string, string>> = history.causes;
  return code === null || code === 0 ? (words[kind] ?? kind) : `${words[kind] ?? kind} (${code})`;
}

/** What was found of limits on the way, a sentence each; none where nothing was found. */
export function limitSentences({ history, times }: Text, pinging: Pinging): readonly string[] {
  const { everyMs, idleLimit, ageLimit, suggestedMs } = pinging;
  const { limits } = history;
  const sentences: string[] = [];
  if (idleLimit !== null && suggestedMs !== null) {
    const length = times.limitWords(idleLimit.limitMs);
    const found = idleLimit.isAtMost ? limits.drops(length) : limits.closes(length);
    const answer =
      everyMs <= suggestedMs
        ? limits.pingsNow(times.limitWords(everyMs))
        : limits.pingsWould(times.limitWords(suggestedMs));
    sentences.push(`${found} ${answer}`);
  }
  if (ageLimit !== null) {
    sentences.push(`${limits.age(times.limitWords(ageLimit.limitMs))} ${limits.agePings}`);
  }
  return sentences;
}

/** `up to 1 min: 3`, of each bound that has any. */
export const countWords = ({ history }: Text, counts: readonly number[]): string =>
  counts
    .flatMap((count, index) => {
      const bound = history.bounds[index];
      if (count === 0) return [];
      return [bound === undefined ? history.longer(count) : history.upTo(bound, count)];
    })
    .join(', ');
