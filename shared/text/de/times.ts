import { decimalsIn, pluralIn, timesIn } from '../times.ts';

const locale = 'de-DE';

export const times = timesIn({
  locale,
  minute: 'min',
  bytes: 'Byte',
  months: (count) => `${count} Monate`,
  years: (count) => `${count} Jahre`,
});

export const decimal = decimalsIn(locale);
export const plural = pluralIn(locale);
