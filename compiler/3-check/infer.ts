// Expressions to typed core expressions. Names are replaced by what they stand for, functions are inlined, pipes
// become calls. Null: something in it was reported.

import type { Argument, BinaryExpression, Expression, NameExpression } from '../1-parse/ast.ts';
import { applyFunction, constantType } from './apply.ts';
import { inferCall } from './call.ts';
import type { Checker } from './checker.ts';
import { inferArray, inferComprehension, inferConditional } from './compound.ts';
import { inferIndex } from './indexing.ts';
import { inferMatrixProduct } from './matrix-product.ts';
import type { CoreExpression, FunctionName } from './model.ts';
import { pipeAsCall } from './pipe.ts';
import { inferMember, inferRecord, requireSingle, type CheckedValue } from './record.ts';
import { openSize, textValue } from './rules/value-forms.ts';
import { reportStepLeftOut } from './sequences/read-step.ts';

/** One value; a record is refused. */
export function infer(checker: Checker, expression: Expression): CoreExpression | null {
  return requireSingle(checker, inferValue(checker, expression));
}

/** A value or a record. */
export function inferValue(checker: Checker, expression: Expression): CheckedValue {
  const { span } = expression;
  switch (expression.kind) {
    case 'error':
      return null;
    case 'number': {
      const { value, text } = expression;
      // `2e3` counts as much as 2000, and `2e-3` is no whole number.
      const whole = expression.integer || (Number.isSafeInteger(value) && !text.includes('.'));
      return { kind: 'number', value, type: constantType(whole ? 'int' : 'real', value), span };
    }
    case 'boolean': {
      const value = Number(expression.value);
      return { kind: 'number', value, type: constantType('bool', value), span };
    }
    case 'string':
      checker.report(textValue({ span }));
      return null;
    case 'name':
      return inferName(checker, expression);
    case 'unary': {
      const operand = infer(checker, expression.operand);
      return operand === null
        ? null
        : applyFunction(checker, expression.operator === '-' ? 'neg' : 'not', [operand], span);
    }
    case 'binary':
      return inferBinary(checker, expression);
    case 'if':
      return inferConditional(checker, expression);
    case 'call':
      return inferCall(checker, expression);
    case 'pipe':
      return inferValue(checker, pipeAsCall(checker, expression));
    case 'index':
      return inferIndex(checker, expression);
    case 'array':
      return inferArray(checker, expression);
    case 'comprehension':
      return inferComprehension(checker, expression);
    case 'record':
      return inferRecord(checker, expression);
    case 'member':
      return inferMember(checker, expression);
    default:
      return expression satisfies never;
  }
}

/** All of them, so that each says its own; null if any is. */
export function inferAll(
  checker: Checker,
  expressions: readonly Expression[],
): readonly CoreExpression[] | null {
  const results = expressions.map((expression) => infer(checker, expression));
  const found = results.filter((result) => result !== null);
  return found.length === results.length ? found : null;
}

/** For their own faults, where what they are for was refused: values and records alike. */
export function inferForFaults(checker: Checker, args: readonly Argument[]): void {
  for (const argument of args) inferValue(checker, argument.value);
}

function inferName(checker: Checker, expression: NameExpression): CheckedValue {
  const settled = checker.settled.get(expression);
  if (settled !== undefined) return settled;
  if (expression.name === '_') {
    checker.report(openSize({ span: expression.span }));
    return null;
  }
  const definition = checker.resolution.uses.get(expression);
  if (definition === undefined || reportStepLeftOut(checker, definition, expression.span)) return null;
  const value = checker.values.get(definition) ?? null;
  // The place of use, for messages; what it is made of keeps its own places.
  return value === null ? null : { ...value, span: expression.span };
}

const functionOfOperator: Readonly<
  Record<Exclude<BinaryExpression['operator'], '@' | '>' | '>='>, FunctionName>
> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '^': 'pow',
  '==': 'equal',
  '!=': 'notEqual',
  '<': 'less',
  '<=': 'lessEqual',
  and: 'and',
  or: 'or',
};

function inferBinary(checker: Checker, expression: BinaryExpression): CoreExpression | null {
  const operands = inferAll(checker, [expression.left, expression.right]);
  const [left, right] = operands ?? [];
  if (left === undefined || right === undefined) return null;
  const { operator, span } = expression;
  if (operator === '@') return inferMatrixProduct(checker, left, right, span);
  if (operator === '>') return applyFunction(checker, 'less', [right, left], span);
  if (operator === '>=') return applyFunction(checker, 'lessEqual', [right, left], span);
  return applyFunction(checker, functionOfOperator[operator], [left, right], span);
}
