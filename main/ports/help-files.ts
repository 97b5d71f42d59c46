import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Shell } from 'electron';
import type { AboutFacts } from '../../shared/about.ts';
import type { BlockingCalls } from './blocking-calls.ts';

/** What lies beside the app for whoever wants to know more of it. */
export interface HelpFiles {
  facts(): Promise<AboutFacts>;
  /** Shows the log in the system's file manager; it opens nothing. */
  showLog(): void;
}

interface Places {
  /** Where the built program is; its package's file is two folders above. */
  readonly program: string;
  /** Where packaging puts what lies beside the program. */
  readonly resources: string;
  readonly logFile: string;
}

/** Those of all that is bundled are a tenth of it. */
const mostLicenceBytes = 8 * 1024 * 1024;

export class SystemHelpFiles implements HelpFiles {
  readonly #places: Places;
  readonly #calls: Pick<BlockingCalls, 'readAt'>;
  readonly #shell: Pick<Shell, 'showItemInFolder'>;

  constructor(places: Places, calls: Pick<BlockingCalls, 'readAt'>, shell: Pick<Shell, 'showItemInFolder'>) {
    this.#places = places;
    this.#calls = calls;
    this.#shell = shell;
  }

  async facts(): Promise<AboutFacts> {
    const { program, logFile } = this.#places;
    return { commit: commitOf(program), licences: await this.#licences(), logFile };
  }

  showLog(): void {
    this.#shell.showItemInFolder(this.#places.logFile);
  }

  /** Packaging writes them beside the program; in a checkout there are none. */
  async #licences(): Promise<string | null> {
    try {
      const path = join(this.#places.resources, 'licences.txt');
      const bytes = await this.#calls.readAt(path, 0, mostLicenceBytes);
      return Buffer.from(bytes).toString('utf8');
    } catch {
      return null;
    }
  }
}

/** Packaging writes it into the package's file, which lies in the app's own archive. */
function commitOf(program: string): string | null {
  try {
    const json: unknown = JSON.parse(readFileSync(join(program, '..', '..', 'package.json'), 'utf8'));
    if (typeof json !== 'object' || json === null || !('commit' in json)) return null;
    return typeof json.commit === 'string' && /^[0-9a-f]{7,64}$/.test(json.commit) ? json.commit : null;
  } catch {
    return null;
  }
}
