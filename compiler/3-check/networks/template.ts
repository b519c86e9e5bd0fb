// A network with its hyperparameters given: what `Encoder(L)` is, before anything goes in.

import type { Argument, Expression, NetworkDeclaration, Parameter } from '../../1-parse/ast.ts';
import type { Definition } from '../../2-resolve/definition.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { findBuiltInNetwork, type BuiltInNetwork } from '../../library/built-in-networks.ts';
import { constantSize } from '../../sizes/size.ts';
import type { Span } from '../../source/source.ts';
import { matchArguments, sortArguments } from '../arguments.ts';
import { quoteSpan, type Checker } from '../checker.ts';
import { declaredType } from '../declared-type.ts';
import { doesNotFit, fitValue } from '../fit.ts';
import { infer } from '../infer.ts';
import { bind } from '../inline.ts';
import type { CoreExpression, ValueType } from '../model.ts';
import { notASize } from '../size-expression.ts';
import { sizeOf } from '../size-of.ts';
import { isWhole, printType } from '../type.ts';
import { isFixed } from './fixed.ts';
import { inferOptions, type Options } from './options.ts';

export const hyperparameterNotFixed = defineDiagnostic({
  code: 'E0621',
  name: 'hyperparameter-not-fixed',
  severity: 'error',
  message: ({ network, name, value }: { network: string; name: string; value: CoreExpression }) =>
    `\`${name}\` of \`${network}\` is settled before training, and ${quoteSpan(value.span)} is not`,
  labels: ({ value }) => [{ span: value.span, text: 'not known before training' }],
  why: () =>
    'the first list of a network holds its settings: numbers, constants, hyperparameters and dims; what it is called with stands in the second',
  fix: ({ name }) => ({
    description: `give it a hyperparameter of the model, or make \`${name}\` an input of the network`,
    edits: [],
  }),
});

/** What a name after `network f =` or in a body stands for. */
export type NetworkSource =
  | { readonly kind: 'declared'; readonly definition: Definition; readonly node: NetworkDeclaration }
  | { readonly kind: 'builtIn'; readonly network: BuiltInNetwork };

export type Template =
  | {
      readonly kind: 'declared';
      readonly definition: Definition;
      readonly node: NetworkDeclaration;
      readonly settings: ReadonlyMap<Parameter, CoreExpression>;
    }
  | { readonly kind: 'builtIn'; readonly network: BuiltInNetwork; readonly options: Options };

/** The network that is called; null where the callee is something else. */
export function networkOf(checker: Checker, callee: Expression): NetworkSource | null {
  const named = callee.kind === 'name' ? checker.resolution.uses.get(callee) : undefined;
  const definition = named?.kind === 'import' ? (named.target ?? undefined) : named;
  if (definition?.kind === 'network') return { kind: 'declared', definition, node: definition.node };
  const network = definition?.kind === 'libraryNetwork' ? findBuiltInNetwork(definition.name) : null;
  return network === null ? null : { kind: 'builtIn', network };
}

export function nameOf(network: NetworkSource | Template): string {
  return network.kind === 'declared' ? network.node.name.name : network.network.name;
}

/** Names of what goes in, in order. */
export function inputNames(network: NetworkSource | Template): readonly string[] {
  return network.kind === 'declared'
    ? network.node.parameters.map((parameter) => parameter.name.name)
    : network.network.inputs;
}

export function hyperparameterNames(network: NetworkSource): readonly string[] {
  return network.kind === 'declared'
    ? network.node.hyperparameters.map((parameter) => parameter.name.name)
    : network.network.hyperparameters.map((parameter) => parameter.name);
}

/** `callee`: where the network is named. Null where an argument does not fit, which is reported. */
export function giveSettings(
  checker: Checker,
  source: NetworkSource,
  args: readonly Argument[],
  callee: Span,
): Template | null {
  if (source.kind === 'builtIn') {
    const { network } = source;
    const options = inferOptions(
      checker,
      { name: network.name, span: callee },
      network.hyperparameters,
      args,
    );
    return options === null ? null : { kind: 'builtIn', network, options };
  }
  const { definition, node } = source;
  const written = sortArguments(checker, args);
  if (written === null) return null;
  const names = hyperparameterNames(source);
  const required = node.hyperparameters
    .filter((parameter) => parameter.defaultValue === null)
    .map((parameter) => parameter.name.name);
  const matched = matchArguments(checker, { name: node.name.name, span: callee }, written, names, required);
  if (matched === null) return null;
  // What is written means something where it stands; defaults may read the settings before them.
  const given = new Map([...matched].map(([name, argument]) => [name, infer(checker, argument.value)]));
  const settings = new Map<Parameter, CoreExpression>();
  let complete = true;
  for (const parameter of node.hyperparameters) {
    const { name } = parameter.name;
    const value = given.has(name)
      ? (given.get(name) ?? null)
      : parameter.defaultValue === null
        ? null
        : infer(checker, parameter.defaultValue);
    const fitted = value === null ? null : fitSetting(checker, node, parameter, value);
    if (fitted === null) complete = false;
    else settings.set(parameter, fitted);
    bind(checker, parameter, fitted);
  }
  return complete ? { kind: 'declared', definition, node, settings } : null;
}

export function fitSetting(
  checker: Checker,
  node: NetworkDeclaration,
  parameter: Parameter,
  value: CoreExpression,
): CoreExpression | null {
  const type = settingType(checker, parameter);
  if (type === null) return null;
  const { name } = parameter.name;
  const network = node.name.name;
  const what = `\`${name}\` of \`${network}\``;
  if (type.element !== 'int') {
    const fitted = fitValue(checker, value, type, what);
    if (fitted === null || isFixed(fitted)) return fitted;
    checker.report(hyperparameterNotFixed({ network, name, value }));
    return null;
  }
  if (!isWhole(value.type) || value.type.shape.length > 0) {
    checker.report(doesNotFit({ value, target: type, name: what }));
    return null;
  }
  const size = sizeOf(value);
  if (size === null) {
    checker.report(
      isFixed(value) ? notASize({ expression: value }) : hyperparameterNotFixed({ network, name, value }),
    );
    return null;
  }
  const { lower, upper } = type;
  const text = `${what} must be \`${printType(type)}\``;
  if (lower !== null)
    checker.conditions.require(constantSize(Math.ceil(lower.value)), size, text, value.span);
  if (upper !== null)
    checker.conditions.require(size, constantSize(Math.floor(upper.value)), text, value.span);
  return value;
}

/** Null where it is no single number or bool: told where the network is declared. */
function settingType(checker: Checker, parameter: Parameter): ValueType | null {
  const type = declaredType(checker, parameter.type);
  return type === null || !isSettingType(type) ? null : type;
}

export function isSettingType(type: ValueType): boolean {
  return type.shape.length === 0 && type.structure === null && type.element !== 'category';
}

/** Gives the hyperparameters their meaning, for what is walked next. */
export function bindSettings(checker: Checker, template: Template): void {
  if (template.kind === 'builtIn') return;
  for (const [parameter, value] of template.settings) bind(checker, parameter, value);
}
