import {
  allotFrame,
  emptyDownloadFrame,
  errorFrame,
  markFrame,
  readFrame,
  unboundFrame,
  type ClientMessage,
  type FileIdent,
} from './frames.ts';
import { realmPathIsLegal } from './realm-path.ts';
import { tokenIsExpired, tokenIsRefresh, type TokenClaims, type TokenReading } from './tokens.ts';

/** What the server does in answer to a frame. `drop` is always last: TCP ends without a Close frame. */
export type Outgoing = { kind: 'send'; frame: Buffer } | { kind: 'pong'; payload: string } | { kind: 'drop' };

export type SessionStage = 'bound' | 'identified' | 'ended';

export type SyncSession = {
  session: number;
  path: string;
  claims: TokenClaims;
  stage: SessionStage;
  marks: number;
  refreshes: number;
};

export type ConversationContext = {
  protocolVersion: number;
  now: () => number;
  readToken: (token: string) => TokenReading;
  /** Allots a new client file for a realm. */
  allot: (path: string) => FileIdent;
  /** Whether a client file was once allotted for this realm. */
  knows: (path: string, file: string, secret: string) => boolean;
};

type SessionErrorCode = 202 | 203 | 204 | 206 | 208 | 223;

const REASONS: Record<SessionErrorCode, string> = {
  202: 'Access token expired',
  203: 'Bad user authentication (BIND, REFRESH)',
  204: 'Illegal Realm path (BIND)',
  206: 'Permission denied (BIND, REFRESH)',
  208: 'Bad client file identifier (IDENT)',
  223: 'User mismatch for client file identifier (IDENT)',
};

const PING = /^(\d{1,20}) \d{1,20}\n$/;
/** From here on a ping that is not the protocol's own ends the connection. */
const FIRST_WITH_STRICT_PINGS = 26;

/** One connection's side of the sync protocol: pure bookkeeping, told of frames, answering with orders. */
export class Conversation {
  readonly #context: ConversationContext;
  readonly #sessions = new Map<number, SyncSession>();
  /** Sessions whose BIND was refused: clients may have sent more before they learn of it. */
  readonly #refused = new Set<number>();

  constructor(context: ConversationContext) {
    this.#context = context;
  }

  get sessions(): readonly SyncSession[] {
    return [...this.#sessions.values()];
  }

  receive(frame: Buffer): Outgoing[] {
    const reading = readFrame(frame, this.#context.protocolVersion);
    if (reading.kind === 'error') return connectionError(reading.code, reading.reason);
    const { message } = reading;
    return message.kind === 'bind' ? this.#bind(message) : this.#inSession(message);
  }

  /** A websocket control PING: `<timestamp ms> <rtt ms>\n`, answered with `<timestamp>\n`. */
  ping(payload: string): Outgoing[] {
    const timestamp = PING.exec(payload)?.[1];
    if (timestamp !== undefined) return [{ kind: 'pong', payload: `${timestamp}\n` }];
    if (this.#context.protocolVersion >= FIRST_WITH_STRICT_PINGS) {
      return connectionError(103, 'Bad syntax in PING message');
    }
    return [{ kind: 'pong', payload }];
  }

  /** Ends a session with an error, as the server does of its own accord. */
  fail(session: number, code: number, reason: string, tryAgain: boolean): Outgoing[] {
    const failed = this.#sessions.get(session);
    if (failed !== undefined) failed.stage = 'ended';
    return [send(errorFrame(code, reason, tryAgain, session))];
  }

  #bind(message: Extract<ClientMessage, { kind: 'bind' }>): Outgoing[] {
    const { session, path } = message;
    if (this.#sessions.has(session) || this.#refused.has(session)) {
      return connectionError(107, 'Overlapping reuse of session identifier (BIND)');
    }
    const claims = this.#claimsFor(message);
    if (typeof claims === 'number') return this.#refuseBind(session, claims);
    this.#sessions.set(session, { session, path, claims, stage: 'bound', marks: 0, refreshes: 0 });
    if (this.#isExpired(claims)) return this.#expire(session);
    return message.needsIdent ? [this.#allot(session, path)] : [];
  }

  #claimsFor({ path, token }: { path: string; token: string }): TokenClaims | SessionErrorCode {
    if (!realmPathIsLegal(path)) return 204;
    const reading = this.#context.readToken(token);
    if (reading.kind !== 'good' || tokenIsRefresh(reading.claims)) return 203;
    return covers(reading.claims, path) ? reading.claims : 206;
  }

  #refuseBind(session: number, code: SessionErrorCode): Outgoing[] {
    this.#refused.add(session);
    return this.#end(session, code);
  }

  #inSession(message: Exclude<ClientMessage, { kind: 'bind' }>): Outgoing[] {
    if (this.#refused.has(message.session)) {
      return message.kind === 'unbind' ? this.#unbind(message.session) : [];
    }
    const session = this.#sessions.get(message.session);
    if (session === undefined) return connectionError(106, 'Bad session identifier');
    if (message.kind === 'unbind') return this.#unbind(session.session);
    // After an error the server waits for UNBIND and is deaf to everything else.
    if (session.stage === 'ended') return [];
    // Expiry is lazy: nothing happens at the moment itself, the next message finds out.
    if (this.#isExpired(session.claims)) return this.#expire(session.session);
    return this.#inLiveSession(session, message);
  }

  #inLiveSession(
    session: SyncSession,
    message: Exclude<ClientMessage, { kind: 'bind' | 'unbind' }>,
  ): Outgoing[] {
    switch (message.kind) {
      case 'ident':
        return this.#identify(session, message);
      case 'mark':
        return this.#mark(session, message.request);
      case 'refresh':
        return this.#refresh(session, message.token);
      case 'upload':
        return session.stage === 'identified' ? [] : badOrder('UPLOAD');
    }
  }

