// Questions about core expressions: which variables they mention, and how.

import type { CoreExpression, DistributionExpression } from '../3-check/model.ts';

/** The expressions directly inside one. */
export function children(expression: CoreExpression): readonly CoreExpression[] {
  switch (expression.kind) {
    case 'number':
    case 'size':
    case 'hyperparameter':
    case 'variable':
    case 'plateIndex':
    case 'loopIndex':
      return [];
    case 'call':
      return expression.operands;
    case 'index':
      return [
        expression.operand,
        ...expression.indices.flatMap((index) => (index.kind === 'at' ? [index.value] : [])),
      ];
    case 'if':
      return [expression.condition, expression.then, expression.else];
    case 'reduce':
      return [expression.operand];
    case 'matmul':
      return [expression.left, expression.right];
    case 'stack':
      return expression.elements;
    case 'tabulate':
      return [expression.body];
  }
}

/** Calls `visit` for the expression and all within it. */
export function walkExpression(expression: CoreExpression, visit: (inner: CoreExpression) => void): void {
  const pending: CoreExpression[] = [expression];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    visit(next);
    pending.push(...children(next));
  }
}

/** Names of the variables mentioned (params too), each once. */
export function mentionedVariables(expression: CoreExpression): ReadonlySet<string> {
  const names = new Set<string>();
  walkExpression(expression, (inner) => {
    if (inner.kind === 'variable') names.add(inner.name);
  });
  return names;
}

/** Names of the plates whose row index is mentioned. */
export function mentionedPlates(expression: CoreExpression): ReadonlySet<string> {
  const names = new Set<string>();
  walkExpression(expression, (inner) => {
    if (inner.kind === 'plateIndex') names.add(inner.plate);
  });
  return names;
}

/** Every expression of a distribution: arguments and conditions. */
export function distributionExpressions(distribution: DistributionExpression): readonly CoreExpression[] {
  return distribution.kind === 'distribution'
    ? Object.values(distribution.arguments)
    : [
        distribution.condition,
        ...distributionExpressions(distribution.then),
        ...distributionExpressions(distribution.else),
      ];
}
