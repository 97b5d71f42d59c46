import { SetupError } from '../setup/announce.js';
import { makeDeb } from './deb.js';
import { packageRepo } from './repo.js';
import { makeRpm } from './rpm.js';
import { makeTarball } from './tarball.js';
import { makeZip } from './zip.js';

/**
 * @typedef {import('./identity.js').Identity} Identity
 *
 * What a kind of package is made of.
 * @typedef {object} Making
 * @property {Identity} identity
 * @property {string} tree the app, unpacked, as `dir` has it (absolute)
 * @property {string} release where artefacts go (absolute)
 * @property {boolean} isRelease whether it is to be given away: small rather than quick
 *
 * @typedef {object} Kind
 * @property {string} name as it is asked for
 * @property {readonly string[]} needs kinds that are made before it
 * @property {(making: Making) => Promise<readonly string[]>} make answers the artefacts' files, absolute
 */

/** In the order in which they are made. @type {readonly Kind[]} */
export const KINDS = [
  { name: 'dir', needs: [], make: ({ tree }) => Promise.resolve([tree]) },
  { name: 'deb', needs: [], make: async (making) => [await makeDeb(making)] },
  { name: 'rpm', needs: [], make: async (making) => [await makeRpm(making)] },
  { name: 'tar.gz', needs: [], make: async (making) => [await makeTarball(making)] },
  { name: 'zip', needs: [], make: async (making) => [await makeZip(making)] },
  {
    name: 'repo',
    needs: ['deb'],
    make: async ({ release, isRelease, identity }) => {
      const env = { ...process.env, SOURCE_DATE_EPOCH: String(identity.epochSeconds) };
      return [await packageRepo({ from: release, isRelease, env })];
    },
  },
];

/** Not known: for exit status 2. */
export class UnknownKind extends SetupError {}

/**
 * The kinds that are asked for and those that they need, in the order in which they are made; none asked for: `dir`.
 * @param {readonly string[]} names
 * @throws {UnknownKind} with the list of all
 */
export function chosenKinds(names) {
  const unknown = names.filter((name) => !KINDS.some((kind) => kind.name === name));
  if (unknown.length > 0) {
    const known = KINDS.map(({ name }) => name).join(', ');
    throw new UnknownKind(`There is no package of kind ${unknown.join(' ')}. The kinds: ${known}`);
  }
  const asked = names.length === 0 ? ['dir'] : names;
  const wanted = new Set(
    KINDS.filter(({ name }) => asked.includes(name)).flatMap(({ name, needs }) => [...needs, name]),
  );
  return KINDS.filter(({ name }) => wanted.has(name));
}
