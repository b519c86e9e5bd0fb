// Layers in the body of a network: what comes in against what the layer takes, the shape that comes out, and the
// weights. The library says all of it; here its words become messages at the layer.

import type { CallExpression } from '../../1-parse/ast.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { findActivation } from '../../library/activations.ts';
import { applyLayer, rangeOf } from '../../library/apply-layer.ts';
import type { NetworkOutcome } from '../../library/built-in-networks.ts';
import type { Layer, LayerOutcome, LayerProblem, LayerRange } from '../../library/layer.ts';
import { completeOptions } from '../../library/layer-options.ts';
import type { Size } from '../../sizes/size.ts';
import type { Span } from '../../source/source.ts';
import type { Checker } from '../checker.ts';
import { infer, inferForFaults } from '../infer.ts';
import { everything, type Interval } from '../intervals.ts';
import type { CoreExpression, ValueType } from '../model.ts';
import { intervalOf, printType, realType, structuredType } from '../type.ts';
import { addLayer, callPlace, maxSteps, maxWithin, speaksOfOpen, type NetworkFrame } from './frame.ts';
import { coreOptions, inferOptions, optionNotKnown, type Options } from './options.ts';
import { layerSizes, type LayerSizes } from './size-arithmetic.ts';

export const layerWithoutInput = defineDiagnostic({
  code: 'E0337',
  name: 'layer-without-input',
  severity: 'error',
  message: ({ name }: { name: string; span: Span }) => `nothing comes into the layer \`${name}\``,
  labels: ({ span }) => [{ span, text: 'without an input' }],
  why: () => 'a layer works on a value: on what stands before it in a pipe, or on its first argument',
  fix: ({ name }) => ({ description: `write \`x |> ${name}(...)\``, edits: [] }),
});

interface AtLayer {
  readonly problem: LayerProblem;
  /** The layer, or the argument at fault. */
  readonly span: Span;
  readonly input: CoreExpression | null;
}

export const layerTakesOther = defineDiagnostic({
  code: 'E0336',
  name: 'layer-takes-other',
  severity: 'error',
  message: ({ problem }: AtLayer) => problem.message,
  labels: ({ span, input }) => [{ span, text: 'in this layer' }, ...inputLabel(input)],
  why: ({ problem }) => problem.why,
  fix: ({ problem }) => (problem.fix === null ? null : { description: problem.fix, edits: [] }),
});

export const layerNeedsAxes = defineDiagnostic({
  code: 'E0410',
  name: 'layer-needs-axes',
  severity: 'error',
  message: ({ problem }: AtLayer) => problem.message,
  labels: ({ span, input }) => [{ span, text: 'in this layer' }, ...inputLabel(input)],
  why: ({ problem }) => problem.why,
  fix: ({ problem }) => (problem.fix === null ? null : { description: problem.fix, edits: [] }),
});

export const layerSizesDisagree = defineDiagnostic({
  code: 'E0411',
  name: 'layer-sizes',
  severity: 'error',
  message: ({ problem }: AtLayer) => problem.message,
  labels: ({ span, input }) => [{ span, text: '' }, ...inputLabel(input)],
  why: ({ problem }) => problem.why,
  fix: ({ problem }) => (problem.fix === null ? null : { description: problem.fix, edits: [] }),
});

function inputLabel(input: CoreExpression | null): readonly { readonly span: Span; readonly text: string }[] {
  return input === null ? [] : [{ span: input.span, text: `\`${printType(input.type)}\` comes in` }];
}

export const networkTooLarge = defineDiagnostic({
  code: 'E0620',
  name: 'network-too-large',
  severity: 'error',
  message: ({ name, deep }: { name: string; span: Span; deep: boolean }) =>
    deep
      ? `network \`${name}\` is too large: more than ${String(maxWithin)} networks stand one in the other`
      : `network \`${name}\` is too large: written out, it has more than ${String(maxSteps)} layers and repetitions`,
  labels: ({ span }) => [{ span, text: 'here it has one too many' }],
  why: () => 'a `repeat` with a constant count is written out: each repetition has weights of its own',
  fix: () => ({
    description:
      'repeat it less often, or let the count be a hyperparameter: then the repetitions share one block',
    edits: [],
  }),
});

