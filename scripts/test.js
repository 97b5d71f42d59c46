import { constants } from 'node:os';
import { ensureBuilt } from './fresh-build.js';
import { setUp } from './setup.js';
import { announce, runScript, SetupError } from './setup/announce.js';
import { LAYERS } from './test/layers.js';
import { lineOf, NOTHING, oneFailure, sum } from './test/tally.js';

/**
 * @typedef {import('./test/layers.js').Layer} Layer
 * @typedef {import('./test/tally.js').Tally} Tally
 */

/** @returns {readonly Layer[]} */
function chosenLayers() {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !LAYERS.some((layer) => layer.name === name));
  if (unknown.length > 0) {
    const known = LAYERS.map(({ name }) => name).join(', ');
    throw new SetupError(`There is no layer named ${unknown.join(' ')}. The layers: ${known}`);
  }
  return names.length === 0 ? LAYERS : LAYERS.filter(({ name }) => names.includes(name));
}

/**
 * Runs one step; any error counts as one failure, so that the steps after it still run.
 * @param {() => Promise<Tally>} step
 * @returns {Promise<Tally>}
 */
async function survive(step) {
  try {
    return await step();
  } catch (error) {
    console.log(error instanceof SetupError ? error.message : error);
    return oneFailure(error instanceof Error ? error.message : String(error));
  }
}

/** @returns {Promise<Tally>} */
async function buildOnce() {
  await ensureBuilt();
  return NOTHING;
}

/** @param {readonly Layer[]} layers @returns {Promise<Tally>} */
async function runLayers(layers) {
  const electron = await setUp({ forTests: true });
  let all = layers.some(({ usesBuild }) => usesBuild) ? await survive(buildOnce) : NOTHING;
  const beside = layers.filter(({ isBeside }) => isBeside).map((layer) => runLayer(layer, electron));
  for (const layer of layers.filter(({ isBeside }) => !isBeside)) {
    all = sum(all, await runLayer(layer, electron));
  }
  return sum(all, ...(await Promise.all(beside)));
}

/** @param {Layer} layer @param {Awaited<ReturnType<typeof setUp>>} electron @returns {Promise<Tally>} */
async function runLayer(layer, electron) {
  announce(`${layer.name}…`);
  const startedAtMs = performance.now();
  const tally = await survive(() => layer.run(electron));
  announce(`${layer.name}: ${lineOf(tally)} (${((performance.now() - startedAtMs) / 1000).toFixed(1)} s)`);
  return { ...tally, failures: tally.failures.map((failure) => `${layer.name}: ${failure}`) };
}

// Ctrl-C means all of it, not just the layer that runs; that one is told first.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(signal, () => setImmediate(() => process.exit(128 + constants.signals[signal])));
}

// `npm test`, `npm test -- unit`: set-up, then the layers, all of them even after a failed one; at the end the names of
// those that failed, and one line.
await runScript(async () => {
  const layers = chosenLayers();
  const all = await survive(() => runLayers(layers));
  process.stdout.write(['', ...all.failures.map((failure) => `✗ ${failure}`), lineOf(all), ''].join('\n'));
  return all.failures.length === 0 ? 0 : 1;
});
