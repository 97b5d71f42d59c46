import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/setup/places.js';

/**
 * The borders between the folders are lint rules. A rule that has stopped biting looks just like code without faults,
 * so each of them is shown something to refuse here, and something to let pass.
 */

const eslint = new ESLint();

async function refusals(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath, warnIgnored: true });
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
}

/** What the linter that knows types refuses in a file of its own, under our rules. */
async function refusalsByType(code: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'boundaries-'));
  try {
    const compilerOptions = { types: [] };
    const project = { extends: join(ROOT, 'tsconfig.json'), compilerOptions, include: ['*.ts'] };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(project));
    await writeFile(join(folder, 'shown.ts'), code);
    return rulesIn(await oxlint(folder));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** It ends badly where it finds something; what it found is on standard output all the same. */
const oxlint = (folder: string): Promise<string> =>
  new Promise((resolve) => {
    const program = join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint');
    const args = ['--config', join(ROOT, '.oxlintrc.json'), '--format', 'json', folder];
    execFile(process.execPath, [program, ...args], { cwd: ROOT }, (_error, stdout) => resolve(stdout));
  });

function rulesIn(report: string): string[] {
  const { diagnostics } = JSON.parse(report) as {
    readonly diagnostics: readonly { readonly code: string }[];
  };
  return diagnostics.map(({ code }) => code);
}

const IMPORTS = 'no-restricted-imports';
const FLOORS = 'floors/only-downward';
const SYNTAX = 'no-restricted-syntax';
const reveals = 'export const sent = (token: { reveal(): string }) => token.reveal();';
const revealsByName = "export const sent = (token: { reveal(): string }) => token['reveal']();";
const revealsByPattern = 'export const sent = ({ reveal }: { reveal(): string }) => reveal();';
const choosesByCondition = "export const many = (count) => (count === 1 ? 'one' : 'many');";
const prints = "console.log('token');";

function from(source: string): string {
  return `import { thing } from '${source}';\nexport default thing;`;
}

// Two linters are woken on the way, and the machine may be busy.
const slow = { timeout: 60_000 };

