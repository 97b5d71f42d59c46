import type { Rule } from '../../rules.ts';
import { issuesIn } from '../forms.ts';

/** One sentence a rule: what is wrong with the field, and what would be right. */
export const ruleSentences: Record<Rule, string> = {
  required: 'is needed.',
  wrongType: 'has the wrong type of value.',
  unknownField: 'is not a field that this version knows.',
  notAChoice: 'is not one of the possible values.',
  tooLong: 'is too long.',
  tooDeep: 'may not have lists and objects inside one another more than 64 deep.',
  tooLarge: 'has more values in it than anything of this kind needs.',
  notText: 'contains half of a character (a lone surrogate), which is no text.',
  controlCharacter: 'may not contain control characters or line breaks.',
  formatVersionUnknown:
    'must be 1. A newer version of Causeway may have written this file: update this one to read it.',
  notJson: 'is not valid JSON.',
  urlMalformed: 'must be a complete URL, such as https://ros.example:9443.',
  urlSchemeHttp: 'must start with http:// or https://.',
  urlSchemeWs: 'must start with ws:// or wss://.',
  urlSchemeProxy: 'must start with http://, https://, socks5:// or socks5h://.',
  urlSchemeRealm:
    'must start with http:// (where a realm URL has realm:// or ws://) or https:// (for realms:// and wss://); the path of a realm belongs into the realm paths.',
  urlPort: 'has a port that doesn’t exist: ports go from 1 to 65535.',
  urlHasBlank: 'has a blank in the middle.',
  urlHasBackslash: 'has a backslash where a URL has a slash (/).',
  urlHasCredentials: 'may not contain a username or password; they have fields of their own.',
  urlHasQuery: 'may not contain ? or #.',
  urlHasPath: 'may not have a path.',
  headerNameMalformed: "may contain only letters, digits and ! # $ % & ' * + - . ^ _ ` | ~, and no spaces.",
  headerNameReserved: 'is reserved: the connection sets this header itself.',
  headerValueMalformed: 'may contain no line breaks or control characters, and no spaces at its ends.',
  tokenMalformed:
    'may contain only letters, digits and signs as tokens do, and no line breaks, quotation marks (") or backslashes.',
  headerValueOrSecret: 'needs either a value or "secret": true, not both.',
  headerRepeated: 'is there twice.',
  headerSwallowsToken:
    'has the name of the authorization header and would replace the access token; rename the authorization header first.',
  headerForProxy:
    'would go to the gateway and the server, which have no use for it. A forward proxy’s user name and password have fields of their own: enter them there.',
  headerIsProxyPassword:
    'is sent when the proxy asks for it: enter the proxy’s user name and password in their own fields.',
  prefixNoLeadingSlash: 'must start with a slash, such as /my/url/prefix.',
  prefixTrailingSlash: 'may not end with a slash.',
  prefixMalformed: 'may contain only what a URL path may; encode everything else as %XX.',
  realmPathNoLeadingSlash: 'must start with a slash, such as /~/tasks.',
  realmPathTrailingSlash: 'must be written without the last slash, such as /~/tasks.',
  realmPathIsUrl:
    'is a whole URL; only the path of the realm belongs here, such as /~/tasks. The host is the server’s.',
  realmPathSegment:
    'must be segments of letters, digits, _ - and ., joined by single slashes; a segment may not start with a dot.',
  realmPathReserved: 'may not have a segment ending in .realm, .realm.lock or .realm.management.',
  realmPathTilde: 'may have ~ only as its first segment.',
  realmPathPartial: 'may contain __partial only once.',
  realmPathRepeated: 'is there twice.',
  proxyMissing: 'is needed when the forward proxy is set by hand.',
  neverDirectContradiction: 'contradicts a direct route.',
  whenUndecidedContradiction: 'contradicts “Never connect directly”.',
  bypassMalformed:
    'must be a host name, a pattern such as *.corp.example, an address or a range such as 10.0.0.0/8; this would never match.',
  bypassIsList: 'is a list; each of its entries stands by itself.',
  bypassAddress:
    'is no address or range that exists, and would never match; right are 10.1.2.3, 10., 10.0.0.0/8, 10.0.0.0-10.255.255.255 and [fd00::]/8.',
  bypassPort: 'has a port that is not a number from 1 to 65535, and would never match.',
  pemNotCertificate: 'must contain a certificate in PEM form (-----BEGIN CERTIFICATE-----).',
  pemHasPrivateKey: 'contains a private key; it belongs in the key field, which is kept in the keychain.',
  pemUnreadable: 'is damaged: the certificate in it can’t be read.',
  pemNotKey: 'must contain a private key in PEM form that the passphrase opens.',
  keyDoesNotMatch: 'is not the key of the client certificate.',
  bundleMalformed: 'must be a PKCS #12 file (.p12 or .pfx) in base64.',
  bundleUnreadable:
    'can’t be opened: the passphrase is wrong, or the file uses encryption that is no longer supported.',
  protocolVersion: 'must be a whole number from 22 to 30.',
  noProtocolVersion: 'needs at least one version.',
  relayPort: 'must be a whole number from 1024 to 65535.',
  relayPortOfOther: 'is the relay’s port of another profile; each needs its own.',
  relayKeyWeak: 'must have at least 22 characters, without blanks, so that nobody guesses it.',
  relayOfAdmin: 'can’t lend an admin token: apps would get every right there is.',
  relayHold: 'must be a whole number of seconds from 0 to 3600.',
  relayHost: 'must be a name or an address, without scheme, port or path.',
  relayOrigin: 'must be an origin as browsers write it, such as https://app.example.',
  fileNotChosen: 'must be chosen in the system’s own dialog, for the server that stands there now.',
  trustTooLong: 'lies more than a year ahead. A certificate is trusted for a year at most.',
};

/** What is wrong with a field; of several certificates in it, with which. */
export const issueSentence = issuesIn(ruleSentences, (number, of) => `It is certificate ${number} of ${of}.`);
