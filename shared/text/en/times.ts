import { countedIn, percentIn, pluralIn, secondsIn } from '../forms.ts';
import { timesIn } from '../times.ts';

const locale = 'en-GB';

export const times = timesIn({
  locale,
  minute: 'm',
  bytes: 'bytes',
  months: (count) => `${count} months`,
  years: (count) => `${count} years`,
});

export const plural = pluralIn(locale);
export const counted = countedIn(locale);
export const percent = percentIn(locale);
export const seconds = secondsIn(locale);
