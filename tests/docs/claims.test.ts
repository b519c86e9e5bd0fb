// What `docs/language.md` says in passing, tried out: types in the comments of examples, which operator binds
// tighter, and constraints that are known to hold.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from '../../compiler/1-parse/parse.ts';
import { oneLine } from '../support/check-spec.ts';
import { readBlocks, wholeSpec } from './blocks.ts';
import { diagnose, isNotDerivable } from './diagnose.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/language.md'), 'utf8');

/** Cells of the rows of a table, below its head. */
function rowsBelow(head: string): readonly (readonly string[])[] {
  const [, after] = page.split(`\n${head}\n`);
  if (after === undefined) throw new Error(`the page has no table with the head ${head}`);
  const [, ...lines] = after.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(0, end).map((line) =>
    line
      .replaceAll('\\|', '\u0000')
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.replaceAll('\u0000', '|').trim()),
  );
}

/** What stands in backticks. */
function codesIn(cell = ''): readonly string[] {
  return [...cell.matchAll(/`(?<code>[^`]+)`/g)].map(({ groups }) => groups?.['code'] ?? '');
}

describe('types in comments', () => {
  const commented = readBlocks(page).flatMap((block) =>
    [...block.text.matchAll(/^let (?<name>\w+) .*\/\/ (?<type>(?:real|int)(?:\[[^\]]*\])?)(?=[,:]|$)/gm)].map(
      ({ groups }) => ({ block, name: groups?.['name'] ?? '', type: groups?.['type'] ?? '' }),
    ),
  );

  test('there are some', () => {
    expect(commented.length).toBeGreaterThan(5);
  });

  test.each(commented)('$name is $type', ({ block, name, type }) => {
    const asked = `${block.text}\nlet answer = ask(${name})\n`;
    const ask = 'function ask(x: unitVector[97]) -> real { return sum(x) }\n';
    const [said] = diagnose(ask + wholeSpec({ ...block, text: asked })).filter(
      ({ code }) => code === 'E0322',
    );
    const found = /^this is `(?<type>.*)`$/.exec(said?.labels[0].text ?? '')?.groups?.['type'];
    expect(withoutBounds(found ?? '')).toBe(type);
  });
});

/** The comments say kinds and sizes. */
function withoutBounds(type: string): string {
  return type
    .replace(/<[^>]*>/, '')
    .replace(/^(?:positive|nonnegative|unit)/, 'real')
    .replace(/^count/, 'int');
}

describe('the table of operators', () => {
  const levels = rowsBelow('| operators | are |')
    .map(([cell]) => codesIn(cell))
    .map((codes) => codes.filter((code) => /^(?:[-+*/@^]|[=!<>]=|[<>]|and|or)$/.test(code)))
    .filter((codes) => codes.length > 0);

  test('has all levels', () => {
    expect(levels.flat().sort()).toEqual(
      ['!=', '*', '+', '-', '/', '<', '<=', '==', '>', '>=', '@', '^', 'and', 'or'].sort(),
    );
  });

  test('is in the order of the grammar', () => {
    for (const [index, loose] of levels.entries())
      for (const tight of levels.slice(index + 1).flat())
        for (const operator of loose) {
          expect(rootOf(`a ${operator} b ${tight} c`)).toBe(operator);
          expect(rootOf(`a ${tight} b ${operator} c`)).toBe(operator);
        }
  });
});

/** The operator that is applied last. */
function rootOf(expression: string): string {
  const { value } = parse({ path: 'model.gen', text: `const x = ${expression}\n` });
  const [declaration] = value.declarations;
  if (declaration?.kind !== 'const') throw new Error(`not an expression: ${expression}`);
  return declaration.value.kind === 'binary' ? declaration.value.operator : declaration.value.kind;
}

describe('constraints that flow', () => {
  const observations: Readonly<Record<string, (value: string) => string>> = {
    positive: (value) => `observe y: real ~ Normal(0, ${value})`,
    'between 0 and 1': (value) => `observe y: bool ~ Bernoulli(${value})`,
    'a simplex': (value) => `observe y: category<3> ~ Categorical(${value})`,
    'a covariance': (value) => `observe y: real[3] ~ MvNormal(0, ${value})`,
  };
  const cases = rowsBelow('| expression | of | is known to be |').flatMap(([expressions, of, known = '']) =>
    codesIn(expressions).map((expression) => ({ expression, known, params: codesIn(of) })),
  );

  test.each(cases)('$expression is $known', ({ expression, known, params }) => {
    const observe = observations[known];
    if (observe === undefined) throw new Error(`the tests do not know how to try out "${known}"`);
    const labels = expression === '[p, 1 - p]' ? 2 : 3;
    const text = [
      'model M {',
      ...params.filter((param) => param.includes(':')).map((param) => `param ${param}`),
      `plate row { ${observe(expression).replace('<3>', `<${String(labels)}>`)} }`,
      '}',
    ].join('\n');
    const said = diagnose(text).filter((each) => each.severity === 'error' && !isNotDerivable(each));
    expect(said.map(oneLine)).toEqual([]);
  });
});
