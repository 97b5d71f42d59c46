import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { loopback, type Address } from './port.ts';

/** Which way bytes go: `up` from the client to the target, `down` back. */
export type Direction = 'up' | 'down';

/** What the line does to its traffic. All of it can be changed while connections are open. */
export interface LineConditions {
  /** Half of it each way, and one more before the first bytes, for the TCP handshake that loopback hides. */
  readonly roundTripMs: number;
  readonly bytesPerSecond: number;
  /** Nothing passes and nothing closes, as behind a firewall that has forgotten the connection. */
  readonly isFrozen: boolean;
  /** A connection on which nothing passed for so long is forgotten: from then on nothing passes and nothing closes. */
  readonly forgetsAfterMs: number;
  /** New connections are closed at once. */
  readonly refuses: boolean;
  /** What lies beyond that many bytes of a connection is swallowed; the connection stays open. */
  readonly truncateAfter: { readonly direction: Direction; readonly bytes: number } | undefined;
  /** One bit of the byte at this offset of a connection arrives wrong. */
  readonly flipByteAt: { readonly direction: Direction; readonly offset: number } | undefined;
  /** Both ends are closed as soon as that many bytes have passed. */
  readonly closeAfter: { readonly direction: Direction; readonly bytes: number } | undefined;
  /** Both ends are closed that long after the connection began. */
  readonly closeAfterMs: number | undefined;
}

export interface Relay extends Address {
  readonly set: (change: Partial<LineConditions>) => void;
  /** Closes all open connections in order (FIN). */
  readonly drop: () => void;
  /** Resets all open connections (RST). */
  readonly reset: () => void;
  readonly connections: () => { readonly opened: number; readonly open: number };
  /** Delivered so far, over all connections. */
  readonly bytes: () => Readonly<Record<Direction, number>>;
  readonly stop: () => Promise<void>;
}

interface Line {
  conditions: LineConditions;
  readonly delivered: Record<Direction, number>;
  readonly wires: Set<Wire>;
}

const clearLine: LineConditions = {
  roundTripMs: 0,
  bytesPerSecond: Infinity,
  isFrozen: false,
  forgetsAfterMs: Infinity,
  refuses: false,
  truncateAfter: undefined,
  flipByteAt: undefined,
  closeAfter: undefined,
  closeAfterMs: undefined,
};

/** How late a timer may wake up. */
const lateMs = 2;

interface Parcel {
  readonly bytes: Buffer;
  readonly dueAt: number;
}

/** One direction of a connection: a queue of parcels, each with the time at which it may arrive. */
class Lane {
  readonly #line: Line;
  readonly #direction: Direction;
  readonly #to: Socket;
  readonly #onPassed: () => void;
  readonly #openAt: number;
  readonly #queue: Parcel[] = [];
  #passed = 0;
  #freeAt = 0;
  #ends = false;
  #timer: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;

  constructor(line: Line, direction: Direction, to: Socket, onPassed: () => void) {
    this.#line = line;
    this.#direction = direction;
    this.#to = to;
    this.#onPassed = onPassed;
    this.#openAt = performance.now() + line.conditions.roundTripMs;
  }

  get passed(): number {
    return this.#passed;
  }

  accept(bytes: Buffer): void {
    const { roundTripMs, bytesPerSecond } = this.#line.conditions;
    const sentAt = Math.max(performance.now(), this.#openAt, this.#freeAt);
    this.#freeAt = sentAt + (bytes.length / bytesPerSecond) * 1000;
    this.#queue.push({ bytes, dueAt: this.#freeAt + roundTripMs / 2 });
    this.deliver();
  }

  end(): void {
    this.#ends = true;
    this.deliver();
  }

  close(): void {
    this.#rest();
    this.#queue.length = 0;
  }

  deliver(): void {
    this.#rest();
    if (this.#line.conditions.isFrozen) return;
    let next = this.#queue[0];
    while (next && next.dueAt <= performance.now()) {
      this.#queue.shift();
      this.#pass(next.bytes);
      next = this.#queue[0];
    }
    if (next) this.#wait(next.dueAt - performance.now());
    else if (this.#ends) this.#to.end();
  }

  /** A timer wakes up a millisecond late or two, twice a round trip: the last of the wait is turns of the event loop. */
  #wait(ms: number): void {
    const wake = (): void => this.deliver();
    if (ms > lateMs) this.#timer = setTimeout(wake, ms - lateMs);
    else this.#turn = setImmediate(wake);
  }

  #rest(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#turn);
  }

  #pass(bytes: Buffer): void {
    const arrived = this.#truncated(this.#flipped(bytes));
    this.#passed += bytes.length;
    this.#line.delivered[this.#direction] += arrived.length;
    if (arrived.length > 0) this.#to.write(arrived);
    this.#onPassed();
  }

