import { signsInAlone } from '../../shared/credential-kinds.ts';
import type { Problem } from '../../shared/problem.ts';
import type { Credential } from '../../shared/profile.ts';
import type { TraceRecorder } from '../network/trace.ts';
import { ProblemError } from '../problem-error.ts';
import type { Secret } from '../secrets/secret.ts';
import type { CredentialWithSecret } from './credential.ts';
import type { JwtFile } from './jwt-file.ts';

/** What one profile signs in with: what the person typed, a JWT from its file, or what needs no secret. */
export class CredentialSource {
  readonly #credential: Credential;
  readonly #jwtFile: JwtFile | null;
  #entered: CredentialWithSecret | null;

  /** `entered`: typed earlier, for the same identity, and no server has judged it yet. */
  constructor(credential: Credential, jwtFile: JwtFile | null, entered: CredentialWithSecret | null) {
    this.#credential = credential;
    this.#jwtFile = jwtFile;
    this.#entered = entered;
  }

  /** What the person typed, until the server has taken or refused it. */
  get entered(): CredentialWithSecret | null {
    return this.#entered;
  }

  enter(credential: CredentialWithSecret | null): void {
    this.#entered = credential;
  }

  /** Whether signing in needs nobody. */
  get isAtHand(): boolean {
    return this.#entered !== null || signsInAlone(this.#credential) || this.#jwtFile !== null;
  }

  /** Errors: `secret.fileUnreadable`, `secret.withheld`, `secret.missing`. */
  async take(recorder: TraceRecorder, signal: AbortSignal): Promise<CredentialWithSecret> {
    if (this.#entered !== null) return this.#entered;
    const credential = this.#credential;
    if (this.#jwtFile !== null && credential.kind === 'jwt')
      return { ...credential, jwt: await readJwt(this.#jwtFile, recorder, signal) };
    if (signsInAlone(credential)) return credential;
    throw new ProblemError({ kind: 'secret.missing', secret: credential.kind });
  }
}

/** A file on another computer may never answer: reading it is a stage with a deadline. */
function readJwt(file: JwtFile, recorder: TraceRecorder, signal: AbortSignal): Promise<Secret<'Jwt'>> {
  const classify = (): Problem => ({ kind: 'secret.fileUnreadable', file: file.path, cause: 'timeout' });
  return recorder.stage({ leg: 'auth', name: 'jwt-file', classify }, signal, ({ note }) => {
    note(file.path);
    return file.take();
  });
}
