import { describe, expect, it } from 'vitest';
import { isQuietAt } from '../../../main/desktop/quiet-hours.ts';

const at = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

describe('quiet hours', () => {
  it.each([
    ['22:00', '07:00', '21:59', false],
    ['22:00', '07:00', '22:00', true],
    ['22:00', '07:00', '00:00', true],
    ['22:00', '07:00', '06:59', true],
    ['22:00', '07:00', '07:00', false],
    ['12:30', '13:15', '12:29', false],
    ['12:30', '13:15', '12:30', true],
    ['12:30', '13:15', '13:15', false],
    ['09:00', '09:00', '09:00', true],
    ['09:00', '09:00', '03:00', true],
  ])('from %s to %s: at %s %s', (from, to, time, isQuiet) => {
    expect(isQuietAt({ isOn: true, from, to }, at(time))).toBe(isQuiet);
    expect(isQuietAt({ isOn: false, from, to }, at(time))).toBe(false);
  });
});
