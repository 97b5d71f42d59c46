import { decimalsIn, pluralIn, timesIn } from '../times.ts';

const locale = 'en-GB';

export const times = timesIn({
  locale,
  minute: 'm',
  bytes: 'bytes',
  months: (count) => `${count} months`,
  years: (count) => `${count} years`,
});

export const decimal = decimalsIn(locale);
export const plural = pluralIn(locale);
