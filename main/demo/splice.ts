import type { Duplex } from 'node:stream';

/** Joins two streams so that bytes, ends and failures pass both ways, and neither outlives the other. */
export function splice(one: Duplex, other: Duplex): void {
  one.pipe(other);
  other.pipe(one);
  tie(one, other);
  tie(other, one);
}

function tie(from: Duplex, to: Duplex): void {
  from.once('error', () => to.destroy());
  from.once('close', () => {
    // After a clean end, what is still on its way out must arrive before the stream goes.
    if (from.readableEnded && !to.writableFinished) to.once('finish', () => to.destroy());
    else to.destroy();
  });
}
