// A layer applied to what comes in: makes sure of what every layer may rely on, then asks the layer.

import { findActivation } from './activations.ts';
import { anyNumber, needsNumbers, printAxes, problem } from './define-layer.ts';
import { completeOptions } from './layer-options.ts';
import type {
  Layer,
  LayerInput,
  LayerOptions,
  LayerOutcome,
  LayerParameter,
  LayerProblem,
  LayerRange,
  Interval,
  SizeArithmetic,
} from './layer.ts';

/** `given`: the options that are written; defaults are filled in here. */
export function applyLayer<S>(
  m: SizeArithmetic<S>,
  layer: Layer,
  input: LayerInput<S>,
  given: LayerOptions<S>,
): LayerOutcome<S> {
  const unfit = unfitInput(m, layer, input) ?? unfitOption(m, layer.name, layer.parameters, given);
  if (unfit !== null) return { problem: unfit };
  return layer.apply(m, input, completeOptions(m, layer.parameters, given));
}

function unfitInput<S>(m: SizeArithmetic<S>, layer: Layer, input: LayerInput<S>): LayerProblem | null {
  const { name, takes, axes } = layer;
  if (takes === 'numbers' && input.levels !== null) return needsNumbers(m, name, input.levels, null).problem;
  if (takes === 'category' && input.levels === null)
    return problem(`\`${name}\` works on categories, and numbers come in`, {
      why: 'it looks up one row of a table for each level',
      fix: 'declare what comes in as `category<K>` or `token<V>`, or use `dense` for numbers',
    }).problem;
  if (input.axes.length >= axes.length) return null;
  const came = input.axes.length === 0 ? 'a single value' : printAxes(m, input.axes);
  return problem(`\`${name}\` needs [${axes.join(', ')}], and ${came} comes in`, {
    fix: axesFix(axes, input.axes.length),
  }).problem;
}

function axesFix(axes: readonly string[], given: number): string {
  if (axes.length === 1) return 'write `[x]`, which makes a vector of one value';
  if (axes.length === 3) return `\`reshape(${axes.join(', ')})\` makes an image of as many values`;
  return given === 0
    ? `it works on a whole series: give it all steps at once`
    : `a series of single values needs an axis more: \`reshape(${axes[0] ?? ''}, 1)\` where each step has one value`;
}

/** What holds of a parameter of this kind whatever the layer. */
export function unfitOption<S>(
  m: SizeArithmetic<S>,
  owner: string,
  parameters: readonly LayerParameter[],
  given: LayerOptions<S>,
): LayerProblem | null {
  for (const { name } of parameters) {
    const option = given.get(name);
    if (option === undefined) continue;
    const positive = problem(`\`${name}\` of \`${owner}\` must be at least 1`, { about: name });
    if (option.kind === 'size') m.requireAtMost(m.constant(1), option.size, positive.problem);
    if (option.kind === 'sizes')
      for (const size of option.sizes) m.requireAtMost(m.constant(1), size, positive.problem);
    if (option.kind === 'constant' && !(Number.isSafeInteger(option.value) && option.value >= 1))
      return positive.problem;
    if (option.kind === 'rate' && option.value !== null && !(option.value >= 0 && option.value < 1))
      return problem(`\`${name}\` of \`${owner}\` must be at least 0 and below 1`, {
        why: 'it is the share of values that are dropped',
        about: name,
      }).problem;
  }
  return null;
}

/** Where the results lie. `input`: where the input lies; `other`: where the array of an option does. */
export function rangeOf(range: LayerRange, input: Interval, other: (option: string) => Interval): Interval {
  switch (range.kind) {
    case 'interval':
      return range.interval;
    case 'activation':
      return findActivation(range.name)?.range(anyNumber) ?? anyNumber;
    case 'through':
      return findActivation(range.name)?.range(input) ?? input;
    case 'input':
      return input;
    case 'sign':
      return {
        lower: input.lower >= 0 ? 0 : -Infinity,
        lowerOpen: input.lower < 0,
        upper: input.upper <= 0 ? 0 : Infinity,
        upperOpen: input.upper > 0,
      };
    case 'hull':
      return hull(input, other(range.other));
  }
}

function hull(a: Interval, b: Interval): Interval {
  return {
    lower: Math.min(a.lower, b.lower),
    lowerOpen: a.lower < b.lower ? a.lowerOpen : b.lower < a.lower ? b.lowerOpen : a.lowerOpen && b.lowerOpen,
    upper: Math.max(a.upper, b.upper),
    upperOpen: a.upper > b.upper ? a.upperOpen : b.upper > a.upper ? b.upperOpen : a.upperOpen && b.upperOpen,
  };
}
