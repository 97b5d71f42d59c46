import { z } from 'zod';
import { tokenText } from '../../shared/headers.ts';
import { parseJson } from '../../shared/json.ts';
import type { AnswerFlaw, ProblemOf } from '../../shared/problem.ts';
import type { HttpAnswer } from '../ports/http.ts';
import { ProblemError } from '../problem-error.ts';
import { expirySeconds } from './token.ts';

/** How the answers of `POST /auth` are read (server, §1). Errors: `auth.malformed`. */

const tokenData = z.looseObject({
  identity: z.string().min(1).max(500),
  expires: z.unknown().optional().transform(expirySeconds),
  path: z.string().max(2000).nullish(),
});
const issuedToken = z
  .string()
  .min(1)
  .max(64 * 1024)
  .regex(tokenText, { error: 'tokenMalformed' });
const signInAnswer = z.looseObject({
  refresh_token: z.looseObject({ token: issuedToken, token_data: tokenData }),
});
const accessAnswer = z.looseObject({
  access_token: z.looseObject({ token: issuedToken, token_data: tokenData }),
  refresh_token: z.looseObject({ token: issuedToken }).nullish(),
  sync_worker: z.looseObject({ path: z.string().nullish() }).nullish(),
});

export interface SignInAnswer {
  readonly token: string;
  readonly identity: string;
}

export interface AccessAnswer extends SignInAnswer {
  /** In seconds since 1970, by the server's clock; null: never. */
  readonly expires: number | null;
  /** Of the realm, where the server says it. */
  readonly path: string | null;
  /** What requests for a session of this realm are to begin with. */
  readonly syncPrefix: string | null;
  /** The next refresh token, where the one that was posted is good for one use only. */
  readonly rotated: string | null;
}

/** A refresh token. */
export function readSignInAnswer(answer: HttpAnswer): SignInAnswer {
  const { token, token_data } = readJson(signInAnswer, answer).refresh_token;
  return { token, identity: token_data.identity };
}

/** An access token. */
export function readAccessAnswer(answer: HttpAnswer): AccessAnswer {
  const { access_token, refresh_token, sync_worker } = readJson(accessAnswer, answer);
  const { identity, expires, path } = access_token.token_data;
  return {
    token: access_token.token,
    identity,
    expires,
    path: path ?? null,
    syncPrefix: prefixOf(sync_worker?.path),
    rotated: refresh_token?.token ?? null,
  };
}

function readJson<Schema extends z.ZodType>(schema: Schema, { status, body }: HttpAnswer): z.infer<Schema> {
  const json = parseJson(body);
  if (!json.ok && json.problem === 'notText') throw new ProblemError(malformed(status, 'notText'));
  if (!json.ok) {
    throw new ProblemError(malformed(status, /<html|<!doctype/i.test(body) ? 'loginPage' : 'notJson'));
  }
  const parsed = schema.safeParse(json.value);
  if (!parsed.success) throw new ProblemError(malformed(status, flawOf(parsed.error)));
  return parsed.data;
}

function flawOf({ issues }: z.ZodError): AnswerFlaw {
  return issues.some(({ message }) => message === 'tokenMalformed') ? 'tokenMalformed' : 'noToken';
}

export const malformed = (status: number, flaw: AnswerFlaw): ProblemOf<'auth.malformed'> => ({
  kind: 'auth.malformed',
  status,
  flaw,
});

/** A prefix from the server is held to the shape of the profile's own. */
const prefixOf = (path: string | null | undefined): string | null =>
  typeof path === 'string' && /^(\/[A-Za-z0-9\-._~%!$&'()*+,;=:@]+)+\/?$/.test(path)
    ? path.replace(/\/$/, '')
    : null;
