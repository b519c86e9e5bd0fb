// Canonical name of an expression: equal keys mean equal values, whatever the spans. Long ones are numbered: an
// expression that is inlined again and again is as a text exponentially longer than the spec.

import type { CoreExpression, CoreIndex, StepPosition } from './model.ts';

const known = new WeakMap<CoreExpression, string>();
const numbers = new Map<string, string>();
let nextNumber = 0;

const longestText = 60;
/** When so many are numbered, all are forgotten: two equal expressions may then differ, which costs a proof only. */
const mostNumbers = 50_000;

export function expressionKey(expression: CoreExpression): string {
  const before = known.get(expression);
  if (before !== undefined) return before;
  const text = keyText(expression);
  const key = text.length <= longestText ? text : numbered(text);
  known.set(expression, key);
  return key;
}

function numbered(text: string): string {
  const before = numbers.get(text);
  if (before !== undefined) return before;
  if (numbers.size >= mostNumbers) numbers.clear();
  const key = `#${String(nextNumber)}`;
  nextNumber += 1;
  numbers.set(text, key);
  return key;
}

function keyText(expression: CoreExpression): string {
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
    case 'stepIndex':
      return `step(${expression.sequence})`;
    case 'step':
      return `${expression.name}@${positionKey(expression.at)}`;
    case 'stationary':
      return `stationary(${expressionKey(expression.operand)})`;
    case 'network': {
      const result = expression.field === null ? '' : `.${expression.field}`;
      return `network(${expression.instance},${keys(expression.operands)})${result}`;
    }
    case 'networkInput':
      return `input(${expression.name})`;
    case 'layer':
      return `layer(${expression.path.join('.')},${identity(expression.operands)},${expression.field ?? ''})`;
    case 'repeat':
      return `repeat(${String(expression.id)},${identity(expression.body)})`;
    case 'repeatInput':
      return `repeated(${String(expression.id)})`;
    default:
      return expression satisfies never;
  }
}

const identities = new WeakMap<object, number>();
let lastIdentity = 0;

/**
 * Layers are told apart by the very values that they are built on, not by the text of those: in a residual network
 * each stands for twice as many as the one before it.
 */
function identity(value: object): string {
  const known = identities.get(value);
  if (known !== undefined) return `#${String(known)}`;
  lastIdentity += 1;
  identities.set(value, lastIdentity);
  return `#${String(lastIdentity)}`;
}

function keys(expressions: readonly CoreExpression[]): string {
  return expressions.map(expressionKey).join(',');
}

function positionKey(at: StepPosition): string {
  switch (at.kind) {
    case 'relative':
      return `t+${String(at.offset)}`;
    case 'absolute':
      return String(at.step);
    case 'last':
    case 'before':
      return at.kind;
  }
}

function indexKey(index: CoreIndex): string {
  if (index.kind === 'at') return expressionKey(index.value);
  return index.kind === 'all' ? '..' : `${index.from.key}..${index.to.key}`;
}
