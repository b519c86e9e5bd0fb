// Canonical text of an expression: equal keys mean equal values, whatever the spans.

import type { CoreExpression, CoreIndex } from './model.ts';

export function expressionKey(expression: CoreExpression): string {
  switch (expression.kind) {
    case 'number':
      return String(expression.value);
    case 'size':
      return `size(${expression.size.key})`;
    case 'hyperparameter':
      return `hyper(${expression.name})`;
    case 'variable':
      return `variable(${expression.name})`;
    case 'plateIndex':
      return `plate(${expression.plate})`;
    case 'loopIndex':
      return `loop(${String(expression.id)})`;
    case 'call':
      return `${expression.name}(${keys(expression.operands)})`;
    case 'index':
      return `${expressionKey(expression.operand)}[${expression.indices.map(indexKey).join(',')}]`;
    case 'if':
      return `if(${keys([expression.condition, expression.then, expression.else])})`;
    case 'reduce':
      return `reduce-${expression.name}(${expressionKey(expression.operand)})`;
    case 'matmul':
      return `matmul(${keys([expression.left, expression.right])})`;
    case 'stack':
      return `[${keys(expression.elements)}]`;
    case 'tabulate':
      return `for(${String(expression.id)},${expression.from.key},${expression.to.key},${expressionKey(expression.body)})`;
    default:
      return expression satisfies never;
  }
}

function keys(expressions: readonly CoreExpression[]): string {
  return expressions.map(expressionKey).join(',');
}

function indexKey(index: CoreIndex): string {
  if (index.kind === 'at') return expressionKey(index.value);
  return index.kind === 'all' ? '..' : `${index.from.key}..${index.to.key}`;
}
