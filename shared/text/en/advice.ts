import type { AdviceKind } from '../../advice.ts';

/** What to say after the name of the field. */
export const adviceText: Record<AdviceKind, string> = {
  tokenInTheClear:
    'is ws:// although the server is https://: the access token would go in the clear, readable by everybody on the way. Use wss://, unless something else encrypts this way.',
  serverEndsInAuth:
    'ends with /auth, which is added by itself: sign-in would go to /auth/auth. Leave it out, unless the server really lies there.',
  headerNotSecret:
    'looks like a secret, but is saved and exported as plain text. Mark it as secret, and it goes to the keychain.',
};
