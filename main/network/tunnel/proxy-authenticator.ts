import { authSchemes, schemesByStrength, type AuthSchemeName } from '../../../shared/auth-schemes.ts';
import type { UnavailableReason, Withheld } from '../../../shared/problem.ts';
import { NegotiateUnavailable, type Negotiate, type NegotiateProof } from '../../ports/negotiate.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { Secret } from '../../secrets/secret.ts';
import type { KnownSecrets } from '../known-secrets.ts';
import type { Challenge } from './challenges.ts';
import { bytesOf, digestCredentials, isStale, strongestDigest, type DigestChallenge } from './digest.ts';
import { authenticateMessage, negotiateMessage, readChallenge, splitUser, type Moment } from './ntlm.ts';

export interface ProxyLogin {
  readonly username: string;
  readonly password: Secret<'ProxyPassword'>;
}

/** Without the other's `charset` (RFC 7617 §2.1) it may take a text beyond ASCII in either. */
type TextEncoding = 'utf8' | 'latin1';

/** What one forward proxy took last time: the next tunnel says so at once and saves a round trip. */
export class KnownProxy {
  scheme: AuthSchemeName | null = null;
  /** In which it took user name and password. */
  encoding: TextEncoding = 'utf8';
  #nonce: { readonly challenge: DigestChallenge; readonly clientNonce: string; uses: number } | null = null;
  #refused: { readonly scheme: AuthSchemeName; readonly login: ProxyLogin } | null = null;

  /** `clientNonce` stays with it: `-sess` hashes the first one for as long as the nonce is used (RFC 7616 §3.4.2). */
  learnNonce(challenge: DigestChallenge, clientNonce: string): void {
    this.#nonce = { challenge, clientNonce, uses: 0 };
  }

