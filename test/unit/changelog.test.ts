import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { version } from '../../package.json';

/** CHANGELOG.md is in the form of Keep a Changelog, and its newest release is the version of package.json. */

const lines = readFileSync('CHANGELOG.md', 'utf8').split('\n');
const titles = lines.filter((line) => line.startsWith('## '));
const releases = titles.slice(1).map((line) => /^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)$/.exec(line));

it('begins with what is not released yet', () => {
  expect(titles[0]).toBe('## [Unreleased]');
});

it('has the version of package.json as its newest release', () => {
  expect(releases[0]?.[1]).toBe(version);
});

it('gives each release a version and a date, the newest first', () => {
  const dates = releases.map((release) => release?.[2]);
  expect(dates).not.toContain(undefined);
  expect(dates).toEqual([...dates].sort().reverse());
});

it('sorts changes under the headings of the format', () => {
  const headings = lines.filter((line) => line.startsWith('### '));
  expect(headings.length).toBeGreaterThan(0);
  for (const heading of headings) {
    expect(heading).toMatch(/^### (Added|Changed|Deprecated|Removed|Fixed|Security)$/);
  }
});
