import { readFile } from 'node:fs/promises';
import { inRoot } from '../setup/places.js';

/**
 * What is done around installing and removing, for dpkg and for RPM, from the one source `resources/linux/apparmor.sh`.
 * What belongs to the package itself lies in it: the command, the desktop's files, the sandbox helper's rights.
 *
 * @typedef {'postinst' | 'postrm'} Moment
 */

/** When it is true that the app goes, and not that another version comes. @type {Readonly<Record<'deb' | 'rpm', string>>} */
const GOES = {
  deb: '[ "$1" = remove ] || [ "$1" = purge ] || [ "$1" = disappear ]',
  rpm: '[ "$1" = 0 ]',
};

/** @param {string} functions @param {string} body */
const script = (functions, body) => `#!/bin/sh\nset -e\n\n${functions}\n${body}\n`;

/**
 * @param {'deb' | 'rpm'} system
 * @param {Moment} moment
 */
export async function maintainerScript(system, moment) {
  const functions = await readFile(inRoot('resources', 'linux', 'apparmor.sh'), 'utf8');
  const own = functions.slice(functions.indexOf('\n') + 1).trim();
  switch (moment) {
    case 'postinst':
      return script(
        own,
        system === 'deb' ? 'if [ "$1" = configure ]; then\n  allow_namespaces\nfi' : 'allow_namespaces',
      );
    case 'postrm':
      return script(own, `if ${GOES[system]}; then\n  forget_profile\nfi`);
  }
}