  refusedBy(scheme: AuthSchemeName, login: ProxyLogin): void {
    if (this.#refused !== null && !this.isWeakened(scheme, login)) this.#refused = null;
    this.#refused ??= { scheme, login };
  }

  /** Whether a stronger scheme has refused this login. Another one is judged anew. */
  isWeakened(scheme: AuthSchemeName, login: ProxyLogin): boolean {
    const refused = this.#refused;
    return (
      refused !== null &&
      schemesByStrength.indexOf(scheme) > schemesByStrength.indexOf(refused.scheme) &&
      refused.login.username === login.username &&
      refused.login.password.reveal() === login.password.reveal()
    );
  }

  accepted(scheme: AuthSchemeName | null): void {
    this.scheme = scheme;
    if (scheme !== null) this.#refused = null;
  }

  forget(): void {
    this.scheme = null;
    this.encoding = 'utf8';
    this.#nonce = null;
  }

  /** The nonce to hash, and how often it has been used now. */
  useNonce(): {
    readonly challenge: DigestChallenge;
    readonly clientNonce: string;
    readonly count: number;
  } | null {
    if (this.#nonce === null) return null;
    this.#nonce.uses += 1;
    const { challenge, clientNonce, uses } = this.#nonce;
    return { challenge, clientNonce, count: uses };
  }
}

export interface ProxyAuthenticatorDeps {
  readonly login: ProxyLogin | null;
  readonly negotiate: Negotiate;
  readonly random: Pick<Random, 'bytes'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Joined by each proof: the proxy may echo it. */
  readonly known: KnownSecrets;
}

/** What is to be proved to whom. */
export interface Subject {
  /** The proxy's own name, for which a ticket is fetched. */
  readonly proxyHost: string;
  /** What CONNECT asks for, as it stands in the request line. */
  readonly uri: string;
}

/** One scheme's talk with the proxy, over as many steps as it takes. */
interface AuthScheme {
  readonly scheme: AuthSchemeName;
  /** Whether later steps belong to the connection on which the first was said. */
  readonly isBound: boolean;
  /** Whether it has said anything of the password yet. */
  readonly isJudged: boolean;
  /** Null: this can't be begun here and now. */
  begin(offers: readonly Challenge[]): Promise<string | null>;
  /** The answer to one more 407. Null: the proxy has refused us. */
  proceed(offers: readonly Challenge[]): Promise<string | null>;
}

/**
 * Proves to one forward proxy, for one tunnel, who asks: by the strongest scheme that it offers and that we can. A
 * weaker one is not tried with a password that was refused: that would give it away, and lock the account.
 */
export class ProxyAuthenticator {
  readonly #deps: ProxyAuthenticatorDeps;
  readonly #subject: Subject;
  readonly #known: KnownProxy;
  readonly #tried = new Set<AuthSchemeName>();
  #proof: AuthScheme | null = null;
  #isMidway = false;
  /** Whether the proxy has asked for a proof since. */
  #wasOffered = false;
  #unavailable: UnavailableReason | null = null;
  #withheld: Withheld | null = null;

  constructor(deps: ProxyAuthenticatorDeps, subject: Subject, known: KnownProxy) {
    this.#deps = deps;
    if (deps.login !== null) {
      deps.known.learnPassword('proxy password', deps.login.username, deps.login.password);
    }
    this.#subject = subject;
    this.#known = known;
  }

  /** Whether what was said last only makes sense on the connection of the step before. */
  get isMidway(): boolean {
    return this.#isMidway;
  }

  get hasTried(): boolean {
    return this.#proof !== null;
  }

  get scheme(): AuthSchemeName | null {
    return this.#proof?.scheme ?? null;
  }

  /** Why the signed-in user could not be named, where the proxy would have liked that. */
  get unavailable(): UnavailableReason | null {
    return this.#unavailable;
  }

  /** Why the password was kept from a scheme that is offered. */
  get withheld(): Withheld | null {
    return this.#withheld;
  }

  /** All that is secret between us and the proxy. */
  get known(): KnownSecrets {
    return this.#deps.known;
  }

  /** What to say before being asked; null where nothing is known. */
  async first(): Promise<string | null> {
    const { scheme } = this.#known;
    return scheme === null ? null : this.#noted(await this.#begin(scheme, []));
  }

  /** What to say after a 407; null when there is nothing left to say. */
  async next(offers: readonly Challenge[]): Promise<string | null> {
    return this.#noted(await this.#next(offers));
  }

  #noted(value: string | null): string | null {
    const said = value?.replace(/^\S+ /, '') ?? '';
    // What is the login itself is known by its name.
    const isLogin = this.scheme !== null && authSchemes[this.scheme].saysLogin;
    if (said !== '' && !isLogin) this.#deps.known.learnIssued('proof', said);
    return value;
  }

  async #next(offers: readonly Challenge[]): Promise<string | null> {
    const proof = this.#proof;
    if (proof !== null) {
      const step = await proof.proceed(offers);
      this.#isMidway = proof.isBound;
      if (step !== null) return step;
      this.#known.forget();
      if (authSchemes[proof.scheme].usesLogin && isOffered(offers, proof.scheme)) {
        this.#noteRefusal(proof);
        return null;
      }
      // One that was begun from memory, and isn't known there any more, has been refused only if it said something.
      if (proof.isJudged || this.#wasOffered) this.#noteRefusal(proof);
    }
    this.#wasOffered = true;
    for (const scheme of schemesByStrength) {
      if (this.#tried.has(scheme) || !isOffered(offers, scheme) || this.#isWithheld(scheme)) continue;
      const value = await this.#begin(scheme, offers);
      if (value !== null) return value;
    }
    return null;
  }

  #noteRefusal({ scheme }: AuthScheme): void {
    const { login } = this.#deps;
    if (login !== null && authSchemes[scheme].usesLogin) this.#known.refusedBy(scheme, login);
  }

  #isWithheld(scheme: AuthSchemeName): boolean {
    const { login } = this.#deps;
    if (login === null || !authSchemes[scheme].usesLogin) return false;
    if (this.#known.isWeakened(scheme, login)) this.#withheld = 'weakerScheme';
    else if (!authSchemes[scheme].takesColon && login.username.includes(':'))
      this.#withheld = 'colonInUsername';
    else return false;
    return true;
  }

  /** The tunnel is open. */
  accepted(): void {
    this.#known.accepted(this.scheme);
  }

  async #begin(scheme: AuthSchemeName, offers: readonly Challenge[]): Promise<string | null> {
    this.#tried.add(scheme);
    const proof = this.#proofBy(scheme);
    const value = (await proof?.begin(offers)) ?? null;
    if (value === null) {
      if (proof?.scheme === 'digest') this.#withheld = 'unknownDigest';
      return null;
    }
    this.#proof = proof;
    this.#isMidway = false;
    this.#withheld = null;
    return value;
  }

