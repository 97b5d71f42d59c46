import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { runInForeground } from '../electron-process.js';
import { announce } from '../setup/announce.js';
import { isOnPath, isRoot, run } from '../setup/commands.js';
import { inRoot, ROOT } from '../setup/places.js';
import { CHECKS, runChecks } from './checks.js';
import { judge, NOTHING, readReport, tallyPlaywright, tallyVitest } from './tally.js';

/**
 * @typedef {import('../setup/electron.js').Electron} Electron
 * @typedef {import('./tally.js').Tally} Tally
 *
 * @typedef {object} Layer
 * @property {string} name
 * @property {boolean} usesBuild whether it runs what is in out/
 * @property {boolean} [isBeside] whether it runs in the time that the others leave while they wait for their peers
 * @property {(electron: Electron) => Promise<Tally>} run
 */

const RESULTS = inRoot('test-results');

/** @param {readonly string[]} folders @param {RegExp} pattern */
function hasTests(folders, pattern) {
  return folders
    .map((folder) => inRoot('test', folder))
    .filter((folder) => existsSync(folder))
    .some((folder) => readdirSync(folder, { recursive: true }).some((name) => pattern.test(String(name))));
}

/** @param {string} layer a fresh file for its report */
function reportFile(layer) {
  mkdirSync(RESULTS, { recursive: true });
  const file = inRoot('test-results', `${layer}.json`);
  rmSync(file, { force: true });
  return file;
}

/**
 * @param {string} report
 * @param {readonly string[]} projects
 */
const vitestArguments = (report, projects) => [
  inRoot('node_modules', 'vitest', 'vitest.mjs'),
  'run',
  ...projects.flatMap((project) => ['--project', project]),
  ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
];

/**
 * @param {string} layer
 * @param {readonly string[]} folders
 * @param {readonly string[]} projects
 */
async function runVitest(layer, folders, projects) {
  if (!hasTests(folders, /\.test\.ts$/)) return NOTHING;
  const report = reportFile(layer);
  const status = await runInForeground(process.execPath, vitestArguments(report, projects), { cwd: ROOT });
  return judge(status, readReport(report, tallyVitest));
}

/**
 * Where Playwright's `_electron.launch()` finds the Electron that was set up.
 * @param {Electron} electron
 * @param {string} report
 * @returns {NodeJS.ProcessEnv}
 */
function windowEnvironment({ kind, dist }, report) {
  return {
    ...process.env,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    ...(kind === 'official' ? {} : { ELECTRON_OVERRIDE_DIST_PATH: dist }),
  };
}

/** @param {Electron} electron */
async function runPlaywright(electron) {
  if (!hasTests(['e2e'], /\.spec\.ts$/)) return NOTHING;
  announce(`On Electron ${electron.version} (${electron.kind})`);
  const report = reportFile('e2e');
  const cli = inRoot('node_modules', '@playwright', 'test', 'cli.js');
  const status = await runInForeground(process.execPath, [cli, 'test', '--reporter=list,json'], {
    cwd: ROOT,
    env: windowEnvironment(electron, report),
  });
  return judge(status, readReport(report, tallyPlaywright));
}

/**
 * Why packages can't be installed here, in a bare system made for the purpose; null where they can.
 * @returns {string | null}
 */
function whyNoBareSystems() {
  if (process.platform !== 'linux') return 'this is not Linux';
  if (!isRoot()) return 'only root can make the bare systems that packages are installed into';
  if (!isOnPath('mmdebstrap')) return 'there is no mmdebstrap';
  const { status } = spawnSync('unshare', ['--mount', '--pid', '--fork', 'true'], { stdio: 'ignore' });
  return status === 0 ? null : 'this machine gives root no namespaces';
}

/**
 * Beside the other layers, whose output it leaves alone; it gives way to them, but not so far that it stands still.
 * @returns {Promise<Tally>}
 */
async function runPackages() {
  const why = whyNoBareSystems();
  if (why !== null) {
    announce(`package: not run, because ${why}.`);
    return { ...NOTHING, skipped: 1 };
  }
  const report = reportFile('package');
  const vitest = vitestArguments(report, ['package']);
  const { status, output } = await run('nice', ['-n', '5', process.execPath, ...vitest], { cwd: ROOT });
  console.log(output);
  return judge(status, readReport(report, tallyVitest));
}

/** From the quickest to the most real. @type {readonly Layer[]} */
export const LAYERS = [
  { name: 'checks', usesBuild: false, isBeside: true, run: () => runChecks(CHECKS) },
  {
    name: 'unit',
    usesBuild: false,
    run: () => runVitest('unit', ['unit', 'contracts'], ['unit', 'components']),
  },
  {
    name: 'integration',
    usesBuild: true,
    run: () => runVitest('integration', ['integration'], ['integration']),
  },
  { name: 'e2e', usesBuild: true, run: runPlaywright },
  // In the time that the others leave: most of it is spent on packing and on other systems' packages.
  { name: 'package', usesBuild: true, isBeside: true, run: runPackages },
];
