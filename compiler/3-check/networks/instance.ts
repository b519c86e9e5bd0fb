// Instances of networks in a model: `network encode = Encoder(L)`. The first use tells the sizes that the
// declaration leaves open; from then on the instance is a network with weights of its own.

import type { NetworkStatement } from '../../1-parse/ast.ts';
import type { Definition } from '../../2-resolve/definition.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { printSize, sizeSymbols, type Size } from '../../sizes/size.ts';
import type { Span } from '../../source/source.ts';
import { openAs } from '../body.ts';
import type { Checker } from '../checker.ts';
import { sizeOutOfRange } from '../conditions.ts';
import { declaredType } from '../declared-type.ts';
import type { CoreExpression, NetworkInstance, ValueType } from '../model.ts';
import type { CheckedValue, RecordValue } from '../record.ts';
import { categoryType, isNumeric, realType, withShape } from '../type.ts';
import { causalAlongFirstAxis, notCausal } from './causal.ts';
import { elaborate, partsOf, type InputValue } from './elaborate.ts';
import { newBuild, outerFrame } from './frame.ts';
import { fitInputs, hasOpenInputs } from './inputs.ts';
import { instanceTemplate } from './inner.ts';
import { checkSharedSizes } from './shared-sizes.ts';
import { bindSettings, inputNames, nameOf, type Template } from './template.ts';

export interface Instance {
  readonly name: string;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly template: Template;
  /** What went in at the first use, and what it told. Null: no use yet. */
  settled: { readonly first: readonly InputValue[]; readonly network: NetworkInstance | null } | null;
}

/** `network encode = Encoder(L)` in a model. */
export function checkInstance(checker: Checker, statement: NetworkStatement): void {
  const definition = checker.resolution.definitions.get(statement);
  if (definition === undefined) return;
  const template = instanceTemplate(checker, statement);
  const { name, span: nameSpan } = statement.name;
  const instance: Instance | null =
    template === null ? null : { name, span: statement.span, nameSpan, template, settled: null };
  checker.instances.set(definition, instance);
}

/**
 * A use of an instance. `values`: what goes in, in the order of its inputs, null where reported; `span`: of the call.
 * Null where something does not fit, which is reported.
 */
export function callInstance(
  checker: Checker,
  definition: Definition,
  values: readonly CheckedValue[],
  span: Span,
): CheckedValue {
  const instance = checker.instances.get(definition) ?? null;
  // Of an instance with a fault nothing more is said.
  if (instance === null || (instance.settled !== null && instance.settled.network === null)) return null;
  const { name, template } = instance;
  const inputs = fitInputs(checker, template, values, name);
  if (inputs === null) return null;
  if (instance.settled === null) {
    const shared = inputs.map((input, index) => networkInput(checker, template, input, index));
    instance.settled = { first: inputs, network: makeInstance(checker, instance, shared, span) };
  } else if (!checkSharedSizes(checker, name, inputNames(template), instance.settled.first, inputs))
    return null;
  const { network } = instance.settled;
  return network === null ? null : resultOf(checker, network, inputs.flatMap(partsOf), span);
}

/** The instances of the model, in the order written, without those whose sizes no use tells. */
export function networkInstances(checker: Checker): readonly NetworkInstance[] {
  const found: NetworkInstance[] = [];
  for (const instance of checker.instances.values()) {
    if (instance === null) continue;
    if (instance.settled === null && !hasOpenInputs(instance.template)) settleUnused(checker, instance);
    const network = instance.settled?.network ?? null;
    if (network !== null) found.push(network);
  }
  return found;
}

/** As declared, since no use tells more: a critic is read by `train` alone. */
function settleUnused(checker: Checker, instance: Instance): void {
  const { template, span } = instance;
  if (template.kind === 'builtIn') return;
  bindSettings(checker, template);
  const inputs: CoreExpression[] = [];
  for (const parameter of template.node.parameters) {
    const type = declaredType(checker, parameter.type);
    if (type === null) return;
    inputs.push({ kind: 'networkInput', name: parameter.name.name, type, span: parameter.name.span });
  }
  instance.settled = { first: inputs, network: makeInstance(checker, instance, inputs, span) };
}

/**
 * A critic is read by `train` alone, which calls it with what is observed and then, as far as it takes it, with what is
 * given. `offered`: all of these, in order; `use`: the option. Whether they are what it takes is for planning to say.
 */
export function settleCritic(
  checker: Checker,
  name: string,
  offered: readonly CoreExpression[],
  use: Span,
): void {
  const instance = [...checker.instances.values()].find((each) => each?.name === name);
  if (instance?.settled !== null || !hasOpenInputs(instance.template)) return;
  const { template } = instance;
  bindSettings(checker, template);
  const inputs: CoreExpression[] = [];
  let fits = true;
  for (const [index, input] of inputNames(template).entries()) {
    const shape = offered[index]?.type.shape ?? [];
    const rank = template.kind === 'declared' ? template.node.parameters[index]?.type.sizes?.length : null;
    const agrees = index < offered.length && (rank === null || (rank ?? 0) === shape.length);
    const type = offeredType(checker, template, offered[index], index, agrees ? shape : []);
    if (type === null) return;
    fits &&= agrees;
    inputs.push({ kind: 'networkInput', name: input, type, span: use });
  }
  const { span, nameSpan } = instance;
  const network = fits
    ? makeInstance(checker, instance, inputs, use)
    : {
        name,
        network: nameOf(template),
        inputs: inputs.map((input) => ({ name: inputName(input), type: input.type })),
        results: [],
        weights: [],
        span,
        nameSpan,
      };
  instance.settled = { first: inputs, network };
}

