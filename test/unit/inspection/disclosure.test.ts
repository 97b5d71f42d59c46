import { describe, expect, it } from 'vitest';
import { Secret } from '../../../main/secrets/secret.ts';
import { clipboardMs, Disclosure } from '../../../main/inspection/disclosure.ts';
import { turn } from '../../fakes/abort.ts';
import { FakeClipboard } from '../../fakes/clipboard.ts';
import { FakeClock } from '../../fakes/clock.ts';

const token = new Secret('RefreshToken', 'canary');

async function copied() {
  const clock = new FakeClock();
  const clipboard = new FakeClipboard();
  const disclosure = new Disclosure(clipboard, clock);
  await disclosure.copy(token);
  return { clock, clipboard, disclosure };
}

describe('a copied token', () => {
  it('lies in the clipboard for a minute, no longer', async () => {
    const { clock, clipboard } = await copied();
    clock.advance(clipboardMs - 1);
    await turn();
    expect(clipboard.text).toBe('canary');
    clock.advance(1);
    await turn();
    expect(clipboard.text).toBe('');
    expect(clock.timers).toBe(0);
  });

  it('leaves alone what was copied since', async () => {
    const { clock, clipboard } = await copied();
    clipboard.text = 'a recipe';
    clock.advance(clipboardMs);
    await turn();
    expect(clipboard.text).toBe('a recipe');
  });

  it('is taken back when the app quits', async () => {
    const { clipboard, clock, disclosure } = await copied();
    await disclosure.takeBack();
    expect(clipboard.text).toBe('');
    expect(clock.timers).toBe(0);
  });

  it('has its minute from the last time', async () => {
    const { clock, clipboard, disclosure } = await copied();
    clock.advance(clipboardMs - 1);
    await disclosure.copy(token);
    clock.advance(clipboardMs - 1);
    await turn();
    expect(clipboard.text).toBe('canary');
  });
});
