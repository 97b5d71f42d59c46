import type { ProofLack, ProofScheme } from '../../../shared/problem.ts';
import { NegotiateLack, type Negotiate, type NegotiateProof } from '../../ports/negotiate.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { Secret } from '../../secret.ts';
import { Masking, type SentSecret } from '../masking.ts';
import type { NameSecret } from '../secret-names.ts';
import type { Challenge } from './challenges.ts';
import { digestCredentials, isStale, strongestDigest, type DigestChallenge } from './digest.ts';
import { authenticateMessage, negotiateMessage, readChallenge, splitUser, type Moment } from './ntlm.ts';

export interface ProxyLogin {
  readonly username: string;
  readonly password: Secret<'ProxyPassword'>;
}

/** From the strongest to the weakest. */
const schemesByStrength: readonly ProofScheme[] = ['negotiate', 'ntlm', 'digest', 'basic'];

/** What one forward proxy took last time: the next tunnel says so at once and saves a round trip. */
export class KnownProxy {
  scheme: ProofScheme | null = null;
  #nonce: { readonly challenge: DigestChallenge; uses: number } | null = null;

  learnNonce(challenge: DigestChallenge): void {
    this.#nonce = { challenge, uses: 0 };
  }

  forget(): void {
    this.scheme = null;
    this.#nonce = null;
  }

