import { describe, expect, it } from 'vitest';
import {
  ageWords,
  bytesWords,
  countdownWords,
  durationWords,
  farWords,
  momentWords,
} from '../../../renderer/ui/time-words.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

describe('an age', () => {
  it.each([
    [-5, '0 s'],
    [0, '0 s'],
    [59_999, '59 s'],
    [minute, '1 m 00 s'],
    [3 * minute + 7 * second, '3 m 07 s'],
    [hour, '1 h 00 m'],
    [3 * hour + 12 * minute + 59 * second, '3 h 12 m'],
    [24 * hour, '1 d 0 h'],
    [100 * hour, '4 d 4 h'],
  ])('of %i ms is %s', (ms, words) => expect(ageWords(ms)).toBe(words));
});

describe('a countdown', () => {
  it.each([
    [-1, '0:00'],
    [0, '0:00'],
    [1, '0:01'],
    [8 * second, '0:08'],
    [8 * second - 1, '0:08'],
    [4 * minute + 10 * second, '4:10'],
    [hour, '1:00:00'],
    [hour + 2 * minute + 3 * second, '1:02:03'],
    [26 * hour, '26:00:00'],
    [49 * hour, '2 d'],
    [9 * 365 * 24 * hour, '9 years'],
  ])('of %i ms is %s', (ms, words) => expect(countdownWords(ms)).toBe(words));
});

describe('a time far away', () => {
  it.each([
    [59 * 24 * hour, null],
    [60 * 24 * hour, '2 months'],
    [729 * 24 * hour, '24 months'],
    [730 * 24 * hour, '2 years'],
    [3650 * 24 * hour, '10 years'],
  ])('of %i ms is %s', (ms, words) => expect(farWords(ms)).toBe(words));
});

describe('a measured duration', () => {
  it.each([
    [0.44, '0.4 ms'],
    [9.96, '10.0 ms'],
    [14.2, '14 ms'],
    [1250, '1.25 s'],
    [12_340, '12.3 s'],
  ])('of %d ms is %s', (ms, words) => expect(durationWords(ms)).toBe(words));
});

describe('an amount of bytes', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1.0 KB'],
    [48_213, '48.2 KB'],
    [5_000_000_000_000, '5000.0 GB'],
  ])('of %i is %s', (bytes, words) => expect(bytesWords(bytes)).toBe(words));
});

it('a moment has its date and time of day', () => {
  expect(momentWords(new Date(2026, 2, 2, 9, 14, 5).getTime())).toBe('2 Mar 2026, 09:14:05');
});
