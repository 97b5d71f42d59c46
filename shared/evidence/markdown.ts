/** The little of Markdown (CommonMark, and tables of GFM) that a report is written in. */

export const heading = (level: 1 | 2 | 3, text: string): string => `${'#'.repeat(level)} ${inLine(text)}`;

/** A fence that nothing in the text can close. */
export function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\s+$/, '')}\n${fence}`;
}

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows.map((row) => row.map(cell))].map(line).join('\n');

export const list = (entries: readonly string[]): string =>
  entries.map((entry) => `- ${inLine(entry)}`).join('\n');

/** Blocks with a line between them; empty ones are left out. */
export const blocks = (parts: readonly (string | null)[]): string =>
  parts.filter((part) => part !== null && part !== '').join('\n\n');

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const cell = (text: string): string => inLine(text).replaceAll('|', '\\|');

/** Text from outside must not begin a line of its own, nor be taken for HTML. */
const inLine = (text: string): string => text.replace(/\s+/g, ' ').trim().replaceAll('<', '&lt;');
