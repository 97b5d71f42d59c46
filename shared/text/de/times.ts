import { countedIn, percentIn, pluralIn, secondsIn } from '../forms.ts';
import { timesIn } from '../times.ts';

const locale = 'de-DE';

export const times = timesIn({
  locale,
  minute: 'min',
  bytes: 'Byte',
  months: (count) => `${count} Monate`,
  years: (count) => `${count} Jahre`,
});

export const plural = pluralIn(locale);
export const counted = countedIn(locale);
export const percent = percentIn(locale);
export const seconds = secondsIn(locale);
