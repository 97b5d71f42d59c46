import { writeFileSync } from 'node:fs';
import type { PrivateFolder } from '../peers/folder.ts';

/** A profile that signs in with a JWT, as the app finds it at its start. */
export interface JwtProfile {
  /** Its id is `saved-` and this. */
  readonly name: string;
  /** Whether it was connected when the app ended. */
  readonly wanted?: boolean;
  readonly secrets?: readonly string[];
  readonly jwtFile?: string;
}

export function saveJwtProfiles(
  userData: PrivateFolder,
  server: string,
  entries: readonly JwtProfile[],
): void {
  const profiles = entries.map(({ name, wanted = true, secrets = [], jwtFile = null }) => ({
    id: `saved-${name}`,
    wanted,
    secrets,
    local: { keeping: secrets.length > 0 ? 'keychain' : 'memory', jwtFile },
    profile: {
      formatVersion: 1,
      name,
      server,
      credential: { kind: 'jwt' },
      realmPaths: ['/~/tasks'],
      route: { mode: 'direct' },
    },
  }));
  writeFileSync(userData.file('profiles.json'), JSON.stringify({ schemaVersion: 1, profiles }));
}
