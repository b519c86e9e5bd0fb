// The networks of the library, for use step by step: `network cell = Gru(H)`, then `cell(h[t-1], x)`. They have
// the weights of the layers of their names.

import { applyLayer, unfitOption } from './apply-layer.ts';
import { needsNumbers, printAxes, problem, realRange, recurrentRange } from './define-layer.ts';
import { completeOptions, take } from './layer-options.ts';
import type {
  Layer,
  LayerInput,
  LayerOptions,
  LayerParameter,
  LayerProblem,
  LayerRange,
  SizeArithmetic,
  Weight,
} from './layer.ts';
import { dense } from './layers/dense.ts';
import { embedding } from './layers/embedding.ts';
import { gru, gruWeights } from './layers/gru.ts';
import { lstm, lstmWeights } from './layers/lstm.ts';

/** What goes in: an array, or a record of arrays, as the state of an Lstm. */
export type NetworkInput<S> =
  | { readonly kind: 'array'; readonly input: LayerInput<S> }
  | { readonly kind: 'record'; readonly fields: ReadonlyMap<string, LayerInput<S>> };

/** Numbers. */
export interface NetworkArray<S> {
  readonly axes: readonly S[];
  /** `input` of a range is the first input. */
  readonly range: LayerRange;
}

export type NetworkOutput<S> =
  | { readonly kind: 'array'; readonly output: NetworkArray<S> }
  | { readonly kind: 'record'; readonly fields: ReadonlyMap<string, NetworkArray<S>> };

export type NetworkOutcome<S> =
  | { readonly result: NetworkOutput<S>; readonly weights: readonly Weight<S>[] }
  /** `about` names a hyperparameter or an input. */
  | { readonly problem: LayerProblem };

export interface BuiltInNetwork {
  readonly name: string;
  /** One line for hover. */
  readonly summary: string;
  /** The first list: `H` of `Gru(H)`. */
  readonly hyperparameters: readonly LayerParameter[];
  /** The second list, in order. */
  readonly inputs: readonly string[];
  /** `inputs` in order, one for each; `given`: the hyperparameters that are written. */
  apply<S>(
    m: SizeArithmetic<S>,
    inputs: readonly NetworkInput<S>[],
    given: LayerOptions<S>,
  ): NetworkOutcome<S>;
}

const list: readonly BuiltInNetwork[] = [
  ofLayer('Dense', 'Dense(units)(x): the layer `dense` as a network', 'x', dense),
  ofLayer(
    'Embedding',
    'Embedding(vocabulary, units)(token): the layer `embedding` as a network',
    'token',
    embedding,
  ),
  {
    name: 'Gru',
    summary: 'Gru(units)(state, x) -> state: one step of a gated recurrent unit',
    hyperparameters: gru.parameters,
    inputs: ['state', 'x'],
    apply(m, [state, x], given) {
      const step = stepOf('Gru', m, gru, given, state, x, null);
      if ('problem' in step) return step;
      // Between the old state, which may be anything, and a tanh.
      const output: NetworkArray<typeof step.units> = { axes: step.axes, range: realRange };
      return { result: { kind: 'array', output }, weights: gruWeights(m, step.inputs, step.units) };
    },
  },
  {
    name: 'Lstm',
    summary: 'Lstm(units)(state, x) -> state: one step of long short-term memory; state is (h: ..., c: ...)',
    hyperparameters: lstm.parameters,
    inputs: ['state', 'x'],
    apply(m, [state, x], given) {
      const step = stepOf('Lstm', m, lstm, given, state, x, ['h', 'c']);
      if ('problem' in step) return step;
      const fields = new Map<string, NetworkArray<typeof step.units>>([
        ['h', { axes: step.axes, range: recurrentRange }],
        ['c', { axes: step.axes, range: realRange }],
      ]);
      return { result: { kind: 'record', fields }, weights: lstmWeights(m, step.inputs, step.units) };
    },
  },
];

/** By name, as specs write it. */
export const builtInNetworks: ReadonlyMap<string, BuiltInNetwork> = new Map(
  list.map((each) => [each.name, each]),
);

