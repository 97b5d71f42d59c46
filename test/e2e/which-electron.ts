import { ensureElectron } from '../../scripts/setup/electron.js';

/** Says which Electron the tests are about to drive. */
export default async function sayWhichElectron(): Promise<void> {
  const { version, dist } = await ensureElectron();
  console.log(`Electron ${version}, in ${dist}`);
}
