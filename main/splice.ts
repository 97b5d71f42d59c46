import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';

/** What becomes of two streams that were joined. */
export interface SpliceListener {
  /** Something was said on either side. */
  readonly carried?: () => void;
  /** The side that ended, or failed, before the other did. Told once. */
  readonly endedFirst?: (side: Duplex, how: 'end' | 'failure') => void;
  /** One side has said all it had to say; the other may still speak. Told once. */
  readonly halfEnded: () => void;
  /** Both are closed. Told once, last. */
  readonly closed: () => void;
}

const unheard: SpliceListener = { halfEnded: () => undefined, closed: () => undefined };

/**
 * Joins two streams so that bytes, ends and failures pass both ways, and neither outlives the other: an end (FIN) becomes
 * an end on the other side, a reset (RST) a reset. Nothing is read that the other side has no room for.
 */
export function splice(one: Duplex, other: Duplex, listener: SpliceListener = unheard): void {
  const { carried, closed, endedFirst } = listener;
  const halfEnded = once(listener.halfEnded);
  if (endedFirst !== undefined) tellFirst([one, other], endedFirst);
  if (carried !== undefined) for (const side of [one, other]) side.on('data', carried);
  tie(one, other, halfEnded);
  tie(other, one, halfEnded);
  one.pipe(other);
  other.pipe(one);
  let open = 2;
  for (const stream of [one, other]) {
    whenClosed(stream, () => {
      open -= 1;
      if (open === 0) closed();
    });
  }
}

function tellFirst(sides: readonly Duplex[], tell: NonNullable<SpliceListener['endedFirst']>): void {
  let isTold = false;
  const told = (side: Duplex, how: 'end' | 'failure') => (): void => {
    if (!isTold) tell(side, how);
    isTold = true;
  };
  for (const side of sides) {
    side.once('end', told(side, 'end'));
    side.once('error', told(side, 'failure'));
    side.once('close', told(side, 'failure'));
  }
}

function tie(from: Duplex, to: Duplex, halfEnded: () => void): void {
  // A socket that isn't told so answers an end with its own, and what is still to be said to it is lost.
  from.allowHalfOpen = true;
  from.once('end', halfEnded);
  from.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNRESET') reset(to);
    else to.destroy();
  });
  from.once('close', () => {
    // After a clean end, what is still on its way out must arrive before the stream goes.
    if (from.readableEnded && !to.writableFinished) to.once('finish', () => to.destroy());
    else to.destroy();
  });
}

/** The other side's peer sees what became of this one's; where a stream can't be reset, it is cut. */
function reset(stream: Duplex): void {
  if (stream instanceof Socket && !(stream instanceof TLSSocket)) stream.resetAndDestroy();
  else stream.destroy();
}

function whenClosed(stream: Duplex, call: () => void): void {
  if (stream.closed) call();
  else stream.once('close', call);
}

function once(call: () => void): () => void {
  let isCalled = false;
  return () => {
    if (isCalled) return;
    isCalled = true;
    call();
  };
}
