/**
 * The guide (docs/guide.md) as blocks to draw. It is our own text in a few forms of Markdown, and drawn as elements: no
 * HTML of it gets into the page. Pictures are left out: who reads it here has the window before their eyes.
 */

export interface Run {
  readonly kind: 'text' | 'strong' | 'emphasis' | 'code';
  readonly text: string;
}
type Runs = readonly Run[];

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'paragraph'; readonly runs: Runs }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly Runs[] }
  | { readonly kind: 'table'; readonly head: readonly Runs[]; readonly rows: readonly (readonly Runs[])[] };

/** A block for each stretch of text between empty lines; items of a list go on over them. */
export function blocksOf(markdown: string): readonly Block[] {
  const text = markdown.replace(/^ *<picture>[^]*?<\/picture>$/gm, '');
  const blocks: Block[] = [];
  for (const stretch of text.split(/\n\s*\n/)) {
    if (stretch.trim() === '') continue;
    const block = blockOf(stretch.replace(/^\n+|\s+$/g, ''));
    const before = blocks.at(-1);
    const goesOn = block.kind === 'list' && before?.kind === 'list' && before.isOrdered && block.isOrdered;
    if (goesOn) blocks.splice(-1, 1, { ...before, items: [...before.items, ...block.items] });
    else blocks.push(block);
  }
  return blocks;
}

function blockOf(stretch: string): Block {
  const [, hashes = '', title = ''] = /^(#+) (.+)$/.exec(stretch) ?? [];
  if (hashes !== '') return { kind: 'heading', level: hashes.length, text: title };
  if (stretch.startsWith('|')) return tableOf(stretch);
  const isOrdered = /^\d+\. /.test(stretch);
  if (isOrdered || stretch.startsWith('- '))
    return { kind: 'list', isOrdered, items: itemsOf(stretch).map(runsOf) };
  return { kind: 'paragraph', runs: runsOf(stretch) };
}

const itemsOf = (list: string): readonly string[] =>
  list
    .split(/^(?:- |\d+\. )/m)
    .slice(1)
    .map((item) => item.trim());

function tableOf(stretch: string): Block {
  const [head = [], , ...rows] = stretch.split('\n').map((line) =>
    line
      .replace(/^\||\|$/g, '')
      .split('|')
      .map((cell) => runsOf(cell.trim())),
  );
  return { kind: 'table', head, rows };
}

/** Line ends are blanks; a link is its words. */
export function runsOf(text: string): Runs {
  const line = text.replace(/\s*\n\s*/g, ' ').replace(/\[([^\]]+)\]\([^)]+\)/g, '$1');
  return [...line.matchAll(/\*\*(.+?)\*\*|\*(.+?)\*|`(.+?)`|([^*`]+|[*`])/g)].map(
    ([, strong, emphasis, code, plain = '']): Run => {
      if (strong !== undefined) return { kind: 'strong', text: strong };
      if (emphasis !== undefined) return { kind: 'emphasis', text: emphasis };
      return code === undefined ? { kind: 'text', text: plain } : { kind: 'code', text: code };
    },
  );
}
