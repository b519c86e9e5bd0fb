// `stationary(move)`: the stationary distribution of a transition matrix, or of each of several.

import type { CallExpression } from '../1-parse/ast.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { equalSizes } from '../sizes/size.ts';
import { matchArguments, sortArguments } from './arguments.ts';
import { quoteSpan, type Checker } from './checker.ts';
import { infer } from './infer.ts';
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

export function inferStationary(checker: Checker, call: CallExpression): CoreExpression | null {
  const written = sortArguments(checker, call.arguments);
  if (written === null) return null;
  const callee = { name: 'stationary', span: call.callee.span };
  const matched = matchArguments(checker, callee, written, ['matrix'], ['matrix']);
  const argument = matched?.get('matrix') ?? null;
  const operand = argument === null ? null : infer(checker, argument.value);
  if (operand === null) return null;
  const { shape } = operand.type;
  const [rows, columns] = shape.slice(-2);
  const refuse = (problem: string): null => {
    checker.report(notATransitionMatrix({ operand, problem }));
    return null;
  };
  if (rows === undefined || columns === undefined) return refuse('has no rows and columns');
  if (!equalSizes(rows, columns)) return refuse('has as many rows as columns for other sizes only');
  const matrix = proveStructure(operand, 'simplex');
  if (matrix === null) return refuse('has rows that cannot be shown to be simplexes');
  const type = structuredType('simplex', shape.slice(0, -1));
  return { kind: 'stationary', operand: matrix, type, span: call.span };
}
