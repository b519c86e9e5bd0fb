// Which names an expression or distribution reads.

import type { CoreExpression, DistributionExpression } from './model.ts';

/** Sub-expressions, the expression itself first; what is inlined in many places is visited once. */
export function subexpressions(expression: CoreExpression): Generator<CoreExpression> {
  return distinctParts([expression]);
}

/** All sub-expressions of several, each once: as trees they may be exponentially larger than the text. */
export function* distinctParts(roots: readonly CoreExpression[]): Generator<CoreExpression> {
  const seen = new Set<CoreExpression>();
  const open = [...roots].reverse();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    yield next;
    const inner = children(next);
    for (let index = inner.length - 1; index >= 0; index -= 1) {
      const child = inner[index];
      if (child !== undefined) open.push(child);
    }
  }
}

/** What an expression is made of directly. */
export function children(expression: CoreExpression): readonly CoreExpression[] {
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
      return [];
    case 'call':
      return expression.operands;
    case 'index':
      return [
        expression.operand,
        ...expression.indices.filter((index) => index.kind === 'at').map((index) => index.value),
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
    case 'stationary':
      return [expression.operand];
    case 'network':
    case 'layer':
      return expression.operands;
    case 'repeat':
      return [expression.operand, expression.body];
    default:
      return expression satisfies never;
  }
}

const mentioned = new WeakMap<CoreExpression, ReadonlySet<string>>();

/** Variables, and recurrences where the expression reads such. Asked of the same expressions again and again in planning, and kept: expressions never change. */
export function variablesIn(expression: CoreExpression): ReadonlySet<string> {
  const before = mentioned.get(expression);
  if (before !== undefined) return before;
  const names = new Set<string>();
  for (const part of distinctParts([expression]))
    if (part.kind === 'variable' || part.kind === 'step') names.add(part.name);
  mentioned.set(expression, names);
  return names;
}

export function distributionParts(distribution: DistributionExpression): readonly CoreExpression[] {
  switch (distribution.kind) {
    case 'distribution':
      return Object.values(distribution.arguments);
    case 'choice':
      return [
        distribution.condition,
        ...distributionParts(distribution.then),
        ...distributionParts(distribution.else),
      ];
    case 'mixture':
      return [distribution.weights, ...distribution.parts.flatMap(distributionParts)];
    case 'truncated':
    case 'censored': {
      const bounds = [distribution.lower, distribution.upper].filter((bound) => bound !== null);
      return [...distributionParts(distribution.part), ...bounds];
    }
  }
}

const known: ReadonlySet<CoreExpression['kind']> = new Set([
  'number',
  'loopIndex',
  'call',
  'index',
  'if',
  'reduce',
  'matmul',
  'stack',
  'tabulate',
  'stationary',
]);

/** Known when compiling: no variable, hyperparameter, size, row, step or network takes part. */
export function isConstant(expression: CoreExpression): boolean {
  for (const part of distinctParts([expression])) if (!known.has(part.kind)) return false;
  return true;
}
