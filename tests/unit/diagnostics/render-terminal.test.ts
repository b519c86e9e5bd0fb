// The layout of a diagnostic in a terminal, drawn as it is shown.

import { describe, expect, test } from 'vitest';
import type { Diagnostic, Label } from '../../../compiler/diagnostics/diagnostic.ts';
import { renderLine } from '../../../compiler/diagnostics/render-line.ts';
import { renderDiagnostics } from '../../../compiler/diagnostics/render-terminal.ts';
import type { SourceFile } from '../../../compiler/source/source.ts';

const plain = { color: false };

/** A label on the nth (first) occurrence of `text`. */
function on(file: SourceFile, text: string, label: string, nth = 1): Label {
  let start = -1;
  for (let count = 0; count < nth; count++) start = file.text.indexOf(text, start + 1);
  if (start < 0) throw new Error(`internal: the test file does not hold ${text}`);
  return { span: { file, start, end: start + text.length }, text: label };
}

function make(labels: readonly [Label, ...Label[]], more: Partial<Diagnostic> = {}): Diagnostic {
  return {
    code: 'E0402',
    name: 'axis-mismatch',
    severity: 'error',
    unnecessary: false,
    message: '`decode(z)` and `x` disagree on their last axis',
    labels,
    why: null,
    fix: null,
    ...more,
  };
}

const vae: SourceFile = {
  path: 'vae.gen',
  text: `${'\n'.repeat(13)}observe x: bool[784] ~ Bernoulli(logits: decode(z))\n`,
};

