import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { build } from 'vite';
import { openVirtualDisplay } from '../../scripts/display.js';
import { ensureBuilt } from '../../scripts/fresh-build.js';
import { ensureElectron } from '../../scripts/setup/electron.js';
import { inRoot } from '../../scripts/setup/places.js';
import { runsAsRoot } from '../../test/peers/folder.ts';
import type { FleetSize } from './fleet.ts';

type Display = Awaited<ReturnType<typeof openVirtualDisplay>>;

export interface BenchWindow {
  readonly app: ElectronApplication;
  readonly page: Page;
}

/** Opens windows of the real Electron, on a display in memory where there is no other. */
export class Windows {
  readonly #folder: string;
  readonly #executable: string;
  readonly #display: Display | null;

  private constructor(folder: string, executable: string, display: Display | null) {
    this.#folder = folder;
    this.#executable = executable;
    this.#display = display;
  }

  static async prepare(): Promise<Windows> {
    await ensureBuilt();
    const folder = mkdtempSync(join(tmpdir(), 'causeway-render-'));
    await build({
      configFile: false,
      logLevel: 'error',
      ssr: { noExternal: true },
      build: {
        ssr: inRoot('bench', 'render', 'window.process.ts'),
        outDir: folder,
        rollupOptions: { external: ['electron'], output: { format: 'es', entryFileNames: 'main.js' } },
      },
    });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', main: 'main.js' }));
    const display = process.env['DISPLAY'] === undefined ? await openVirtualDisplay() : null;
    return new Windows(folder, (await ensureElectron()).executable, display);
  }

  /** Resolves when the window shows what there is. */
  async open(size: FleetSize): Promise<BenchWindow> {
    const data = mkdtempSync(join(this.#folder, 'data-'));
    const display = this.#display;
    const app = await _electron.launch({
      executablePath: this.#executable,
      args: [this.#folder, `--user-data-dir=${data}`, inRoot('out'), JSON.stringify(size)],
      env: { ...process.env, ...(display === null ? {} : { DISPLAY: display.name }) },
      chromiumSandbox: !runsAsRoot(),
    });
    const page = await app.firstWindow();
    await page.getByText('Causeway bench').waitFor();
    return { app, page };
  }

  close(): void {
    this.#display?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
