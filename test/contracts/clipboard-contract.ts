import { strictEqual } from 'node:assert/strict';
import type { Clipboard } from '../../main/ports/clipboard.ts';
import type { Clause } from './clause.ts';

const keeps = (what: string, text: string): Clause<Clipboard> => ({
  says: `keeps ${what}`,
  holds: async (clipboard) => {
    await clipboard.write(text);
    strictEqual(await clipboard.read(), text);
  },
});

/** What every clipboard does. */
export const clipboardContract: readonly Clause<Clipboard>[] = [
  {
    says: 'gives back what was written last',
    holds: async (clipboard) => {
      await clipboard.write('first');
      await clipboard.write('second');
      strictEqual(await clipboard.read(), 'second');
      strictEqual(await clipboard.read(), 'second');
    },
  },
  {
    says: 'holds nothing once it was cleared, however often',
    holds: async (clipboard) => {
      await clipboard.write('a token');
      await clipboard.clear();
      strictEqual(await clipboard.read(), '');
      await clipboard.clear();
      strictEqual(await clipboard.read(), '');
    },
  },
  keeps('any characters', 'pä:ss "\\\' 𝔘 \n\t <b>&amp;</b>'),
  keeps('a long report', 'line\n'.repeat(50_000)),
];
