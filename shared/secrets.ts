import { z } from 'zod';
import { headerValueRule, tokenText } from './headers.ts';
import { issuesOf, type Profile } from './profile.ts';
import { tokenIn } from './pasted-token.ts';
import { failure, success, type Result } from './result.ts';
import type { ProfileIssues } from './rules.ts';

/**
 * Secrets on their way in: what a person types into a form, or the command line's secrets file.
 * They travel one way, into the main process; nothing ever answers with one.
 */
const mostCharacters = 64 * 1024;
/** Base64 has four characters for three bytes. */
export const mostBundleBytes = (mostCharacters / 4) * 3;

const text = z.string().min(1, { error: 'required' }).max(mostCharacters);

/** Tokens are copied together with what stands around them; all go into headers. */
const token = z
  .string()
  .max(mostCharacters)
  .overwrite(tokenIn)
  .min(1, { error: 'required' })
  .regex(tokenText, { error: 'tokenMalformed' });

const headerValues = z.record(
  z.string(),
  z.string().refine((value) => headerValueRule(value) === null, { error: 'headerValueMalformed' }),
);

export const enteredSecretsSchema = z.strictObject({
  password: text.optional(),
  jwt: token.optional(),
  refreshToken: token.optional(),
  adminToken: token.optional(),
  custom: z.json().optional(),
  headers: headerValues.optional(),
  /** For the forward proxy. */
  proxyHeaders: headerValues.optional(),
  proxyPassword: text.optional(),
  clientKey: text.optional(),
  /** A PKCS #12 file (`.p12`, `.pfx`) in base64: client certificate and key in one. */
  clientBundle: text.regex(/^[A-Za-z0-9+/]+={0,2}$/, { error: 'bundleMalformed' }).optional(),
  clientKeyPassphrase: text.optional(),
});

export type EnteredSecrets = z.infer<typeof enteredSecretsSchema>;

export function parseEnteredSecrets(input: unknown): Result<EnteredSecrets, ProfileIssues> {
  const parsed = enteredSecretsSchema.safeParse(input);
  if (parsed.success) return success(parsed.data);
  const [first, ...rest] = parsed.error.issues.flatMap(issuesOf);
  return failure([first ?? { field: '', rule: 'wrongType' }, ...rest]);
}

/** The kinds of entry the vault keeps for a profile. A password is exchanged for a refresh token and not kept. */
export type SecretKind =
  | 'refreshToken'
  | 'adminToken'
  | 'proxyPassword'
  | 'clientKey'
  | 'clientBundle'
  | 'clientKeyPassphrase'
  | HeaderSecretKind;

/** The value of one header, of the request or for the forward proxy. */
export type HeaderSecretKind = `header:${string}` | `proxyHeader:${string}`;

export const isHeaderSecret = (secret: string): secret is HeaderSecretKind =>
  secret.startsWith('header:') || isProxyHeaderSecret(secret);
export const isProxyHeaderSecret = (secret: string): boolean => secret.startsWith('proxyHeader:');

/** In lower case. */
export const headerNameOf = (secret: HeaderSecretKind): string => secret.slice(secret.indexOf(':') + 1);

export const headerSecret = (name: string): SecretKind => `header:${name.toLowerCase()}`;
export const proxyHeaderSecret = (name: string): SecretKind => `proxyHeader:${name.toLowerCase()}`;

/** The secrets that a profile needs besides its credential. */
export function neededSecrets(profile: Profile): readonly SecretKind[] {
  const headers = profile.gateway.customRequestHeaders
    .filter((header) => header.secret)
    .map((header) => headerSecret(header.name));
  // The system's proxies may want a password as well as the profile's own.
  const proxy = profile.route.mode !== 'direct' && profile.route.username !== undefined;
  const { mode, proxyHeaders } = profile.route;
  const secretHeaders = mode === 'direct' ? [] : proxyHeaders.filter((header) => header.secret);
  return [
    ...headers,
    ...secretHeaders.map((header) => proxyHeaderSecret(header.name)),
    ...(proxy ? (['proxyPassword'] as const) : []),
    ...(profile.trust.clientCertificate === undefined ? [] : (['clientKey'] as const)),
  ];
}
