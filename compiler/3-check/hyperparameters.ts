// What a model is parameterised by: `int` hyperparameters, which are size symbols too; other scalars; and dims,
// sizes that the data decide.

import type { Expression, ModelDeclaration, Parameter, Statement, TypeExpression } from '../1-parse/ast.ts';
import type { Definition } from '../2-resolve/definition.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { constantSize, symbolSize } from '../sizes/size.ts';
import { spanText, type Span } from '../source/source.ts';
import { quoteSpan, type Checker } from './checker.ts';
import { constantNumber } from './constant-value.ts';
import { declaredType } from './declared-type.ts';
import { wholeNumberFix } from './fit.ts';
import { infer } from './infer.ts';
import { atLeast } from './intervals.ts';
import type { CheckedModel, CoreExpression, Hyperparameter, ValueType } from './model.ts';
import { elementFits, intType, printType } from './type.ts';

export const hyperparameterType = defineDiagnostic({
  code: 'E0608',
  name: 'hyperparameter-type',
  severity: 'error',
  message: ({ name }: { name: string; span: Span }) =>
    `hyperparameter \`${name}\` must be a single number or bool`,
  labels: ({ span }) => [{ span, text: 'not a hyperparameter' }],
  why: () => 'sizes are `int`, settings `real`, `positive` and the like; arrays are `const` or `given`',
});

export const defaultNotConstant = defineDiagnostic({
  code: 'E0609',
  name: 'default-not-constant',
  severity: 'error',
  message: ({ name }: { name: string; span: Span }) => `the default of \`${name}\` is not a constant`,
  labels: ({ span }) => [{ span, text: 'not known when compiling' }],
  why: () => 'hyperparameters are set one by one, and none is computed from another',
  fix: ({ name, span }) => ({
    description: `write ${quoteSpan(span)} where \`${name}\` is read`,
    edits: [],
  }),
});

export const defaultOutsideType = defineDiagnostic({
  code: 'E0504',
  name: 'default-outside-type',
  severity: 'error',
  message: ({ name, type, span }: { name: string; type: ValueType; span: Span }) =>
    `the default ${quoteSpan(span)} of \`${name}\` is not \`${printType(type)}\``,
  labels: ({ span }) => [{ span, text: 'outside the declared type' }],
  fix: ({ span, type }) => wholeNumberFix(span, type),
});

export const dimDefault = defineDiagnostic({
  code: 'E0610',
  name: 'dim-with-default',
  severity: 'error',
  message: ({ name }: { name: string; span: Span }) =>
    `\`${name}\` is a dim: the data decide it, so it has no default`,
  labels: ({ span }) => [{ span, text: 'never used' }],
  fix: ({ name, span }) => ({
    description: `leave the default out; a size that you choose is an \`int\`: \`${name}: int = ${spanText(span)}\``,
    edits: [],
  }),
});

/** Gives each a meaning; those with a fault have none, and are left out. */
export function checkHyperparameters(
  checker: Checker,
  node: ModelDeclaration,
): Pick<CheckedModel, 'hyperparameters' | 'dims'> {
  const sizing = new Set<Definition>(sizingNames(checker, node.body));
  const hyperparameters: Hyperparameter[] = [];
  const dims: CheckedModel['dims'][number][] = [];
  for (const parameter of node.hyperparameters) {
    const definition = checker.resolution.definitions.get(parameter);
    if (definition === undefined) continue;
    if (definition.kind === 'dim') {
      const { name, span } = parameter.name;
      const type = intType([], atLeast(1));
      checker.values.set(definition, { kind: 'size', size: symbolSize(name), type, span });
      dims.push({ name, doc: parameter.doc, span: parameter.span });
      if (parameter.defaultValue !== null)
        checker.report(dimDefault({ name, span: parameter.defaultValue.span }));
      continue;
    }
    const checked = checkHyperparameter(checker, parameter);
    checker.values.set(definition, checked === null ? null : valueOf(checked, sizing.has(definition)));
    if (checked !== null) hyperparameters.push(checked);
  }
  return { hyperparameters, dims };
}

/** `sizes`: it is a size somewhere, so it is at least 1 wherever else it stands. */
function valueOf({ name, type, span }: Hyperparameter, sizes: boolean): CoreExpression {
  if (type.element !== 'int') return { kind: 'hyperparameter', name, type, span };
  const atLeastOne = sizes && type.lower === null;
  return { kind: 'size', size: symbolSize(name), type: atLeastOne ? intType([], atLeast(1)) : type, span };
}

function checkHyperparameter(checker: Checker, parameter: Parameter): Hyperparameter | null {
  const { name, span } = parameter.name;
  const declared = declaredType(checker, parameter.type);
  if (declared === null) return null;
  if (declared.shape.length > 0 || declared.structure !== null || declared.element === 'category') {
    checker.report(hyperparameterType({ name, span: parameter.type.span }));
    return null;
  }
  const defaultValue =
    parameter.defaultValue === null
      ? null
      : checkDefault(checker, parameter, parameter.defaultValue, declared);
  if (declared.element === 'int') {
    if (defaultValue !== null) checker.conditions.defaults.set(name, defaultValue);
    const { lower, upper } = declared;
    const text = `\`${name}\` must be \`${printType(declared)}\``;
    if (lower !== null)
      checker.conditions.require(
        constantSize(Math.ceil(lower.value)),
        symbolSize(name),
        text,
        parameter.span,
      );
    if (upper !== null)
      checker.conditions.require(
        symbolSize(name),
        constantSize(Math.floor(upper.value)),
        text,
        parameter.span,
      );
  }
  return { name, doc: parameter.doc, type: declared, defaultValue, span };
}

function checkDefault(
  checker: Checker,
  parameter: Parameter,
  expression: Expression,
  type: ValueType,
): number | null {
  const { name } = parameter.name;
  const value = infer(checker, expression);
  if (value === null) return null;
  const constant = constantNumber(value);
  if (constant === null) {
    checker.report(defaultNotConstant({ name, span: expression.span }));
    return null;
  }
  if (!elementFits(value.type, type)) {
    checker.report(defaultOutsideType({ name, type, span: expression.span }));
    return null;
  }
  return constant;
}

/** Definitions of the names that stand in sizes, level counts and plate sizes of the model. */
function sizingNames(checker: Checker, body: readonly Statement[]): readonly Definition[] {
  return body.flatMap((statement): readonly Definition[] => {
    switch (statement.kind) {
      case 'param':
      case 'latent':
      case 'observe':
      case 'given':
        return typeNames(checker, statement.type);
      case 'plate':
      case 'sequence':
        return [...directName(checker, statement.size), ...sizingNames(checker, statement.body)];
      default:
        return [];
    }
  });
}

function typeNames(checker: Checker, type: TypeExpression): readonly Definition[] {
  const levels = type.name.name === 'category' || type.name.name === 'token' ? type.arguments : [];
  return [...levels.map((argument) => argument.value), ...(type.sizes ?? [])].flatMap((size) =>
    directName(checker, size),
  );
}

function directName(checker: Checker, expression: Expression | null): readonly Definition[] {
  if (expression?.kind !== 'name') return [];
  const definition = checker.resolution.uses.get(expression);
  return definition === undefined ? [] : [definition];
}
