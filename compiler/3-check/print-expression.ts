// Core expressions and distributions as text, for dumps and goldens: calls under the functions' own names, so that
// what checking made of an operator or a pipe can be seen.

import { printSize } from '../sizes/size.ts';
import type { CoreExpression, CoreIndex, LayerOption, StepPosition } from './model.ts';

/** What is printed in place of an expression; null: the expression itself. */
export type StandIn = (expression: CoreExpression) => string | null;

export function printExpression(expression: CoreExpression, standIn: StandIn = () => null): string {
  const instead = standIn(expression);
  if (instead !== null) return instead;
  const print = (inner: CoreExpression): string => printExpression(inner, standIn);
  const list = (inner: readonly CoreExpression[]): string => inner.map(print).join(', ');
  const index = (at: CoreIndex): string => {
    if (at.kind === 'at') return print(at.value);
    return at.kind === 'all' ? '..' : `${printSize(at.from)}..${printSize(at.to)}`;
  };
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
      return `${print(expression.operand)}[${expression.indices.map(index).join(', ')}]`;
    case 'step':
      return `${expression.name}[${printPosition(expression.at)}]`;
    case 'if':
      return `if(${list([expression.condition, expression.then, expression.else])})`;
    case 'reduce':
      return `${expression.name}(${print(expression.operand)})`;
    case 'matmul':
      return `(${print(expression.left)} @ ${print(expression.right)})`;
    case 'stack':
      return `[${list(expression.elements)}]`;
    case 'tabulate': {
      const range = `${printSize(expression.from)}..${printSize(expression.to)}`;
      return `for(@${String(expression.id)} in ${range}: ${print(expression.body)})`;
    }
    case 'stationary':
      return `stationary(${print(expression.operand)})`;
    case 'network': {
      const field = expression.field === null ? '' : `.${expression.field}`;
      return `${expression.instance}(${list(expression.operands)})${field}`;
    }
    case 'layer': {
      const options = Object.entries(expression.options).map(
        ([name, value]) => `${name}: ${printLayerOption(value, print)}`,
      );
      const field = expression.field === null ? '' : `.${expression.field}`;
      const parts = [...expression.operands.map(print), ...options];
      return `${expression.path.join('.')}(${parts.join(', ')})${field}`;
    }
    case 'repeat': {
      const body = print(expression.body);
      return `repeat(${printSize(expression.count)}, @${String(expression.id)} from ${print(expression.operand)}: ${body})`;
    }
    default:
      return expression satisfies never;
  }
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

/** `print`: of a setting that is known only when training begins. */
export function printLayerOption(value: LayerOption, print: (expression: CoreExpression) => string): string {
  if (typeof value !== 'object') return String(value);
  if ('kind' in value) return print(value);
  return 'key' in value ? printSize(value) : `[${value.map(printSize).join(', ')}]`;
}
