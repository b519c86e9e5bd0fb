// Which operator binds tighter: operands and operators in the order written -> a tree. Two stacks in place of
// recursion (the "shunting yard" of Dijkstra, 1961), so that long formulas need no deep call stack.
//
//   or < and < not < comparison (does not chain) < + - < * / @ < unary - < ^ (right; takes a unary exponent)

import type { IToken } from 'chevrotain';
import * as t from '../../grammar/tokens.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { joinSpans, spanText } from '../source/source.ts';
import type { Span } from '../source/source.ts';
import type { BinaryOperator, Expression } from './ast.ts';
import type { BuildContext } from './build-context.ts';
import { tokenSpan } from './cst-access.ts';

const levels: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  '==': 4,
  '!=': 4,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '@': 6,
  '^': 8,
};
const notLevel = 3;
const comparisonLevel = 4;
const minusLevel = 7;

export const chainedComparison = defineDiagnostic<{
  readonly span: Span;
  readonly first: Span;
  readonly parts: readonly [string, string, string];
  readonly whole: Span;
}>({
  code: 'E0134',
  name: 'chained-comparison',
  severity: 'error',
  message: () => 'comparisons do not chain',
  labels: (d) => [
    { span: d.span, text: 'a second comparison' },
    { span: d.first, text: 'the first' },
  ],
  why: () => 'the result of the first comparison is true or false, which the second would then compare',
  fix: ({ parts: [left, middle, right], whole }) => ({
    description: `write \`${left} and ${middle} ${right}\``,
    edits: [{ span: whole, text: `${left} and ${middle} ${right}` }],
  }),
});

export const looseNot = defineDiagnostic<{ readonly span: Span; readonly operator: string }>({
  code: 'E0136',
  name: 'not-without-parentheses',
  severity: 'error',
  message: (d) => `\`not\` behind \`${d.operator}\` needs parentheses`,
  labels: (d) => [{ span: d.span, text: '' }],
  why: () => '`not` reaches over a whole comparison: `not a == b` is `not (a == b)`',
  fix: () => ({ description: 'write `(not ...)`', edits: [] }),
});

/** An operand with all its text, parentheses included. */
export interface Operand {
  readonly prefixes: readonly IToken[];
  readonly value: Expression;
  readonly extent: Span;
}

export interface Operator {
  readonly operator: BinaryOperator;
  readonly span: Span;
}

/** `operators[i]` stands between `operands[i]` and `operands[i + 1]`; there is one operand more. */
export function applyPrecedence(
  context: BuildContext,
  operands: readonly [Operand, ...Operand[]],
  operators: readonly Operator[],
): Expression {
  const values: { readonly value: Expression; readonly extent: Span }[] = [];
  const waiting: (Operator | { readonly prefix: '-' | 'not'; readonly span: Span })[] = [];
  const top = (): number => {
    const last = waiting.at(-1);
    if (last === undefined) return 0;
    if ('operator' in last) return levels[last.operator];
    return last.prefix === 'not' ? notLevel : minusLevel;
  };

  const reduce = (): void => {
    const last = waiting.pop();
    const right = values.pop();
    if (last === undefined || right === undefined) throw new Error('internal: operators without operands');
    if ('prefix' in last) {
      const span = joinSpans(last.span, right.extent);
      values.push({
        value: { kind: 'unary', operator: last.prefix, operand: right.value, span },
        extent: span,
      });
      return;
    }
    const left = values.pop();
    if (left === undefined) throw new Error('internal: operators without operands');
    const span = joinSpans(left.extent, right.extent);
    const { operator, span: operatorSpan } = last;
    values.push({
      value: { kind: 'binary', operator, operatorSpan, left: left.value, right: right.value, span },
      extent: span,
    });
  };

  for (const [index, operand] of operands.entries()) {
    const operator = operators[index - 1];
    if (operator !== undefined) {
      const level = levels[operator.operator];
      // To the right, `^` waits for what follows; all others take what stands to their left.
      while (top() > level || (top() === level && operator.operator !== '^')) {
        if (level === comparisonLevel && top() === level)
          reportChain(context, waiting, values, operator, operand);
        reduce();
      }
      waiting.push(operator);
    }
    for (const token of operand.prefixes) {
      const prefix = token.tokenType === t.Not ? 'not' : '-';
      const before = waiting.at(-1);
      if (prefix === 'not' && before !== undefined && top() > notLevel)
        context.report(
          looseNot({
            span: tokenSpan(context.file, token),
            operator: 'operator' in before ? before.operator : before.prefix,
          }),
        );
      waiting.push({ prefix, span: tokenSpan(context.file, token) });
    }
    values.push({ value: operand.value, extent: operand.extent });
  }
  while (waiting.length > 0) reduce();
  const [result] = values;
  if (result === undefined) throw new Error('internal: a formula without an operand');
  return result.value;
}

function reportChain(
  context: BuildContext,
  waiting: readonly object[],
  values: readonly { readonly value: Expression; readonly extent: Span }[],
  second: Operator,
  last: Operand,
): void {
  const first = waiting.at(-1) as Operator;
  const middle = values.at(-1);
  const left = values.at(-2);
  if (middle === undefined || left === undefined) return;
  const whole = joinSpans(left.extent, last.extent);
  context.report(
    chainedComparison({
      span: second.span,
      first: first.span,
      parts: [
        oneLine(joinSpans(left.extent, middle.extent)),
        `${oneLine(middle.extent)} ${second.operator}`,
        oneLine(last.extent),
      ],
      whole,
    }),
  );
}

function oneLine(span: Span): string {
  return spanText(span).replace(/\s+/g, ' ');
}
