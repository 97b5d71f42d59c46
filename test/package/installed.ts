import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openVirtualDisplay } from '../../scripts/display.js';
import { startSyncServer, type SyncServer } from '../../main/demo/sync-server.ts';
import { until } from '../peers/process.ts';
import { BareDebian, isOffered, type Shell } from './bare-debian.ts';

/** Installed on a Debian that has nothing else, by apt, without what it only recommends. */

const { deb, laterDeb } = inject('packages');
const installCommand = 'apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0';
const password = 'correct horse battery';

/** What a person has saved: the profile, and in the keychain the grant that is worth a password. */
const profileFor = ({ url }: SyncServer): object => ({
  formatVersion: 1,
  name: 'Staging',
  environment: 'staging',
  server: url,
  credential: { kind: 'password', username: 'nell' },
  route: { mode: 'direct' },
  realmPaths: ['/~/tasks'],
});

async function refreshTokenOf({ url }: SyncServer): Promise<string> {
  const answer = await fetch(`${url}/auth`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ app_id: '', provider: 'password', data: 'nell', user_info: { password } }),
  });
  const body = (await answer.json()) as { readonly refresh_token: { readonly token: string } };
  return body.refresh_token.token;
}

/** Processes of the installed app that a shell started, by their command lines. */
function processesOf({ pid }: Shell, pattern: RegExp): { readonly pid: number; readonly status: string }[] {
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      const line = readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const isOne = pattern.test(line) && isBelow(entry, pid);
      return isOne ? [{ pid: Number(entry), status: readFileSync(`/proc/${entry}/status`, 'utf8') }] : [];
    } catch {
      return []; // it has ended meanwhile
    }
  });
}

/** Whatever namespaces are between them. */
function isBelow(entry: string, ancestor: number): boolean {
  for (let pid = entry; pid !== '0' && pid !== '';) {
    if (Number(pid) === ancestor) return true;
    pid = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
  }
  return false;
}

const seccompOf = (status: string): string => /^Seccomp:\s+(\d)/m.exec(status)?.[1] ?? '';

/**
 * The tests of one release; each has a file, so that they run beside each other. `knowsNamespaces`: whether its AppArmor
 * has a word for them, and so gets our profile.
 */
