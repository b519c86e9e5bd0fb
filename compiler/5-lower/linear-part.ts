// The part of an expression that is linear in some variables: what it is less its value where they are all 0, for an
// expression that is affine in them (4-plan/stage/affine.ts). `base + slope * c` of slope is `slope * c`.

import { variablesIn } from '../3-check/mentions.ts';
import type { CoreExpression, FunctionCall } from '../3-check/model.ts';

/** Null: none of it depends on the variables. Shapes and types stay. */
export function linearPart(
  expression: CoreExpression,
  variables: ReadonlySet<string>,
): CoreExpression | null {
  // What is inlined in many places stays one object, which is lowered once.
  const known = new Map<CoreExpression, CoreExpression | null>();
  const part = (whole: CoreExpression): CoreExpression | null => {
    const before = known.get(whole);
    if (before !== undefined) return before;
    const found = [...variablesIn(whole)].some((name) => variables.has(name)) ? find(whole) : null;
    known.set(whole, found);
    return found;
  };
  const partOrZero = (whole: CoreExpression): CoreExpression => part(whole) ?? zeroLike(whole);

  const find = (whole: CoreExpression): CoreExpression => {
    switch (whole.kind) {
      case 'variable':
        return whole;
      case 'call':
        return ofCall(whole);
      case 'index':
      case 'reduce':
        return { ...whole, operand: partOrZero(whole.operand) };
      case 'if':
        return { ...whole, then: partOrZero(whole.then), else: partOrZero(whole.else) };
      case 'matmul': {
        const left = part(whole.left);
        return left === null ? { ...whole, right: partOrZero(whole.right) } : { ...whole, left };
      }
      case 'stack':
        return { ...whole, elements: whole.elements.map(partOrZero) };
      case 'tabulate':
        return { ...whole, body: partOrZero(whole.body) };
      default:
        throw new Error(`internal: ${whole.kind} is not affine`);
    }
  };

  const ofCall = (whole: FunctionCall): CoreExpression => {
    const [left = whole, right = whole] = whole.operands;
    switch (whole.name) {
      case 'neg':
        return { ...whole, operands: [partOrZero(left)] };
      case 'add':
      case 'sub': {
        const [first, second] = [part(left), part(right)];
        if (second === null && first !== null && isAlike(first, whole)) return first;
        if (first === null && second !== null && isAlike(second, whole))
          return whole.name === 'add' ? second : { ...whole, name: 'neg', operands: [second] };
        return { ...whole, operands: [first ?? zeroLike(left), second ?? zeroLike(right)] };
      }
      case 'mul': {
        const first = part(left);
        return { ...whole, operands: first === null ? [left, partOrZero(right)] : [first, right] };
      }
      case 'div':
        return { ...whole, operands: [partOrZero(left), right] };
      case 'pow':
        // Affine only to the first power.
        return partOrZero(left);
      default:
        throw new Error(`internal: ${whole.name} is not affine`);
    }
  };
  return part(expression);
}

/** Zeros of the same shape, so that broadcasting stays as it was. */
function zeroLike(expression: CoreExpression): CoreExpression {
  const { type, span } = expression;
  const zero: CoreExpression = { kind: 'number', value: 0, type: { ...type, shape: [] }, span };
  return type.shape.length === 0
    ? zero
    : { kind: 'call', name: 'mul', operands: [zero, expression], type, span };
}

function isAlike(a: CoreExpression, b: CoreExpression): boolean {
  const [one, other] = [a.type.shape, b.type.shape];
  return one.length === other.length && one.every((size, axis) => size.key === other[axis]?.key);
}
