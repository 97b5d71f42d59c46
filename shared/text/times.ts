import { onDemand } from './on-demand.ts';

/** Times and amounts as people read them. All times are in milliseconds; clocks come from the caller. */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const two = (count: number): string => String(count).padStart(2, '0');

/** What differs between languages. */
export interface Units {
  /** BCP 47: how dates and numbers are written. */
  readonly locale: string;
  /** The sign for minutes in `3 m 05 s`. */
  readonly minute: string;
  readonly bytes: string;
  readonly months: (count: number) => string;
  readonly years: (count: number) => string;
}

export function timesIn({ locale, minute: minuteSign, bytes, months, years }: Units) {
  const moments = momentsIn(locale);
  const decimal = decimalsIn(locale);
  const sizes = [bytes, 'KB', 'MB', 'GB'];

  /** Milliseconds to the precision that means something: one place below ten. */
  const msWords = (ms: number): string => (ms < 10 ? decimal(ms, 1) : String(Math.round(ms)));

  /** How long something has lasted, in its two largest units: `45 s`, `3 h 12 m`, `4 d 2 h`. */
  function ageWords(ms: number): string {
    const age = Math.max(0, ms);
    if (age < minute) return `${Math.floor(age / second)} s`;
    const minutes = (length: number): string => `${Math.floor(age / minute) % length}`;
    if (age < hour) return `${minutes(60)} ${minuteSign} ${two(Math.floor((age % minute) / second))} s`;
    if (age < day) return `${Math.floor(age / hour)} h ${minutes(60).padStart(2, '0')} ${minuteSign}`;
    return `${Math.floor(age / day)} d ${Math.floor((age % day) / hour)} h`;
  }

  /** So far away that hours don't matter: `3 months`, `9 years`; null for what is nearer than two months. */
  function farWords(ms: number): string | null {
    if (ms < 60 * day) return null;
    return ms < 730 * day ? months(Math.floor(ms / (30 * day))) : years(Math.floor(ms / (365 * day)));
  }

  /** A measured duration: `0.4 ms`, `14 ms`, `1.25 s`. */
  function durationWords(ms: number): string {
    if (ms >= 10 * second) return `${decimal(ms / second, 1)} s`;
    return ms >= second ? `${decimal(ms / second, 2)} s` : `${msWords(ms)} ms`;
  }

  /** `60 s`, `1.8 s`, `5 min`: a limit as whoever set it wrote it down. */
  function limitWords(ms: number): string {
    const seconds = ms / second;
    if (seconds < 10) return `${decimal(seconds, Number.isInteger(Number(seconds.toFixed(1))) ? 0 : 1)} s`;
    return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
  }

  /** An amount of bytes: `812 bytes`, `4.2 KB`. */
  function bytesWords(amount: number): string {
    const step = amount < 1000 ? 0 : Math.min(sizes.length - 1, Math.floor(Math.log10(amount) / 3));
    const shown = amount / 1000 ** step;
    return `${step === 0 ? String(shown) : decimal(shown, 1)} ${sizes[step] ?? bytes}`;
  }

  /** How long until something happens: `0:08`, `1:02:03`, `2 d`, `9 years`. */
  const countdownWords = (ms: number): string => farWords(ms) ?? nearWords(ms);

  return { ...moments, ageWords, countdownWords, farWords, durationWords, msWords, limitWords, bytesWords };
}

/** As a clock: `0:08`, `4:10`, `1:02:03`. Part of a second counts as one. */
function nearWords(ms: number): string {
  if (ms >= 2 * day) return `${Math.floor(ms / day)} d`;
  const seconds = Math.ceil(Math.max(0, ms) / second);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const clock = `${hours > 0 ? two(minutes) : minutes}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${clock}` : clock;
}

/** A number with so many places after the point, or the comma. */
export function decimalsIn(locale: string): (value: number, places: number) => string {
  const comma = onDemand(() => {
    const parts = new Intl.NumberFormat(locale).formatToParts(0.5);
    return parts.find(({ type }) => type === 'decimal')?.value ?? '.';
  });
  return (value, places) => value.toFixed(places).replace('.', comma());
}

function momentsIn(locale: string) {
  const written = (options: Intl.DateTimeFormatOptions): ((at: number) => string) => {
    const format = onDemand(() => new Intl.DateTimeFormat(locale, options));
    return (at) => format().format(at);
  };
  return {
    /** The moment itself, date and time of day, in this computer's zone. */
    momentWords: written({ dateStyle: 'medium', timeStyle: 'medium' }),
    clockWords: written({ timeStyle: 'medium' }),
    /** The moment to the minute, for lists of moments of this month. */
    shortMomentWords: written({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }),
    hourWords: written({ hour: '2-digit', minute: '2-digit' }),
    dayOfMonthWords: written({ day: 'numeric', month: 'short' }),
    /** A day in the future: by its date, or by its name where that can mean only one. */
    dateWords: written({ dateStyle: 'medium' }),
    dayWords: written({ weekday: 'long' }),
  };
}
