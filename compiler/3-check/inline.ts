// Functions of the file: each call is the body with the arguments in place of the parameters. A body is first
// checked on its own, with the declared types, so that its faults are told once and at their place.

import type { CallExpression, Expression, FunctionDeclaration, Parameter } from '../1-parse/ast.ts';
import type { WrittenDefinition } from '../2-resolve/definition.ts';
import { matchArguments, sortArguments } from './arguments.ts';
import { declaredAs, elaborateBody, hasOpenSize } from './body.ts';
import type { Checker } from './checker.ts';
import { declaredType } from './declared-type.ts';
import { fitValue } from './fit.ts';
import { infer, inferForFaults } from './infer.ts';
import type { CoreExpression } from './model.ts';
import type { CheckedValue } from './record.ts';
import { mostLevels, requireShallow } from './rules/depth.ts';

export function inlineFunction(
  checker: Checker,
  definition: WrittenDefinition,
  node: FunctionDeclaration,
  call: CallExpression,
): CheckedValue {
  if (checker.brokenFunctions.has(definition)) {
    inferForFaults(checker, call.arguments);
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
  // A function has no weights, wherever it is called.
  const result = elaborateBody({ ...checker, frame: null }, { ...node, kind: 'function' });
  const shallow = requireShallow(
    checker,
    result,
    { name: definition.name, span: call.callee.span },
    2 * mostLevels,
  );
  return shallow === null ? null : { ...shallow, span: call.span };
}

function fitArgument(
  checker: Checker,
  parameter: Parameter,
  expression: Expression | null,
): CoreExpression | null {
  const value = expression === null ? null : infer(checker, expression);
  if (value === null) return null;
  const type = declaredAs(checker, parameter.type, value.type.shape);
  return type === null ? null : fitValue(checker, value, type, `argument \`${parameter.name.name}\``);
}

/** Gives a parameter its meaning, until the next call. */
export function bind(checker: Checker, parameter: Parameter, value: CoreExpression | null): void {
  const definition = checker.resolution.definitions.get(parameter);
  if (definition !== undefined) checker.values.set(definition, value);
}

/** With stand-ins of the declared types; functions with open sizes are checked where they are called. */
export function checkFunction(
  checker: Checker,
  definition: WrittenDefinition,
  node: FunctionDeclaration,
): void {
  if (node.parameters.some((parameter) => hasOpenSize(parameter.type))) return;
  for (const parameter of node.parameters) {
    const type = declaredType(checker, parameter.type);
    const { name, span } = parameter.name;
    bind(checker, parameter, type === null ? null : { kind: 'variable', name, type, span });
    if (type === null) checker.brokenFunctions.add(definition);
    const initial = parameter.defaultValue === null ? null : infer(checker, parameter.defaultValue);
    if (type !== null && initial !== null) fitValue(checker, initial, type, `argument \`${name}\``);
  }
  if (elaborateBody(checker, { ...node, kind: 'function' }) === null) checker.brokenFunctions.add(definition);
}
