import type { SessionProblem } from '../../shared/problem.ts';
import type { Secret } from '../secrets/secret.ts';
import type { AccessToken } from '../tokens/token.ts';
import * as messages from './messages.ts';

export interface ConversationListener {
  /** The server echoed our MARK: the session is alive from end to end. */
  bound(): void;
  /** The server let us go, as we asked. */
  unbound(): void;
  failed(problem: SessionProblem): void;
}

/** One websocket carries one session here; its number is ours to choose. */
const session = 1;
const firstMark = 1;

/**
 * The talk of one sync session from BIND to its end: BIND, the file identity in either form, IDENT, MARK, and later
 * REFRESH and UNBIND. What the server sends of the realm's contents is not kept.
 */
export class Conversation {
  readonly #send: (message: Buffer) => void;
  readonly #listener: ConversationListener;
  #stage: 'silent' | 'binding' | 'identified' | 'bound' | 'leaving' = 'silent';

  constructor(send: (message: Buffer) => void, listener: ConversationListener) {
    this.#send = send;
    this.#listener = listener;
  }

  bind({ token, realmPath }: AccessToken, protocolVersion: number): void {
    this.#stage = 'binding';
    this.#send(messages.bind({ session, realmPath, token, protocolVersion }));
  }

  refresh(token: Secret<'AccessToken'>): void {
    this.#send(messages.refresh(session, token));
  }

  /** Says goodbye; the server answers with UNBOUND. */
  unbind(): void {
    this.#stage = 'leaving';
    this.#send(messages.unbind(session));
  }

  received(frame: Buffer): void {
    const message = messages.parseServerMessage(frame);
    switch (message.type) {
      case 'identified':
        this.#identified(message.identity);
        break;
      case 'marked':
        this.#marked(message.request);
        break;
      case 'failed':
        this.#listener.failed(classifySessionError(message.code, message.tryAgain));
        break;
      case 'unbound':
        if (this.#stage === 'leaving') this.#listener.unbound();
        else this.#listener.failed({ kind: 'session.server', code: 200, tryAgain: true });
        break;
      case 'downloaded':
      case 'other':
        break;
      case 'garbage':
        this.#listener.failed({ kind: 'session.protocol', flaw: 'frame' });
        break;
    }
  }

  #identified(identity: messages.FileIdentity): void {
    if (this.#stage !== 'binding') {
      this.#listener.failed({ kind: 'session.protocol', flaw: 'order' });
      return;
    }
    this.#stage = 'identified';
    this.#send(messages.ident(session, identity));
    this.#send(messages.mark(session, firstMark));
  }

  #marked(request: number): void {
    if (this.#stage !== 'identified' || request !== firstMark) return;
    this.#stage = 'bound';
    this.#listener.bound();
  }
}

/**
 * Errors about the client's file or its history. The original clients have to reset their file then; an attempt here
 * keeps none and asks for a new one each time, so trying again is the cure.
 */
const fileErrors = new Set([207, 208, 209, 210, 211, 216, 217, 218, 219, 221, 222]);

/** Error codes of Realm Object Server, §4: below 200 they concern the connection, from 200 on the session. */
export function classifySessionError(code: number, tryAgain: boolean): SessionProblem {
  switch (code) {
    case 202:
      return { kind: 'session.tokenExpired', code };
    case 203:
    case 223:
      return { kind: 'session.badAuthentication', code };
    case 206:
      return { kind: 'session.permissionDenied', code };
    default:
      return { kind: 'session.server', code, tryAgain: tryAgain || fileErrors.has(code) };
  }
}
