import type { Auth, AuthParts } from './auth.ts';
import {
  authError,
  bareForbidden,
  internalError,
  missing,
  pageNotFound,
  unreadableJson,
} from './auth-errors.ts';
import { jsonAnswer, textAnswer, type HttpAnswer } from './http-answer.ts';
import type { TokenClaims } from './tokens.ts';

/** A request with its body, as the routes see it. */
export type HttpRequest = {
  method: string;
  target: string;
  header: (name: string) => string | undefined;
  body: string;
};

type Caller =
  { kind: 'nobody' } | { kind: 'user'; claims: TokenClaims } | { kind: 'refused'; detail: string };

const SERVER_VERSION = '3.12.0';

/** Every plain HTTP route of the demo server. */
export class AuthRoutes {
  readonly #auth: Auth;
  readonly #parts: AuthParts;
  readonly #prefixes: () => readonly string[];

  constructor(auth: Auth, parts: AuthParts, syncPrefixes: () => readonly string[]) {
    this.#auth = auth;
    this.#parts = parts;
    this.#prefixes = syncPrefixes;
  }

  async answer(request: HttpRequest): Promise<HttpAnswer> {
    const path = request.target.split('?')[0] ?? '';
    // A websocket upgrade that lost its `Upgrade` header on the way lands here.
    if (this.#isSyncPath(path)) return authError('invalidCredentials');
    // Checked before the route is known: a foreign header breaks even login and health.
    const caller = await this.#callerOf(request);
    if (caller.kind === 'refused') return authError('invalidCredentials', { detail: caller.detail });
    return this.#route(`${request.method} ${path}`, request, caller);
  }

  #route(route: string, request: HttpRequest, caller: Caller): Promise<HttpAnswer> | HttpAnswer {
    const path = route.slice(request.method.length + 1);
    if (route === 'GET /health') return this.#health();
    if (route === 'POST /auth') return withJson(request, (body) => this.#auth.login(body));
    if (route === 'POST /auth/revoke') return withJson(request, (body) => this.#revoke(body, caller));
    if (route === 'PUT /auth/password')
      return withJson(request, (body) => this.#changePassword(body, caller));
    if (route.startsWith('GET /auth/users/')) return this.#user(path.slice('/auth/users/'.length), caller);
    return pageNotFound(request.method, path);
  }

  /** The first token header found decides; there is no fall-through to the next. */
  async #callerOf(request: HttpRequest): Promise<Caller> {
    const names = [this.#parts.rules().authorizationHeaderName, 'Authorization', 'X-Realm-Access-Token'];
    const found = names.map((name) => request.header(name)).find((value) => value !== undefined);
    if (found === undefined) return { kind: 'nobody' };
    const reading = await this.#parts.office.read(found);
    if (reading.kind === 'malformed') return { kind: 'refused', detail: reading.detail };
    if (reading.kind === 'forged')
      return { kind: 'refused', detail: 'The token signature could not be verified' };
    if (this.#parts.office.isExpired(reading.claims))
      return { kind: 'refused', detail: 'The token has expired' };
    return { kind: 'user', claims: reading.claims };
  }

  #health(): HttpAnswer {
    const isUp = this.#parts.rules().workerIsUp;
    return isUp ? jsonAnswer(200, { version: SERVER_VERSION }) : textAnswer(503, 'Service Unavailable');
  }

  async #revoke(body: unknown, caller: Caller): Promise<HttpAnswer> {
    if (caller.kind !== 'user') return authError('invalidCredentials');
    const token = field(body, 'token');
    if (token === undefined) return missing('token');
    const reading = typeof token === 'string' ? await this.#parts.office.read(token) : undefined;
    // The server trips over what is not a token, and says so with a 500.
    if (reading?.kind !== 'good') return internalError();
    if (!mayActFor(caller.claims, reading.claims.identity)) return bareForbidden();
    this.#parts.office.revoke(reading.claims);
    return jsonAnswer(200, {});
  }

  #user(identity: string, caller: Caller): HttpAnswer {
    if (caller.kind !== 'user') return authError('invalidCredentials');
    if (!mayActFor(caller.claims, identity)) return authError('accessDenied');
    const account = this.#parts.accounts.findByIdentity(identity);
    if (account === undefined) return authError('unknownAccount');
    const accounts = [{ provider: account.provider, provider_id: account.providerId }];
    return jsonAnswer(200, { user_id: identity, accounts, is_admin: account.isAdmin, metadata: [] });
  }

  #changePassword(body: unknown, caller: Caller): HttpAnswer {
    if (caller.kind !== 'user') return authError('invalidCredentials');
    const password = field(field(body, 'data'), 'new_password');
    if (typeof password !== 'string') return missing('data.new_password');
    const identity = field(body, 'user_id') ?? caller.claims.identity;
    if (typeof identity !== 'string' || !mayActFor(caller.claims, identity)) return authError('accessDenied');
    const account = this.#parts.accounts.findByIdentity(identity);
    if (account === undefined) return authError('unknownAccount');
    account.password = password;
    return jsonAnswer(200, {});
  }

  #isSyncPath(path: string): boolean {
    return this.#prefixes().some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
  }
}

function mayActFor(caller: TokenClaims, identity: string): boolean {
  return caller.identity === identity || caller.is_admin === true;
}

/** Bodies of another content type are not looked at, so they miss every parameter. */
function withJson(
  request: HttpRequest,
  then: (body: unknown) => Promise<HttpAnswer> | HttpAnswer,
): Promise<HttpAnswer> | HttpAnswer {
  const type = request.header('Content-Type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') return then({});
  let body: unknown;
  try {
    body = JSON.parse(request.body);
  } catch {
    return unreadableJson();
  }
  return typeof body === 'object' && body !== null ? then(body) : unreadableJson();
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}
