// Formulas with as few parentheses as the language needs are read back as the trees they were printed from.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BinaryOperator } from '../../../compiler/1-parse/ast.ts';
import { dumpExpression } from '../../../compiler/1-parse/dump-ast.ts';
import { parse } from '../../../compiler/1-parse/parse.ts';

type Tree =
  | { readonly name: string }
  | { readonly prefix: '-' | 'not'; readonly operand: Tree }
  | { readonly operator: BinaryOperator; readonly left: Tree; readonly right: Tree };

// The grammar of the language page, rule by rule, loosest first; the index is the level.
const or = 0;
const and = 1;
const not = 2;
const compare = 3;
const additive = 4;
const multiplicative = 5;
const unary = 6;
const power = 7;
const postfix = 8;

function levelOf(operator: BinaryOperator): number {
  if (operator === 'or') return or;
  if (operator === 'and') return and;
  if (operator === '+' || operator === '-') return additive;
  if (operator === '*' || operator === '/' || operator === '@') return multiplicative;
  return operator === '^' ? power : compare;
}

/** Prints so that a rule of `level` can read it. */
function print(tree: Tree, level: number): string {
  if ('name' in tree) return tree.name;
  const [own, text] = printOpen(tree);
  return own < level ? `(${text})` : text;
}

function printOpen(tree: Exclude<Tree, { readonly name: string }>): [number, string] {
  if ('prefix' in tree) {
    return tree.prefix === 'not'
      ? [not, `not ${print(tree.operand, not)}`]
      : [unary, `-${print(tree.operand, unary)}`];
  }
  const level = levelOf(tree.operator);
  // `^`: the base is a Postfix, the exponent a Unary. Comparisons do not chain. The rest leans left.
  const [left, right] =
    level === power ? [postfix, unary] : level === compare ? [additive, additive] : [level, level + 1];
  return [level, `${print(tree.left, left)} ${tree.operator} ${print(tree.right, right)}`];
}

function dump(tree: Tree): string {
  if ('name' in tree) return tree.name;
  if ('prefix' in tree) return `(${tree.prefix} ${dump(tree.operand)})`;
  return `(${dump(tree.left)} ${tree.operator} ${dump(tree.right)})`;
}

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.record({ name: fc.constantFrom('a', 'b', 'f(x)', 'c[i]', 'd.e', '2') }),
    fc.record({ prefix: fc.constantFrom('-' as const, 'not' as const), operand: tie('tree') }),
    fc.record({
      operator: fc.constantFrom<BinaryOperator>(
        '+',
        '-',
        '*',
        '/',
        '@',
        '^',
        '==',
        '!=',
        '<',
        '<=',
        '>',
        '>=',
        'and',
        'or',
      ),
      left: tie('tree'),
      right: tie('tree'),
    }),
  ),
}));

function read(formula: string): string {
  const { value, diagnostics } = parse({ path: 'a.gen', text: `const a = ${formula}` });
  expect(diagnostics).toEqual([]);
  const [declaration] = value.declarations;
  if (declaration?.kind !== 'const') throw new Error('internal: no constant was read');
  return dumpExpression(declaration.value);
}

test('printed and read back', () => {
  fc.assert(
    fc.property(tree, (each) => {
      expect(read(print(each, or))).toBe(dump(each));
    }),
    { numRuns: 1000 },
  );
});

test('what surprises', () => {
  expect(read('-x ^ 2')).toBe('(- (x ^ 2))');
  expect(read('2 ^ -x ^ 2')).toBe('(2 ^ (- (x ^ 2)))');
  expect(read('2 ^ 3 ^ 4')).toBe('(2 ^ (3 ^ 4))');
  expect(read('-a * b')).toBe('((- a) * b)');
  expect(read('not a == b and c')).toBe('((not (a == b)) and c)');
  expect(read('a - b - c')).toBe('((a - b) - c)');
  expect(read('a |> f |> g(1)')).toBe('(a |> f() |> g(1))');
  expect(read('a + b |> f')).toBe('((a + b) |> f())');
  expect(read('if a then b else c + d |> f')).toBe('(if a then b else ((c + d) |> f()))');
});
