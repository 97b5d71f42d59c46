import { expect, it } from 'vitest';
import { fileName } from '../../main/ports/save-file.ts';

it.each([
  ['Staging, Köln', 'Staging- Köln.md'],
  ['../../etc/passwd', '-..-etc-passwd.md'],
  ['C:\\Users\\alice', 'C-Users-alice.md'],
  ['.hidden. ', 'hidden.md'],
  ['///', '-.md'],
  ['', 'causeway.md'],
  ['x'.repeat(90), `${'x'.repeat(60)}.md`],
])('a file of %j is called so that every file system takes it', (name, called) => {
  expect(fileName(name, 'md')).toBe(called);
});
