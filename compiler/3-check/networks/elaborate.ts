// What a network makes of its inputs: the body of a declaration is walked with the inputs in place, layer by layer;
// a network of the library is one layer.

import type { Parameter } from '../../1-parse/ast.ts';
import type { LayerInput } from '../../library/layer.ts';
import { completeOptions } from '../../library/layer-options.ts';
import type { NetworkArray, NetworkInput } from '../../library/built-in-networks.ts';
import { rangeOf } from '../../library/apply-layer.ts';
import type { Size } from '../../sizes/size.ts';
import type { Span } from '../../source/source.ts';
import { elaborateBody } from '../body.ts';
import type { Checker } from '../checker.ts';
import { everything } from '../intervals.ts';
import type { CoreExpression } from '../model.ts';
import type { CheckedValue, RecordValue } from '../record.ts';
import { bind } from '../inline.ts';
import { intervalOf, isNumeric } from '../type.ts';
import { addLayer, speaksOfOpen, type NetworkFrame } from './frame.ts';
import {
  layerSizesDisagree,
  layerTakesOther,
  problemOf,
  reportUnknownDivisor,
  resultType,
} from './layers.ts';
import { coreOptions } from './options.ts';
import { layerSizes } from './size-arithmetic.ts';
import { bindSettings, type Template } from './template.ts';

export type InputValue = CoreExpression | RecordValue;

/** `inputs` in order, fitted to what the network declares. `place`: of the call. Null: reported, or left open. */
export function elaborate(
  checker: Checker,
  template: Template,
  inputs: readonly InputValue[],
  frame: NetworkFrame,
  place: Span,
): CheckedValue {
  if (template.kind === 'builtIn') return applyBuiltIn(checker, template, inputs, frame, place);
  const { node } = template;
  bindSettings(checker, template);
  for (const [index, parameter] of node.parameters.entries()) bindInput(checker, parameter, inputs[index]);
  for (const statement of node.body) if (statement.kind === 'instance') frame.taken.add(statement.name.name);
  return elaborateBody({ ...checker, frame }, { ...node, kind: 'network' });
}

function bindInput(checker: Checker, parameter: Parameter, value: InputValue | undefined): void {
  bind(checker, parameter, value === undefined || value.kind === 'record' ? null : value);
}

function applyBuiltIn(
  checker: Checker,
  { network, options }: Template & { kind: 'builtIn' },
  inputs: readonly InputValue[],
  frame: NetworkFrame,
  place: Span,
): CheckedValue {
  const spanOf = (about: string | null): Span => {
    const input = inputs[about === null ? -1 : network.inputs.indexOf(about)];
    return input?.span ?? (about === null ? null : options.places.get(about)) ?? place;
  };
  const m = layerSizes({ ...checker, frame }, spanOf);
  const outcome = network.apply(m, inputs.map(networkInput), options.given);
  const problem = problemOf(m, outcome);
  if (problem !== null) {
    const blamed = network.inputs.indexOf(problem.about ?? '');
    const input = inputs[blamed] ?? inputs[0];
    const shown = input === undefined || input.kind === 'record' ? null : input;
    const takesOther = inputs
      .flatMap(partsOf)
      .some((part) => isNumeric(part.type) === (network.name === 'Embedding'));
    const kind = takesOther ? layerTakesOther : layerSizesDisagree;
    if (takesOther || !speaksOfOpen(problem.message, problem.why))
      checker.report(kind({ problem, span: spanOf(problem.about), input: shown }));
    return null;
  }
  if ('problem' in outcome || reportUnknownDivisor(checker, network.name, m, options, place)) return null;
  const { result, weights } = outcome;
  const path = addLayer(frame, network.name, weights);
  const operands = inputs.flatMap(partsOf);
  const [first] = operands;
  const complete = completeOptions(m, network.hyperparameters, options.given);
  const settings = coreOptions(network.hyperparameters, complete, options.late);
  const layer = (field: string | null, output: NetworkArray<Size>): CoreExpression => ({
    kind: 'layer',
    layer: network.name,
    field,
    path,
    operands,
    options: settings,
    causal: output.axes.length > 1,
    type: resultType(
      output.axes,
      rangeOf(output.range, first === undefined ? everything : intervalOf(first.type), () => everything),
      output.range,
    ),
    span: place,
  });
  if (result.kind === 'array') return layer(null, result.output);
  const fields = new Map([...result.fields].map(([name, output]) => [name, layer(name, output)]));
  return { kind: 'record', fields, span: place };
}

function networkInput(value: InputValue): NetworkInput<Size> {
  return value.kind === 'record'
    ? { kind: 'record', fields: new Map([...value.fields].map(([name, field]) => [name, layerInput(field)])) }
    : { kind: 'array', input: layerInput(value) };
}

function layerInput({ type }: CoreExpression): LayerInput<Size> {
  return { axes: type.shape, levels: type.levels };
}

/** A record goes in field by field. */
export function partsOf(value: InputValue): readonly CoreExpression[] {
  return value.kind === 'record' ? [...value.fields.values()] : [value];
}