function offeredType(
  checker: Checker,
  template: Template,
  offered: CoreExpression | undefined,
  index: number,
  shape: readonly Size[],
): ValueType | null {
  const parameter = template.kind === 'declared' ? template.node.parameters[index] : undefined;
  if (parameter !== undefined) return declaredType(checker, parameter.type, openAs(shape));
  return offered === undefined ? realType([]) : widened(offered.type);
}

/** What goes in, as the body sees it: under its name and with the type that it has in every use. */
function networkInput(checker: Checker, template: Template, value: InputValue, index: number): InputValue {
  const name = inputNames(template)[index] ?? '';
  const { span } = value;
  if (value.kind !== 'record')
    return { kind: 'networkInput', name, type: sharedType(checker, template, value.type, index), span };
  const fields = new Map(
    [...value.fields].map(([field, part]): [string, CoreExpression] => [
      field,
      { kind: 'networkInput', name: `${name}.${field}`, type: widened(part.type), span },
    ]),
  );
  return { kind: 'record', fields, span };
}

function sharedType(checker: Checker, template: Template, type: ValueType, index: number): ValueType {
  const parameter = template.kind === 'declared' ? template.node.parameters[index] : undefined;
  if (parameter === undefined) return widened(type);
  return declaredType(checker, parameter.type, openAs(type.shape)) ?? widened(type);
}

function widened(type: ValueType): ValueType {
  if (isNumeric(type)) return realType(type.shape);
  return type.levels === null ? withShape(type, type.shape) : categoryType(type.levels, type.shape);
}

function makeInstance(
  checker: Checker,
  instance: Instance,
  inputs: readonly InputValue[],
  use: Span,
): NetworkInstance | null {
  const { template, name, span, nameSpan } = instance;
  const definition = template.kind === 'declared' ? template.definition : null;
  const frame = outerFrame(nameOf(template), definition, newBuild());
  const report = reporterInside(checker, template, inputs, use);
  const inside: Checker = { ...checker, report, conditions: checker.conditions.reportingTo(report) };
  const result = elaborate(inside, template, inputs, frame, use);
  if (result === null) return null;
  const results =
    result.kind === 'record'
      ? [...result.fields].map(([field, value]) => ({ name: field, value }))
      : [{ name: null, value: result }];
  return {
    name,
    network: nameOf(template),
    inputs: inputs.flatMap(partsOf).map((input) => ({ name: inputName(input), type: input.type })),
    results,
    weights: frame.build.weights,
    span,
    nameSpan,
  };
}

function inputName(input: CoreExpression): string {
  return input.kind === 'networkInput' ? input.name : '';
}

/**
 * What is said inside a declaration that depends on its use points at the use as well. Of steps whose number the data
 * decide nothing is said: what picks among them is not causal, which is told by itself.
 */
function reporterInside(
  checker: Checker,
  template: Template,
  inputs: readonly InputValue[],
  use: Span,
): Checker['report'] {
  const steps = inputs
    .flatMap(partsOf)
    .flatMap(({ type }) => type.shape)
    .filter((size) => sizeSymbols(size).some((name) => name.includes(':')))
    .map(printSize);
  const { span } = template.kind === 'declared' ? template.node : { span: use };
  const depends = template.kind === 'declared' && (hasOpenInputs(template) || template.settings.size > 0);
  return (diagnostic: Diagnostic) => {
    const { code, message, labels } = diagnostic;
    if (code === sizeOutOfRange.definition.code && steps.some((size) => message.includes(size))) return;
    const place = labels[0].span;
    const isInside = place.file === span.file && span.start <= place.start && place.end <= span.end;
    checker.report(
      depends && isInside
        ? { ...diagnostic, labels: [...labels, { span: use, text: 'in this use' }] }
        : diagnostic,
    );
  };
}

function resultOf(
  checker: Checker,
  network: NetworkInstance,
  operands: readonly CoreExpression[],
  span: Span,
): CheckedValue {
  const alongSteps = new Set(
    network.inputs.flatMap(({ name }, index) => (isSteps(operands[index]) ? [name] : [])),
  );
  if (alongSteps.size > 0) {
    const problem = causalAlongFirstAxis(network, alongSteps);
    if (problem !== null) {
      checker.report(notCausal({ ...problem, instance: network.name, call: span }));
      return null;
    }
  }
  const call = (field: string | null, type: ValueType): CoreExpression => ({
    kind: 'network',
    instance: network.name,
    field,
    operands,
    // Along steps: what came out at the last of them.
    type: alongSteps.size === 0 ? type : withShape(type, type.shape.slice(1)),
    span,
  });
  const [single] = network.results;
  if (single?.name === null) return call(null, single.value.type);
  const record: RecordValue = {
    kind: 'record',
    fields: new Map(network.results.map(({ name, value }) => [name ?? '', call(name, value.type)])),
    span,
  };
  return record;
}

/** `letter[..t]`: all steps before this one. */
function isSteps(operand: CoreExpression | undefined): boolean {
  return operand?.kind === 'step' && operand.at.kind === 'before';
}
