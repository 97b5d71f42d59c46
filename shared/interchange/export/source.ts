import { syncUrlOf, type Credential, type CustomRequestHeader, type Profile } from '../../profile.ts';
import { looksSecret } from '../../secrecy.ts';
import { notSecretMark, quoteFamilies } from '../code-conventions.ts';
import { secretVariables } from './variables.ts';

export const exportLanguages = ['swift', 'java', 'javascript', 'dotnet'] as const;
export type ExportLanguage = (typeof exportLanguages)[number];

/** A profile as an SDK's code needs it, every text already written as that language writes texts. */
export interface Source {
  readonly server: string;
  /** Realm Java wants the route with it. */
  readonly authRoute: string;
  readonly realmUrls: readonly string[];
  readonly credential: Credential;
  /** An expression for the credential's secret. */
  readonly secret: string;
  readonly text: (text: string) => string;
  /** Null where it is the SDK's own default. */
  readonly authorizationHeaderName: string | null;
  readonly urlPrefix: string | null;
  readonly headers: readonly SourceHeader[];
  readonly verify: boolean;
  readonly partial: boolean;
}

export interface SourceHeader {
  readonly name: string;
  /** An expression. */
  readonly value: string;
  /** Stands behind it, where there is something to say. */
  readonly remark: string;
}

/** How each language asks for what must not stand in its source. */
const environment: Record<ExportLanguage, (variable: string) => string> = {
  swift: (variable) => `ProcessInfo.processInfo.environment["${variable}"]!`,
  java: (variable) => `System.getenv("${variable}")`,
  javascript: (variable) => `process.env.${variable}`,
  dotnet: (variable) => `Environment.GetEnvironmentVariable("${variable}")`,
};

export function sourceOf(profile: Profile, language: ExportLanguage): Source {
  const { gateway, trust, sync, credential } = profile;
  const variables = secretVariables(profile);
  const text = (words: string) => quoted(words, language);
  const realmOrigin = syncUrlOf(profile).replace(/^ws/i, 'realm');
  return {
    server: text(profile.server),
    authRoute: text(`${profile.server}/auth`),
    realmUrls: profile.realmPaths.map((path) => text(realmOrigin + path)),
    credential,
    secret: environment[language](variables.credential),
    text,
    authorizationHeaderName:
      gateway.authorizationHeaderName === 'Authorization' ? null : text(gateway.authorizationHeaderName),
    urlPrefix: gateway.urlPrefix === '/realm-sync' ? null : text(gateway.urlPrefix),
    headers: gateway.customRequestHeaders.map((header) => ({
      name: text(header.name),
      value: header.secret ? environment[language](variables.header(header.name)) : text(header.value),
      remark: remarkOf(header),
    })),
    verify: trust.verify,
    partial: sync.partial,
  };
}

function remarkOf(header: CustomRequestHeader): string {
  if (header.secret) return ' // a secret: not exported';
  return looksSecret(header.name, header.value) ? ` // ${notSecretMark}` : '';
}

// Quotes of every kind are written out: what passes through a chat must not end a text early.
const troublesome = new RegExp(
  `[${quoteFamilies.join('').replace(/["']/g, '')}\u0000-\u001f\u007f-\u009f\u2028\u2029]`,
  'g',
);

function quoted(text: string, language: ExportLanguage): string {
  const code = (character: string) => character.charCodeAt(0).toString(16).padStart(4, '0');
  const escape = (character: string) =>
    language === 'swift' ? `\\u{${code(character)}}` : `\\u${code(character)}`;
  const quote = language === 'javascript' ? "'" : '"';
  const escaped = text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replace(troublesome, escape);
  return `${quote}${escaped}${quote}`;
}
