// Functions of the file: each call is the body with the arguments in place of the parameters. A body is first
// checked on its own, with the declared types, so that its faults are told once and at their place.

import type {
  CallExpression,
  Expression,
  FunctionDeclaration,
  Parameter,
  ResultType,
  Statement,
} from '../1-parse/ast.ts';
import type { WrittenDefinition } from '../2-resolve/definition.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { constantSize, type Size } from '../sizes/size.ts';
import type { Span } from '../source/source.ts';
import { matchArguments, sortArguments } from './arguments.ts';
import type { Checker } from './checker.ts';
import { declaredType } from './declared-type.ts';
import { fitValue } from './fit.ts';
import { infer, inferAll } from './infer.ts';
import type { CoreExpression } from './model.ts';
import { misplacedStatement } from './rules/misplaced.ts';
import { noRecords } from './rules/value-forms.ts';

export const missingReturn = defineDiagnostic({
  code: 'E0602',
  name: 'missing-return',
  severity: 'error',
  message: ({ name }: { name: string; span: Span }) => `function \`${name}\` does not return a value`,
  labels: ({ span }) => [{ span, text: 'no `return` in its body' }],
});

export function inlineFunction(
  checker: Checker,
  definition: WrittenDefinition,
  node: FunctionDeclaration,
  call: CallExpression,
): CoreExpression | null {
  const values = call.arguments.map((argument) => argument.value);
  if (checker.brokenFunctions.has(definition)) {
    inferAll(checker, values);
    return null;
  }
  const written = sortArguments(checker, call.arguments);
  if (written === null) return null;
  const names = node.parameters.map((parameter) => parameter.name.name);
  const required = node.parameters.filter((each) => each.defaultValue === null).map((each) => each.name.name);
  const matched = matchArguments(
    checker,
    { name: definition.name, span: call.callee.span },
    written,
    names,
    required,
  );
  if (matched === null) return null;

  // All arguments are settled before any parameter is bound: `f(f(x))` binds the same parameters twice.
  const bound = node.parameters.map((parameter) =>
    fitArgument(checker, parameter, matched.get(parameter.name.name)?.value ?? parameter.defaultValue),
  );
  for (const [index, parameter] of node.parameters.entries()) bind(checker, parameter, bound[index] ?? null);
  if (bound.includes(null)) return null;
  const result = elaborateBody(checker, definition, node);
  return result === null ? null : { ...result, span: call.span };
}

function fitArgument(
  checker: Checker,
  parameter: Parameter,
  expression: Expression | null,
): CoreExpression | null {
  const value = expression === null ? null : infer(checker, expression);
  if (value === null) return null;
  const type = declaredType(checker, parameter.type, openAs(value.type.shape));
  return type === null ? null : fitValue(checker, value, type, `argument \`${parameter.name.name}\``);
}

/** `_` takes the size that the value has there. */
function openAs(shape: readonly Size[]): (axis: number) => Size {
  return (axis) => shape[axis] ?? constantSize(1);
}

function bind(checker: Checker, parameter: Parameter, value: CoreExpression | null): void {
  const definition = checker.resolution.definitions.get(parameter);
  if (definition !== undefined) checker.values.set(definition, value);
}

/** With stand-ins of the declared types; functions with open sizes are checked where they are called. */
export function checkFunction(
  checker: Checker,
  definition: WrittenDefinition,
  node: FunctionDeclaration,
): void {
  if (node.parameters.some((parameter) => hasOpenSize(parameter.type.sizes))) return;
  for (const parameter of node.parameters) {
    const type = declaredType(checker, parameter.type);
    const { name, span } = parameter.name;
    bind(checker, parameter, type === null ? null : { kind: 'variable', name, type, span });
    if (type === null) checker.brokenFunctions.add(definition);
    const initial = parameter.defaultValue === null ? null : infer(checker, parameter.defaultValue);
    if (type !== null && initial !== null) fitValue(checker, initial, type, `argument \`${name}\``);
  }
  if (elaborateBody(checker, definition, node) === null) checker.brokenFunctions.add(definition);
}

function hasOpenSize(sizes: readonly Expression[] | null): boolean {
  return (sizes ?? []).some((size) => size.kind === 'name' && size.name === '_');
}

function elaborateBody(
  checker: Checker,
  definition: WrittenDefinition,
  node: FunctionDeclaration,
): CoreExpression | null {
  for (const statement of node.body) {
    if (statement.kind === 'return') {
      const value = infer(checker, statement.value);
      return value === null ? null : fitResult(checker, definition, node.result, value);
    }
    if (!elaborateStatement(checker, statement)) return null;
  }
  checker.report(missingReturn({ name: definition.name, span: definition.nameSpan }));
  return null;
}

function elaborateStatement(checker: Checker, statement: Statement): boolean {
  const own = checker.resolution.definitions.get(statement);
  if (statement.kind === 'let' || statement.kind === 'const') {
    const value = infer(checker, statement.value);
    if (own !== undefined) checker.values.set(own, value);
    return true;
  }
  checker.report(
    misplacedStatement({ word: statementWord(statement), span: statement.span, place: 'a function' }),
  );
  return false;
}

function statementWord(statement: Statement): string {
  return statement.kind === 'instance' ? 'network' : statement.kind;
}

function fitResult(
  checker: Checker,
  definition: WrittenDefinition,
  result: ResultType,
  value: CoreExpression,
): CoreExpression | null {
  if (result.kind === 'recordType') {
    checker.report(noRecords({ span: result.span }));
    return null;
  }
  const type = declaredType(checker, result, openAs(value.type.shape));
  return type === null ? null : fitValue(checker, value, type, `the result of \`${definition.name}\``);
}