  #proofBy(scheme: AuthSchemeName): AuthScheme | null {
    const { login, random, clock, negotiate } = this.#deps;
    const byLogin = (make: (login: ProxyLogin) => AuthScheme) => (login === null ? null : make(login));
    switch (scheme) {
      case 'negotiate':
        return new NegotiateSteps(
          negotiate,
          this.#subject.proxyHost,
          (reason) => (this.#unavailable = reason),
        );
      case 'ntlm':
        return byLogin(
          (own) => new NtlmSteps(own, () => ({ clientChallenge: random.bytes(8), now: clock.now() })),
        );
      case 'digest':
        return byLogin(
          (own) =>
            new DigestSteps(own, this.#subject.uri, this.#known, () => random.bytes(12).toString('hex')),
        );
      case 'basic':
        return byLogin((own) => new BasicSteps(own, this.#known));
    }
  }
}

const isOffered = (offers: readonly Challenge[], scheme: AuthSchemeName): boolean =>
  offers.some((offer) => offer.scheme === scheme);

const tokenOf = (offers: readonly Challenge[], scheme: AuthSchemeName): string | null =>
  offers.find((offer) => offer.scheme === scheme)?.token ?? null;

/**
 * In which encodings to try user name and password, in turn: in UTF-8 as browsers do, then in Latin-1, which older
 * proxies and directories know; only the first where the proxy says so (RFC 7617 §2.1) or where there is no difference.
 */
function encodingsFor(
  { username, password }: ProxyLogin,
  offers: readonly Challenge[],
  scheme: AuthSchemeName,
  known: KnownProxy,
): readonly TextEncoding[] {
  const text = username + password.reveal();
  const saysUtf8 = offers.some(
    (offer) => offer.scheme === scheme && offer.params.get('charset')?.toLowerCase() === 'utf-8',
  );
  const isInBoth = /[\u0080-\u00ff]/.test(text) && !/[\u0100-\uffff]/.test(text);
  if (saysUtf8 || !isInBoth) return ['utf8'];
  return known.encoding === 'utf8' ? ['utf8', 'latin1'] : ['latin1', 'utf8'];
}

/** RFC 7617. */
class BasicSteps implements AuthScheme {
  readonly scheme = 'basic';
  readonly isBound = false;
  readonly isJudged = true;
  readonly #login: ProxyLogin;
  readonly #known: KnownProxy;
  #left: readonly TextEncoding[] = [];

  constructor(login: ProxyLogin, known: KnownProxy) {
    this.#login = login;
    this.#known = known;
  }

  begin(offers: readonly Challenge[]): Promise<string | null> {
    if (this.#login.username.includes(':')) return Promise.resolve(null);
    this.#left = encodingsFor(this.#login, offers, 'basic', this.#known);
    return this.#next();
  }

  proceed(offers: readonly Challenge[]): Promise<string | null> {
    return isOffered(offers, 'basic') ? this.#next() : Promise.resolve(null);
  }

  #next(): Promise<string | null> {
    const [encoding, ...left] = this.#left;
    if (encoding === undefined) return Promise.resolve(null);
    this.#left = left;
    this.#known.encoding = encoding;
    const { username, password } = this.#login;
    const pair = Buffer.from(`${username}:${password.reveal()}`, encoding);
    return Promise.resolve(`Basic ${pair.toString('base64')}`);
  }
}

class DigestSteps implements AuthScheme {
  readonly scheme = 'digest';
  readonly isBound = false;
  readonly isJudged = true;
  readonly #login: ProxyLogin;
  readonly #uri: string;
  readonly #known: KnownProxy;
  readonly #clientNonce: () => string;
  /** What was answered of this talk; a later challenge may not be weaker. */
  #answered: DigestChallenge | null = null;
  #left: readonly TextEncoding[] | null = null;

  constructor(login: ProxyLogin, uri: string, known: KnownProxy, clientNonce: () => string) {
    this.#login = login;
    this.#uri = uri;
    this.#known = known;
    this.#clientNonce = clientNonce;
  }

  begin(offers: readonly Challenge[]): Promise<string | null> {
    return Promise.resolve(this.#answer(offers));
  }

  /**
   * A nonce from an earlier tunnel may have gone stale without a word of it. After a fresh one only the proxy's word
   * that it was stale, or another encoding of the same login, are reasons to try again.
   */
  proceed(offers: readonly Challenge[]): Promise<string | null> {
    if (this.#answered === null || isStale(offers)) return Promise.resolve(this.#answer(offers));
    this.#left = this.#left?.slice(1) ?? [];
    return Promise.resolve(this.#left.length === 0 ? null : this.#answer(offers));
  }

  #answer(offers: readonly Challenge[]): string | null {
    const fresh = strongestDigest(offers, this.#answered);
    // Before anything was offered, what is remembered has to do.
    if (fresh === null && offers.length > 0) return null;
    if (fresh !== null) {
      this.#known.learnNonce(fresh, this.#clientNonce());
      this.#answered = fresh;
      this.#left ??= encodingsFor(this.#login, offers, 'digest', this.#known);
    }
    const nonce = this.#known.useNonce();
    if (nonce === null) return null;
    const encoding = this.#left?.[0] ?? this.#known.encoding;
    this.#known.encoding = encoding;
    return digestCredentials(nonce.challenge, {
      username: bytesOf(this.#login.username, encoding),
      password: bytesOf(this.#login.password.reveal(), encoding),
      method: 'CONNECT',
      uri: bytesOf(this.#uri),
      count: nonce.count,
      clientNonce: nonce.clientNonce,
    });
  }
}

class NtlmSteps implements AuthScheme {
  readonly scheme = 'ntlm';
  readonly isBound = true;
  /** The first message names no user. */
  get isJudged(): boolean {
    return this.#hasAnswered;
  }
  readonly #login: ProxyLogin;
  readonly #moment: () => Moment;
  #hasAnswered = false;

  constructor(login: ProxyLogin, moment: () => Moment) {
    this.#login = login;
    this.#moment = moment;
  }

  begin(): Promise<string> {
    return Promise.resolve(`NTLM ${negotiateMessage().toString('base64')}`);
  }

  proceed(offers: readonly Challenge[]): Promise<string | null> {
    const token = tokenOf(offers, 'ntlm');
    const challenge = token === null ? null : readChallenge(Buffer.from(token, 'base64'));
    if (challenge === null || this.#hasAnswered) return Promise.resolve(null);
    this.#hasAnswered = true;
    const user = { ...splitUser(this.#login.username), password: this.#login.password.reveal() };
    const message = authenticateMessage(challenge, user, this.#moment());
    return Promise.resolve(`NTLM ${message.toString('base64')}`);
  }
}

class NegotiateSteps implements AuthScheme {
  readonly scheme = 'negotiate';
  readonly isBound = true;
  readonly isJudged = false;
  readonly #negotiate: Negotiate;
  readonly #host: string;
  readonly #onUnavailable: (reason: UnavailableReason) => void;
  #proof: NegotiateProof | null = null;

  constructor(negotiate: Negotiate, host: string, onUnavailable: (reason: UnavailableReason) => void) {
    this.#negotiate = negotiate;
    this.#host = host;
    this.#onUnavailable = onUnavailable;
  }

  async begin(): Promise<string | null> {
    return this.#step(async () => {
      this.#proof = await this.#negotiate.begin(this.#host);
      return this.#proof.step(null);
    });
  }

  async proceed(offers: readonly Challenge[]): Promise<string | null> {
    const theirs = tokenOf(offers, 'negotiate');
    // Without a token of theirs it is no step but the offer again: we are refused.
    return theirs === null ? null : this.#step(async () => this.#proof?.step(theirs) ?? null);
  }

  async #step(next: () => Promise<string | null>): Promise<string | null> {
    try {
      const token = await next();
      return token === null ? null : `Negotiate ${token}`;
    } catch (error) {
      if (!(error instanceof NegotiateUnavailable)) throw error;
      this.#onUnavailable(error.reason);
      return null;
    }
  }
}
