/**
 * How well texts answer to what was typed. Every word of it has to be found in one of them; each counts as well as its
 * best place: a whole word, the beginning of a word, the middle of one, or letters of one in their order.
 */
export type Scorer = (texts: readonly string[]) => number;

const wholeWord = 4;
const beginning = 3;
const middle = 2;
const scattered = 1;

/** Answers 0 for what doesn't match, otherwise up to 4. Texts that many entries share are looked at once. */
export function scorerFor(typed: string): Scorer {
  const wanted = wordsOf(typed);
  const known = new Map<string, readonly number[]>();
  const scoresOf = (text: string): readonly number[] => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const lower = text.toLocaleLowerCase();
    const words = wordsOf(lower);
    const scores = wanted.map((word) => scoreIn(lower, words, word));
    known.set(text, scores);
    return scores;
  };
  return (texts) => {
    const scores = texts.map(scoresOf);
    const best = wanted.map((_word, index) => Math.max(...scores.map((each) => each[index] ?? 0)));
    return best.includes(0) ? 0 : best.reduce((sum, score) => sum + score, 0) / wanted.length;
  };
}

const wordsOf = (text: string): readonly string[] =>
  text
    .toLocaleLowerCase()
    .split(/[\s/~·.,:…]+/)
    .filter((word) => word !== '');

function scoreIn(text: string, words: readonly string[], wanted: string): number {
  if (words.includes(wanted)) return wholeWord;
  if (words.some((word) => word.startsWith(wanted))) return beginning;
  if (text.includes(wanted)) return middle;
  return words.some((word) => word[0] === wanted[0] && isScatteredIn(word, wanted)) ? scattered : 0;
}

/** `cnct` in `connect`. */
function isScatteredIn(word: string, letters: string): boolean {
  let at = -1;
  for (const letter of letters) {
    at = word.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}
