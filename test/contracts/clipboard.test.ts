import { describe, expect, it } from 'vitest';
import { ElectronClipboard } from '../../main/ports/clipboard.ts';
import { FakeClipboard } from '../fakes/clipboard.ts';
import { clipboardContract } from './clipboard-contract.ts';

/** What Electron's module answers at once, or in newer versions later. */
function electronModule(isLate: boolean): ConstructorParameters<typeof ElectronClipboard>[0] {
  let text = '';
  const answer = <Value>(value: Value): Promise<Value> =>
    // The types are of the newer versions.
    isLate ? Promise.resolve(value) : (value as unknown as Promise<Value>);
  return {
    readText: () => answer(text),
    writeText: (next) => answer(void (text = next)),
    clear: () => void (text = ''),
  };
}

// Electron's own passes the same suite inside Electron, where there is a clipboard: test/e2e/ports.spec.ts.
const clipboards = [
  ['the fake clipboard', () => new FakeClipboard()],
  ['Electron’s, which answers at once', () => new ElectronClipboard(electronModule(false))],
  ['Electron’s, which answers later', () => new ElectronClipboard(electronModule(true))],
] as const;

describe.each(clipboards)('%s', (_name, make) => {
  it.each(clipboardContract)('$says', async ({ holds }) => {
    await expect(holds(make())).resolves.toBeUndefined();
  });
});
