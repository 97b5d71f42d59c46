import { z } from 'zod';
import type { Account, Accounts } from './accounts.ts';
import { authError, bareForbidden, invalid, missing } from './auth-errors.ts';
import { jsonAnswer, type HttpAnswer } from './http-answer.ts';
import { readJwt } from './jwt.ts';
import { ownershipOf, realmPathIsLegal, resolveRealmPath } from './realm-path.ts';
import type { CustomProvider, ServerRules } from './rules.ts';
import type { TokenOffice } from './token-office.ts';
import { tokenIsRefresh, type TokenClaims } from './tokens.ts';

const LoginBody = z.object({
  provider: z.string().optional(),
  data: z.unknown().optional(),
  path: z.string().optional(),
  app_id: z.string().optional(),
  user_info: z.record(z.string(), z.unknown()).optional(),
});

type LoginBody = z.infer<typeof LoginBody>;

export type AuthParts = {
  accounts: Accounts;
  office: TokenOffice;
  rules: () => ServerRules;
  now: () => number;
};

/** The rules of `POST /auth`: who gets which token, and the exact refusal otherwise. */
export class Auth {
  readonly #parts: AuthParts;

  constructor(parts: AuthParts) {
    this.#parts = parts;
  }

  async login(posted: unknown): Promise<HttpAnswer> {
    if (!this.#parts.rules().authIsAvailable) return authError('serviceUnavailable');
    const parsed = LoginBody.safeParse(posted);
    if (!parsed.success) return invalid(String(parsed.error.issues[0]?.path[0] ?? 'body'), 'Invalid value');
    const { provider } = parsed.data;
    if (provider === undefined) return missing('provider');
    return this.#byProvider(provider, parsed.data);
  }

  #byProvider(provider: string, body: LoginBody): Promise<HttpAnswer> | HttpAnswer {
    if (provider === 'anonymous') return this.#welcome(this.#parts.accounts.createAnonymous(), body);
    if (body.data === undefined) return missing('data');
    if (provider === 'realm') return this.#byRefreshToken(body);
    if (provider === 'password') return this.#byPassword(body);
    if (provider === 'nickname') return this.#byNickname(body);
    const custom = this.#parts.rules().customProviders.find((one) => one.name === provider);
    if (custom !== undefined) return this.#byCustomProvider(custom, body);
    return this.#byJwt(provider, body);
  }

  #byPassword(body: LoginBody): Promise<HttpAnswer> | HttpAnswer {
    const password = body.user_info?.['password'];
    if (typeof body.data !== 'string' || body.data === '') return invalid('data', 'Not a username');
    if (typeof password !== 'string') return missing('password');
    const known = this.#parts.accounts.find('password', body.data);
    const register = body.user_info?.['register'];
    if (known !== undefined && register === true) return authError('existingAccount');
    if (known !== undefined) {
      return known.password === password ? this.#welcome(known, body) : authError('invalidCredentials');
    }
    // The server's trap: an absent `register` counts as true and creates the account.
    if (register === false) return authError('invalidCredentials');
    return this.#welcome(this.#register(body.data, password), body);
  }

  #register(username: string, password: string): Account {
    return this.#parts.accounts.create({ provider: 'password', providerId: username, password });
  }

  #byNickname(body: LoginBody): Promise<HttpAnswer> | HttpAnswer {
    if (!this.#parts.rules().nicknamesAreEnabled) return authError('notEnabled');
    if (typeof body.data !== 'string' || body.data === '') return invalid('data', 'Not a nickname');
    const account = this.#userOf('nickname', body.data);
    // As the real server has it: what this sign-in says counts from now on.
    account.isAdmin = body.data === 'admin' || body.user_info?.['is_admin'] === true;
    return this.#welcome(account, body);
  }

  #byCustomProvider(provider: CustomProvider, body: LoginBody): Promise<HttpAnswer> | HttpAnswer {
    const user = provider.userOf(body.data, body.user_info);
    if (user === undefined) return authError('invalidCredentials');
    return this.#welcome(this.#userOf(provider.name, user), body);
  }

  #byJwt(provider: string, body: LoginBody): Promise<HttpAnswer> | HttpAnswer {
    const { jwt } = this.#parts.rules();
    if (provider !== (jwt?.provider ?? 'jwt')) return invalid('provider', 'Unknown provider');
    if (jwt === null) return authError('notEnabled');
    if (typeof body.data !== 'string') return invalid('data', 'Not a JWT');
    const reading = readJwt(body.data, jwt.publicKey, this.#parts.now());
    if (reading.kind === 'bad') return authError('invalidCredentials', { detail: reading.detail });
    return this.#welcome(this.#userOf(provider, reading.userId, reading.isAdmin), body);
  }

  #userOf(provider: string, providerId: string, isAdmin = false): Account {
    return this.#parts.accounts.findOrCreate({ provider, providerId, isAdmin });
  }

  async #welcome(account: Account, body: LoginBody): Promise<HttpAnswer> {
    const refresh_token = await this.#parts.office.issueRefreshToken(account, body.app_id ?? '');
    return jsonAnswer(200, { refresh_token });
  }

  async #byRefreshToken(body: LoginBody): Promise<HttpAnswer> {
    if (typeof body.data !== 'string') return invalid('data', 'Not a token');
    const reading = await this.#parts.office.read(body.data);
    if (reading.kind !== 'good' || !tokenIsRefresh(reading.claims)) return authError('accessDenied');
    const standing = this.#parts.office.standingOf(reading.claims);
    if (standing === 'revoked') return authError('accessDenied');
    if (standing === 'expired') return this.#refuseExpired();
    const appId = body.app_id ?? '';
    return body.path === undefined
      ? this.#userToken(reading.claims, appId)
      : this.#accessToken(reading.claims, body.path, appId);
  }

  #refuseExpired(): HttpAnswer {
    const isOld = this.#parts.rules().expiredRefreshCode === 615;
    return authError(isOld ? 'expiredRefreshToken' : 'accessDenied');
  }

  async #userToken(refresh: TokenClaims, appId: string): Promise<HttpAnswer> {
    const { identity, is_admin } = refresh;
    const user_token = await this.#parts.office.issueUserToken(identity, is_admin ?? false, appId);
    return jsonAnswer(200, { user_token });
  }

  async #accessToken(refresh: TokenClaims, asked: string, appId: string): Promise<HttpAnswer> {
    const path = resolveRealmPath(asked, refresh.identity);
    if (!realmPathIsLegal(path)) return invalid('path', 'The path is not a valid realm path');
    const refusal = this.#refusalFor(refresh, path);
    if (refusal !== null) return refusal;
    const access_token = await this.#parts.office.issueAccessToken(refresh.identity, path, appId);
    const worker = this.#parts.rules().syncWorkerPath;
    return jsonAnswer(
      200,
      worker === null ? { access_token } : { access_token, sync_worker: { path: worker } },
    );
  }

  #refusalFor(refresh: TokenClaims, path: string): HttpAnswer | null {
    if (refresh.is_admin === true) return null;
    const { accounts, rules } = this.#parts;
    const exists = (identity: string): boolean => accounts.findByIdentity(identity) !== undefined;
    switch (ownershipOf(path, refresh.identity, rules().sharedRealmPaths, exists)) {
      case 'own':
      case 'shared':
        return null;
      case 'foreign':
        return bareForbidden();
      case 'unknown':
        return authError('accessDenied');
    }
  }
}