describe('layout', () => {
  test('which, where, what, why, how to fix', () => {
    const diagnostic = make([on(vae, 'decode(z)', 'this is [728]'), on(vae, 'bool[784]', '`x` is [784]')], {
      why: 'a parameter must broadcast to the shape of the value its distribution describes',
      fix: { description: 'end `Decoder` (line 6) with `dense(784)`', edits: [] },
    });
    expect(renderDiagnostics([diagnostic], plain))
      .toBe(`error[E0402] axis-mismatch: \`decode(z)\` and \`x\` disagree on their last axis
  --> vae.gen:14:42
   |
14 | observe x: bool[784] ~ Bernoulli(logits: decode(z))
   |            ---------                     ^^^^^^^^^ this is [728]
   |            \`x\` is [784]

why: a parameter must broadcast to the shape of the value its distribution describes
fix: end \`Decoder\` (line 6) with \`dense(784)\`
`);
    expect(renderLine(diagnostic)).toBe(
      'vae.gen:14:42: error[E0402] `decode(z)` and `x` disagree on their last axis',
    );
  });

  const frame = (labels: readonly [Label, ...Label[]]): string =>
    renderDiagnostics([make(labels)], plain)
      .split('\n')
      .slice(2, -1)
      .join('\n');

  test('several places on one line', () => {
    const file = { path: 'a.gen', text: 'let a = b + c * d' };
    expect(frame([on(file, 'c', 'second'), on(file, 'b', 'first'), on(file, 'd', 'third')])).toBe(`  |
1 | let a = b + c * d
  |         -   ^   - third
  |         |   second
  |         first`);
  });

  test('one place inside another', () => {
    const file = { path: 'a.gen', text: 'let a = f(b, c)' };
    expect(frame([on(file, 'b', 'this'), on(file, 'f(b, c)', 'in this')])).toBe(`  |
1 | let a = f(b, c)
  |         --^----
  |         | this
  |         in this`);
  });

  test('places on several lines, with what lies between left out', () => {
    const file = { path: 'a.gen', text: 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten' };
    expect(frame([on(file, 'three', 'here'), on(file, 'one', 'and here'), on(file, 'ten', '')])).toBe(`   |
 1 | one
   | --- and here
 2 | two
 3 | three
   | ^^^^^ here
...
10 | ten
   | ---`);
  });

  test('a place of several lines is drawn on its first', () => {
    const file = { path: 'a.gen', text: 'model M {\n  plate a {\n  }\n}' };
    expect(frame([on(file, 'plate a {\n  }', 'all of this')])).toBe(`  |
2 |   plate a {
  |   ^^^^^^^^^ all of this`);
  });

  test('the end of a file, and an empty file', () => {
    const file = { path: 'a.gen', text: 'let a =' };
    expect(frame([{ span: { file, start: 7, end: 7 }, text: 'missing' }])).toBe(`  |
1 | let a =
  |        ^ missing`);
    const empty = { path: 'a.gen', text: '' };
    expect(frame([{ span: { file: empty, start: 0, end: 0 }, text: 'empty' }])).toBe(`  |
1 |
  | ^ empty`);
  });

  test('another file', () => {
    const other = { path: 'nets.gen', text: 'network A' };
    const file = { path: 'a.gen', text: 'use A' };
    expect(
      renderDiagnostics([make([on(file, 'A', 'read here'), on(other, 'A', 'declared here')])], plain),
    ).toContain(
      ` --> a.gen:1:5
  |
1 | use A
  |     ^ read here
 ::: nets.gen:1:9
  |
1 | network A
  |         - declared here
`,
    );
  });

  test('several diagnostics, a blank line between them; none', () => {
    const file = { path: 'a.gen', text: 'let a' };
    const text = renderDiagnostics([make([on(file, 'a', '')]), make([on(file, 'let', '')])], plain);
    expect(text.split('\n\n')).toHaveLength(2);
    expect(text.endsWith('\n')).toBe(true);
    expect(renderDiagnostics([], plain)).toBe('');
  });
});

describe('columns', () => {
  const underline = (text: string, part: string): readonly string[] => {
    const file = { path: 'a.gen', text };
    return renderDiagnostics([make([on(file, part, '')])], plain)
      .split('\n')
      .slice(3, 5);
  };

  test('tabs reach the next multiple of four', () => {
    expect(underline('\tlet\ta = b', 'b')).toEqual(['1 |     let a = b', '  |             ^']);
  });

  test('wide characters take two columns, combining ones none', () => {
    expect(underline('let 变量 = b', 'b')).toEqual(['1 | let 变量 = b', '  |            ^']);
    expect(underline('let 😀 = b', 'b')).toEqual(['1 | let 😀 = b', '  |          ^']);
    expect(underline('let e\u0301 = b', 'b')).toEqual(['1 | let e\u0301 = b', '  |         ^']);
    expect(underline('let 变量 = b', '变量')).toEqual(['1 | let 变量 = b', '  |     ^^^^']);
  });

  test('nothing in a text steers the terminal', () => {
    expect(underline('a \u001b[31m\u202e b', 'b')).toEqual(['1 | a ␛[31m\ufffd b', '  |          ^']);
  });

  test('of a long line the part around the place is shown', () => {
    const [line = '', mark = ''] = underline(`${'a '.repeat(500)}here${' b'.repeat(500)}`, 'here');
    expect(line.length).toBeLessThan(170);
    expect(line.startsWith('1 | …')).toBe(true);
    expect(line.slice(mark.indexOf('^'), mark.lastIndexOf('^') + 1)).toBe('here');
  });
});

describe('colour', () => {
  test('marks severity, places and gutters, and adds nothing else', () => {
    const diagnostic = make([on(vae, 'decode(z)', 'this'), on(vae, 'bool[784]', 'that')], {
      severity: 'warning',
      code: 'W0402',
      why: 'because',
    });
    const coloured = renderDiagnostics([diagnostic], { color: true });
    expect(coloured).toContain('\u001b[1;33mwarning[W0402]\u001b[0m');
    expect(coloured).toContain('\u001b[1;33m^^^^^^^^^');
    const codes = new RegExp(String.raw`${'\u001b'}\[[\d;]*m`, 'g');
    expect(coloured.replaceAll(codes, '')).toBe(renderDiagnostics([diagnostic], plain));
  });
});