export async function testInstalledOn(
  name: string,
  suite: string,
  { knowsNamespaces }: { readonly knowsNamespaces: boolean },
): Promise<void> {
  if (!(await isOffered(suite))) {
    it.skip(`${name} can’t be had from this machine’s mirror`, () => undefined);
    return;
  }
  describe(name, () => {
    let debian: BareDebian;
    let display: Awaited<ReturnType<typeof openVirtualDisplay>>;
    let server: SyncServer;
    let before: string;

    /** All that has to do with the app, outside of the person's own files. */
    const traces = (): Promise<string> =>
      debian.asRoot(
        "find / -xdev \\( -path /proc -o -path /home -o -path /tmp -o -path /var/cache/apt \\) -prune -o -iname '*causeway*' -print; ls -A /opt 2> /dev/null || true",
      );

    beforeAll(async () => {
      [debian, display, server] = await Promise.all([
        BareDebian.make(suite),
        openVirtualDisplay(),
        startSyncServer({ users: { nell: { password } } }),
      ]);
      before = await traces();
      await debian.asRoot(`${installCommand} ${await debian.hand(deb)}`);
    });
    afterAll(async () => {
      display?.close();
      await server?.stop();
      await debian?.remove();
    });

    /** Opens the window in a shell, and waits until it is there. */
    async function open(shell: Shell, command = 'causeway'): Promise<void> {
      await shell.run(`(${command} > /tmp/window.log 2>&1 &)`);
      const windows = (): string =>
        spawnSync('xwininfo', ['-root', '-tree', '-display', display.name], { encoding: 'utf8' }).stdout;
      await until(
        () => /"Causeway": \("causeway" "Causeway"\)\s+[1-9]\d{2,}x/.test(windows()),
        async () => `a window. It said:\n${(await shell.run('cat /tmp/window.log')).output}`,
        60_000,
      );
    }

    /** Ends the window as the system does. */
    async function close(shell: Shell): Promise<void> {
      const windows = () => processesOf(shell, /^\/opt\/Causeway\/causeway *$/);
      windows().forEach(({ pid }) => process.kill(pid, 'SIGTERM'));
      await until(
        () => windows().length === 0,
        () => 'an end of the window',
        20_000,
      );
      await online(0);
    }

    const atServer = (): number => server.sessions().length;
    const online = (count = 1): Promise<void> =>
      until(
        () => atServer() === count,
        () => `${count} sessions at the server; ${JSON.stringify(server.activity())}`,
        60_000,
      );

    async function withShell(
      options: { readonly hasNamespaces?: boolean; readonly hasKeyring?: boolean },
      use: (shell: Shell) => Promise<void>,
    ): Promise<void> {
      const shell = await debian.shell({ display: display.name, hasNamespaces: true, ...options });
      try {
        await use(shell);
      } finally {
        await shell.end();
      }
    }

    it('has every library that a program in it names', async () => {
      const missing = await debian.asRoot(
        'find /opt/Causeway -type f | while read -r file; do ldd "$file" 2> /dev/null | grep "not found" || true; done',
      );
      // They lie beside the program that wants them, and are found there.
      expect(missing.split('\n').filter((line) => line !== '' && !line.includes('libffmpeg'))).toEqual([]);
    });

    it.each([true, false])('opens its window in a sandbox (namespaces: %s)', async (hasNamespaces) => {
      await withShell({ hasNamespaces }, async (shell) => {
        await open(shell);
        const renderers = () => processesOf(shell, /--type=renderer/).map(({ status }) => seccompOf(status));
        await until(
          () => renderers().length > 0,
          () => 'a renderer',
          30_000,
        );
        await until(
          () => renderers().every((seccomp) => seccomp === '2'),
          () => `Seccomp ${renderers().join()}`,
        );
        const helpers = processesOf(shell, /^\/opt\/Causeway\/chrome-sandbox /);
        expect(helpers).toHaveLength(hasNamespaces ? 0 : 1);
      });
    });

    it('signs in from the command line, without a display and as root too', async () => {
      await debian.write('/home/nell/staging.json', JSON.stringify(profileFor(server)));
      await debian.write('/home/nell/secrets.json', JSON.stringify({ password }));
      const check = 'check /home/nell/staging.json --secrets /home/nell/secrets.json --json';
      await withShell({}, async (shell) => {
        const { status, output } = await shell.run(`env -u DISPLAY causeway ${check}`);
        expect(JSON.parse(output)).toMatchObject({ ok: true, problem: null });
        expect(status).toBe(0);
        expect((await shell.run('causeway nonsense')).status).toBe(2);
      });
      expect(JSON.parse(await debian.asRoot(`causeway ${check}`))).toMatchObject({ ok: true });
    });

    it('keeps profile and keychain through upgrade, removal, purge, reinstallation and downgrade', async () => {
      await debian.asRoot(`${installCommand} dbus gnome-keyring apparmor`);
      const entry = { id: 'staging', wanted: true, secrets: ['refreshToken'], profile: profileFor(server) };
      await debian.asRoot('mkdir -p /home/nell/.config/Causeway && chown -R 1000 /home/nell/.config');
      await debian.write(
        '/home/nell/.config/Causeway/profiles.json',
        JSON.stringify({ schemaVersion: 1, profiles: [entry] }),
      );
      await debian.write('/home/nell/token', await refreshTokenOf(server));
      const later = await debian.hand(laterDeb);
      const earlier = `/tmp/${basename(deb)}`;
      await withShell({ hasKeyring: true }, async (shell) => {
        const keytar = '/opt/Causeway/resources/app.asar.unpacked/node_modules/keytar';
        const keep = `require('${keytar}').setPassword('Causeway', 'staging/refreshToken', require('fs').readFileSync('/home/nell/token', 'utf8'))`;
        expect((await shell.run(`/opt/Causeway/resources/node -e "${keep}"`)).status).toBe(0);

        const isOnline = async (): Promise<void> => {
          const { status, output } = await shell.run('causeway check Staging --json');
          expect(output).toContain('"ok": true');
          expect(status).toBe(0);
        };
        await isOnline();
        await open(shell);
        await online();

        // The window goes on while all its files become others.
        await debian.asRoot(`dpkg -i ${later}`);
        const profile = await debian.asRoot('ls /etc/apparmor.d | grep causeway || true');
        expect(profile.trim()).toBe(knowsNamespaces ? 'causeway' : '');
        expect(atServer()).toBe(1);
        server.dropAll();
        await online();
        await close(shell);
        await open(shell);
        await online();
        await isOnline();
        await close(shell);

        await debian.asRoot('apt-get remove -y -qq causeway');
        expect((await shell.run('causeway --version')).status).toBe(127);
        await debian.asRoot('apt-get purge -y -qq causeway');
        expect(await traces()).toBe(before);

        await debian.asRoot(`dpkg -i ${later}`);
        await isOnline();
        await debian.asRoot(`dpkg -i ${earlier}`);
        await open(shell);
        await online();
        await isOnline();
      });
      // All that was asked of the server with a password was before.
      await debian.asRoot('apt-get purge -y -qq causeway');
      expect(await traces()).toBe(before);
    });
  });
}
