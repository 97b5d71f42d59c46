import {
  looksLikeProfileFile,
  readProfileFile,
  type FoundProfile,
} from '../../shared/interchange/profile-files.ts';
import {
  readSnippet,
  type Json,
  type NotUnderstood,
  type SnippetHeader,
  type SnippetLanguage,
  type SnippetSettings,
  type Understood,
} from '../../shared/interchange/snippet/index.ts';
import { clashingRelayPorts } from '../../shared/interchange/relay-ports.ts';
import { toProfileFile, type ProfileFile } from '../../shared/profile.ts';
import type { ProfileIssue } from '../../shared/rules.ts';
import { interchangeText } from '../../shared/text/en/interchange.ts';
import { ruleSentences } from '../../shared/text/en/rules.ts';

/** As the command line's contract names them; commands for a shell are no language there. */
export type ImportLanguage = Exclude<SnippetLanguage, 'shell'> | 'profile';

/** A profile file as far as the text says something: what it doesn't say is absent, what is required included. */
export type ImportedProfile = Partial<Omit<ProfileFile, 'credential' | 'formatVersion'>> & {
  readonly formatVersion: 1;
  readonly credential?: ImportedCredential | ProfileFile['credential'];
};

/** A credential whose name or provider may stand elsewhere. */
export type ImportedCredential =
  | { readonly kind: 'password'; readonly username?: string }
  | {
      readonly kind: 'nickname';
      readonly nickname?: string;
      readonly isAdmin?: true;
    }
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'jwt'; readonly provider?: string }
  | {
      readonly kind: 'custom';
      readonly provider?: string;
      readonly userInfo?: Readonly<Record<string, Json>>;
    }
  | { readonly kind: 'adminToken' }
  | { readonly kind: 'refreshToken' };

/** A secret that stands in the text: for a form or a keychain, never to be shown or printed. */
export interface ImportedSecret {
  /** As in a file of secrets: `password`, `headers.X-Key`, `proxyPassword`. */
  readonly name: string;
  readonly value: string;
}

/** What was read from a text that someone handed over. All words in it are for a person. */
export interface ImportReading {
  readonly language: ImportLanguage | null;
  readonly profiles: readonly ImportedProfile[];
  readonly secrets: readonly ImportedSecret[];
  /** `shown` is null where the value is a secret. */
  readonly understood: readonly {
    readonly line: number;
    readonly what: string;
    readonly shown: string | null;
  }[];
  readonly notUnderstood: readonly {
    readonly line: number;
    readonly why: string;
  }[];
}

/** What the command line says of a text: a profile file, or a snippet. Never fails. */
export const readImport = (text: string): ImportReading =>
  looksLikeProfileFile(text) ? profilesIn(text) : snippetIn(text);

function profilesIn(text: string): ImportReading {
  const found = readProfileFile('', text);
  return {
    language: 'profile',
    profiles: found.flatMap(({ read }) => (read.ok ? [toProfileFile(read.value)] : [])),
    secrets: [],
    understood: found.flatMap(({ read }) =>
      read.ok
        ? [
            {
              line: 1,
              what: interchangeText.formats.profile,
              shown: read.value.name,
            },
          ]
        : [],
    ),
    notUnderstood: [...found.flatMap(({ read }) => (read.ok ? [] : read.problem)), ...portClashes(found)].map(
      ({ field, rule }) => ({ line: 1, why: `${field}: ${ruleSentences[rule]}` }),
    ),
  };
}

/** Among themselves: what is saved isn't looked at here. */
function portClashes(found: readonly FoundProfile[]): readonly ProfileIssue[] {
  const good = found.flatMap(({ place, read }) => (read.ok ? [{ place, profile: read.value }] : []));
  const clashing = clashingRelayPorts(
    good.map(({ profile }) => profile),
    [],
  );
  return good.flatMap(({ place }, at) =>
    clashing.has(at) ? [{ field: `[${place ?? 0}].relay.port`, rule: 'relayPortOfOther' as const }] : [],
  );
}

function snippetIn(text: string): ImportReading {
  const { language, settings, understood, notUnderstood } = readSnippet(text);
  const profile = profileOf(settings);
  return {
    language: language === 'shell' ? null : language,
    profiles: Object.keys(profile).length > 1 ? [profile] : [],
    secrets: secretsOf(settings),
    understood: [...understood.map(asUnderstood), ...demotionIn(understood, settings)],
    notUnderstood: [...notUnderstood.flatMap(asNotUnderstood), ...understood.flatMap(asMissing)].sort(
      (one, other) => one.line - other.line,
    ),
  };
}