describe('a border refuses', slow, () => {
  it.each([
    ['shared imports Node', 'shared/status.ts', from('node:fs'), IMPORTS],
    ['shared imports a package', 'shared/status.ts', from('ws'), IMPORTS],
    ['shared imports main', 'shared/status.ts', from('../main/secrets/secret.ts'), IMPORTS],
    ['shared imports the renderer', 'shared/text/hints.ts', from('../../renderer/api.ts'), IMPORTS],
    [
      'the window reaches into snippets',
      'renderer/interchange/offer.ts',
      from('../../shared/interchange/snippet/code.ts'),
      IMPORTS,
    ],
    [
      'the exporter reaches into snippets',
      'shared/interchange/export/source.ts',
      from('../snippet/languages/swift/index.ts'),
      IMPORTS,
    ],
    ['the renderer imports Electron', 'renderer/api.ts', from('electron'), IMPORTS],
    ['the renderer imports Node', 'renderer/ui/copy.ts', from('node:path'), IMPORTS],
    ['the renderer imports Node by its old name', 'renderer/ui/copy.ts', from('fs'), IMPORTS],
    ['the renderer imports main', 'renderer/ui/copy.ts', from('../../main/secrets/secret.ts'), IMPORTS],
    ['the renderer prints', 'renderer/api.ts', prints, 'no-console'],
    ['a service imports Electron', 'main/sync/session.ts', from('electron'), IMPORTS],
    ['a service imports a part of Electron', 'main/sync/session.ts', from('electron/main'), IMPORTS],
    ['a service loads Electron', 'main/secrets/vault.ts', "export default import('electron');", SYNTAX],
    ['the command line imports Electron', 'main/cli.ts', from('electron'), IMPORTS],
    ['main imports the renderer', 'main/view.ts', from('../renderer/api.ts'), IMPORTS],
    ['main imports a test', 'main/view.ts', from('../test/fakes/clock.ts'), IMPORTS],
    ['the token machine imports a port', 'main/tokens/machine.ts', from('../ports/clock.ts'), IMPORTS],
    [
      'the sign-in machine imports a port',
      'main/tokens/sign-in-machine.ts',
      from('../ports/clock.ts'),
      IMPORTS,
    ],
    ['the sync machine imports a port', 'main/sync/machine.ts', from('../ports/clock.ts'), IMPORTS],
    ['backoff imports a port', 'main/pacing/backoff.ts', from('../ports/random.ts'), IMPORTS],
    ['messages import a port', 'main/sync/messages.ts', from('../ports/sockets.ts'), IMPORTS],
    ['route imports a port', 'main/network/route.ts', from('../ports/clock.ts'), IMPORTS],
    ['classify imports a port', 'main/network/classify.ts', from('../ports/dialer.ts'), IMPORTS],
    ['migrations import a port', 'main/documents/migrations.ts', from('../ports/files.ts'), IMPORTS],
    ['the news of outages import a port', 'main/desktop/outage-news.ts', from('../ports/clock.ts'), IMPORTS],
    ['a machine reads a file', 'main/sync/machine.ts', from('node:fs'), IMPORTS],
    ['the session reveals a secret', 'main/sync/session.ts', reveals, SYNTAX],
    ['the log reveals a secret', 'main/log.ts', reveals, SYNTAX],
    ['the window reveals a secret', 'main/ipc.ts', reveals, SYNTAX],
    ['a secret is revealed by a string', 'main/view.ts', revealsByName, SYNTAX],
    ['a secret is revealed by a pattern', 'main/view.ts', revealsByPattern, SYNTAX],
    ['a service prints', 'main/sync/session.ts', prints, 'no-console'],
    ['a unit test imports Electron', 'test/unit/view.test.ts', from('electron'), IMPORTS],
    ['set-up imports what is not yet installed', 'scripts/setup/apt.js', from('yauzl'), IMPORTS],
    ['a port imports the network', 'main/ports/dialer.ts', from('../network/trace.ts'), FLOORS],
    ['the network imports tokens', 'main/network/trace.ts', from('../tokens/token.ts'), FLOORS],
    ['tokens import sync', 'main/tokens/lifecycle.ts', from('../sync/session.ts'), FLOORS],
    ['profiles import the check above them', 'main/profiles/store.ts', from('../check/check.ts'), FLOORS],
    ['a room imports its neighbour', 'main/history/history.ts', from('../pacing/backoff.ts'), FLOORS],
    [
      'a type is imported upward',
      'main/ports/tray.ts',
      "export type * from '../desktop/desktop.ts';",
      FLOORS,
    ],
    ['a room is loaded upward', 'main/sync/session.ts', "export default import('../app.ts');", FLOORS],
    ['a room without a floor is imported', 'main/sync/session.ts', from('../attic/thing.ts'), FLOORS],
    ['a room without a floor imports', 'main/attic/thing.ts', from('../ports/clock.ts'), FLOORS],
    ['words import a port’s deeds', 'main/desktop/news-words.ts', from('../ports/notifications.ts'), IMPORTS],
    ['a language branches', 'shared/text/en/ui.ts', choosesByCondition, SYNTAX],
    ['a language to come branches', 'shared/text/fr/problems.ts', choosesByCondition, SYNTAX],
    [
      'a language asks',
      'shared/text/de/ui.ts',
      'export function f(a) { if (a) return 1; return 2; }',
      SYNTAX,
    ],
    ['a language falls back', 'shared/text/de/ui.ts', "export const f = (a) => a ?? 'nothing';", SYNTAX],
    [
      'a language switches',
      'shared/text/en/ui.ts',
      'export function f(a) { switch (a) { default: } }',
      SYNTAX,
    ],
    ['anything is any', 'main/view.ts', 'export let thing: any;', '@typescript-eslint/no-explicit-any'],
  ])('%s', async (_what, filePath, code, rule) => {
    expect(await refusals(filePath, code)).toEqual([rule]);
  });

  it.each([
    [
      'a default for what a closed union doesn’t have yet',
      "export function f(x: 'a' | 'b'): number { switch (x) { case 'a': return 1; default: return 2; } }",
      'typescript(switch-exhaustiveness-check)',
    ],
    [
      'a default after all cases of a closed union',
      "export function f(x: 'a'): number { switch (x) { case 'a': return 1; default: return 2; } }",
      'typescript(switch-exhaustiveness-check)',
    ],
    [
      'a promise nobody waits for',
      'export function start(work: () => Promise<void>): void { work(); }',
      'typescript(no-floating-promises)',
    ],
    [
      'a switch that forgets a case',
      "export function f(x: 'a' | 'b'): void { switch (x) { case 'a': break; } }",
      'typescript(switch-exhaustiveness-check)',
    ],
    [
      'what may be anything',
      "export const answer: { readonly code: number } = JSON.parse('{}');",
      'typescript(no-unsafe-assignment)',
    ],
    [
      'a type that is merely claimed',
      'export const claimed = (given: unknown): string => given as string;',
      'typescript(no-unsafe-type-assertion)',
    ],
  ])('%s', async (_what, code, rule) => {
    expect(await refusalsByType(code)).toEqual([rule]);
  });
});