/** The built-in network of this name; null if there is none. */
export function findBuiltInNetwork(name: string): BuiltInNetwork | null {
  return builtInNetworks.get(name) ?? null;
}

function ofLayer(name: string, summary: string, input: string, layer: Layer): BuiltInNetwork {
  return {
    name,
    summary,
    hyperparameters: layer.parameters,
    inputs: [input],
    apply(m, [x], given) {
      if (x?.kind !== 'array') return wantsArray(name, input);
      const outcome = applyLayer(m, { ...layer, name }, x.input, given);
      if ('problem' in outcome) return outcome;
      const { output: axes, range, weights } = outcome;
      return { result: { kind: 'array', output: { axes, range } }, weights };
    },
  };
}

interface Step<S> {
  readonly units: S;
  /** The length of x. */
  readonly inputs: S;
  /** Of the state: those in front of x's last, and units. */
  readonly axes: readonly S[];
}

/** `fields`: of the state; null: it is an array. Each part of the state is [..., units] for x [..., inputs]. */
function stepOf<S>(
  name: string,
  m: SizeArithmetic<S>,
  layer: Layer,
  given: LayerOptions<S>,
  state: NetworkInput<S> | undefined,
  x: NetworkInput<S> | undefined,
  fields: readonly string[] | null,
): Step<S> | { readonly problem: LayerProblem } {
  const unfit = unfitOption(m, name, layer.parameters, given);
  if (unfit !== null) return { problem: unfit };
  const { size: units } = take(completeOptions(m, layer.parameters, given), 'units', 'size');
  if (x?.kind !== 'array') return wantsArray(name, 'x');
  const inputs = x.input.axes.at(-1);
  if (x.input.levels !== null) return needsNumbers(m, name, x.input.levels, 'x');
  if (inputs === undefined)
    return problem(`\`${name}\` needs a vector for \`x\`, and a single value comes in`, {
      fix: 'write `[x]`, which makes a vector of one value',
      about: 'x',
    });
  const axes = [...x.input.axes.slice(0, -1), units];
  const parts = partsOf(name, state, fields);
  if ('problem' in parts) return parts;
  for (const [part, { axes: found, levels }] of parts.arrays) {
    if (levels !== null) return needsNumbers(m, name, levels, 'state');
    if (found.length === axes.length && found.every((size, i) => equalAt(m, axes, i, size))) continue;
    const came = found.length === 0 ? 'a single value' : printAxes(m, found);
    return problem(`\`${name}\` needs ${printAxes(m, axes)} for \`${part}\`, and ${came} comes in`, {
      why: 'the state that goes in is as long as the one that comes out',
      fix: `begin with a param or a value of type \`real${printAxes(m, axes)}\``,
      about: 'state',
    });
  }
  return { units, inputs, axes };
}

function equalAt<S>(m: SizeArithmetic<S>, axes: readonly S[], at: number, size: S): boolean {
  const axis = axes[at];
  return axis !== undefined && m.equal(axis, size);
}

/** The arrays that make up the state, by how messages call them. */
function partsOf<S>(
  name: string,
  state: NetworkInput<S> | undefined,
  fields: readonly string[] | null,
): { readonly arrays: ReadonlyMap<string, LayerInput<S>> } | { readonly problem: LayerProblem } {
  if (fields === null)
    return state?.kind === 'array'
      ? { arrays: new Map([['state', state.input]]) }
      : wantsArray(name, 'state');
  const shape = fields.map((field) => `${field}: ...`).join(', ');
  const found = state?.kind === 'record' ? state.fields : new Map<string, LayerInput<S>>();
  if (found.size !== fields.length || !fields.every((field) => found.has(field)))
    return problem(`the state of \`${name}\` is a record (${shape})`, {
      fix: `begin with \`(${shape})\``,
      about: 'state',
    });
  return { arrays: new Map([...found].map(([field, input]) => [`state.${field}`, input])) };
}

function wantsArray(name: string, input: string): { readonly problem: LayerProblem } {
  return problem(`\`${input}\` of \`${name}\` is an array, and a record comes in`, {
    fix: 'read one of its results with a dot: `r.mean`',
    about: input,
  });
}
