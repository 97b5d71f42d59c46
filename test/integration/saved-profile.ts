import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { ProfileFile } from '../../shared/profile.ts';
import { makeFolder } from '../peers/folder.ts';
import { askKeytar, type Keyring } from '../peers/keyring.ts';

export interface SavedForTest {
  readonly id: string;
  /** `profiles.json`, as the app writes it. */
  readonly file: string;
  /** Lets a child process find the profile and its keychain. */
  readonly env: Readonly<Record<string, string>>;
}

/** A profile as the app leaves it behind: in the user's data, its secrets in the keychain, with a note of each. */
export async function saveProfile(
  keyring: Keyring,
  profile: ProfileFile,
  secrets: Readonly<Record<string, string>>,
  notes: readonly string[] = Object.keys(secrets),
): Promise<SavedForTest> {
  const folder = await makeFolder('user');
  onTestFinished(() => folder.remove());
  const id = randomUUID();
  for (const [kind, secret] of Object.entries(secrets)) {
    const entry = { account: `${id}/${kind}`, secret };
    await askKeytar(keyring, "return keytar.setPassword('Causeway', input.account, input.secret)", entry);
  }
  const document = { schemaVersion: 1, profiles: [{ id, wanted: true, secrets: notes, profile }] };
  const file = await folder.write('profiles.json', JSON.stringify(document, null, '\t'));
  return { id, file, env: { ...keyring.env, CAUSEWAY_USER_DATA: folder.path } };
}
