// The built-in networks: shapes of what comes out, weights, and what does not fit.

import { describe, expect, test } from 'vitest';
import {
  findBuiltInNetwork,
  type NetworkInput,
  type NetworkOutcome,
} from '../../../compiler/library/built-in-networks.ts';
import type { LayerInput, LayerOption } from '../../../compiler/library/layer.ts';
import { layers } from '../../../compiler/library/layers/index.ts';
import { applyLayer } from '../../../compiler/library/apply-layer.ts';
import { numberSizes } from '../../../compiler/library/number-sizes.ts';

const input = (axes: readonly number[], levels: number | null = null): LayerInput<number> => ({
  axes,
  levels,
});
const array = (...axes: readonly number[]): NetworkInput<number> => ({ kind: 'array', input: input(axes) });
const state = (fields: Readonly<Record<string, readonly number[]>>): NetworkInput<number> => ({
  kind: 'record',
  fields: new Map(Object.entries(fields).map(([name, axes]) => [name, input(axes)])),
});
const m = numberSizes((problem) => {
  throw new Error(problem.message);
});
const units = (size: number): ReadonlyMap<string, LayerOption<number>> =>
  new Map([['units', { kind: 'size', size }]]);

function apply(
  name: string,
  inputs: readonly NetworkInput<number>[],
  options: ReadonlyMap<string, LayerOption<number>>,
): NetworkOutcome<number> {
  const network = findBuiltInNetwork(name);
  if (network === null) throw new Error(`no network ${name}`);
  expect(inputs).toHaveLength(network.inputs.length);
  return network.apply(m, inputs, options);
}

/** `[4]`, or `h [4], c [4]`; a problem's message. */
function output(...call: Parameters<typeof apply>): string {
  const outcome = apply(...call);
  if ('problem' in outcome) return `${outcome.problem.about ?? 'all'}: ${outcome.problem.message}`;
  const { result } = outcome;
  return result.kind === 'array'
    ? `[${result.output.axes.join(', ')}]`
    : [...result.fields].map(([name, { axes }]) => `${name} [${axes.join(', ')}]`).join(', ');
}

test('shapes', () => {
  expect(output('Dense', [array(5)], units(3))).toBe('[3]');
  expect(output('Dense', [array(7, 5)], units(3))).toBe('[7, 3]');
  const table = new Map([...units(16), ['vocabulary', { kind: 'size', size: 27 }] as const]);
  expect(output('Embedding', [{ kind: 'array', input: input([], 27) }], table)).toBe('[16]');
  expect(output('Gru', [array(8), array(5)], units(8))).toBe('[8]');
  expect(output('Gru', [array(2, 8), array(2, 5)], units(8))).toBe('[2, 8]');
  expect(output('Lstm', [state({ h: [8], c: [8] }), array(5)], units(8))).toBe('h [8], c [8]');
});

test.each(['gru', 'lstm'])('a step of %s has the weights of the layer', (name) => {
  const layer = layers.get(name);
  if (layer === undefined) throw new Error(`no layer ${name}`);
  const whole = applyLayer(m, layer, input([12, 5]), units(8));
  const begin = name === 'gru' ? array(8) : state({ h: [8], c: [8] });
  const step = apply(name === 'gru' ? 'Gru' : 'Lstm', [begin, array(5)], units(8));
  expect('problem' in step ? null : step.weights).toEqual('problem' in whole ? [] : whole.weights);
});

describe('what does not fit', () => {
  test.each<readonly [string, string, readonly NetworkInput<number>[]]>([
    ['state: `Gru` needs [8] for `state`, and [7] comes in', 'Gru', [array(7), array(5)]],
    ['state: `Gru` needs [8] for `state`, and a single value comes in', 'Gru', [array(), array(5)]],
    ['x: `Gru` needs a vector for `x`, and a single value comes in', 'Gru', [array(8), array()]],
    ['state: `state` of `Gru` is an array, and a record comes in', 'Gru', [state({ h: [8] }), array(5)]],
    ['state: the state of `Lstm` is a record (h: ..., c: ...)', 'Lstm', [array(8), array(5)]],
    ['state: the state of `Lstm` is a record (h: ..., c: ...)', 'Lstm', [state({ h: [8] }), array(5)]],
    [
      'state: `Lstm` needs [8] for `state.c`, and [9] comes in',
      'Lstm',
      [state({ h: [8], c: [9] }), array(5)],
    ],
    ['all: `Dense` needs [inputs], and a single value comes in', 'Dense', [array()]],
    [
      'x: `Gru` works on numbers, and a category with 27 levels comes in',
      'Gru',
      [array(8), { kind: 'array', input: input([], 27) }],
    ],
  ])('%s', (message, name, inputs) => {
    expect(output(name, inputs, units(8))).toBe(message);
  });
});
