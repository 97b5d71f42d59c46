import { z } from 'zod';
import { readBypassEntry } from './bypass.ts';
import { brokenLimit } from './data-limits.ts';
import { headerNameRule, headerValueRule, sameHeader } from './headers.ts';
import { readCertificates } from './pem.ts';
import { realmPathRule } from './realm-path.ts';
import {
  defaultHoldSeconds,
  firstRelayPort,
  mostHoldSeconds,
  relayHostRule,
  relayKeyRules,
  relayModes,
  relayOriginRule,
  relayStarts,
} from './relay.ts';
import { failure, success, type Result } from './result.ts';
import { ruleNames, type ProfileIssue, type ProfileIssues, type Rule, type Which } from './rules.ts';
import { urlIn } from './urls.ts';

// A strict Content-Security-Policy forbids the code zod would otherwise generate at run time.
z.config({ jitless: true });

/** Text held to a rule of ours: the rule's name travels as the issue's message. */
const ruled = (ruleOf: (text: string) => Rule | null) =>
  z.string().superRefine((text, context) => {
    const rule = ruleOf(text);
    if (rule !== null) context.addIssue({ code: 'custom', message: rule });
  });

// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const controlCharacter = /[\u0000-\u001f\u007f-\u009f]/;

const labelRule =
  (longest: number) =>
  (text: string): Rule | null => {
    if (text.trim() === '') return 'required';
    if (text.length > longest) return 'tooLong';
    return controlCharacter.test(text) ? 'controlCharacter' : null;
  };

const label = (longest: number) => ruled(labelRule(longest));

type UrlScheme = 'urlSchemeHttp' | 'urlSchemeWs' | 'urlSchemeProxy';

const schemes: Record<UrlScheme, readonly string[]> = {
  urlSchemeHttp: ['http:', 'https:'],
  urlSchemeWs: ['ws:', 'wss:'],
  urlSchemeProxy: ['http:', 'https:', 'socks5:', 'socks5h:'],
};

/** What is copied along with a URL, a path or a name, and is none of it: blanks at its ends, and invisible characters. */
const withoutEnds = (text: string): string => text.replace(/^[\s\uFEFF\u200B]+|[\s\uFEFF\u200B]+$/g, '');

/** The authority is looked at as it was typed: URL parsers forgive what people should see. */
function urlRule(typed: string, scheme: UrlScheme, path: 'pathAllowed' | 'noPath'): Rule | null {
  const text = withoutEnds(typed);
  if (text === '') return 'required';
  if (controlCharacter.test(text)) return 'urlMalformed';
  return flawInAuthority(text) ?? flawInUrl(text, scheme, path);
}

