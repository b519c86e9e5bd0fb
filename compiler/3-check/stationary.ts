// `stationary(move)`: the stationary distribution of a transition matrix, or of each of several.

import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { equalSizes, printSize } from '../sizes/size.ts';
import type { Span } from '../source/source.ts';
import { quoteSpan, type Checker } from './checker.ts';
import type { CoreExpression } from './model.ts';
import { proveStructure } from './structure.ts';
import { printType, structuredType } from './type.ts';

export const notATransitionMatrix = defineDiagnostic({
  code: 'E0642',
  name: 'not-a-transition-matrix',
  severity: 'error',
  message: ({ operand, problem }: { operand: CoreExpression; problem: string }) =>
    `\`stationary\` takes a transition matrix, and ${quoteSpan(operand.span)} ${problem}`,
  labels: ({ operand }) => [{ span: operand.span, text: `this is \`${printType(operand.type)}\`` }],
  why: () => 'a transition matrix has a row for each state, and each row is a simplex over the next state',
  fix: () => ({ description: 'declare it as `simplex[K, K]`', edits: [] }),
});

/** Null where the operand is no transition matrix, which is reported. */
export function stationary(checker: Checker, operand: CoreExpression, span: Span): CoreExpression | null {
  const { shape } = operand.type;
  const [rows, columns] = shape.slice(-2);
  const refuse = (problem: string): null => {
    checker.report(notATransitionMatrix({ operand, problem }));
    return null;
  };
  if (rows === undefined || columns === undefined) return refuse('has no rows and columns');
  if (!equalSizes(rows, columns))
    return refuse(`has ${printSize(rows)} rows and ${printSize(columns)} columns`);
  const matrix = proveStructure(operand, 'simplex');
  if (matrix === null) return refuse('has rows that cannot be shown to be simplexes');
  return { kind: 'stationary', operand: matrix, type: structuredType('simplex', shape.slice(0, -1)), span };
}
