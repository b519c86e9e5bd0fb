// Expressions and distributions with some of their parts replaced. What is shared stays shared: each object is
// rewritten once.

import type { CoreExpression, CoreIndex, DistributionExpression } from '../../3-check/model.ts';

export interface Rewriter {
  expression(expression: CoreExpression): CoreExpression;
  distribution(distribution: DistributionExpression): DistributionExpression;
}

/** `replace`: what stands in place of an expression; null: what it is made of is looked at. */
export function createRewriter(replace: (expression: CoreExpression) => CoreExpression | null): Rewriter {
  const known = new Map<CoreExpression, CoreExpression>();
  const expression = (part: CoreExpression): CoreExpression => {
    const before = known.get(part);
    if (before !== undefined) return before;
    const made = replace(part) ?? mapParts(part, expression);
    known.set(part, made);
    return made;
  };
  const distribution = (described: DistributionExpression): DistributionExpression =>
    mapDistribution(described, expression, distribution);
  return { expression, distribution };
}

type Map1<T> = (part: T) => T;

function mapParts(expression: CoreExpression, map: Map1<CoreExpression>): CoreExpression {
  switch (expression.kind) {
    case 'number':
    case 'size':
    case 'hyperparameter':
    case 'variable':
    case 'plateIndex':
    case 'loopIndex':
    case 'stepIndex':
    case 'step':
    case 'networkInput':
    case 'repeatInput':
      return expression;
    case 'call':
    case 'network':
    case 'layer':
      return { ...expression, operands: expression.operands.map(map) };
    case 'index': {
      const indices = expression.indices.map((at): CoreIndex =>
        at.kind === 'at' ? { kind: 'at', value: map(at.value) } : at,
      );
      return { ...expression, operand: map(expression.operand), indices };
    }
    case 'if': {
      const { condition, then, else: otherwise } = expression;
      return { ...expression, condition: map(condition), then: map(then), else: map(otherwise) };
    }
    case 'reduce':
    case 'stationary':
      return { ...expression, operand: map(expression.operand) };
    case 'matmul':
      return { ...expression, left: map(expression.left), right: map(expression.right) };
    case 'stack':
      return { ...expression, elements: expression.elements.map(map) };
    case 'tabulate':
      return { ...expression, body: map(expression.body) };
    case 'repeat':
      return { ...expression, operand: map(expression.operand), body: map(expression.body) };
  }
}

function mapDistribution(
  described: DistributionExpression,
  map: Map1<CoreExpression>,
  inner: Map1<DistributionExpression>,
): DistributionExpression {
  switch (described.kind) {
    case 'distribution': {
      const named = Object.entries(described.arguments).map(([name, part]) => [name, map(part)] as const);
      return { ...described, arguments: Object.fromEntries(named) };
    }
    case 'choice': {
      const { condition, then, else: otherwise } = described;
      return { ...described, condition: map(condition), then: inner(then), else: inner(otherwise) };
    }
    case 'mixture': {
      const [first, ...rest] = described.parts;
      return {
        ...described,
        weights: map(described.weights),
        parts: [inner(first), ...rest.map(inner)],
      };
    }
    case 'truncated':
    case 'censored': {
      const { part, lower, upper } = described;
      return {
        ...described,
        part: inner(part),
        lower: lower === null ? null : map(lower),
        upper: upper === null ? null : map(upper),
      };
    }
  }
}