/** What a URL parser would refuse without a word, or take for something else. */
function flawInAuthority(text: string): Rule | null {
  const [, scheme, authority = ''] = /^([a-z][a-z0-9+.-]*:)?[/\\]{2}([^/\\?#]*)/i.exec(text) ?? [];
  if (authority.includes('@')) return 'urlHasCredentials';
  if (/\s/.test(text)) return 'urlHasBlank';
  if (text.includes('\\')) return 'urlHasBackslash';
  if (scheme === undefined) return null;
  const [, port] = /:(\d*[^:\]]*)$/.exec(authority) ?? [];
  return port === undefined || port === '' || isPort(port) ? null : 'urlPort';
}

const isPort = (text: string): boolean =>
  /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;

function flawInUrl(text: string, scheme: UrlScheme, path: 'pathAllowed' | 'noPath'): Rule | null {
  const isOurs = schemes[scheme].some((each) => text.toLowerCase().startsWith(each));
  if (!isOurs)
    return scheme === 'urlSchemeHttp' && /^(?:realms?|wss?):/i.test(text) ? 'urlSchemeRealm' : scheme;
  const url = urlIn(text);
  if (url === null || url.hostname === '' || !/^[a-z0-9]+:\/\/[^/]/i.test(text)) return 'urlMalformed';
  if (url.username !== '' || url.password !== '' || text.includes('@')) return 'urlHasCredentials';
  if (/[?#]/.test(text)) return 'urlHasQuery';
  return path === 'noPath' && url.pathname.replace('/', '') !== '' ? 'urlHasPath' : null;
}

const url = (scheme: UrlScheme, path: 'pathAllowed' | 'noPath') =>
  ruled((text) => urlRule(text, scheme, path)).transform((text) => withoutEnds(text).replace(/\/+$/, ''));

/** The text without what was copied along with it, held to a rule. */
const cleanedRuled = (ruleOf: (text: string) => Rule | null) =>
  ruled((text) => ruleOf(withoutEnds(text))).transform(withoutEnds);

function prefixRule(prefix: string): Rule | null {
  if (!prefix.startsWith('/')) return 'prefixNoLeadingSlash';
  if (prefix.endsWith('/')) return 'prefixTrailingSlash';
  const pathCharacters = /^(?:\/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})+)+$/;
  return pathCharacters.test(prefix) ? null : 'prefixMalformed';
}

const bypassRule = (entry: string): Rule | null => {
  const read = readBypassEntry(entry);
  return read.ok ? null : read.problem;
};

/** Certificates in any of the forms that people have them in (`readCertificates`); of a damaged one, which it is. */
const certificates = () =>
  z.string().superRefine((text, context) => {
    const refuse = (message: Rule, which?: Which) =>
      context.addIssue({ code: 'custom', message, ...(which === undefined ? {} : { params: { which } }) });
    if (/PRIVATE KEY-----/.test(text)) return refuse('pemHasPrivateKey');
    const { damaged, total } = readCertificates(text);
    if (total === 0) return refuse('pemNotCertificate');
    damaged.forEach((number) => refuse('pemUnreadable', total === 1 ? undefined : { number, of: total }));
  });

export const environments = ['development', 'staging', 'production', 'own'] as const;
export type Environment = (typeof environments)[number];

/** The oldest and newest version of the sync protocol whose messages this program speaks. */
export const oldestProtocol = 22;
export const newestProtocol = 30;
/** All of them, newest first. */
export const knownProtocols: readonly number[] = Array.from(
  { length: newestProtocol - oldestProtocol + 1 },
  (_, i) => newestProtocol - i,
);

/** What a request shows before a server was asked: the first version that would be tried. */
export const firstProtocol = ({ protocolVersions }: SyncSettings): number =>
  protocolVersions?.[0] ?? newestProtocol;

/** As `Sec-WebSocket-Protocol` has it. */
export const protocolName = (version: number): string => `io.realm.sync.${version}`;

/**
 * `isAdmin` is written only where it is true. Without it the server makes the account of that nickname an ordinary one,
 * also where it was an administrator's (Realm Object Server 3.12, `user_info.is_admin`).
 */
const nicknameSchema = z
  .strictObject({ kind: z.literal('nickname'), nickname: label(200), isAdmin: z.boolean().optional() })
  .transform(({ isAdmin, ...credential }): NicknameCredential =>
    isAdmin === true ? { ...credential, isAdmin } : credential,
  );

interface NicknameCredential {
  readonly kind: 'nickname';
  readonly nickname: string;
  readonly isAdmin?: true;
}

const credentialSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('password'), username: label(200) }),
  z.strictObject({ kind: z.literal('anonymous') }),
  nicknameSchema,
  z.strictObject({ kind: z.literal('jwt'), provider: label(100).default('jwt') }),
  z.strictObject({
    kind: z.literal('custom'),
    provider: label(100),
    userInfo: z.record(z.string(), z.json()).optional(),
  }),
  z.strictObject({ kind: z.literal('adminToken') }),
  z.strictObject({ kind: z.literal('refreshToken') }),
]);

/** A header either has a plain value that may be read and exported, or is a secret whose value the vault holds. */
const customRequestHeaderSchema = z
  .strictObject({
    name: ruled(headerNameRule),
    value: ruled(headerValueRule).optional(),
    secret: z.boolean().optional(),
  })
  .superRefine((header, context) => {
    if ((header.value !== undefined) === (header.secret === true)) {
      context.addIssue({ code: 'custom', path: ['value'], message: 'headerValueOrSecret' satisfies Rule });
    }
  })
  .transform((header): CustomRequestHeader =>
    header.value === undefined
      ? { name: header.name, secret: true }
      : { name: header.name, secret: false, value: header.value },
  );

