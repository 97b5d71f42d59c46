import { describe, expect, it } from 'vitest';
import { answeredOnceBound } from '../../main/early-calls.ts';

type Listener = Parameters<Parameters<typeof answeredOnceBound>[0]['handle']>[1];

function listenedTo() {
  const listeners = new Map<string, Listener>();
  const ipcMain = { handle: (name: string, listener: Listener) => void listeners.set(name, listener) };
  const event = {} as Parameters<Listener>[0];
  const call = (name: string, input: unknown): Promise<unknown> =>
    Promise.resolve(listeners.get(name)?.(event, input));
  return { calls: answeredOnceBound(ipcMain, ['getView', 'signIn']), call, event, names: listeners };
}

describe('a call of the page', () => {
  it('waits until it is bound, and is then answered with its own input and event', async () => {
    const { calls, call, event, names } = listenedTo();
    expect([...names.keys()]).toEqual(['getView', 'signIn']);
    const early = [call('signIn', 'first'), call('signIn', 'second')];
    const seen: unknown[] = [];
    calls.handle('signIn', (from, input: unknown) => {
      seen.push(from === event);
      return { answer: input };
    });
    expect(await Promise.all(early)).toEqual([{ answer: 'first' }, { answer: 'second' }]);
    expect(await call('signIn', 'late')).toEqual({ answer: 'late' });
    expect(seen).toEqual([true, true, true]);
  });

  it('waits for its own answer only', async () => {
    const { calls, call } = listenedTo();
    const other = call('getView', undefined);
    calls.handle('signIn', () => 'signed in');
    expect(await Promise.race([other, call('signIn', null)])).toBe('signed in');
  });

  it('that the contract doesn’t know can’t be bound', () => {
    const { calls } = listenedTo();
    expect(() => calls.handle('getSecrets', () => null)).toThrow('no call of the contract: getSecrets');
  });
});
