import { homedir } from 'node:os';
import { join } from 'node:path';

/** The document that holds the profiles, in the folder of the app's own data. */
export const profilesDocument = (userData: string): string => join(userData, 'profiles.json');

/** Where Electron keeps this app's data, for a command line that has no Electron to ask. */
export function userDataFolder(variables: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const chosen = variables['CAUSEWAY_USER_DATA'];
  if (chosen !== undefined) return chosen;
  const home = homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Causeway');
  if (platform === 'win32') return join(variables['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Causeway');
  return join(variables['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'Causeway');
}