export type CustomRequestHeader =
  | { readonly name: string; readonly secret: true }
  | { readonly name: string; readonly secret: false; readonly value: string };

const gatewaySchema = z
  .strictObject({
    syncUrl: url('urlSchemeWs', 'noPath').optional(),
    authorizationHeaderName: ruled(headerNameRule).default('Authorization'),
    urlPrefix: cleanedRuled(prefixRule).default('/realm-sync'),
    customRequestHeaders: z.array(customRequestHeaderSchema).max(50).default([]),
  })
  .superRefine((gateway, context) => {
    gateway.customRequestHeaders.forEach(({ name }, index) => {
      const rule = headerClash(name, index, gateway);
      const path = ['customRequestHeaders', index, 'name'];
      if (rule !== null) context.addIssue({ code: 'custom', path, message: rule });
    });
  });

function headerClash(
  name: string,
  index: number,
  gateway: { authorizationHeaderName: string; customRequestHeaders: readonly CustomRequestHeader[] },
): Rule | null {
  if (sameHeader(name, gateway.authorizationHeaderName)) return 'headerSwallowsToken';
  if (sameHeader(name, 'Proxy-Authorization')) return 'headerForProxy';
  const first = gateway.customRequestHeaders.findIndex((header) => sameHeader(header.name, name));
  return first < index ? 'headerRepeated' : null;
}

/** How we prove ourselves to a proxy is up to the proxy's question. */
function proxyHeaderClash(name: string, index: number, headers: readonly CustomRequestHeader[]): Rule | null {
  if (sameHeader(name, 'Proxy-Authorization')) return 'headerIsProxyPassword';
  return headers.findIndex((header) => sameHeader(header.name, name)) < index ? 'headerRepeated' : null;
}

const routeSchema = z
  .strictObject({
    mode: z.enum(['system', 'direct', 'manual']).default('system'),
    proxy: url('urlSchemeProxy', 'noPath').optional(),
    username: label(200).optional(),
    bypass: z.array(ruled(bypassRule)).max(200).default([]),
    neverDirect: z.boolean().default(false),
    /** Where the system names no way, such as with a PAC script that can't be run. Left out: `fail`. */
    whenUndecided: z.enum(['fail', 'direct']).optional(),
    /** Sent to HTTP proxies with every CONNECT, and nowhere else. */
    proxyHeaders: z.array(customRequestHeaderSchema).max(20).default([]),
  })
  .superRefine((route, context) => {
    route.proxyHeaders.forEach(({ name }, index) => {
      const rule = proxyHeaderClash(name, index, route.proxyHeaders);
      const path = ['proxyHeaders', index, 'name'];
      if (rule !== null) context.addIssue({ code: 'custom', path, message: rule });
    });
    if (route.mode === 'manual' && route.proxy === undefined) {
      context.addIssue({ code: 'custom', path: ['proxy'], message: 'proxyMissing' satisfies Rule });
    }
    if (route.neverDirect && route.whenUndecided === 'direct') {
      const message = 'whenUndecidedContradiction' satisfies Rule;
      context.addIssue({ code: 'custom', path: ['whenUndecided'], message });
    }
    if (route.mode === 'direct' && route.neverDirect) {
      context.addIssue({
        code: 'custom',
        path: ['neverDirect'],
        message: 'neverDirectContradiction' satisfies Rule,
      });
    }
  });

const trustSchema = z.strictObject({
  verify: z.boolean().default(true),
  ca: certificates().optional(),
  clientCertificate: certificates().optional(),
});

const protocolVersion = z
  .number({ error: 'wrongType' satisfies Rule })
  .int({ error: 'protocolVersion' satisfies Rule })
  .min(oldestProtocol, { error: 'protocolVersion' satisfies Rule })
  .max(newestProtocol, { error: 'protocolVersion' satisfies Rule });