  #flipped(bytes: Buffer): Buffer {
    const flip = this.#line.conditions.flipByteAt;
    const at = flip?.direction === this.#direction ? flip.offset - this.#passed : -1;
    const wrong = bytes[at];
    if (wrong === undefined) return bytes;
    const copy = Buffer.from(bytes);
    copy[at] = wrong ^ 1;
    return copy;
  }

  #truncated(bytes: Buffer): Buffer {
    const limit = this.#line.conditions.truncateAfter;
    if (limit?.direction !== this.#direction) return bytes;
    return bytes.subarray(0, Math.max(0, limit.bytes - this.#passed));
  }
}

/** One client's connection and the one made to the target for it. */
class Wire {
  readonly #line: Line;
  readonly #client: Socket;
  readonly #target: Socket;
  readonly #lanes: Readonly<Record<Direction, Lane>>;
  readonly #beganAt = performance.now();
  #usedAt = performance.now();
  #isForgotten = false;
  #deadline: NodeJS.Timeout | undefined;

  constructor(line: Line, client: Socket, target: Socket) {
    this.#line = line;
    this.#client = client;
    this.#target = target;
    const onPassed = (): void => this.#closeWhenFull();
    this.#lanes = {
      up: new Lane(line, 'up', target, onPassed),
      down: new Lane(line, 'down', client, onPassed),
    };
    this.#join(client, this.#lanes.up);
    this.#join(target, this.#lanes.down);
    line.wires.add(this);
    this.conditionsChanged();
  }

  conditionsChanged(): void {
    clearTimeout(this.#deadline);
    const { closeAfterMs } = this.#line.conditions;
    if (closeAfterMs !== undefined) {
      const leftMs = this.#beganAt + closeAfterMs - performance.now();
      this.#deadline = setTimeout(() => this.drop(), Math.max(0, leftMs));
    }
    this.#lanes.up.deliver();
    this.#lanes.down.deliver();
  }

  drop(): void {
    this.#forget();
    this.#client.end();
    this.#target.end();
    this.#client.destroySoon();
    this.#target.destroySoon();
  }

  reset(): void {
    this.#forget();
    this.#client.resetAndDestroy();
    this.#target.resetAndDestroy();
  }

  #join(from: Socket, lane: Lane): void {
    from.setNoDelay(true);
    from.on('data', (bytes: Buffer) => {
      if (!this.#isForgottenNow()) lane.accept(bytes);
    });
    from.on('end', () => lane.end());
    from.on('error', () => this.reset());
    from.on('close', () => this.#closeWithOthers());
  }

  #isForgottenNow(): boolean {
    const now = performance.now();
    this.#isForgotten ||= now - this.#usedAt > this.#line.conditions.forgetsAfterMs;
    this.#usedAt = now;
    return this.#isForgotten;
  }

  #closeWithOthers(): void {
    if (this.#client.destroyed && this.#target.destroyed) this.#forget();
  }

  #closeWhenFull(): void {
    const limit = this.#line.conditions.closeAfter;
    if (limit && this.#lanes[limit.direction].passed >= limit.bytes) this.drop();
  }

  #forget(): void {
    clearTimeout(this.#deadline);
    this.#lanes.up.close();
    this.#lanes.down.close();
    this.#line.wires.delete(this);
  }
}

/** A TCP line of adjustable quality in front of a target. */
export async function startRelay(target: Address, initial: Partial<LineConditions> = {}): Promise<Relay> {
  const line: Line = {
    conditions: { ...clearLine, ...initial },
    delivered: { up: 0, down: 0 },
    wires: new Set(),
  };
  let opened = 0;
  // Half-open, so that an end which is still on its way arrives after the bytes before it.
  const server = createServer({ allowHalfOpen: true }, (client) => {
    opened += 1;
    if (line.conditions.refuses) client.destroy();
    else new Wire(line, client, connect({ ...target, allowHalfOpen: true }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, loopback, resolve);
  });
  // A listening TCP server's address is never null nor a string.
  const { port } = server.address() as AddressInfo;
  return {
    host: loopback,
    port,
    set: (change) => {
      line.conditions = { ...line.conditions, ...change };
      for (const wire of [...line.wires]) wire.conditionsChanged();
    },
    drop: () => [...line.wires].forEach((wire) => wire.drop()),
    reset: () => [...line.wires].forEach((wire) => wire.reset()),
    connections: () => ({ opened, open: line.wires.size }),
    bytes: () => ({ ...line.delivered }),
    stop: async () => {
      for (const wire of [...line.wires]) wire.reset();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
