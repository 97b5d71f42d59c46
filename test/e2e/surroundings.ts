import { ensureElectron } from '../../scripts/setup/electron.js';
import type { PrivateFolder } from '../peers/folder.ts';
import type { Keyring } from '../peers/keyring.ts';

export const executable = async (): Promise<string> => (await ensureElectron()).executable;

/** What the app finds around it: the test's keychain and folders, and no proxy that this machine may be set to. */
export function surroundings(keyring: Keyring, userData: PrivateFolder): Record<string, string> {
  const unwanted =
    /^(.*_proxy|ELECTRON_RUN_AS_NODE|NODE_OPTIONS|DEBUG|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|SSL_CERT_DIR)$/i;
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !unwanted.test(name)) kept[name] = value;
  }
  // Tests look for English words, in any language of the machine.
  return { ...kept, ...keyring.env, LANGUAGE: 'en', CAUSEWAY_USER_DATA: userData.path };
}
