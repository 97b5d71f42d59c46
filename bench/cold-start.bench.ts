import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { _electron } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openVirtualDisplay } from '../scripts/display.js';
import { ensureBuilt } from '../scripts/fresh-build.js';
import { ROOT } from '../scripts/setup/places.js';
import { saveJwtProfiles, type JwtProfile } from '../test/e2e/jwt-profiles.ts';
import { executable, surroundings } from '../test/e2e/surroundings.ts';
import { startMount, type DeadMount } from '../test/peers/dead-mount.ts';
import { makeFolder, runsAsRoot, type PrivateFolder } from '../test/peers/folder.ts';
import { startKeyring, type Keyring } from '../test/peers/keyring.ts';

/**
 * How long a person waits for the window, and for the app to end, when what it has to ask doesn't answer: beside a window
 * that has nothing to show, in turns. The promise: at most 2 s more than the empty one, and an end within 2.5 s.
 * Run: npm run bench -- bench/cold-start.bench.ts
 */

const rounds = 3;
const promise = { extraMs: 2_000, quitMs: 2_500 };

interface Surroundings {
  readonly userData: PrivateFolder;
  readonly mount: DeadMount;
  readonly keyring: Keyring;
}

interface Case {
  readonly name: string;
  /** Puts into the user data what stands in the way. */
  readonly arrange: (surroundings: Surroundings) => void | Promise<void>;
}

/** To a port where nothing listens. */
const save = (userData: PrivateFolder, entries: readonly JwtProfile[]): void =>
  saveJwtProfiles(userData, 'http://127.0.0.1:9', entries);

const names = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `office-${index + 1}`);

const locked = (count: number): Case => ({
  name: `${count} connected profiles, keyring locked, its prompt open`,
  arrange: async ({ userData, keyring }) => {
    save(
      userData,
      names(count).map((name) => ({ name, secrets: ['refreshToken'] })),
    );
    keyring.lock();
    await keyring.leavePromptsOpen();
  },
});

const cases: readonly Case[] = [
  locked(8),
  locked(40),
  {
    name: 'four JWT files on a mount that doesn’t answer',
    arrange: ({ userData, mount }) => {
      save(
        userData,
        names(4).map((name) => ({ name, jwtFile: mount.file(`${name}.jwt`) })),
      );
    },
  },
  {
    name: 'the history on a mount that doesn’t answer',
    arrange: ({ userData, mount }) => {
      save(userData, [{ name: 'office-1' }]);
      symlinkSync(mount.file('history.jsonl'), userData.file('history.jsonl'));
    },
  },
  {
    name: 'the log on a mount that doesn’t answer',
    arrange: ({ userData, mount }) => {
      save(userData, [{ name: 'office-1' }]);
      mkdirSync(userData.file('logs'));
      symlinkSync(mount.file('causeway.log'), userData.file('logs/causeway.log'));
    },
  },
  {
    name: 'settings.json is a pipe',
    arrange: ({ userData }) => {
      save(userData, [{ name: 'office-1' }]);
      execFileSync('mkfifo', [userData.file('settings.json')]);
    },
  },
];

interface Times {
  readonly shownMs: number;
  readonly quitMs: number;
}

let display: Awaited<ReturnType<typeof openVirtualDisplay>> | null = null;
beforeAll(async () => {
  await ensureBuilt();
  display = process.env['DISPLAY'] === undefined ? await openVirtualDisplay() : null;
}, 120_000);
afterAll(() => display?.close());

async function timed(env: Record<string, string>, shown: string): Promise<Times> {
  const startedAt = performance.now();
  const app = await _electron.launch({
    executablePath: await executable(),
    args: [ROOT],
    env,
    chromiumSandbox: !runsAsRoot(),
  });
  const child = app.process();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    const page = await app.firstWindow();
    await page.getByText(shown, { exact: true }).first().waitFor();
    const shownMs = performance.now() - startedAt;
    const endedFrom = performance.now();
    child.kill('SIGTERM');
    await ended;
    return { shownMs, quitMs: performance.now() - endedFrom };
  } finally {
    child.kill('SIGKILL');
  }
}

/** Starts the built app, waits for what it shows first, and ends it as the system does. */
async function startAndEnd(arrange: Case['arrange'], shown: string): Promise<Times> {
  const userData = await makeFolder('cold-start');
  const [mount, keyring] = await Promise.all([startMount(), startKeyring({ state: 'unlocked' })]);
  for (const name of names(4)) writeFileSync(mount.file(`${name}.jwt`), 'eyJ');
  writeFileSync(mount.file('history.jsonl'), '');
  writeFileSync(mount.file('causeway.log'), '');
  try {
    await arrange({ userData, mount, keyring });
    mount.fallSilent();
    const env = {
      ...surroundings(keyring, userData),
      ...(display === null ? {} : { DISPLAY: display.name }),
    };
    return await timed(env, shown);
  } finally {
    await Promise.all([mount.stop(), keyring.stop()]);
    await userData.remove();
  }
}

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
const summary = (times: readonly Times[]): Times => ({
  shownMs: median(times.map(({ shownMs }) => shownMs)),
  quitMs: Math.max(...times.map(({ quitMs }) => quitMs)),
});

test.each(cases)('$name', { timeout: 300_000 }, async ({ name, arrange }) => {
  const taken: { readonly empty: Times[]; readonly hung: Times[] } = { empty: [], hung: [] };
  for (let round = 0; round < rounds; round += 1) {
    taken.empty.push(await startAndEnd(() => undefined, 'Try the demo'));
    taken.hung.push(await startAndEnd(arrange, 'office-1'));
  }
  const [empty, hung] = [summary(taken.empty), summary(taken.hung)];
  const extraMs = hung.shownMs - empty.shownMs;
  process.stdout.write(
    `\n${name}\n  window after ${hung.shownMs.toFixed(0)} ms (empty: ${empty.shownMs.toFixed(0)} ms), ` +
      `ended within ${hung.quitMs.toFixed(0)} ms (empty: ${empty.quitMs.toFixed(0)} ms)\n`,
  );
  expect(extraMs).toBeLessThanOrEqual(promise.extraMs);
  expect(hung.quitMs).toBeLessThanOrEqual(promise.quitMs);
});
