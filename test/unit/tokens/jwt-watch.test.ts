import { describe, expect, it } from 'vitest';
import { JwtFile } from '../../../main/tokens/jwt-file.ts';
import { JwtWatch } from '../../../main/tokens/jwt-watch.ts';
import { turn } from '../../fakes/abort.ts';
import { FakeClock } from '../../fakes/clock.ts';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwtOf = (user: string): string => [part({ alg: 'RS256' }), part({ sub: user }), 'c2lnbmVk'].join('.');

/** A file whose text is settled by the test, and what the watch on it found. */
class Watched {
  readonly clock = new FakeClock();
  readonly found: string[] = [];
  text = jwtOf('erin');
  reads = 0;
  readonly file = new JwtFile({ readText: () => this.#read() }, '/run/jwt');
  readonly watch = new JwtWatch(this.file, this.clock, (jwt) => this.found.push(jwt.reveal()));

  #read(): Promise<string> {
    this.reads += 1;
    return Promise.resolve(this.text);
  }

  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    for (let turns = 0; turns < 5; turns += 1) await turn();
  }
}

describe('the watch over a JWT’s file', () => {
  it('looks at once, and again every five seconds until there is another JWT', async () => {
    const watched = new Watched();
    await watched.file.take();
    watched.watch.start();
    await watched.pass(0);
    expect([watched.reads, watched.found]).toEqual([2, []]);
    watched.text = jwtOf('frank');
    await watched.pass(4_999);
    expect(watched.found).toEqual([]);
    await watched.pass(1);
    expect(watched.found).toEqual([jwtOf('frank')]);
    expect(watched.clock.timers).toBe(0);
  });

  it('goes on where the file can’t be read, or holds none', async () => {
    const watched = new Watched();
    await watched.file.take();
    watched.text = 'being written';
    watched.watch.start();
    await watched.pass(0);
    watched.text = jwtOf('frank');
    await watched.pass(5_000);
    expect(watched.found).toEqual([jwtOf('frank')]);
  });

  it('ends with what was under way', async () => {
    const watched = new Watched();
    watched.watch.start();
    watched.clock.advance(0);
    watched.watch.stop();
    await watched.pass(60_000);
    expect([watched.found, watched.clock.timers]).toEqual([[], 0]);
  });

  it('has nothing to look at without a file', () => {
    const clock = new FakeClock();
    new JwtWatch(null, clock, () => undefined).start();
    expect(clock.timers).toBe(0);
  });
});
