import { realmPathRule, resolveTilde } from '../../shared/realm-path.ts';
import type { RelayKeyRule } from '../../shared/relay.ts';
import { jsonOf } from '../network/answer-marks.ts';
import type { TraceRecorder } from '../network/trace.ts';
import type { Clock } from '../ports/clock.ts';
import { ProblemError } from '../problem-error.ts';
import type { Account } from '../tokens/account.ts';
import { inspectToken } from '../tokens/inspect.ts';
import type { AccessToken } from '../tokens/token.ts';
import { jsonAnswer, refusal, type OwnAnswer } from './answers.ts';
import type { IssuedTokens } from './issued-tokens.ts';
import { asksForTokens, kindOfAuth, type AppRequest } from './requests.ts';
import type { StandIns } from './stand-ins.ts';

/** What apps are lent, and on what terms. */
export interface LentAccountDeps {
  readonly account: Account;
  readonly standIns: StandIns;
  readonly issued: IssuedTokens;
  readonly key: RelayKeyRule;
  readonly clock: Clock;
  /** Realm paths that apps may open, as the profile has them; none: any. */
  readonly paths: readonly string[];
}

/** Where the server has its routes about accounts. */
const ofAccounts = /^\/auth(?:\/|\?|$)/;

/** Whether it asks about an account: that is answered here, and goes no further. */
export const asksAboutAccounts = ({ target }: AppRequest): boolean => ofAccounts.test(target);

/** Ten years: it ends with the key, not with time. */
const standInSeconds = 315_360_000;

/**
 * The auth server to apps that are lent the profile's account. Whatever they sign in with, they get a stand-in; for it,
 * access tokens of the account; and nothing that changes the account.
 */
export class LentAccount {
  readonly #deps: LentAccountDeps;

  constructor(deps: LentAccountDeps) {
    this.#deps = deps;
  }

  /** Errors: what keeps the account from being signed in; `network.*`, `route.*`, … on the way to the auth server. */
  async answer(
    request: AppRequest,
    body: Buffer,
    recorder: TraceRecorder,
    signal: AbortSignal,
  ): Promise<OwnAnswer> {
    if (asksForTokens(request)) {
      const fields = jsonOf(body.toString('utf8')) ?? {};
      return kindOfAuth(body) === 'refresh'
        ? this.#accessFor(fields, recorder, signal)
        : this.#signIn(fields, recorder, signal);
    }
    // The person stays signed in: an app has nothing but its stand-in to give back.
    if (request.method === 'POST' && /^\/auth\/revoke\/?(\?|$)/.test(request.target))
      return jsonAnswer(200, {});
    return refusal(403, 614, 'The relay lends this account; it can’t be changed through it.');
  }

  /** Whether a token of the server is the account's. Errors as with `answer`. */
  async isOwn(token: string, recorder: TraceRecorder, signal: AbortSignal): Promise<boolean> {
    const said = inspectToken(token, null);
    const identity = await this.#deps.account.identityOf(recorder, signal);
    return said.identity === identity && said.role !== 'admin';
  }

  async #signIn(fields: Fields, recorder: TraceRecorder, signal: AbortSignal): Promise<OwnAnswer> {
    const { account, standIns, key, clock } = this.#deps;
    if (key === 'required' && !passwordsIn(fields).some((each) => standIns.isKey(each)))
      return refusal(401, 611, 'The password is not the relay’s key.');
    const identity = await account.identityOf(recorder, signal);
    const expires = Math.floor(clock.now() / 1000) + standInSeconds;
    const data = { app_id: '', identity, access: ['refresh'], salt: 'causeway', expires, is_admin: false };
    return jsonAnswer(200, { refresh_token: { token: standIns.of(identity), token_data: data } });
  }

  async #accessFor(fields: Fields, recorder: TraceRecorder, signal: AbortSignal): Promise<OwnAnswer> {
    const { account, standIns, issued } = this.#deps;
    const identity = await account.identityOf(recorder, signal);
    const { data: token, path } = fields;
    if (typeof token !== 'string' || !standIns.isOf(identity, token))
      return refusal(403, 614, 'The token is no stand-in of this relay, or its key has been replaced.');
    if (typeof path !== 'string' || realmPathRule(path) !== null)
      return refusal(400, 601, 'The relay gives tokens for one realm path each.');
    if (!this.#mayOpen(path, identity)) return refusal(403, 614, 'The relay doesn’t lend this realm path.');
    const access = await this.#fetch(path, recorder, signal);
    if (access === null) return jsonAnswer(403, { status: 403 });
    issued.learn(access.token.reveal(), access.realmPath, access.syncPrefix);
    return jsonAnswer(200, { access_token: { token: access.token.reveal(), token_data: dataOf(access) } });
  }

  /** Null where the server itself refuses the path to this account: that is for the app to know. */
  async #fetch(path: string, recorder: TraceRecorder, signal: AbortSignal): Promise<AccessToken | null> {
    try {
      return await this.#deps.account.accessTo(path, recorder, signal);
    } catch (error) {
      if (error instanceof ProblemError && error.problem.kind === 'auth.pathRefused') return null;
      throw error;
    }
  }

  #mayOpen(path: string, identity: string): boolean {
    const { paths } = this.#deps;
    const resolved = (each: string) => resolveTilde(each, identity);
    return paths.length === 0 || paths.some((each) => resolved(each) === resolved(path));
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** Wherever an SDK puts what proves a person: the password, or a provider's own token. */
function passwordsIn({ data, user_info: info }: Fields): string[] {
  const password: unknown =
    typeof info === 'object' && info !== null && 'password' in info ? info.password : null;
  return [password, data].filter((each) => typeof each === 'string');
}

/** What the server says beside a token stands in the token itself (server, §2); an SDK reads it from here. */
function dataOf({ token, identity, realmPath, times }: AccessToken): object {
  const { access } = inspectToken(token.reveal(), null);
  return {
    app_id: '',
    identity,
    access: access.length === 0 ? ['download', 'upload'] : access,
    salt: '',
    path: realmPath,
    ...(times.expiresAt === null ? {} : { expires: Math.floor(times.expiresAt / 1000) }),
  };
}
