// Small parts that the files in `layers/` share: parameters, problems, axes, results.

import { take } from './layer-options.ts';
import type {
  Interval,
  LayerOptions,
  LayerParameter,
  LayerProblem,
  LayerRange,
  ParameterKind,
  SizeArithmetic,
  Weight,
} from './layer.ts';

/** A parameter that may not be left out. */
export function required(name: string, kind: ParameterKind, summary: string): LayerParameter {
  return { name, kind, default: null, summary };
}

export function optional(
  name: string,
  kind: ParameterKind,
  value: number | boolean | string,
  summary: string,
): LayerParameter {
  return { name, kind, default: { value }, summary };
}

export const activationParameter: LayerParameter = optional(
  'activation',
  'activation',
  'none',
  'what the results go through',
);

export function problem(
  message: string,
  more: { readonly why?: string; readonly fix?: string; readonly about?: string } = {},
): { readonly problem: LayerProblem } {
  return {
    problem: { message, why: more.why ?? null, fix: more.fix ?? null, about: more.about ?? null },
  };
}

/** A category comes in where numbers are due. `about`: the argument at fault, as in `LayerProblem`. */
export function needsNumbers<S>(
  m: SizeArithmetic<S>,
  name: string,
  levels: S,
  about: string | null,
): { readonly problem: LayerProblem } {
  // `Dense` stands among networks, `dense` among layers.
  const table = name.startsWith(name.charAt(0).toLowerCase()) ? 'embedding' : 'Embedding';
  return {
    problem: {
      message: `\`${name}\` works on numbers, and a category with ${m.print(levels)} levels comes in`,
      why: 'a category is no number: its levels have no size and no order',
      fix: `give each level a vector first, with \`${table}(${m.print(levels)}, 16)\``,
      about,
    },
  };
}

/** As types write them: `[28, 28, C]`; a single value has none. */
export function printAxes<S>(m: SizeArithmetic<S>, axes: readonly S[]): string {
  return `[${axes.map((axis) => m.print(axis)).join(', ')}]`;
}

/** The number of elements. */
export function product<S>(m: SizeArithmetic<S>, axes: readonly S[]): S {
  return axes.reduce((a, b) => m.multiply(a, b), m.constant(1));
}

/** The last axis, and those in front of it. */
export function splitLast<S>(axes: readonly S[]): { readonly before: readonly S[]; readonly last: S } {
  const last = axes.at(-1);
  if (last === undefined) throw new Error('internal: no axis');
  return { before: axes.slice(0, -1), last };
}

export const anyNumber: Interval = { lower: -Infinity, lowerOpen: true, upper: Infinity, upperOpen: true };

export const realRange: LayerRange = { kind: 'interval', interval: anyNumber };

/** Between -1 and 1, without the ends: what a gate times a tanh gives. */
export const recurrentRange: LayerRange = {
  kind: 'interval',
  interval: { lower: -1, lowerOpen: true, upper: 1, upperOpen: true },
};

/** Of a sum that then goes through the layer's activation. */
export function activationRange<S>(options: LayerOptions<S>): LayerRange {
  const { name } = take(options, 'activation', 'activation');
  return name === 'none' ? realRange : { kind: 'activation', name };
}

export function weight<S>(name: string, shape: readonly S[], initial: Weight<S>['initial']): Weight<S> {
  return { name, shape, initial, trained: true };
}
