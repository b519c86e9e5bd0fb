// The examples of `docs/language.md`: what stands behind the three backticks says how the tests read a block.
//
//   gen                      a whole spec about which nothing is to be said
//   gen not-derivable        a whole spec that checks, and of which planning says that it is not derivable yet
//   gen error=E0402          a whole spec with exactly this one mistake; `warning=` and `note=` likewise
//   gen fragment=model       statements of a model, which the test puts around them; combines with `error=`
//   gen file=./shapes.gen    another file, which the blocks after it may `use`

import { format } from '../../compiler/format/format.ts';

export type Fragment = 'model';

export interface Block {
  /** Of its first line in the page, from 1 on. */
  readonly line: number;
  readonly text: string;
  readonly fragment: Fragment | null;
  readonly notDerivable: boolean;
  /** The code that it raises; null: none. */
  readonly code: string | null;
  /** The name under which others use it; null: none. */
  readonly file: string | null;
}

const marks = /^(?:not-derivable|(?:error|warning|note)=[EWN]\d{4}|fragment=model|file=\.\/[\w-]+\.gen)$/;

const opening = /^```gen\b(?<marks>[^\n]*)\n(?<text>.*?)^```$/gms;

/** Every block of code of a page in the language; throws for a mark that means nothing. */
export function readBlocks(page: string): readonly Block[] {
  const blocks: Block[] = [];
  for (const match of page.matchAll(opening)) {
    const line = page.slice(0, match.index).split('\n').length + 1;
    const words = (match.groups?.['marks'] ?? '').split(' ').filter((word) => word !== '');
    const unknown = words.find((word) => !marks.test(word));
    if (unknown !== undefined)
      throw new Error(`line ${String(line - 1)}: \`${unknown}\` means nothing there`);
    const valueOf = (name: RegExp): string | null =>
      words.map((word) => word.split('=')).find(([key = '']) => name.test(key))?.[1] ?? null;
    blocks.push({
      line,
      text: match.groups?.['text'] ?? '',
      fragment: valueOf(/^fragment$/) === 'model' ? 'model' : null,
      notDerivable: words.includes('not-derivable'),
      code: valueOf(/^(?:error|warning|note)$/),
      file: valueOf(/^file$/),
    });
  }
  return blocks;
}

/** The page with every example in the one layout; one that does not parse stays as it is. */
export function withLayout(page: string): string {
  const blocks = readBlocks(page);
  let next = 0;
  return page.replace(opening, (whole, _marks: string, text: string) => {
    const block = blocks[next];
    next += 1;
    const formatted = block === undefined ? null : format({ path: 'test.gen', text: wholeSpec(block) }).value;
    if (block === undefined || formatted === null) return whole;
    return whole.replace(text, () => (block.fragment === null ? formatted : unwrapped(formatted)));
  });
}

/** The page with what `say` says of an example in the block of text that follows it directly. */
export function withMessages(page: string, say: (block: Block) => string): string {
  const blocks = readBlocks(page);
  const shown = /^```gen\b[^\n]*\n(?:(?!^```$)[^])*^```\n\n```text\n(?<said>(?:(?!^```$)[^])*)/gm;
  return page.replace(shown, (whole, said: string, at: number) => {
    const line = page.slice(0, at).split('\n').length + 1;
    const block = blocks.find((each) => each.line === line);
    return block === undefined ? whole : `${whole.slice(0, whole.length - said.length)}${say(block)}`;
  });
}

/** The statements that `wholeSpec` put into a model. */
function unwrapped(spec: string): string {
  const lines = spec.split('\n');
  const end = lines.indexOf('  plate exampleRow {');
  return `${lines
    .slice(1, end - 1)
    .map((line) => line.replace(/^ {2}/, ''))
    .join('\n')}\n`;
}

/** The block as a whole spec. A fragment may read K, L, D and V, and need not have an observation. */
export function wholeSpec({ text, fragment }: Block): string {
  if (fragment === null) return text;
  const inside = text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`));
  return [
    'model Example(K: int = 3, L: int = 2, D: dim, V: dim) {',
    ...inside,
    '',
    '  plate exampleRow {',
    '    given   exampleX: real[D, K]',
    '    given   exampleW: token<V>',
    '    observe exampleY: real[L] ~ Normal(0, 1)',
    '  }',
    '}',
    '',
  ].join('\n');
}