  #identify(session: SyncSession, message: Extract<ClientMessage, { kind: 'ident' }>): Outgoing[] {
    if (session.stage !== 'bound') return badOrder('IDENT');
    if (!this.#context.knows(session.path, message.file, message.secret))
      return this.#end(session.session, 208);
    session.stage = 'identified';
    return [send(emptyDownloadFrame(session.session))];
  }

  #mark(session: SyncSession, request: number): Outgoing[] {
    if (session.stage !== 'identified') return badOrder('MARK');
    session.marks += 1;
    return [send(markFrame(session.session, request))];
  }

  /** A good refresh is silent. */
  #refresh(session: SyncSession, token: string): Outgoing[] {
    const reading = this.#context.readToken(token);
    if (reading.kind !== 'good' || tokenIsRefresh(reading.claims)) return this.#end(session.session, 203);
    const { claims } = reading;
    if (claims.identity !== session.claims.identity) return this.#end(session.session, 223);
    if (!covers(claims, session.path)) return this.#end(session.session, 206);
    if (this.#isExpired(claims)) return this.#expire(session.session);
    session.claims = claims;
    session.refreshes += 1;
    return [];
  }

  #unbind(session: number): Outgoing[] {
    this.#sessions.delete(session);
    this.#refused.delete(session);
    return [send(unboundFrame(session))];
  }

  #allot(session: number, path: string): Outgoing {
    return send(allotFrame(session, this.#context.allot(path), this.#context.protocolVersion));
  }

  #expire(session: number): Outgoing[] {
    return [...this.#end(session, 202), { kind: 'drop' }];
  }

  #end(session: number, code: SessionErrorCode): Outgoing[] {
    return this.fail(session, code, REASONS[code], code === 202);
  }

  #isExpired(claims: TokenClaims): boolean {
    return tokenIsExpired(claims, this.#context.now());
  }
}

/** An error of the whole connection: session 0, then TCP is dropped. */
export function connectionError(code: number, reason: string, tryAgain = false): Outgoing[] {
  return [send(errorFrame(code, reason, tryAgain, 0)), { kind: 'drop' }];
}

export function protocolNameOf(protocolVersion: number): string {
  return `io.realm.sync.${protocolVersion}`;
}

function badOrder(name: string): Outgoing[] {
  return connectionError(109, `Bad input message order (${name})`);
}

function covers(claims: TokenClaims, path: string): boolean {
  return claims.path === path || (claims.path === undefined && claims.is_admin === true);
}

function send(frame: Buffer): Outgoing {
  return { kind: 'send', frame };
}
