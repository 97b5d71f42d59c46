/** The classic ways in which a gateway is set up wrongly, and what mends them is named after. */
export type Mistake =
  | 'upgradeStripped'
  | 'pathDecoded'
  | 'pathEncodedTwice'
  | 'wrongPrefix'
  | 'authorizationForwarded'
  | 'tokenHeaderStripped'
  | 'signInPage'
  | 'idleKilled'
  | 'headerTooLong'
  | 'protocolMismatch';