const syncSchema = z
  .strictObject({
    /** Only these are tried, in this order. Left out: the version is found (`main/sync/protocol-negotiation`). */
    protocolVersions: z
      .array(protocolVersion)
      .min(1, { error: 'noProtocolVersion' satisfies Rule })
      .optional(),
    partial: z.boolean().default(false),
    compression: z.boolean().default(false),
  })
  .transform(({ protocolVersions, ...sync }): SyncSettings => {
    const versions = [...new Set(protocolVersions)];
    return versions.length === 0 || isFormerDefault(versions)
      ? sync
      : { protocolVersions: versions, ...sync };
  });

export interface SyncSettings {
  readonly protocolVersions?: readonly number[];
  readonly partial: boolean;
  readonly compression: boolean;
}

/** Profiles used to be written with every version in them, newest first, though none had been chosen. */
const isFormerDefault = (versions: readonly number[]): boolean => versions.join() === knownProtocols.join();

/** How a profile is lent to the apps of this computer (`main/relay`). Left out: not at all. */
const relaySchema = z.strictObject({
  port: z
    .number({ error: 'relayPort' satisfies Rule })
    .int({ error: 'relayPort' satisfies Rule })
    .min(1024, { error: 'relayPort' satisfies Rule })
    .max(65_535, { error: 'relayPort' satisfies Rule })
    .default(firstRelayPort),
  mode: z.enum(relayModes).default('transparent'),
  start: z.enum(relayStarts).default('manual'),
  holdSeconds: z
    .number({ error: 'relayHold' satisfies Rule })
    .int({ error: 'relayHold' satisfies Rule })
    .min(0, { error: 'relayHold' satisfies Rule })
    .max(mostHoldSeconds, { error: 'relayHold' satisfies Rule })
    .default(defaultHoldSeconds),
  hosts: z.array(ruled(relayHostRule)).max(50).default([]),
  origins: z.array(ruled(relayOriginRule)).max(50).default([]),
  allow: z.array(ruled(bypassRule)).max(200).default([]),
  key: z.enum(relayKeyRules).default('required'),
  paths: z.array(cleanedRuled(realmPathRule)).max(500).default([]),
});

const realmPathsSchema = z
  .array(cleanedRuled(realmPathRule))
  .min(1, { error: 'required' satisfies Rule })
  .max(500)
  .superRefine((paths, context) => {
    paths.forEach((path, index) => {
      if (paths.indexOf(path) < index)
        context.addIssue({ code: 'custom', path: [index], message: 'realmPathRepeated' });
    });
  });

/**
 * The profile file, format version 1 (the command line's contract, also the app's export format), read strictly:
 * what is not known is refused, what is left out gets its default. It never holds a secret.
 */
export const profileSchema = z
  .strictObject({
    formatVersion: z.literal(1, { error: 'formatVersionUnknown' satisfies Rule }),
    name: label(80),
    environment: z.enum(environments).default('development'),
    server: url('urlSchemeHttp', 'pathAllowed'),
    credential: credentialSchema,
    realmPaths: realmPathsSchema.default(['/~/default']),
    gateway: gatewaySchema.prefault({}),
    route: routeSchema.prefault({}),
    trust: trustSchema.prefault({}),
    sync: syncSchema.prefault({}),
    relay: relaySchema.optional(),
  })
  .superRefine(({ credential, relay }, context) => {
    if (credential.kind === 'adminToken' && relay?.mode === 'signedIn')
      context.addIssue({ code: 'custom', path: ['relay', 'mode'], message: 'relayOfAdmin' satisfies Rule });
  });

/** A profile as it may be written: only what is required has to be there. */
export type ProfileFile = z.input<typeof profileSchema>;
/** A saved, named way to connect, complete with its defaults. No secret inside. */
export type Profile = z.output<typeof profileSchema>;
export type Credential = Profile['credential'];
export type CredentialKind = Credential['kind'];
export type RouteSettings = Profile['route'];
export type TrustSettings = Profile['trust'];

/** What people are asked about before production is used or changed. */
export type Concerned = Pick<Profile, 'name' | 'environment'> & {
  readonly trust: Pick<TrustSettings, 'verify'>;
};

