import { closeSync, openSync, readSync } from 'node:fs';

/** Both ends of a connection on loopback, as this end sees it. */
export interface LoopbackEnds {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
}

/**
 * Who holds the other end: one of the people or services of this computer. `unknown` where the system doesn't tell, and
 * `nobody` where it does, and there is no such connection (any more).
 */
export type PeerOwner =
  | { readonly kind: 'user'; readonly uid: number }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'unknown' };

/** Tells whose process is at the other end of a connection on loopback. */
export interface PeerOwners {
  ownerOf(ends: LoopbackEnds): Promise<PeerOwner>;
}

/** Where the system doesn't tell: macOS and Windows. */
export const silentPeerOwners: PeerOwners = { ownerOf: () => Promise.resolve({ kind: 'unknown' }) };

/** The uid that the relay runs as; null where there are none (Windows). */
export const ownUid = (): number | null => process.getuid?.() ?? null;

/** As `/proc/net/tcp` and `tcp6` of Linux have it (proc(5)). */
export class LinuxPeerOwners implements PeerOwners {
  readonly #folder: string;
  readonly #buffer = Buffer.allocUnsafe(64 * 1024);
  /** One look at a time, in the one buffer: many connections at once would take a copy of the table each. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder = '/proc/net') {
    this.#folder = folder;
  }

  ownerOf(ends: LoopbackEnds): Promise<PeerOwner> {
    const looked = this.#last.then(() => this.#lookTwice(ends));
    this.#last = looked;
    return looked;
  }

  /** The kernel hands the table out in pieces: a row may be missed where others go meanwhile. */
  async #lookTwice(ends: LoopbackEnds): Promise<PeerOwner> {
    const found = await this.#look(ends);
    return found.kind === 'nobody' ? this.#look(ends) : found;
  }

  /** A connection over IPv4 to a socket that listens for both stands in the table of IPv6. */
  async #look(ends: LoopbackEnds): Promise<PeerOwner> {
    const family = ends.remoteAddress.includes(':') ? 6 : 4;
    const names = family === 6 ? ['tcp6'] : ['tcp', 'tcp6'];
    let isTold = false;
    for (const name of names) {
      const found = await this.#find(name, rowOf(ends, name === 'tcp' ? 4 : 6));
      if (found !== null && found.kind === 'user') return found;
      isTold ||= found !== null;
    }
    return isTold ? { kind: 'nobody' } : { kind: 'unknown' };
  }

  /** Null where there is no such table. */
  async #find(name: string, row: string): Promise<PeerOwner | null> {
    const file = opened(`${this.#folder}/${name}`);
    if (file === null) return null;
    try {
      return await this.#findIn(file, row);
    } catch {
      return null;
    } finally {
      closeSync(file);
    }
  }

  async #findIn(file: number, row: string): Promise<PeerOwner> {
    let kept = 0;
    for (let reads = 1; ; reads += 1) {
      const bytesRead = readSync(file, this.#buffer, kept, this.#buffer.length - kept, null);
      const filled = kept + bytesRead;
      const found = ownerIn(this.#buffer.subarray(0, filled), row);
      if (found !== null) return found;
      if (bytesRead === 0) return { kind: 'nobody' };
      // The last line may be cut: it is looked at again with what follows.
      const end = this.#buffer.lastIndexOf('\n', filled - 1) + 1;
      this.#buffer.copy(this.#buffer, 0, end, filled);
      kept = filled - end;
      if (reads % readsAtOnce === 0) await nextTurn();
    }
  }
}

/**
 * The kernel answers these tables from memory, 4 KiB at a time: a few µs each. Read in the background, each piece costs a
 * way there and back, which with thousands of connections (those that have just ended stand there too, for a minute)
 * takes several times as long.
 */
const readsAtOnce = 64;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function opened(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    return null;
  }
}

/** What the other end's row holds: its own address and then ours, in the kernel's spelling. */
const rowOf = (ends: LoopbackEnds, family: 4 | 6): string =>
  ` ${spelled(ends.remoteAddress, ends.remotePort, family)} ${spelled(ends.localAddress, ends.localPort, family)} `;

function spelled(address: string, port: number, family: 4 | 6): string {
  const bytes = bytesOf(address, family);
  const words = Array.from({ length: bytes.length / 4 }, (_, word) =>
    Buffer.from(bytes.subarray(word * 4, word * 4 + 4))
      .reverse()
      .toString('hex'),
  );
  return `${words.join('')}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
}

/** Loopback only: there is 127.0.0.0/8, and ::1. */
function bytesOf(address: string, family: 4 | 6): Buffer {
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  if (dotted === null) return Buffer.from([...Array<number>(15).fill(0), 1]);
  const four = dotted.slice(1).map(Number);
  return Buffer.from(family === 4 ? four : [...Array<number>(10).fill(0), 0xff, 0xff, ...four]);
}

/**
 * `sl local rem st tx:rx tr:tm retrnsmt uid timeout inode`. A row without an inode is a connection that its process has
 * closed: the kernel shows it as root's, whoever it belonged to.
 */
function ownerIn(table: Buffer, row: string): PeerOwner | null {
  const at = table.indexOf(row, 0, 'latin1');
  if (at < 0) return null;
  const end = table.indexOf('\n', at);
  if (end < 0) return null;
  const [, , , , , uid = '', , inode = '0'] = table.toString('latin1', at + row.length - 1, end).split(/\s+/);
  return inode === '0' || !/^\d+$/.test(uid) ? { kind: 'nobody' } : { kind: 'user', uid: Number(uid) };
}

/** Linux alone tells. */
export const systemPeerOwners = (platform: NodeJS.Platform): PeerOwners =>
  platform === 'linux' ? new LinuxPeerOwners() : silentPeerOwners;
