import { z } from 'zod';
import type { CredentialSecret } from './credential-kinds.ts';
import { headerValueRule, tokenText } from './headers.ts';
import { issuesOf } from './profile.ts';
import { tokenIn } from './pasted-token.ts';
import { failure, success, type Result } from './result.ts';
import type { ProfileIssues } from './rules.ts';
import type { FieldKind, HeaderList } from './secret-kinds.ts';

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

/** How the value of each field is read; a kind of secret or credential without a row here doesn't compile. */
const fields = {
  password: text,
  jwt: token,
  refreshToken: token,
  adminToken: token,
  custom: z.json(),
  headers: headerValues,
  /** For the forward proxy. */
  proxyHeaders: headerValues,
  proxyPassword: text,
  clientKey: text,
  /** A PKCS #12 file (`.p12`, `.pfx`) in base64: client certificate and key in one. */
  clientBundle: text.regex(/^[A-Za-z0-9+/]+={0,2}$/, { error: 'bundleMalformed' }),
  clientKeyPassphrase: text,
  /** At least as hard to guess as 128 bits: 22 characters of base64, or 32 of hexadecimal. */
  relayKey: text.regex(/^[\x21-\x7e]{22,200}$/, { error: 'relayKeyWeak' }),
} satisfies Readonly<Record<CredentialSecret | FieldKind | HeaderList, z.ZodType>>;

export const enteredSecretsSchema = z.strictObject(fields).partial();

export type EnteredSecrets = z.infer<typeof enteredSecretsSchema>;

export function parseEnteredSecrets(input: unknown): Result<EnteredSecrets, ProfileIssues> {
  const parsed = enteredSecretsSchema.safeParse(input);
  if (parsed.success) return success(parsed.data);
  const [first, ...rest] = parsed.error.issues.flatMap(issuesOf);
  return failure([first ?? { field: '', rule: 'wrongType' }, ...rest]);
}