/** Other people may depend on it: what would disturb it is asked about first. */
export const isProduction = ({ environment }: Pick<Profile, 'environment'>): boolean =>
  environment === 'production';

/** Whether it is production, and anyone on the way could pose as its server. */
export const isCareless = ({ environment, trust }: Concerned): boolean =>
  isProduction({ environment }) && !trust.verify;

/** The only way into a `Profile`: form, file and command line come through here. */
export function parseProfile(input: unknown): Result<Profile, ProfileIssues> {
  // The schema calls itself for every level: what has thousands of them, or no end, must not reach it.
  const broken = brokenLimit(input);
  if (broken !== null) return failure([{ field: fieldOf(broken.path), rule: broken.rule }]);
  const parsed = profileSchema.safeParse(input, { reportInput: true });
  if (parsed.success) return success(parsed.data);
  const [first, ...rest] = parsed.error.issues.flatMap(issuesOf);
  return failure([first ?? { field: '', rule: 'wrongType' }, ...rest]);
}

/** The broken rules behind one of zod's issues; also used for other documents people hand us. */
export function issuesOf(issue: z.core.$ZodIssue): ProfileIssue[] {
  const field = fieldOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: fieldOf([...issue.path, key]), rule: 'unknownField' }));
  }
  const which = issue.code === 'custom' ? whichSchema.safeParse(issue.params).data?.which : undefined;
  return [{ field, rule: ruleOf(issue), ...(which === undefined ? {} : { which }) }];
}

const whichSchema = z.object({ which: z.object({ number: z.number(), of: z.number() }) });

const fieldOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((field, step) => {
    if (typeof step === 'number') return `${field}[${step}]`;
    return field === '' ? String(step) : `${field}.${String(step)}`;
  }, '');

const isRule = (text: string): text is Rule => (ruleNames as readonly string[]).includes(text);

function ruleOf(issue: z.core.$ZodIssue): Rule {
  // The input is only there where the parser was asked to report it; a field left out has none.
  const isLeftOut = issue.code !== 'custom' && 'input' in issue && issue.input === undefined;
  if (isLeftOut) return 'required';
  if (isRule(issue.message)) return issue.message;
  return ruleOfCode[issue.code];
}

/** What zod finds by itself; what it says of ours (`custom`) is a rule's name already. */
const ruleOfCode: Record<z.core.$ZodIssue['code'], Rule> = {
  invalid_value: 'notAChoice',
  invalid_union: 'notAChoice',
  too_big: 'tooLong',
  too_small: 'wrongType',
  invalid_type: 'wrongType',
  invalid_format: 'wrongType',
  not_multiple_of: 'wrongType',
  unrecognized_keys: 'wrongType',
  invalid_key: 'wrongType',
  invalid_element: 'wrongType',
  custom: 'wrongType',
};

/** Where the sync leg goes: the gateway's URL, or the server's own with ws for http. */
export const syncUrlOf = (profile: Profile): string =>
  profile.gateway.syncUrl ?? profile.server.replace(/^http/i, 'ws').replace(/^(wss?:\/\/[^/]+).*$/i, '$1');

/** The file that stands for a profile: for export, and for the form to edit. */
export const toProfileFile = (profile: Profile): ProfileFile => ({
  ...profile,
  gateway: {
    ...profile.gateway,
    customRequestHeaders: profile.gateway.customRequestHeaders.map(headerAsWritten),
  },
  route: routeAsWritten(profile.route),
  sync: syncAsWritten(profile.sync),
});

const syncAsWritten = ({ protocolVersions, ...sync }: SyncSettings) => ({
  ...(protocolVersions === undefined ? {} : { protocolVersions: [...protocolVersions] }),
  ...sync,
});

/** Headers for the proxy came after the format was agreed on: who has none writes what every reader knows. */
const routeAsWritten = ({ proxyHeaders, ...route }: RouteSettings) => ({
  ...route,
  ...(proxyHeaders.length === 0 ? {} : { proxyHeaders: proxyHeaders.map(headerAsWritten) }),
});

const headerAsWritten = (header: CustomRequestHeader) =>
  header.secret ? { name: header.name, secret: true } : { name: header.name, value: header.value };
