import { expect, it } from 'vitest';
import { tellStrayErrors } from '../../../renderer/stray-errors.ts';
import { appView } from './scenes.ts';
import { scriptedMain } from './scripted-api.ts';

const canary = 'canary-77aa';

/** A page of its own: what goes wrong in that of the tests is for the tests. */
function page() {
  const events = new EventTarget();
  const main = scriptedMain(appView([]));
  tellStrayErrors(events as Window, main.api);
  const happen = (name: string, fields: object): void =>
    void events.dispatchEvent(Object.assign(new Event(name), fields));
  return { happen, calls: main.calls };
}

it('tells of what was thrown and of what was rejected, without its message', () => {
  const { happen, calls } = page();
  happen('error', { error: new TypeError(canary), message: canary });
  happen('unhandledrejection', { reason: canary });
  const place: unknown = expect.stringMatching(/^stray-errors\.test\.ts:\d+:\d+/);
  expect(calls).toEqual([
    { name: 'pageFailed', input: { type: 'TypeError', place } },
    { name: 'pageFailed', input: { type: 'other', place: '' } },
  ]);
  expect(JSON.stringify(calls)).not.toContain(canary);
});

it('leaves out what the browser only remarks', () => {
  const { happen, calls } = page();
  happen('error', { error: null, message: 'ResizeObserver loop completed with undelivered notifications.' });
  expect(calls).toEqual([]);
});
