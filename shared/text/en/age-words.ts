const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const two = (count: number): string => String(count).padStart(2, '0');

/** How long something has lasted, in its two largest units: `45 s`, `3 h 12 m`, `4 d 2 h`. */
export function ageWords(ms: number): string {
  const age = Math.max(0, ms);
  if (age < minute) return `${Math.floor(age / second)} s`;
  if (age < hour) return `${Math.floor(age / minute)} m ${two(Math.floor((age % minute) / second))} s`;
  if (age < day) return `${Math.floor(age / hour)} h ${two(Math.floor((age % hour) / minute))} m`;
  return `${Math.floor(age / day)} d ${Math.floor((age % day) / hour)} h`;
}
