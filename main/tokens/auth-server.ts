import type { StageName } from '../../shared/problem.ts';
import { farSideOf, type FarSide } from '../../shared/far-side.ts';
import type { Profile } from '../../shared/profile.ts';
import { resolveTilde } from '../../shared/realm-path.ts';
import type { SecretWord } from '../../shared/secret-mark.ts';
import type { Exchange, StageDetail } from '../../shared/status.ts';
import {
  classifyAuth,
  classifyPage,
  classifyUnansweredAuth,
  closedByAuth,
  type FarEnd,
  type RefusedAnswer,
} from '../network/classify.ts';
import type { Network } from '../network/connection.ts';
import type { KnownSecrets } from '../network/known-secrets.ts';
import type { MaskedAnswer } from '../network/masking.ts';
import { targetOf, type Target } from '../network/route.ts';
import type { RawFailure, TraceRecorder } from '../network/trace.ts';
import type { Clock } from '../ports/clock.ts';
import { StaleLink, type Http, type HttpAnswer, type HttpLink, type HttpRequest } from '../ports/http.ts';
import { ProblemError } from '../problem-error.ts';
import { Secret } from '../secrets/secret.ts';
import { malformed, readAccessAnswer, readSignInAnswer } from './auth-answers.ts';
import { AuthLinks } from './auth-links.ts';
import type { CredentialWithSecret } from './credential.ts';
import type { ProfileSecrets } from '../secrets/profile-secrets.ts';
import { inspectToken } from './inspect.ts';
import type { ConcurrencyLimiter } from '../pacing/concurrency-limiter.ts';
import { ServerClock } from './server-clock.ts';
import { timesOf, type AccessToken, type Grant, type ShownAccess } from './token.ts';

const answerLimit = 1024 * 1024;

/** Clocks that are off by less cause no trouble. */
const toldOffsetMs = 60_000;

export interface FetchedAccess {
  readonly access: AccessToken;
  /** A rotated refresh token: to be saved before the access token is used. */
  readonly rotated: Secret<'RefreshToken'> | null;
}

/** One question to the auth server, and how its answer is read. */
interface Question<Value> {
  readonly asked: 'signIn' | 'accessToken';
  readonly realmPath: string;
  readonly path: string;
  readonly body: string;
  readonly tokenHeader: Secret<'RefreshToken'> | null;
  /** What the posted token says of its own expiry, by the server's clock. */
  readonly expiresAt?: number | null;
  /** Errors: `auth.malformed`. */
  readonly read: (answer: HttpAnswer) => Value;
}

interface Asking<Value> {
  readonly question: Question<Value>;
  readonly stageName: StageName;
  readonly recorder: TraceRecorder;
  readonly signal: AbortSignal;
}

/** `POST <base>/auth` of Realm Object Server, for one profile. Errors: `auth.*` and all of `Network.open`. */
export class AuthServer {
  readonly #profile: Profile;
  readonly #network: Network;
  readonly #secrets: ProfileSecrets;
  readonly #links: AuthLinks;
  readonly #clock: Clock;
  readonly #serverClock = new ServerClock();
  readonly #base: URL;
  readonly #target: Target;
  readonly #side: FarSide;

  /** `limiter`: shared with all that ask the same server. */
  constructor(
    profile: Profile,
    network: Network,
    secrets: ProfileSecrets,
    http: Http,
    clock: Clock,
    limiter?: ConcurrencyLimiter,
  ) {
    this.#profile = profile;
    this.#network = network;
    this.#secrets = secrets;
    this.#links = new AuthLinks(http, limiter);
    this.#clock = clock;
    this.#base = new URL(profile.server);
    this.#target = targetOf(this.#base);
    this.#side = farSideOf(profile, 'auth');
  }

  close(): void {
    this.#links.close();
  }

