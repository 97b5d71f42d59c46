import { readdir, readFile, readlink } from 'node:fs/promises';

/** Tells which program listens on a port of this computer. */
export interface PortHolders {
  /** Its name as the system has it; null where the system doesn't tell, or nobody listens. Never fails. */
  nameOf(port: number): Promise<string | null>;
}

/** Where the system doesn't tell without asking for more rights than the app has: macOS and Windows. */
export const silentPortHolders: PortHolders = { nameOf: () => Promise.resolve(null) };

/** From `/proc` of Linux (proc(5)): programs of one's own, and for root all of them. */
export class LinuxPortHolders implements PortHolders {
  readonly #folder: string;

  constructor(folder = '/proc') {
    this.#folder = folder;
  }

  async nameOf(port: number): Promise<string | null> {
    const inodes = new Set(
      (await Promise.all(['tcp', 'tcp6'].map((name) => this.#inodesOf(name, port)))).flat(),
    );
    if (inodes.size === 0) return null;
    const processes = (await readdir(this.#folder).catch(() => [])).filter((name) => /^\d+$/.test(name));
    for (const id of processes) if (await this.#holds(id, inodes)) return this.#nameOfProcess(id);
    return null;
  }

  /** Of sockets that listen on the port, on any address. */
  async #inodesOf(name: string, port: number): Promise<string[]> {
    const table = await readFile(`${this.#folder}/net/${name}`, 'latin1').catch(() => '');
    const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
    return table.split('\n').flatMap((line) => {
      const [, local = '', , state, , , , , , inode = '0'] = line.trim().split(/\s+/);
      return state === listening && local.endsWith(suffix) && inode !== '0' ? [inode] : [];
    });
  }

  async #holds(id: string, inodes: ReadonlySet<string>): Promise<boolean> {
    const folder = `${this.#folder}/${id}/fd`;
    // Of programs of others nothing is told.
    for (const descriptor of await readdir(folder).catch(() => [])) {
      const target = await readlink(`${folder}/${descriptor}`).catch(() => '');
      const [, inode = ''] = /^socket:\[(\d+)\]$/.exec(target) ?? [];
      if (inodes.has(inode)) return true;
    }
    return false;
  }

  async #nameOfProcess(id: string): Promise<string | null> {
    const name = await readFile(`${this.#folder}/${id}/comm`, 'utf8').catch(() => '');
    return name.trim() === '' ? null : name.trim();
  }
}

/** TCP_LISTEN in the kernel's numbers. */
const listening = '0A';

/** Linux alone tells. */
export const systemPortHolders = (platform: NodeJS.Platform): PortHolders =>
  platform === 'linux' ? new LinuxPortHolders() : silentPortHolders;
