/** Times as people read them. All input is in milliseconds; clocks come from the caller. */

export { ageWords } from '../../shared/text/en/age-words.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const two = (count: number): string => String(count).padStart(2, '0');

/** How long until something happens, as a clock: `0:08`, `4:10`, `1:02:03`. Part of a second counts as one. */
export function countdownWords(ms: number): string {
  if (ms >= 2 * day) return `${Math.floor(ms / day)} d`;
  const seconds = Math.ceil(Math.max(0, ms) / second);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const clock = `${hours > 0 ? two(minutes) : minutes}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${clock}` : clock;
}

/** So far away that hours don't matter: `3 months`, `9 years`; null for what is nearer than two months. */
export function farWords(ms: number): string | null {
  if (ms < 60 * day) return null;
  return ms < 730 * day ? `${Math.floor(ms / (30 * day))} months` : `${Math.floor(ms / (365 * day))} years`;
}

/** A measured duration: `0.4 ms`, `14 ms`, `1.25 s`. */
export function durationWords(ms: number): string {
  if (ms >= 10 * second) return `${(ms / second).toFixed(1)} s`;
  if (ms >= second) return `${(ms / second).toFixed(2)} s`;
  return `${msWords(ms)} ms`;
}

/** Milliseconds to the precision that means something: one place below ten. */
export const msWords = (ms: number): string => (ms < 10 ? ms.toFixed(1) : String(Math.round(ms)));

const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** The moment itself, date and time of day, in this computer's zone. */
export const momentWords = (at: number): string => exact.format(at);
export const clockWords = (at: number): string => clock.format(at);

const short = new Intl.DateTimeFormat('en-GB', {
  ...{ day: 'numeric', month: 'short' },
  ...{ hour: '2-digit', minute: '2-digit' },
});

/** The moment to the minute, for lists of moments of this month. */
export const shortMomentWords = (at: number): string => short.format(at);

const sizes = ['bytes', 'KB', 'MB', 'GB'] as const;

/** An amount of bytes: `812 bytes`, `4.2 KB`. */
export function bytesWords(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(sizes.length - 1, Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1000 ** step;
  return `${step === 0 ? amount : amount.toFixed(1)} ${sizes[step] ?? 'bytes'}`;
}

const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long' });

/** A day in the future: by its date, or by its name where that can mean only one. */
export const dateWords = (at: number): string => date.format(at);
export const dayWords = (at: number): string => weekday.format(at);