  /** Exchanges a credential for a refresh token. Tokens that already are what others are exchanged for stay as they are. */
  async signIn(
    credential: CredentialWithSecret,
    recorder: TraceRecorder,
    signal: AbortSignal,
  ): Promise<Grant> {
    const { known } = this.#network;
    if (credential.kind === 'adminToken') {
      known.learn('access token', credential.token);
      return { kind: 'adminToken', token: credential.token, identity: '__admin' };
    }
    if (credential.kind === 'refreshToken') {
      known.learn('refresh token', credential.token);
      return { ...credential, identity: null };
    }
    const { body, learn } = postedCredential(credential);
    // Before anything of it leaves.
    learn(known);
    const read = (answer: HttpAnswer): Grant => {
      const { token, identity } = readSignInAnswer(answer);
      known.learnIssued('refresh token', token);
      return { kind: 'refreshToken', token: new Secret('RefreshToken', token), identity };
    };
    const question = { ...this.#question('signIn', body), read };
    return this.#ask({ question, stageName: 'sign-in', recorder, signal });
  }

  /** Fetches the access token of one realm path. */
  async fetchAccess(
    grant: Grant,
    realmPath: string,
    recorder: TraceRecorder,
    signal: AbortSignal,
  ): Promise<FetchedAccess> {
    this.#network.known.learnIssued(wordOf(grant), grant.token);
    if (grant.kind === 'adminToken')
      return { access: this.#adminAccess(grant.token, realmPath), rotated: null };
    const body = { provider: 'realm', data: grant.token.reveal(), path: realmPath, app_id: '' };
    const read = (answer: HttpAnswer) => this.#readAccess(realmPath, answer);
    const { expiresAt } = inspectToken(grant.token.reveal(), null);
    const question = { ...this.#question('accessToken', body), realmPath, read, expiresAt };
    return this.#ask({ question, stageName: 'access-token', recorder, signal });
  }

  /** Makes the server forget a refresh token. */
  async revoke(token: Secret<'RefreshToken'>, recorder: TraceRecorder, signal: AbortSignal): Promise<void> {
    this.#network.known.learnIssued('refresh token', token);
    const asked = this.#question('signIn', { token: token.reveal() });
    const question = { ...asked, path: `${asked.path}/revoke`, tokenHeader: token, read: () => undefined };
    await this.#ask({ question, stageName: 'sign-in', recorder, signal });
  }

  #question(asked: Question<unknown>['asked'], body: object): Omit<Question<never>, 'read'> {
    const path = `${this.#base.pathname.replace(/\/+$/, '')}/auth`;
    return { asked, realmPath: '', path, body: JSON.stringify(body), tokenHeader: null };
  }

  #readAccess(realmPath: string, answer: HttpAnswer): FetchedAccess {
    const { token: said, identity, expires, path, syncPrefix, rotated } = readAccessAnswer(answer);
    const token = this.#network.known.learnIssued('access token', said);
    if (rotated !== null) this.#network.known.learnIssued('refresh token', rotated);
    const now = this.#clock.now();
    const names = { identity, realmPath: path ?? resolveTilde(realmPath, identity), syncPrefix };
    return {
      access: {
        token: new Secret('AccessToken', token),
        ...names,
        shown: this.#shown(names),
        times: timesOf(expires, this.#serverClock.at(now), now),
        issuedAt: this.#clock.monotonic(),
      },
      rotated: rotated === null ? null : new Secret('RefreshToken', rotated),
    };
  }

  #shown({ identity, realmPath, syncPrefix }: ShownAccess): ShownAccess {
    const { masking } = this.#network;
    return {
      identity: masking.text(identity),
      realmPath: masking.text(realmPath),
      syncPrefix: syncPrefix === null ? null : masking.text(syncPrefix),
    };
  }

  /** An admin token opens every path as it is. */
  #adminAccess(token: Secret<'AdminToken'>, realmPath: string): AccessToken {
    const identity = '__admin';
    const names = { identity, realmPath: resolveTilde(realmPath, identity), syncPrefix: null };
    return {
      token: new Secret('AccessToken', token.reveal()),
      ...names,
      shown: names,
      times: { expiresAt: null, renewsAt: null },
      issuedAt: this.#clock.monotonic(),
    };
  }