describe('a border lets pass', slow, () => {
  it.each([
    ['shared imports itself', 'shared/status.ts', from('./problem.ts')],
    ['shared imports itself from a folder', 'shared/text/hints.ts', from('../problem.ts')],
    ['shared imports zod', 'shared/profile.ts', from('zod')],
    ['what all languages share decides', 'shared/text/forms.ts', choosesByCondition],
    ['the renderer imports shared', 'renderer/ui/copy.ts', from('../../shared/status.ts')],
    [
      'a verb reads snippets through their door',
      'main/commands/import.ts',
      from('../../shared/interchange/snippet/index.ts'),
    ],
    ['snippets import themselves', 'shared/interchange/snippet/index.ts', from('./code.ts')],
    ['the renderer imports Svelte', 'renderer/start.ts', from('svelte')],
    ['the root imports Electron', 'main/index.ts', from('electron')],
    ['the preload imports Electron', 'main/preload.ts', from('electron')],
    ['an adapter imports Electron', 'main/ports/tray.ts', from('electron')],
    ['a service imports a port', 'main/sync/session.ts', from('../ports/clock.ts')],
    ['a room imports what stands below it', 'main/sync/session.ts', from('../pacing/backoff.ts')],
    ['a room imports itself', 'main/ports/tray.ts', from('./clock.ts')],
    [
      'words import a port’s types',
      'main/desktop/news-words.ts',
      "export type { Note } from '../ports/notifications.ts';",
    ],
    ['a machine imports shared', 'main/sync/machine.ts', from('../../shared/problem.ts')],
    ['the auth server request reveals', 'main/tokens/auth-server.ts', reveals],
    ['the vault reveals', 'main/secrets/vault.ts', reveals],
    ['the upgrade request reveals', 'main/sync/upgrade-request.ts', reveals],
    ['the proxy authenticator reveals', 'main/network/tunnel/proxy-authenticator.ts', reveals],
    ['SOCKS reveals', 'main/network/tunnel/socks.ts', reveals],
    ['trust reveals', 'main/network/trust.ts', reveals],
    ['the command line prints', 'main/cli.ts', prints],
    ['the log prints', 'main/log.ts', prints],
    ['set-up imports Node', 'scripts/setup/apt.js', from('node:fs')],
  ])('%s', async (_what, filePath, code) => {
    expect(await refusals(filePath, code)).toEqual([]);
  });

  it('a promise that somebody waits for', async () => {
    const code =
      'export const start = async (work: () => Promise<void>): Promise<void> => { await work(); };';
    expect(await refusalsByType(code)).toEqual([]);
  });
});