function profileOf(settings: SnippetSettings): ImportedProfile {
  const { server, credential, realmPaths, headers, syncUrl, authorizationHeaderName, urlPrefix } = settings;
  const gateway = {
    ...(syncUrl === undefined ? {} : { syncUrl }),
    ...(authorizationHeaderName === undefined ? {} : { authorizationHeaderName }),
    ...(urlPrefix === undefined ? {} : { urlPrefix }),
    ...(headers.length === 0 ? {} : { customRequestHeaders: headers.map(headerOf) }),
  };
  return {
    formatVersion: 1,
    // A profile file has to have one; where the server is says most.
    ...(server === undefined ? {} : { name: new URL(server).hostname.slice(0, 80) }),
    ...(server === undefined ? {} : { server }),
    ...(credential === undefined ? {} : { credential: credentialOf(credential) }),
    ...(realmPaths.length === 0 ? {} : { realmPaths: [...realmPaths] }),
    ...(Object.keys(gateway).length === 0 ? {} : { gateway }),
    ...(settings.route === undefined ? {} : { route: routeOf(settings.route) }),
    ...(settings.verify === undefined ? {} : { trust: { verify: settings.verify } }),
    ...(settings.partial === undefined ? {} : { sync: { partial: settings.partial } }),
  };
}

const headerOf = ({ name, value, secret }: SnippetHeader) => (secret ? { name, secret } : { name, value });

function routeOf({ mode, proxy, username, bypass, proxyHeaders }: NonNullable<SnippetSettings['route']>) {
  return {
    mode,
    ...(proxy === undefined ? {} : { proxy }),
    ...(username === undefined ? {} : { username }),
    ...(bypass.length === 0 ? {} : { bypass: [...bypass] }),
    ...(proxyHeaders.length === 0 ? {} : { proxyHeaders: proxyHeaders.map(headerOf) }),
  };
}

function credentialOf(credential: NonNullable<SnippetSettings['credential']>): ImportedCredential {
  switch (credential.kind) {
    case 'password':
      return {
        kind: 'password',
        ...(credential.username === '' ? {} : { username: credential.username }),
      };
    case 'nickname':
      return {
        kind: 'nickname',
        ...(credential.nickname === '' ? {} : { nickname: credential.nickname }),
        ...(credential.isAdmin === true ? { isAdmin: true } : {}),
      };
    case 'jwt':
      return {
        kind: 'jwt',
        ...(credential.provider === null ? {} : { provider: credential.provider }),
      };
    case 'custom':
      return {
        kind: 'custom',
        ...(credential.provider === '' ? {} : { provider: credential.provider }),
        ...(credential.userInfo === undefined ? {} : { userInfo: credential.userInfo }),
      };
    case 'anonymous':
    case 'adminToken':
    case 'refreshToken':
      return { kind: credential.kind };
  }
}

function secretsOf({ credential, headers, route }: SnippetSettings): readonly ImportedSecret[] {
  const own = credential !== undefined && 'secret' in credential ? credential.secret : '';
  const named = (prefix: string, of: readonly SnippetHeader[]) =>
    of.flatMap(({ name, value, secret }) => (secret ? [{ name: `${prefix}.${name}`, value }] : []));
  return [
    { name: credential?.kind ?? '', value: own },
    ...named('headers', headers),
    { name: 'proxyPassword', value: route?.password ?? '' },
    ...named('proxyHeaders', route?.proxyHeaders ?? []),
  ].filter(({ value }) => value !== '');
}

const asUnderstood = ({ lines, what, shown }: Understood) => ({
  line: lines.first,
  what: interchangeText.settings[what],
  shown,
});

/** An account that signing in would take its rights from: said before anyone signs in. */
const demotionIn = (understood: readonly Understood[], { credential }: SnippetSettings) =>
  credential?.kind !== 'nickname' || credential.isAdmin === true
    ? []
    : understood.flatMap(({ what, lines }) =>
        what === 'credential'
          ? [
              {
                line: lines.first,
                what: interchangeText.remark,
                shown: interchangeText.demotes,
              },
            ]
          : [],
      );

/** One for each line: who looks for a line finds it. */
const asNotUnderstood = ({ lines, what, why, from }: NotUnderstood) =>
  Array.from({ length: lines.last - lines.first + 1 }, (_, at) => ({
    line: lines.first + at,
    why: `${what === null ? '' : `${interchangeText.settings[what]}: `}${interchangeText.reasons[why](from)}`,
  }));

/** What has to be entered by hand, because it stands elsewhere. */
const asMissing = ({ lines, what, missing }: Understood) =>
  missing === null
    ? []
    : [
        {
          line: lines.first,
          why: `${interchangeText.settings[what]}: ${interchangeText.leftOpen(missing)}`,
        },
      ];
