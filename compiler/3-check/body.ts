// The body of a function or network, whose parameters have a meaning already: names for values, then `return`.

import type { ConstDeclaration, Expression, ResultType, Statement, TypeExpression } from '../1-parse/ast.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { constantValue, symbolSize, type Size } from '../sizes/size.ts';
import type { Span } from '../source/source.ts';
import type { Checker } from './checker.ts';
import { declaredType } from './declared-type.ts';
import { fitValue } from './fit.ts';
import { infer, inferValue } from './infer.ts';
import { point } from './intervals.ts';
import { isConstant } from './mentions.ts';
import type { CoreExpression, ValueType } from './model.ts';
import { maxSteps } from './networks/frame.ts';
import { defineInnerInstance } from './networks/inner.ts';
import { checkRecordType, fitFields, requireSingle, singleForRecord, type CheckedValue } from './record.ts';
import { constNotConstant } from './rules/misplaced.ts';
import { elementType, intType } from './type.ts';
import { mostLevels, requireShallow } from './rules/depth.ts';

export const missingReturn = defineDiagnostic({
  code: 'E0602',
  name: 'missing-return',
  severity: 'error',
  message: ({ kind, name }: { kind: Body['kind']; name: string; span: Span }) =>
    `${kind} \`${name}\` does not return a value`,
  labels: ({ span }) => [{ span, text: 'no `return` in its body' }],
  why: ({ kind }) => `the result of a ${kind} is what \`return\` says, not its last line`,
  fix: () => ({ description: 'end its body with `return ...`', edits: [] }),
});

export interface Body {
  readonly kind: 'function' | 'network';
  readonly name: { readonly name: string; readonly span: Span };
  readonly result: ResultType;
  readonly body: readonly Statement[];
}

/** What it returns, as its result is declared; null where something was reported. */
export function elaborateBody(checker: Checker, body: Body): CheckedValue {
  for (const statement of body.body) {
    if (checker.resolution.rejected.has(statement)) continue;
    if (statement.kind === 'return')
      return fitResult(checker, body, inferValue(checker, statement.value), statement.value.span);
    elaborateStatement(checker, statement);
  }
  checker.report(missingReturn({ kind: body.kind, name: body.name.name, span: body.name.span }));
  return null;
}

function elaborateStatement(checker: Checker, statement: Statement): void {
  if (statement.kind === 'let' || statement.kind === 'const') {
    const own = checker.resolution.definitions.get(statement);
    const value =
      statement.kind === 'const'
        ? inferConstant(checker, statement)
        : requireShallow(
            checker,
            inferValue(checker, statement.value),
            statement.target.name,
            checker.frame === null ? mostLevels : maxSteps,
          );
    if (own !== undefined) checker.values.set(own, value);
  } else if (statement.kind === 'instance') defineInnerInstance(checker, statement);
  else throw new Error(`internal: \`${statement.kind}\` in a function or network`);
}

function inferConstant(checker: Checker, statement: ConstDeclaration): CoreExpression | null {
  const value = infer(checker, statement.value);
  if (value === null || isConstant(value)) return value;
  const keyword = { ...statement.span, end: statement.span.start + 'const'.length };
  checker.report(constNotConstant({ name: statement.name.name, span: statement.value.span, keyword }));
  return null;
}

function fitResult(checker: Checker, body: Body, value: CheckedValue, place: Span): CheckedValue {
  const { result, name } = body;
  if (result.kind === 'recordType' && !checkRecordType(checker, result)) return null;
  if (value === null) return null;
  const fit = (type: TypeExpression, part: CoreExpression, what: string): CoreExpression | null => {
    const given = body.kind === 'network' ? withoutLastOne(type, part) : part;
    const declared = declaredAs(checker, type, given.type.shape);
    return declared === null ? null : fitValue(checker, given, declared, what);
  };
  if (result.kind === 'recordType') {
    if (value.kind === 'record')
      return fitFields(checker, name.name, result, value, (field, part) =>
        fit(field.type, part, `\`${field.name.name}\` of \`${name.name}\``),
      );
    const fields = result.fields.map((field) => field.name.name);
    checker.report(
      singleForRecord({ name: name.name, value: { ...value, span: place }, fields, declared: result.span }),
    );
    return null;
  }
  const single = requireSingle(checker, value);
  return single === null ? null : fit(result, single, `the result of \`${name.name}\``);
}

/** A network that ends in `dense(1)` gives a vector of one; declared without that axis, it gives that one value. */
function withoutLastOne(type: TypeExpression, value: CoreExpression): CoreExpression {
  const { shape } = value.type;
  const last = shape.at(-1);
  if (last === undefined || constantValue(last) !== 1 || (type.sizes ?? []).length !== shape.length - 1)
    return value;
  const { span } = value;
  const zero: CoreExpression = { kind: 'number', value: 0, type: intType([], point(0)), span };
  const indices = shape.map((_, axis) =>
    axis < shape.length - 1 ? ({ kind: 'all' } as const) : ({ kind: 'at', value: zero } as const),
  );
  return { kind: 'index', operand: value, indices, type: elementType(value.type, shape.slice(0, -1)), span };
}

/** The declared type for a value of this shape; with `_` left as it is where the value has more or fewer axes. */
export function declaredAs(checker: Checker, type: TypeExpression, shape: readonly Size[]): ValueType | null {
  const declared = declaredType(checker, type, openAs(shape));
  return declared === null || declared.shape.length === shape.length || !hasOpenSize(type)
    ? declared
    : declaredType(checker, type, openAs([]));
}

/** `_` takes the size that the value has there; where it has no such axis it stays open, and nothing fits. */
export function openAs(shape: readonly Size[]): (axis: number) => Size {
  return (axis) => shape[axis] ?? symbolSize('_');
}

function isOpenSize(size: Expression): boolean {
  return size.kind === 'name' && size.name === '_';
}

export function hasOpenSize(type: TypeExpression): boolean {
  return (type.sizes ?? []).some(isOpenSize);
}
