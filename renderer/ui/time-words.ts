import { text } from '../text.ts';

/** Times and amounts as people read them (`shared/text/times.ts`), in the language in use. */
export const { ageWords, countdownWords, farWords, durationWords, msWords, limitWords, bytesWords } =
  text.times;
export const { momentWords, clockWords, shortMomentWords, hourWords, dayOfMonthWords } = text.times;
export const { dateWords, dayWords } = text.times;
