/** What stands in the place of a secret in everything that is shown. */

const secretWords = [
  'secret',
  'access token',
  'refresh token',
  'credential',
  'header value',
  'proxy password',
  'proof',
] as const;

/** What a secret is, as far as whoever replaces it knows. */
export type SecretWord = (typeof secretWords)[number];

/** `[secret]`, or `[access token B]` where equal secrets are to be recognised as such. */
export const secretMark = new RegExp(`\\[(?:${secretWords.join('|')})(?: [A-Z]+)?\\]`);