  /** The nonce to hash, and how often it has been used now. */
  useNonce(): { readonly challenge: DigestChallenge; readonly count: number } | null {
    if (this.#nonce === null) return null;
    this.#nonce.uses += 1;
    return { challenge: this.#nonce.challenge, count: this.#nonce.uses };
  }
}

export interface ProverDeps {
  readonly login: ProxyLogin | null;
  readonly negotiate: Negotiate;
  readonly random: Pick<Random, 'bytes'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly nameSecret: NameSecret;
}

/** What is to be proved to whom. */
export interface Subject {
  /** The proxy's own name, for which a ticket is fetched. */
  readonly proxyHost: string;
  /** What CONNECT asks for, as it stands in the request line. */
  readonly uri: string;
}

/** One scheme's talk with the proxy, over as many steps as it takes. */
interface Proof {
  readonly scheme: ProofScheme;
  /** Whether later steps belong to the connection on which the first was said. */
  readonly isBound: boolean;
  /** Null: this can't be begun here and now. */
  begin(offers: readonly Challenge[]): Promise<string | null>;
  /** The answer to one more 407. Null: the proxy has refused us. */
  proceed(offers: readonly Challenge[]): Promise<string | null>;
}

/**
 * Proves to one forward proxy, for one tunnel, who asks: by the strongest scheme that it offers and that we can. A
 * weaker one is not tried with a password that was refused: that would give it away, and lock the account.
 */
export class Prover {
  readonly #deps: ProverDeps;
  readonly #subject: Subject;
  readonly #known: KnownProxy;
  readonly #tried = new Set<ProofScheme>();
  #proof: Proof | null = null;
  #isMidway = false;
  /** The latest proof, without its scheme. */
  #said = '';
  #lack: ProofLack | null = null;

  constructor(deps: ProverDeps, subject: Subject, known: KnownProxy) {
    this.#deps = deps;
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

  get scheme(): ProofScheme | null {
    return this.#proof?.scheme ?? null;
  }

  /** Why the signed-in user could not be named, where the proxy would have liked that. */
  get lack(): ProofLack | null {
    return this.#lack;
  }

  /** Replaces what proves us, and what was sent `besides`, also in the proxy's own words: it may echo it. */
  masking(besides: readonly SentSecret[]): Masking {
    const { login, nameSecret } = this.#deps;
    const value = login?.password.reveal() ?? '';
    const pair = `${login?.username ?? ''}:${value}`;
    const password = { word: 'proxy password', value, sentAs: [pair] } as const;
    return new Masking([password, { word: 'proof', value: this.#said }, ...besides], nameSecret);
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
    this.#said = value?.replace(/^\S+ /, '') ?? '';
    return value;
  }

  async #next(offers: readonly Challenge[]): Promise<string | null> {
    const proof = this.#proof;
    if (proof !== null) {
      const step = await proof.proceed(offers);
      this.#isMidway = proof.isBound;
      if (step !== null) return step;
      this.#known.forget();
      if (proof.scheme !== 'negotiate' && isOffered(offers, proof.scheme)) return null;
    }
    for (const scheme of schemesByStrength) {
      if (this.#tried.has(scheme) || !isOffered(offers, scheme)) continue;
      const value = await this.#begin(scheme, offers);
      if (value !== null) return value;
    }
    return null;
  }

  /** The tunnel is open. */
  accepted(): void {
    this.#known.scheme = this.scheme;
  }

  async #begin(scheme: ProofScheme, offers: readonly Challenge[]): Promise<string | null> {
    this.#tried.add(scheme);
    const proof = this.#proofBy(scheme);
    const value = (await proof?.begin(offers)) ?? null;
    if (value === null) return null;
    this.#proof = proof;
    this.#isMidway = false;
    return value;
  }

  #proofBy(scheme: ProofScheme): Proof | null {
    const { login, random, clock, negotiate } = this.#deps;
    if (scheme === 'negotiate') {
      return new NegotiateSteps(negotiate, this.#subject.proxyHost, (reason) => (this.#lack = reason));
    }
    if (login === null) return null;
    switch (scheme) {
      case 'ntlm':
        return new NtlmSteps(login, () => ({ clientChallenge: random.bytes(8), now: clock.now() }));
      case 'digest':
        return new DigestSteps(login, this.#subject.uri, this.#known, () => random.bytes(12).toString('hex'));
      case 'basic':
        return basicStep(login);
    }
  }
}

const isOffered = (offers: readonly Challenge[], scheme: ProofScheme): boolean =>
  offers.some((offer) => offer.scheme === scheme);

const tokenOf = (offers: readonly Challenge[], scheme: ProofScheme): string | null =>
  offers.find((offer) => offer.scheme === scheme)?.token ?? null;

/** RFC 7617: the pair in UTF-8, in base64. */
const basicStep = ({ username, password }: ProxyLogin): Proof => ({
  scheme: 'basic',
  isBound: false,
  begin: () =>
    Promise.resolve(`Basic ${Buffer.from(`${username}:${password.reveal()}`, 'utf8').toString('base64')}`),
  proceed: () => Promise.resolve(null),
});

class DigestSteps implements Proof {
  readonly scheme = 'digest';
  readonly isBound = false;
  readonly #login: ProxyLogin;
  readonly #uri: string;
  readonly #known: KnownProxy;
  readonly #clientNonce: () => string;
  #hasAnsweredAfresh = false;

  constructor(login: ProxyLogin, uri: string, known: KnownProxy, clientNonce: () => string) {
    this.#login = login;
    this.#uri = uri;
    this.#known = known;
    this.#clientNonce = clientNonce;
  }

  begin(offers: readonly Challenge[]): Promise<string | null> {
    return Promise.resolve(this.#answer(offers));
  }

  /** A nonce from an earlier tunnel may have gone stale without a word of it; a new one only if the proxy says so. */
  proceed(offers: readonly Challenge[]): Promise<string | null> {
    const mayTryAgain = !this.#hasAnsweredAfresh || isStale(offers);
    return Promise.resolve(mayTryAgain ? this.#answer(offers) : null);
  }

  #answer(offers: readonly Challenge[]): string | null {
    const fresh = strongestDigest(offers);
    if (fresh !== null) {
      this.#known.learnNonce(fresh);
      this.#hasAnsweredAfresh = true;
    }
    const nonce = this.#known.useNonce();
    if (nonce === null) return null;
    return digestCredentials(nonce.challenge, {
      username: this.#login.username,
      password: this.#login.password.reveal(),
      method: 'CONNECT',
      uri: this.#uri,
      count: nonce.count,
      clientNonce: this.#clientNonce(),
    });
  }
}

class NtlmSteps implements Proof {
  readonly scheme = 'ntlm';
  readonly isBound = true;
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

class NegotiateSteps implements Proof {
  readonly scheme = 'negotiate';
  readonly isBound = true;
  readonly #negotiate: Negotiate;
  readonly #host: string;
  readonly #onLack: (reason: ProofLack) => void;
  #proof: NegotiateProof | null = null;

  constructor(negotiate: Negotiate, host: string, onLack: (reason: ProofLack) => void) {
    this.#negotiate = negotiate;
    this.#host = host;
    this.#onLack = onLack;
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
      if (!(error instanceof NegotiateLack)) throw error;
      this.#onLack(error.reason);
      return null;
    }
  }
}
