// Holds the parser to `grammar.md`, line by line.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dumpAst } from '../../compiler/1-parse/dump-ast.ts';
import { parse } from '../../compiler/1-parse/parse.ts';
import { hasErrors } from '../../compiler/diagnostics/diagnostic.ts';
import { GenParser } from '../../grammar/parser.ts';

/** The text around a piece, and what the dump says before the piece's own tree. */
const places: Readonly<
  Record<string, { readonly around: (piece: string) => string; readonly before: string }>
> = {
  'in a file': { around: (piece) => piece, before: '' },
  'in a model': { around: (piece) => `model M { ${piece}\n}`, before: 'model M() / ' },
  'in a sequence': {
    around: (piece) => `model M { sequence t { ${piece}\n} }`,
    before: 'model M() / sequence t / ',
  },
  'in a network': {
    around: (piece) => `network N(x: real) -> real { ${piece}\n}`,
    before: 'network N()(x: real) -> real / ',
  },
  'as an expression': { around: (piece) => `const c = ${piece}\n`, before: 'const c = ' },
  'as a type': { around: (piece) => `model M { param p: ${piece}\n}`, before: 'model M() / param p: ' },
  'as a stage': { around: (piece) => `const c = x |> ${piece}\n`, before: 'const c = (x |> ' },
};

interface Section {
  readonly rules: readonly string[];
  readonly place: string;
  readonly lines: readonly { readonly text: string; readonly expected: string }[];
}

const page = readFileSync(join(import.meta.dirname, 'grammar.md'), 'utf8');
const sections: readonly Section[] = [
  ...page.matchAll(/^## (?<rules>[\w ]+), (?<place>[\w ]+)\n\n```\n(?<lines>.*?)```/gms),
].map(({ groups }) => ({
  rules: (groups?.rules ?? '').split(' '),
  place: groups?.place ?? '',
  lines: readLines(groups?.lines ?? ''),
}));

/** A text may go over several lines; its last one has the arrow. */
function readLines(text: string): Section['lines'] {
  const lines: { text: string; expected: string }[] = [];
  let before = '';
  for (const line of text.split('\n').slice(0, -1)) {
    const match = /^(?<text>.*?) *=>(?: (?<expected>.*))?$/.exec(line);
    if (match === null) before += `${line}\n`;
    else {
      lines.push({ text: before + (match.groups?.text ?? ''), expected: match.groups?.expected ?? '' });
      before = '';
    }
  }
  return lines;
}

describe.each(sections)('$rules', ({ place, lines }) => {
  test.each(lines)('$text', ({ text, expected }) => {
    const where = places[place];
    if (where === undefined) throw new Error(`there is no place "${place}"`);
    const { value, diagnostics } = parse({ path: 'test.gen', text: where.around(text) });
    const [first] = diagnostics;
    if (/^E\d{4}$/.test(expected)) {
      expect(first?.code).toBe(expected);
      return;
    }
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
    expect(hasErrors(diagnostics)).toBe(false);
    const dump = dumpAst(value).trimEnd().split(/\n */).join(' / ');
    expect(dump.startsWith(where.before)).toBe(true);
    expect(dump.slice(where.before.length)).toBe(expected);
  });
});

test('every rule of the parser is in the list', () => {
  const rules = Object.keys(new GenParser({ validate: false }).getGAstProductions());
  expect(sections.flatMap((section) => section.rules).sort()).toEqual(rules.sort());
});
