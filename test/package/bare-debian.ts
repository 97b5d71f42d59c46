import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** A Debian with nothing but apt, made by mmdebstrap, and processes in it. Wants root. */

const fallbackMirror = 'http://deb.debian.org/debian';
const user = 1000;

/**
 * What is mounted in such a process is mounted for no other, and it and all below it end together: mmdebstrap too mounts
 * this machine's /dev, /proc and /sys, and whoever cleans up after an interrupted run must not find them there.
 */
const ownMounts = ['--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child', '--mount-proc'];

/** Where this machine gets Debian's packages. */
function mirror(): string {
  const { stdout } = spawnSync('apt-get', ['indextargets', '--format', '$(ORIGIN) $(REPO_URI)'], {
    encoding: 'utf8',
  });
  const [, found] = /^Debian (http\S+\/debian)\/?$/m.exec(stdout ?? '') ?? [];
  return found ?? fallbackMirror;
}

/** What this machine's apt was told of its way there, and of clocks. */
function aptSettings(): string {
  const { stdout } = spawnSync('apt-config', ['dump', 'Acquire'], { encoding: 'utf8' });
  const lines = (stdout ?? '').split('\n');
  return lines.filter((line) => /^Acquire::(http|https|Check-|Retries|ForceIPv4)/.test(line)).join('\n');
}

/** Whether the mirror has a release. */
export async function isOffered(suite: string): Promise<boolean> {
  const answer = await fetch(`${mirror()}/dists/${suite}/InRelease`, {
    signal: AbortSignal.timeout(20_000),
  }).catch(() => null);
  await answer?.body?.cancel();
  return answer?.ok === true;
}

export interface Answer {
  readonly status: number;
  readonly output: string;
}

/** A shell in the system, as an ordinary user; every program that it starts ends with it. */
export interface Shell {
  /** Runs a command line to its end; standard output is answered, standard error goes to `/tmp/errors`. */
  readonly run: (line: string) => Promise<Answer>;
  /** Of the first process, seen from outside. */
  readonly pid: number;
  readonly end: () => Promise<void>;
}

export interface ShellOptions {
  readonly display: string;
  /** With a message bus and an unlocked keyring; they have to be installed. */
  readonly hasKeyring?: boolean;
  /**
   * Whether programs in it get namespaces of their own. The kernel gives none to those in a chroot, as it gives none to
   * ordinary users where that is switched off; a root that was pivoted to is no chroot.
   */
  readonly hasNamespaces: boolean;
}

export class BareDebian {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  static async make(suite: string): Promise<BareDebian> {
    const work = await mkdtemp(join(tmpdir(), `cw-${suite}-`));
    const settings = join(work, 'apt.conf');
    await writeFile(settings, aptSettings());
    const root = join(work, 'root');
    await promisify(execFile)('unshare', [
      ...[...ownMounts, 'mmdebstrap', '--quiet', '--mode=root', '--variant=apt', `--aptopt=${settings}`],
      // Nothing in it outlives the test.
      ...['--dpkgopt=force-unsafe-io', suite, root, mirror()],
    ]);
    await mkdir(join(root, 'home', 'nell'), { recursive: true });
    const debian = new BareDebian(root);
    await debian.asRoot(
      "echo 'nell:x:1000:1000::/home/nell:/bin/sh' >> /etc/passwd && chown 1000 /home/nell",
    );
    await debian.asRoot('apt-get update -qq');
    return debian;
  }

  /** Whatever may be mounted in it stays as it is. */
  async remove(): Promise<void> {
    await promisify(execFile)('rm', ['-rf', '--one-file-system', join(this.root, '..')]);
  }

  /** What makes of this folder the root of a process and of all that it starts, which end with it. */
  #enter(hasNamespaces: boolean, command: readonly string[]): string[] {
    const mounts = [
      'root=$1; shift',
      'mount --bind "$root" "$root"',
      'mount --rbind /dev "$root/dev"',
      'mkdir -p "$root/tmp/.X11-unix" && mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"',
      'cp /etc/resolv.conf "$root/etc/resolv.conf"',
      'cd "$root" && mount -t proc proc proc',
      hasNamespaces ? 'pivot_root . . && umount -l . && exec "$@"' : 'exec chroot . "$@"',
    ];
    return [...ownMounts, 'sh', '-e', '-c', mounts.join('\n'), 'sh', this.root, ...command];
  }

  /** Runs a command line as root. Throws with what it said where it fails. */
  async asRoot(line: string): Promise<string> {
    const env = {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      DEBIAN_FRONTEND: 'noninteractive',
      LC_ALL: 'C.UTF-8',
      HOME: '/root',
    };
    await mkdir('/tmp/.X11-unix', { recursive: true, mode: 0o1777 });
    const { stdout } = await promisify(execFile)(
      '/usr/bin/unshare',
      this.#enter(false, ['/bin/sh', '-e', '-c', line]),
      { env, maxBuffer: 64 * 1024 * 1024 },
    );
    return stdout;
  }

  /** Puts a file where its user finds it, and answers its path there. */
  async hand(file: string): Promise<string> {
    await cp(file, join(this.root, 'tmp', basename(file)), { force: true });
    return `/tmp/${basename(file)}`;
  }

  async write(place: string, content: string): Promise<void> {
    await writeFile(join(this.root, place), content);
    await this.asRoot(`chown ${user} '${place}'`);
  }

  async shell({ display, hasKeyring = false, hasNamespaces }: ShellOptions): Promise<Shell> {
    const settings = {
      HOME: '/home/nell',
      PATH: '/usr/bin:/bin',
      DISPLAY: display,
      LANGUAGE: 'en',
      LC_ALL: 'C.UTF-8',
      XDG_RUNTIME_DIR: '/tmp/run',
    };
    const env = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
    const keyring =
      'printf test | gnome-keyring-daemon --unlock --components=secrets > /dev/null && exec /bin/sh';
    await this.asRoot(`mkdir -p /tmp/run && chown ${user} /tmp/run && chmod 700 /tmp/run`);
    const child = spawn(
      '/usr/bin/unshare',
      this.#enter(hasNamespaces, [
        ...['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups', 'env', '-i', ...env],
        ...(hasKeyring ? ['dbus-run-session', '--', '/bin/sh', '-c', keyring] : ['/bin/sh']),
      ]),
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    return { run: runner(child), pid: child.pid ?? 0, end: () => end(child) };
  }
}

/** Commands go in by standard input; what each answers ends with a line that no command writes. */
function runner({ stdin, stdout }: ChildProcess): Shell['run'] {
  if (stdin === null || stdout === null) throw new Error('a shell without pipes');
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const mark = `end-of-answer-${process.pid}`;
  return async (line) => {
    stdin.write(`{ ${line}; } 2>>/tmp/errors; status=$?; echo; echo "${mark} $status"\n`);
    const output: string[] = [];
    for (;;) {
      const next: IteratorResult<string, undefined> = await lines.next();
      if (next.done === true) throw new Error(`the shell ended during: ${line}\n${output.join('\n')}`);
      const { value } = next;
      if (value.startsWith(mark))
        return { status: Number(value.slice(mark.length)), output: output.join('\n') };
      output.push(value);
    }
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