  #ask<Value>(asking: Asking<Value>): Promise<Value> {
    return this.#links.inTurn(async () => {
      const kept = this.#links.takeKept();
      const first = kept === null ? null : await this.#askOver(kept, asking);
      const answered = first ?? (await this.#askOver(await this.#newLink(asking), asking));
      if (answered === null) throw new ProblemError(closedByAuth({ ...this.#target, side: this.#side }));
      return answered.value;
    }, asking.signal);
  }

  async #newLink<Value>({ recorder, signal }: Asking<Value>): Promise<HttpLink> {
    return this.#links.over(await this.#network.open('auth', this.#target, recorder, signal));
  }

  /** What was answered, or null if the link was a kept one that the other side had already closed. */
  async #askOver<Value>(
    link: HttpLink,
    { question, stageName, recorder, signal }: Asking<Value>,
  ): Promise<{ readonly value: Value } | null> {
    const end: FarEnd = { leg: 'auth', ...this.#target, side: this.#side };
    const classify = (failure: RawFailure) => classifyUnansweredAuth(end, stageName, failure);
    try {
      return await recorder.stage({ leg: 'auth', name: stageName, classify }, signal, async (stage) => {
        const askedAt = this.#clock.monotonic();
        const answer = await exchangeUnlessStale(link, this.#request(question), stage.signal);
        if (answer === null) {
          stage.note({ kind: 'keptConnectionClosed' });
          return null;
        }
        const now = this.#clock.now();
        // The clock may have been set meanwhile.
        const sentAt = now - (this.#clock.monotonic() - askedAt);
        this.#serverClock.saw(answer.header('date'), sentAt, now);
        stage.note(this.#outcomeOf(answer));
        const shown = this.#network.masking.answer(answer.head, answer.body);
        stage.record({ exchanges: [this.#exchangeOf(question, answer, shown)] });
        const refused = this.#refused(answer, shown);
        this.#refuse(question, answer, refused);
        return { value: readUnlessPage(question, answer, refused) };
      });
    } finally {
      this.#links.keep(link);
    }
  }

  /** With how far this computer's clock is off, where that may confuse a reader of times. */
  #outcomeOf({ status }: HttpAnswer): StageDetail {
    const aheadMs = -this.#serverClock.offsetMs;
    return Math.abs(aheadMs) < toldOffsetMs
      ? String(status)
      : { kind: 'clockOff', answer: String(status), aheadMs };
  }

  #request(question: Question<unknown>): HttpRequest {
    return {
      host: hostFieldOf(this.#base),
      path: question.path,
      headers: this.#headers(question),
      body: question.body,
      maxAnswerBytes: answerLimit,
    };
  }

  #headers({ tokenHeader }: Question<unknown>): [string, string][] {
    const custom = this.#profile.gateway.customRequestHeaders.map((header): [string, string] => [
      header.name,
      header.secret ? this.#secrets.header(header.name).reveal() : header.value,
    ]);
    const token: [string, string][] =
      tokenHeader === null ? [] : [[this.#profile.gateway.authorizationHeaderName, tokenHeader.reveal()]];
    return [['Accept', 'application/json'], ['Content-Type', 'application/json'], ...custom, ...token];
  }

  /** What was asked and answered: of a success, whose body holds a token, the head alone. */
  #exchangeOf(question: Question<unknown>, { status }: HttpAnswer, { head, body }: MaskedAnswer): Exchange {
    const { path, host } = this.#request(question);
    const { customRequestHeaders, authorizationHeaderName } = this.#profile.gateway;
    const secretHeaders = customRequestHeaders.filter(({ secret }) => secret).map(({ name }) => name);
    const request = [
      `POST ${path} HTTP/1.1`,
      `Host: ${host}`,
      ...this.#headers(question).map(([name, value]) => `${name}: ${value}`),
    ];
    const isRefusal = status < 200 || status >= 300;
    return {
      request: this.#network.masking.head(request, [authorizationHeaderName, ...secretHeaders]),
      answer: head,
      body: isRefusal ? body : null,
    };
  }

  /** The answer as it is judged where it isn't what was asked for: by what may be shown of it, and by nothing else. */
  #refused(answer: HttpAnswer, shown: MaskedAnswer): RefusedAnswer {
    const location = answer.header('location');
    return {
      target: this.#target,
      side: this.#side,
      status: answer.status,
      ...shown,
      shown,
      location: location === null ? null : this.#network.masking.text(location),
      retryAfter: answer.header('retry-after'),
    };
  }

  #refuse(
    { asked, realmPath: path, expiresAt = null }: Question<unknown>,
    { status, flaw }: HttpAnswer,
    refused: RefusedAnswer,
  ): void {
    if (status < 200 || status >= 300) {
      const realmPath = this.#network.masking.text(path);
      const now = this.#clock.now();
      const problem = classifyAuth({ ...refused, asked, realmPath }, now);
      const isExpired = expiresAt !== null && expiresAt <= this.#serverClock.at(now);
      // Most servers answer the same to an expired and to a revoked token; the token itself knows.
      throw new ProblemError(
        problem.kind === 'auth.refreshRefused' && isExpired ? { ...problem, why: 'expired' } : problem,
      );
    }
    if (flaw !== null) throw new ProblemError(malformed(status, flaw));
  }
}

const wordOf = ({ kind }: Grant): SecretWord => (kind === 'adminToken' ? 'access token' : 'refresh token');

/** Whose token it is, as far as it says so: an external one may know its user by another name than the server. */
export function identityIn({ identity, token }: Grant): string | null {
  if (identity !== null) return identity;
  const said = inspectToken(token.reveal(), null);
  return said.format === 'serverToken' ? said.identity : null;
}

/**
 * What a success says. One that holds no token may be a page of something on the way, which is then told as that.
 * Errors: `auth.malformed`, `auth.intercepted`, `network.portal`.
 */
function readUnlessPage<Value>({ read }: Question<Value>, answer: HttpAnswer, refused: RefusedAnswer): Value {
  try {
    return read(answer);
  } catch (error) {
    const page = error instanceof ProblemError ? classifyPage(refused) : null;
    throw page === null ? error : new ProblemError(page);
  }
}

async function exchangeUnlessStale(
  link: HttpLink,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<HttpAnswer | null> {
  try {
    return await link.exchange(request, signal);
  } catch (error) {
    if (error instanceof StaleLink) return null;
    throw error;
  }
}

/** A credential as `POST /auth` takes it (server, §1). */
interface PostedCredential {
  readonly body: object;
  /** Notes what of it is secret, so that it is recognised wherever it comes back. */
  readonly learn: (known: KnownSecrets) => void;
}

/** Those that are no token yet. */
type Exchangeable = Exclude<CredentialWithSecret, { kind: 'adminToken' | 'refreshToken' }>;

/** `register: false` always: left out, an unknown user would be created (server, §1). */
function postedCredential(credential: Exchangeable): PostedCredential {
  switch (credential.kind) {
    case 'password': {
      const { username, password } = credential;
      const user_info = { password: password.reveal(), register: false };
      return {
        body: { provider: 'password', data: username, user_info },
        learn: (known) => known.learnPassword('credential', username, password),
      };
    }
    case 'anonymous':
      return { body: { provider: 'anonymous', user_info: { register: false } }, learn: nothing };
    case 'nickname': {
      const { nickname } = credential;
      const user_info = nicknameInfo(credential);
      return { body: { provider: 'nickname', data: nickname, user_info }, learn: nothing };
    }
    case 'jwt': {
      const { provider, jwt } = credential;
      return {
        body: { provider, data: jwt.reveal(), user_info: { register: false } },
        learn: (known) => known.learn('credential', jwt),
      };
    }
    case 'custom': {
      const { provider, payload, userInfo } = credential;
      const data: unknown = JSON.parse(payload.reveal());
      return {
        body: { provider, data, user_info: { ...userInfo, register: false } },
        learn: (known) => stringsIn(data).forEach((value) => known.learn('credential', value)),
      };
    }
  }
}

const nothing = (): void => undefined;

/** Left out, `is_admin` takes an administrator's rights away: the server stores what the last sign-in said. */
const nicknameInfo = ({ isAdmin }: { readonly isAdmin?: true }): object => ({
  ...(isAdmin === true ? { is_admin: true } : {}),
  register: false,
});

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

/** `Host` as it is sent: without the port that the scheme implies (RFC 9110 §7.2). */
const hostFieldOf = (url: URL): string => url.host;
