/**
 * The rules a profile is held to. Each is a name; its sentence stands in `text/`.
 * Form, profile file and command line all report a broken rule as a field and one of these.
 */
export const ruleNames = [
  'required',
  'wrongType',
  'unknownField',
  'notAChoice',
  'tooLong',
  'tooDeep',
  'tooLarge',
  'notText',
  'controlCharacter',
  'formatVersionUnknown',
  'notJson',
  'urlMalformed',
  'urlSchemeHttp',
  'urlSchemeWs',
  'urlSchemeProxy',
  'urlSchemeRealm',
  'urlPort',
  'urlHasBlank',
  'urlHasBackslash',
  'urlHasCredentials',
  'urlHasQuery',
  'urlHasPath',
  'headerNameMalformed',
  'headerNameReserved',
  'headerValueMalformed',
  'tokenMalformed',
  'headerValueOrSecret',
  'headerRepeated',
  'headerSwallowsToken',
  'headerForProxy',
  'headerIsProxyPassword',
  'prefixNoLeadingSlash',
  'prefixTrailingSlash',
  'prefixMalformed',
  'realmPathNoLeadingSlash',
  'realmPathTrailingSlash',
  'realmPathIsUrl',
  'realmPathSegment',
  'realmPathReserved',
  'realmPathTilde',
  'realmPathPartial',
  'realmPathRepeated',
  'proxyMissing',
  'neverDirectContradiction',
  'whenUndecidedContradiction',
  'bypassMalformed',
  'bypassIsList',
  'bypassAddress',
  'bypassPort',
  'pemNotCertificate',
  'pemHasPrivateKey',
  'pemUnreadable',
  'pemNotKey',
  'keyDoesNotMatch',
  'bundleMalformed',
  'bundleUnreadable',
  'protocolVersion',
  'noProtocolVersion',
  'relayPort',
  'relayPortOfOther',
  'relayHold',
  'relayKeyWeak',
  'relayOfAdmin',
  'relayHost',
  'relayOrigin',
  'fileNotChosen',
  'trustTooLong',
] as const;

export type Rule = (typeof ruleNames)[number];

/** One broken rule: where, and which. `field` is a path such as `gateway.customRequestHeaders[0].name`. */
export interface ProfileIssue {
  readonly field: string;
  readonly rule: Rule;
  /** Where a field holds several things of one kind, which of them it is. */
  readonly which?: Which;
}

/** The second of two: `{ number: 2, of: 2 }`. */
export interface Which {
  readonly number: number;
  readonly of: number;
}

export type ProfileIssues = readonly [ProfileIssue, ...ProfileIssue[]];
