import { duplexPair, type Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { TraceRecorder } from '../../../main/network/trace.ts';
import { StreamAhead } from '../../../main/sync/stream-ahead.ts';
import type { Connections } from '../../../main/tokens/connections.ts';
import { turn } from '../../fakes/abort.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { profileWith } from '../shared/profile-samples.ts';

/** A stream that opens, or fails to, when the test says so. */
class Bench {
  readonly clock = new FakeClock();
  readonly stream: Duplex = duplexPair()[0];
  signal: AbortSignal | null = null;
  open: () => void = () => undefined;
  fail: (error: Error) => void = () => undefined;
  readonly ahead: StreamAhead;

  constructor() {
    const network = {
      open: (_leg: unknown, _target: unknown, _recorder: unknown, signal: AbortSignal) => {
        this.signal = signal;
        return new Promise<Duplex>((resolve, reject) => {
          this.open = () => resolve(this.stream);
          this.fail = reject;
        });
      },
    };
    // Of a wire, only the network is used.
    const wire = { network } as unknown as Connections;
    this.ahead = new StreamAhead(profileWith(), wire, new TraceRecorder(this.clock, 1), this.clock);
  }
}

describe('a stream opened ahead', () => {
  it('that stood ready waited for the token', async () => {
    const bench = new Bench();
    bench.open();
    await turn();
    bench.clock.advance(120);
    const ready = await bench.ahead.take();
    expect(ready?.stream).toBe(bench.stream);
    expect(ready?.waitedFor).toEqual({ leg: 'auth', name: 'access-token', ms: 120 });
  });

  it('that comes later is waited for', async () => {
    const bench = new Bench();
    const taking = bench.ahead.take();
    bench.clock.advance(80);
    bench.open();
    expect((await taking)?.waitedFor).toMatchObject({ leg: 'sync', ms: 80 });
  });

  it('that stood idle for too long is thrown away', async () => {
    const bench = new Bench();
    bench.open();
    await turn();
    bench.clock.advance(4_001);
    expect(await bench.ahead.take()).toBeNull();
    await turn();
    expect(bench.stream.destroyed).toBe(true);
  });

  it('that was closed in the meantime is thrown away', async () => {
    const bench = new Bench();
    bench.open();
    await turn();
    bench.stream.destroy();
    expect(await bench.ahead.take()).toBeNull();
  });

  it('that failed says so to whoever takes it, and to nobody before', async () => {
    const bench = new Bench();
    bench.fail(new Error('refused'));
    await turn();
    await expect(bench.ahead.take()).rejects.toThrow('refused');
  });

  it('is closed when nobody wants it any more, even if it opens afterwards', async () => {
    const bench = new Bench();
    bench.ahead.discard();
    expect(bench.signal?.aborted).toBe(true);
    bench.open();
    await turn();
    expect(bench.stream.destroyed).toBe(true);
  });
});
