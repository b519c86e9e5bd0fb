// Core expressions and distributions as text, for dumps and goldens: calls under the functions' own names, so that
// what checking made of an operator or a pipe can be seen.

import { printSize } from '../sizes/size.ts';
import type { CoreExpression, CoreIndex, LayerOption, StepPosition } from './model.ts';

export function printExpression(expression: CoreExpression): string {
  switch (expression.kind) {
    case 'number':
      return String(expression.value);
    case 'size':
      return printSize(expression.size);
    case 'hyperparameter':
    case 'variable':
    case 'networkInput':
      return expression.name;
    case 'plateIndex':
      return `#${expression.plate}`;
    case 'stepIndex':
      return `#${expression.sequence}`;
    case 'loopIndex':
    case 'repeatInput':
      return `@${String(expression.id)}`;
    case 'call':
      return `${expression.name}(${list(expression.operands)})`;
    case 'index':
      return `${printExpression(expression.operand)}[${expression.indices.map(printIndex).join(', ')}]`;
    case 'step':
      return `${expression.name}[${printPosition(expression.at)}]`;
    case 'if':
      return `if(${list([expression.condition, expression.then, expression.else])})`;
    case 'reduce':
      return `${expression.name}(${printExpression(expression.operand)})`;
    case 'matmul':
      return `(${printExpression(expression.left)} @ ${printExpression(expression.right)})`;
    case 'stack':
      return `[${list(expression.elements)}]`;
    case 'tabulate': {
      const range = `${printSize(expression.from)}..${printSize(expression.to)}`;
      return `for(@${String(expression.id)} in ${range}: ${printExpression(expression.body)})`;
    }
    case 'stationary':
      return `stationary(${printExpression(expression.operand)})`;
    case 'network': {
      const field = expression.field === null ? '' : `.${expression.field}`;
      return `${expression.instance}(${list(expression.operands)})${field}`;
    }
    case 'layer': {
      const options = Object.entries(expression.options).map(
        ([name, value]) => `${name}: ${printOption(value)}`,
      );
      const field = expression.field === null ? '' : `.${expression.field}`;
      const parts = [...expression.operands.map(printExpression), ...options];
      return `${expression.path.join('.')}(${parts.join(', ')})${field}`;
    }
    case 'repeat': {
      const body = printExpression(expression.body);
      return `repeat(${printSize(expression.count)}, @${String(expression.id)} from ${printExpression(expression.operand)}: ${body})`;
    }
    default:
      return expression satisfies never;
  }
}

function list(expressions: readonly CoreExpression[]): string {
  return expressions.map(printExpression).join(', ');
}

function printIndex(index: CoreIndex): string {
  if (index.kind === 'at') return printExpression(index.value);
  return index.kind === 'all' ? '..' : `${printSize(index.from)}..${printSize(index.to)}`;
}

function printPosition(at: StepPosition): string {
  switch (at.kind) {
    case 'relative':
      return at.offset === 0 ? 't' : `t${at.offset < 0 ? '-' : '+'}${String(Math.abs(at.offset))}`;
    case 'absolute':
      return String(at.step);
    case 'last':
      return 'last';
    case 'before':
      return '..t';
  }
}

function printOption(value: LayerOption): string {
  if (typeof value !== 'object') return String(value);
  if ('kind' in value) return printExpression(value);
  return 'key' in value ? printSize(value) : `[${value.map(printSize).join(', ')}]`;
}
