import { randomBytes } from 'node:crypto';
import { Accounts } from '../../../main/demo/accounts.ts';
import { Auth } from '../../../main/demo/auth.ts';
import { AuthRoutes } from '../../../main/demo/auth-routes.ts';
import { DEFAULT_SERVER_RULES, type ServerRules } from '../../../main/demo/rules.ts';
import { TokenOffice } from '../../../main/demo/token-office.ts';
import { generateSigningKey, type SigningKey } from '../../../main/demo/tokens.ts';

/** Two keys a test file, made at once: making one takes longer than all the tests. */
export const [signingKey, foreignKey]: readonly [SigningKey, SigningKey] = await Promise.all([
  generateSigningKey(),
  generateSigningKey(),
]);

export const START_MS = Date.UTC(2020, 0, 1);

type Call = { headers?: Record<string, string>; body?: unknown; text?: string };
type Answer = { status: number; type: string; body: string; json: () => Body };
/** What the tests look at in an answer's body. */
export type Body = {
  status?: number;
  code?: number;
  title?: string;
  detail?: string;
  version?: string;
  user_id?: string;
  invalid_params?: { name: string; reason: string }[];
  sync_worker?: { path: string };
  refresh_token: IssuedToken;
  access_token: IssuedToken;
  user_token: IssuedToken;
};
type IssuedToken = {
  token: string;
  token_data: {
    identity: string;
    access: string[];
    expires: number;
    path?: string;
    sync_label?: string;
    app_id: string;
    salt: string;
    is_admin?: boolean;
  };
};

/** The auth server without a network: its routes, with a clock and rules that tests move. */
export class AuthBench {
  nowMs = START_MS;
  rules: ServerRules;
  readonly accounts = new Accounts(randomBytes);
  readonly office: TokenOffice;
  readonly #routes: AuthRoutes;

  constructor(rules: Partial<ServerRules> = {}) {
    this.rules = { ...DEFAULT_SERVER_RULES, ...rules };
    const ambient = { now: () => this.nowMs, randomBytes, rules: () => this.rules };
    this.office = new TokenOffice(Promise.resolve(signingKey), ambient);
    this.accounts.create({ provider: 'password', providerId: 'alice', password: 'pass-a' });
    this.accounts.create({ provider: 'password', providerId: 'bob', password: 'pass-b' });
    this.accounts.create({ provider: 'password', providerId: 'root', password: 'pass-r', isAdmin: true });
    const parts = { accounts: this.accounts, office: this.office, rules: () => this.rules, now: ambient.now };
    this.#routes = new AuthRoutes(new Auth(parts), parts, () => ['/realm-sync']);
  }

  async call(method: string, target: string, { headers = {}, body, text }: Call = {}): Promise<Answer> {
    const all: Record<string, string> = { 'content-type': 'application/json' };
    for (const [name, value] of Object.entries(headers)) all[name.toLowerCase()] = value;
    const answer = await this.#routes.answer({
      method,
      target,
      header: (name) => all[name.toLowerCase()],
      body: text ?? JSON.stringify(body ?? {}),
    });
    const type = answer.headers['Content-Type'] ?? '';
    return { status: answer.status, type, body: answer.body, json: () => JSON.parse(answer.body) as Body };
  }

  login(body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call('POST', '/auth', { body, headers });
  }

  async refreshTokenOf(username: string, password: string): Promise<string> {
    const user_info = { password, register: false };
    const answer = await this.login({ provider: 'password', data: username, user_info });
    return answer.json().refresh_token.token;
  }

  open(refreshToken: string, path?: string): Promise<Answer> {
    const asked = path === undefined ? {} : { path };
    return this.login({ provider: 'realm', data: refreshToken, ...asked, app_id: '' });
  }

  identityOf(username: string): string {
    const account = this.accounts.find('password', username);
    if (account === undefined) throw new Error(`no user ${username}`);
    return account.identity;
  }
}
