import type { Account } from './accounts.ts';
import type { RandomBytes, ServerRules } from './rules.ts';
import {
  readToken,
  signToken,
  tokenIsExpired,
  type SigningKey,
  type TokenClaims,
  type TokenReading,
} from './tokens.ts';

export type IssuedToken = { token: string; token_data: TokenClaims };

export type RefreshStanding = 'usable' | 'expired' | 'revoked';

type Ambient = { now: () => number; randomBytes: RandomBytes; rules: () => ServerRules };

/** Issues the server's tokens and remembers which refresh tokens no longer count. */
export class TokenOffice {
  readonly #ambient: Ambient;
  readonly #revokedSalts = new Set<string>();
  readonly #expiredSalts = new Set<string>();
  readonly #refreshTokens: TokenClaims[] = [];
  #key: Promise<SigningKey>;

  constructor(key: Promise<SigningKey>, ambient: Ambient) {
    this.#key = key;
    this.#ambient = ambient;
  }

  /** From now on every token issued before is unverifiable, as after a redeployment with a new key. */
  changeKey(key: Promise<SigningKey>): void {
    this.#key = key;
  }

  async publicKey(): Promise<SigningKey['publicKey']> {
    return (await this.#key).publicKey;
  }

  async reader(): Promise<(token: string) => TokenReading> {
    const key = await this.#key;
    return (token) => readToken(token, key);
  }

  async read(token: string): Promise<TokenReading> {
    return readToken(token, await this.#key);
  }

  async issueRefreshToken(account: Account, appId: string): Promise<IssuedToken> {
    const issued = await this.issue({
      app_id: appId,
      identity: account.identity,
      access: ['refresh'],
      salt: this.newSalt(),
      expires: this.#expiry(this.#ambient.rules().refreshLifetimeSeconds),
      is_admin: account.isAdmin,
    });
    this.#refreshTokens.push(issued.token_data);
    return issued;
  }

  issueAccessToken(identity: string, path: string, appId: string): Promise<IssuedToken> {
    return this.issue({
      app_id: appId,
      identity,
      access: ['download', 'upload', 'manage'],
      salt: this.newSalt(),
      expires: this.#expiry(this.#ambient.rules().accessLifetimeSeconds),
      path,
      sync_label: 'default',
    });
  }

  /** For the server's HTTP routes: names a user and no realm. */
  issueUserToken(identity: string, isAdmin: boolean, appId: string): Promise<IssuedToken> {
    return this.issue({
      app_id: appId,
      identity,
      access: [],
      salt: this.newSalt(),
      expires: this.#expiry(this.#ambient.rules().userTokenLifetimeSeconds),
      is_admin: isAdmin,
    });
  }

  /** Identity `__admin`, no path, no expiry: used as it is and never posted. */
  issueAdminToken(): Promise<IssuedToken> {
    const access = ['download', 'upload', 'manage'];
    return this.issue({ app_id: '', identity: '__admin', access, salt: this.newSalt(), is_admin: true });
  }

  async issue(claims: TokenClaims): Promise<IssuedToken> {
    return { token: signToken(claims, await this.#key), token_data: claims };
  }

  newSalt(): string {
    return this.#ambient.randomBytes(8).toString('hex');
  }

  standingOf(refresh: TokenClaims): RefreshStanding {
    if (this.#revokedSalts.has(refresh.salt)) return 'revoked';
    const isExpired = this.#expiredSalts.has(refresh.salt) || this.isExpired(refresh);
    return isExpired ? 'expired' : 'usable';
  }

  isExpired(claims: TokenClaims): boolean {
    return tokenIsExpired(claims, this.#ambient.now());
  }

  /** Revokes this one token; access tokens made from it live on until they expire. */
  revoke(claims: TokenClaims): void {
    this.#revokedSalts.add(claims.salt);
  }

  revokeIdentity(identity: string): void {
    for (const claims of this.#refreshTokens) if (claims.identity === identity) this.revoke(claims);
  }

  expireRefreshTokens(): void {
    for (const claims of this.#refreshTokens) this.#expiredSalts.add(claims.salt);
  }

  #expiry(lifetimeSeconds: number): number {
    return Math.floor(this.#ambient.now() / 1000) + lifetimeSeconds;
  }
}
