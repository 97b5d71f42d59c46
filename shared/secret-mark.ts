import type { KeptWord } from './secret-kinds.ts';

/** What stands in the place of a secret in everything that is shown. */

/** What is masked and never kept in the vault has words of its own. */
type PassingWord = 'access token' | 'credential' | 'proof';

/** What a secret is, as far as the program knows where it replaces it. */
export type SecretWord = KeptWord | PassingWord;

const secretWords: Readonly<Record<SecretWord, true>> = {
  secret: true,
  'access token': true,
  'refresh token': true,
  credential: true,
  'header value': true,
  'proxy password': true,
  proof: true,
};

/** `[secret]`, or `[access token B]` where equal secrets are to be recognised as such. */
export const secretMark = new RegExp(`\\[(?:${Object.keys(secretWords).join('|')})(?: [A-Z]+)?\\]`);