/** False where the network has grown beyond all bounds, which is reported. */
export function countStep(checker: Checker, frame: NetworkFrame, span: Span): boolean {
  const { build } = frame;
  const deep = frame.open.length > maxWithin;
  // Told once: from there on it is too large in any case.
  const isFirst = build.steps <= maxSteps;
  build.steps = deep ? maxSteps + 1 : build.steps + 1;
  if (isFirst && build.steps > maxSteps) checker.report(networkTooLarge({ name: frame.name, span, deep }));
  return build.steps <= maxSteps;
}

/** `x |> dense(400, relu)`, which is `dense(x, 400, relu)`. */
export function inferLayer(
  checker: Checker,
  frame: NetworkFrame,
  layer: Layer,
  call: CallExpression,
): CoreExpression | null {
  const place = callPlace(call);
  const [first, ...rest] = call.arguments;
  const owner = { name: layer.name, span: call.callee.span };
  if (first?.name !== null || first.spread) {
    checker.report(layerWithoutInput(owner));
    inferForFaults(checker, call.arguments);
    return null;
  }
  // `dense(3)`: an option stands where what comes in does.
  if (first.value.kind === 'number' && layer.axes.length > 0) {
    checker.report(layerWithoutInput(owner));
    return null;
  }
  const input = infer(checker, first.value);
  const options = inferOptions(checker, owner, layer.parameters, rest);
  if (input === null || options === null || !countStep(checker, frame, place)) return null;
  return applyTo(checker, frame, layer, input, options, place);
}

function applyTo(
  checker: Checker,
  frame: NetworkFrame,
  layer: Layer,
  input: CoreExpression,
  options: Options,
  place: Span,
): CoreExpression | null {
  const { shape, levels } = input.type;
  const m = layerSizes(checker, (about) => (about === null ? null : options.places.get(about)) ?? place);
  const outcome = applyLayer(m, layer, { axes: shape, levels }, options.given);
  const reason = problemOf(m, outcome);
  if (reason !== null) {
    const span = (reason.about === null ? null : options.places.get(reason.about)) ?? place;
    const takesOther = (layer.takes === 'numbers') !== (levels === null);
    const tooFew = shape.length < layer.axes.length;
    const kind = takesOther ? layerTakesOther : tooFew ? layerNeedsAxes : layerSizesDisagree;
    // What turns on sizes that only an instance tells is told there.
    if (takesOther || tooFew || !speaksOfOpen(reason.message, reason.why))
      checker.report(kind({ problem: reason, span, input }));
    return null;
  }
  if ('problem' in outcome || reportUnknownDivisor(checker, layer.name, m, options, place)) return null;
  const { output, weights, causal, range } = outcome;
  const interval = rangeOf(range, intervalOf(input.type), (name) => arrayInterval(options, layer, name));
  return {
    kind: 'layer',
    layer: layer.name,
    field: null,
    path: addLayer(frame, layer.name, weights),
    operands: [input, ...options.arrays],
    options: coreOptions(layer.parameters, completeOptions(m, layer.parameters, options.given), options.late),
    causal,
    type: resultType(output, interval, range),
    span: place,
  };
}

/** What constants showed to be wrong: of the shapes, or before them. */
export function problemOf(
  m: LayerSizes,
  outcome: LayerOutcome<Size> | NetworkOutcome<Size>,
): LayerProblem | null {
  const [first] = m.problems;
  return first ?? ('problem' in outcome ? outcome.problem : null);
}

export function reportUnknownDivisor(
  checker: Checker,
  owner: string,
  m: LayerSizes,
  options: Options,
  place: Span,
): boolean {
  if (m.unknownDivisor === null) return false;
  const parameter = m.unknownDivisor.about ?? '';
  const span = options.places.get(parameter) ?? place;
  checker.report(
    optionNotKnown({
      owner,
      parameter,
      span,
      by: 'when compiling',
      reason: 'it has to divide a size without a remainder',
    }),
  );
  return true;
}

function arrayInterval(options: Options, layer: Layer, name: string): Interval {
  const arrays = layer.parameters.filter(({ kind }) => kind === 'value').map((parameter) => parameter.name);
  const array = options.arrays[arrays.indexOf(name)];
  return array === undefined ? everything : intervalOf(array.type);
}

/** Softmax gives a simplex along the last axis. */
export function resultType(output: readonly Size[], interval: Interval, range: LayerRange): ValueType {
  const isSimplex =
    (range.kind === 'activation' || range.kind === 'through') && findActivation(range.name)?.simplex === true;
  return isSimplex ? structuredType('simplex', output) : realType(output, interval);
}
