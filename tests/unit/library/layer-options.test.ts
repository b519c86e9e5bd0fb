// Which argument of a layer is which parameter.

import { describe, expect, test } from 'vitest';
import {
  assignOptions,
  completeOptions,
  type WrittenOption,
} from '../../../compiler/library/layer-options.ts';
import type { LayerOption } from '../../../compiler/library/layer.ts';
import { layers } from '../../../compiler/library/layers/index.ts';
import { numberSizes } from '../../../compiler/library/number-sizes.ts';

/** `4`, `relu`, `stride: 2`, `activation: relu`; `true` and `false` are no names. */
function written(text: string): WrittenOption {
  const [first = '', second] = text.split(': ');
  const value = second ?? first;
  return {
    name: second === undefined ? null : first,
    word: /^[a-zA-Z]/u.test(value) && value !== 'true' && value !== 'false' ? value : null,
  };
}

function assign(layer: string, ...options: readonly string[]): readonly string[] {
  const { parameters, problems } = assignOptions(
    layers.get(layer)?.parameters ?? [],
    options.map((each) => written(each)),
  );
  return [
    ...parameters.map((parameter) => parameter?.name ?? '-'),
    ...problems.map(({ kind, argument, name, candidates }) =>
      [kind, argument ?? 'none', name, candidates.slice(0, 3).join(' ')].join(', '),
    ),
  ];
}

test.each<readonly [string, readonly string[], readonly string[]]>([
  ['dense', ['400'], ['units']],
  ['dense', ['H', 'relu'], ['units', 'activation']],
  ['dense', ['400', 'none', 'false'], ['units', 'activation', 'bias']],
  ['dense', ['400', 'bias: false'], ['units', 'bias']],
  ['dense', ['relu', '400'], ['activation', 'units']],
  ['dense', ['activation: relu', '400'], ['activation', 'units']],
  ['conv2d', ['32', 'kernel: 4', 'stride: 2', 'leakyRelu'], ['filters', 'kernel', 'stride', 'activation']],
  ['conv2d', ['32', '4', '2', 'valid', 'relu'], ['filters', 'kernel', 'stride', 'padding', 'activation']],
  ['conv2d', ['32', '4', 'relu', 'valid'], ['filters', 'kernel', 'activation', 'padding']],
  ['reshape', ['7', '7', 'C'], ['sizes', 'sizes', 'sizes']],
  ['concat', ['h'], ['other']],
  ['maxPool', ['2'], ['size']],
  ['flatten', [], []],
  // What is left for a value without a name.
  ['dense', ['units: 5', 'false'], ['units', 'bias']],
])('%s(%j) is %j', (layer, options, parameters) => {
  expect(assign(layer, ...options)).toEqual(parameters);
});

test.each<readonly [string, readonly string[], readonly string[]]>([
  ['dense', [], ['missing, none, units, ']],
  ['dense', ['unit: 4'], ['-', 'unknown-name, 0, unit, units activation bias', 'missing, none, units, ']],
  ['dense', ['4', 'reluu'], ['units', '-', 'unknown-word, 1, reluu, none relu leakyRelu']],
  ['dense', ['4', 'relu', 'tanh'], ['units', 'activation', '-', 'twice, 2, activation, ']],
  ['dense', ['4', 'true', '5'], ['units', 'bias', '-', 'too-many, 2, , activation']],
  ['flatten', ['4'], ['-', 'too-many, 0, , ']],
  ['flatten', ['x'], ['-', 'too-many, 0, , ']],
  ['dense', ['4', 'units: 4'], ['units', '-', 'twice, 1, units, ']],
  ['conv2d', ['32', '3', 'kernel: 5'], ['filters', 'kernel', '-', 'twice, 2, kernel, ']],
  ['reshape', ['4', 'sizes: 4'], ['sizes', '-', 'twice, 1, sizes, ']],
  ['gru', ['units: 4', 'units: 5'], ['units', '-', 'twice, 1, units, ']],
  ['reshape', [], ['missing, none, sizes, ']],
])('%s(%j): %j', (layer, options, expected) => {
  expect(assign(layer, ...options)).toEqual(expected);
});

describe('what is left out', () => {
  const m = numberSizes(() => undefined);
  const complete = (layer: string, given: ReadonlyMap<string, LayerOption<number>>): unknown =>
    Object.fromEntries(completeOptions(m, layers.get(layer)?.parameters ?? [], given));

  test('has its default', () => {
    expect(complete('dense', new Map([['units', { kind: 'size', size: 4 }]]))).toEqual({
      units: { kind: 'size', size: 4 },
      activation: { kind: 'activation', name: 'none' },
      bias: { kind: 'flag', value: true },
    });
  });

  test('is that of another: a pool moves by its size', () => {
    expect(complete('maxPool', new Map([['size', { kind: 'constant', value: 3 }]]))).toEqual({
      size: { kind: 'constant', value: 3 },
      stride: { kind: 'constant', value: 3 },
    });
  });
});
