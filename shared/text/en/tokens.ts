import type { TokenRemark } from '../../token-inspection.ts';

/** `moment`: when, in words; empty for what has no time. */
type Remarks = Record<TokenRemark['kind'], (moment: string) => string>;

const remarks: Remarks = {
  expiryIsText: () =>
    'Its expiry is text, not a number: the server refuses it or takes no notice of it. Whoever issues the token must write a number of seconds, without quotes.',
  expiryInMilliseconds: () =>
    'Its expiry is in milliseconds; the server counts seconds, and reads a date thousands of years ahead. Whoever issues the token must divide it by 1000.',
  expiryUnreadable: () =>
    'It has an expiry, but no date can be made of it. Whoever issues the token must write seconds since 1970.',
  noExpiry: () => 'It names no expiry: it is good until it is revoked, or until the server’s key changes.',
  unsigned: () => 'It is not signed: anybody can have written it, and no server should take it.',
  sharedSecret: () =>
    'It is signed with a shared secret (HS256 and its kin). Realm Object Server verifies JWTs with a public key: it must be signed with RS256.',
  wrongSignature: () => 'Its signature was not made with this key: do not trust what it says.',
  subNotRead: () => 'Its userId and its sub differ; Realm Object Server reads userId.',
  noIdentity: () => 'It names nobody: Realm Object Server reads the user from userId.',
  expired: (moment) => `It expired on ${moment}.`,
  notYetValid: (moment) =>
    `It is not valid before ${moment}; if it was issued just now, the clock of this computer or of its issuer is wrong.`,
  issuedAhead: (moment) =>
    `It was issued on ${moment}, which is still to come by this computer’s clock: one of the two clocks is wrong.`,
};

export const tokensText = {
  remarks,
  remarksLabel: 'Remarks',
  expiryUnreadable: 'it says something that is no date',
} as const;
