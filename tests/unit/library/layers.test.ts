// Layers: shapes of symbols agree with those of numbers, windows with what one counts, causality and ranges with
// small networks that compute it, and what does not fit says so.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { activations } from '../../../compiler/library/activations.ts';
import { applyLayer, rangeOf } from '../../../compiler/library/apply-layer.ts';
import type {
  Interval,
  Layer,
  LayerOption,
  LayerOptions,
  LayerOutcome,
  LayerProblem,
  LayerResult,
  ParameterKind,
  SizeArithmetic,
} from '../../../compiler/library/layer.ts';
import { layers } from '../../../compiler/library/layers/index.ts';
import { numberSizes } from '../../../compiler/library/number-sizes.ts';
import { evaluateSize, symbolSize, type Size } from '../../../compiler/sizes/size.ts';
import { symbolicSizes, type Requirement } from '../../support/symbolic-sizes.ts';

function layerOf(name: string): Layer {
  const layer = layers.get(name);
  if (layer === undefined) throw new Error(`no layer ${name}`);
  return layer;
}

type Given<S> = Readonly<Record<string, LayerOption<S>>>;

const size = <S>(value: S): LayerOption<S> => ({ kind: 'size', size: value });
const constant = <S>(value: number): LayerOption<S> => ({ kind: 'constant', value });
const padding = <S>(name: string): LayerOption<S> => ({ kind: 'padding', name });

/** With numbers; a requirement that fails is a problem too. */
function applyNumbers(
  name: string,
  axes: readonly number[],
  given: Given<number> = {},
  levels: number | null = null,
): LayerOutcome<number> {
  const failed: LayerProblem[] = [];
  const m = numberSizes((problem) => failed.push(problem));
  const outcome = applyLayer(m, layerOf(name), { axes, levels }, new Map(Object.entries(given)));
  return failed[0] === undefined ? outcome : { problem: failed[0] };
}

function resultOf<S>(outcome: LayerOutcome<S>): LayerResult<S> {
  if ('problem' in outcome) throw new Error(outcome.problem.message);
  return outcome;
}

function outputOf(name: string, axes: readonly number[], given: Given<number> = {}): readonly number[] {
  return resultOf(applyNumbers(name, axes, given)).output;
}

function messageOf(...call: Parameters<typeof applyNumbers>): string {
  const outcome = applyNumbers(...call);
  return 'problem' in outcome ? outcome.problem.message : 'fits';
}

describe('shapes', () => {
  test.each<readonly [string, readonly number[], Given<number>, readonly number[]]>([
    ['dense', [784], { units: size(400) }, [400]],
    ['dense', [10, 8], { units: size(3) }, [10, 3]],
    ['conv2d', [28, 28, 1], { filters: size(32), kernel: size(4), stride: constant(2) }, [14, 14, 32]],
    ['conv2d', [27, 13, 1], { filters: size(32), kernel: size(4), stride: constant(2) }, [14, 7, 32]],
    ['conv2d', [28, 20, 3], { filters: size(8), kernel: size(5), padding: padding('valid') }, [24, 16, 8]],
    ['conv2d', [9, 28, 28, 3], { filters: size(8), kernel: size(3) }, [9, 28, 28, 8]],
    [
      'conv2dTranspose',
      [7, 7, 64],
      { filters: size(32), kernel: size(4), stride: constant(2) },
      [14, 14, 32],
    ],
    [
      'conv2dTranspose',
      [7, 5, 64],
      { filters: size(3), kernel: size(4), stride: constant(2), padding: padding('valid') },
      [16, 12, 3],
    ],
    ['maxPool', [28, 27, 8], { size: constant(2) }, [14, 13, 8]],
    ['maxPool', [28, 27, 8], { size: constant(3), stride: constant(2) }, [13, 13, 8]],
    ['avgPool', [6, 4, 8], { size: constant(2), stride: constant(1) }, [5, 3, 8]],
    ['globalAvgPool', [7, 7, 64], {}, [64]],
    ['upsample', [7, 5, 64], { factor: size(3) }, [21, 15, 64]],
    ['flatten', [7, 7, 64], {}, [3136]],
    ['flatten', [], {}, [1]],
    ['reshape', [3136], { sizes: { kind: 'sizes', sizes: [7, 7, 64] } }, [7, 7, 64]],
    ['gru', [12, 5], { units: size(8) }, [12, 8]],
    ['lstm', [12, 5], { units: size(8) }, [12, 8]],
    ['attention', [12, 8], { heads: size(4) }, [12, 8]],
    ['position', [12, 8], { maximum: size(12) }, [12, 8]],
    ['layerNorm', [12, 8], {}, [12, 8]],
    ['batchNorm', [7, 7, 64], {}, [7, 7, 64]],
    ['groupNorm', [7, 7, 64], { groups: size(8) }, [7, 7, 64]],
    ['dropout', [5], { rate: { kind: 'rate', value: 0.5 } }, [5]],
    ['concat', [12, 8], { other: { kind: 'value', input: { axes: [12, 3], levels: null } } }, [12, 11]],
    ['relu', [12, 8], {}, [12, 8]],
    ['softmax', [10], {}, [10]],
  ])('%s of %j with %j is %j', (name, axes, given, output) => {
    expect(outputOf(name, axes, given)).toEqual(output);
  });

  test('embedding adds an axis to categories', () => {
    const given = { vocabulary: size(27), units: size(16) };
    expect(resultOf(applyNumbers('embedding', [], given, 27)).output).toEqual([16]);
    expect(resultOf(applyNumbers('embedding', [12], given, 27)).output).toEqual([12, 16]);
  });
});

describe('weights', () => {
  const weights = (...call: Parameters<typeof applyNumbers>): readonly string[] =>
    resultOf(applyNumbers(...call)).weights.map(
      ({ name, shape, initial, trained }) =>
        `${name} [${shape.join(', ')}] ${initial}${trained ? '' : ', not trained'}`,
    );
  const relu: LayerOption<number> = { kind: 'activation', name: 'relu' };

  test.each<readonly [string, readonly number[], Given<number>, number | null, readonly string[]]>([
    ['dense', [784], { units: size(400) }, null, ['kernel [784, 400] glorotUniform', 'bias [400] zeros']],
    [
      'dense',
      [784],
      { units: size(400), activation: relu, bias: { kind: 'flag', value: false } },
      null,
      ['kernel [784, 400] heNormal'],
    ],
    [
      'conv2d',
      [28, 28, 3],
      { filters: size(8), kernel: size(5) },
      null,
      ['kernel [5, 5, 3, 8] glorotUniform', 'bias [8] zeros'],
    ],
    [
      'conv2dTranspose',
      [28, 28, 3],
      { filters: size(8), kernel: size(5), activation: relu },
      null,
      ['kernel [5, 5, 3, 8] heNormal', 'bias [8] zeros'],
    ],
    ['embedding', [], { vocabulary: size(27), units: size(16) }, 27, ['table [27, 16] embedding']],
    [
      'gru',
      [12, 5],
      { units: size(8) },
      null,
      ['kernel [5, 24] glorotUniform', 'recurrent [8, 24] orthogonal', 'bias [24] zeros'],
    ],
    [
      'lstm',
      [12, 5],
      { units: size(8) },
      null,
      ['kernel [5, 32] glorotUniform', 'recurrent [8, 32] orthogonal', 'bias [32] forgetOnes'],
    ],
    [
      'attention',
      [12, 8],
      { heads: size(2) },
      null,
      ['query', 'key', 'value', 'output'].map((name) => `${name} [8, 8] glorotUniform`),
    ],
    ['position', [12, 8], { maximum: size(100) }, null, ['table [100, 8] embedding']],
    ['layerNorm', [12, 8], {}, null, ['scale [8] ones', 'offset [8] zeros']],
    [
      'batchNorm',
      [7, 7, 64],
      {},
      null,
      [
        'scale [64] ones',
        'offset [64] zeros',
        'mean [64] zeros, not trained',
        'variance [64] ones, not trained',
      ],
    ],
    ['groupNorm', [7, 7, 64], { groups: size(8) }, null, ['scale [64] ones', 'offset [64] zeros']],
    ['flatten', [7, 7], {}, null, []],
  ])('of %s on %j with %j', (name, axes, given, levels, expected) => {
    expect(weights(name, axes, given, levels)).toEqual(expected);
  });
});

describe('windows, counted', () => {
  const pixels = fc.integer({ min: 1, max: 20 });
  const window = fc.integer({ min: 1, max: 6 });
  const strides = fc.integer({ min: 1, max: 5 });
  const convolution = (kernel: number, stride: number, name: string): Given<number> => ({
    filters: size(1),
    kernel: size(kernel),
    stride: constant(stride),
    padding: padding(name),
  });

  test('valid: every position whose window lies inside', () => {
    fc.assert(
      fc.property(pixels, window, strides, (n, kernel, stride) => {
        fc.pre(kernel <= n);
        let inside = 0;
        for (let at = 0; at + kernel <= n; at += stride) inside += 1;
        const output = [inside, inside, 1];
        expect(outputOf('conv2d', [n, n, 1], convolution(kernel, stride, 'valid'))).toEqual(output);
        const pool = { size: constant<number>(kernel), stride: constant<number>(stride) };
        expect(outputOf('maxPool', [n, n, 1], pool)).toEqual(output);
        expect(outputOf('avgPool', [n, n, 1], pool)).toEqual(output);
      }),
    );
  });

  test('same: every stride-th pixel', () => {
    fc.assert(
      fc.property(pixels, window, strides, (n, kernel, stride) => {
        let positions = 0;
        for (let at = 0; at < n; at += stride) positions += 1;
        expect(outputOf('conv2d', [n, n, 1], convolution(kernel, stride, 'same'))).toEqual([
          positions,
          positions,
          1,
        ]);
      }),
    );
  });

  test('transposed: valid covers what the windows cover, and both undo the shapes of conv2d', () => {
    fc.assert(
      fc.property(pixels, window, strides, (n, kernel, stride) => {
        const covered = new Set<number>();
        for (let at = 0; at < n; at += 1) for (let i = 0; i < kernel; i += 1) covered.add(at * stride + i);
        const large = outputOf('conv2dTranspose', [n, n, 1], convolution(kernel, stride, 'valid'));
        expect(large[0]).toBe(Math.max(...covered) + 1);
        for (const name of ['same', 'valid']) {
          const given = convolution(kernel, stride, name);
          expect(outputOf('conv2d', outputOf('conv2dTranspose', [n, n, 1], given), given)).toEqual([n, n, 1]);
        }
      }),
    );
  });
});

/** An input and options for a layer, over the names of symbols; what has a default may be left out. */
interface Drawn {
  readonly axes: readonly string[];
  /** For the parameters in order. */
  readonly options: readonly {
    readonly size: string;
    readonly constant: number;
    readonly first: boolean;
    readonly given: boolean;
  }[];
}

const symbols = ['A', 'B', 'C', 'D'] as const;
const symbol = fc.constantFrom<string>(...symbols);
const drawn: fc.Arbitrary<Drawn> = fc.record({
  axes: fc.array(symbol, { maxLength: 4 }),
  options: fc.array(
    fc.record({
      size: symbol,
      constant: fc.integer({ min: 1, max: 4 }),
      first: fc.boolean(),
      given: fc.boolean(),
    }),
    { minLength: 5, maxLength: 5 },
  ),
});

function drawnOptions(layer: Layer, { axes, options }: Drawn): ReadonlyMap<string, LayerOption<string>> {
  const found = new Map<string, LayerOption<string>>();
  for (const [i, parameter] of layer.parameters.entries()) {
    const option = options[i];
    if (option === undefined) throw new Error('more parameters than are drawn');
    const { size, constant: value, first, given } = option;
    if (!given && parameter.default !== null) continue;
    const byKind: Readonly<Record<ParameterKind, LayerOption<string>>> = {
      size: { kind: 'size', size },
      sizes: { kind: 'sizes', sizes: [...axes].reverse() },
      constant: { kind: 'constant', value },
      rate: { kind: 'rate', value: null },
      flag: { kind: 'flag', value: first },
      activation: { kind: 'activation', name: first ? 'relu' : 'softmax' },
      padding: { kind: 'padding', name: first ? 'same' : 'valid' },
      value: { kind: 'value', input: { axes: [...axes.slice(0, -1), size], levels: null } },
    };
    found.set(parameter.name, byKind[parameter.kind]);
  }
  return found;
}

function optionOver<S>(option: LayerOption<string>, make: (name: string) => S): LayerOption<S> {
  switch (option.kind) {
    case 'size':
      return { kind: 'size', size: make(option.size) };
    case 'sizes':
      return { kind: 'sizes', sizes: option.sizes.map(make) };
    case 'value':
      return { kind: 'value', input: { axes: option.input.axes.map(make), levels: null } };
    default:
      return option;
  }
}

function applyDrawn<S>(
  m: SizeArithmetic<S>,
  layer: Layer,
  axes: readonly string[],
  options: ReadonlyMap<string, LayerOption<string>>,
  make: (name: string) => S,
): LayerOutcome<S> {
  const given: LayerOptions<S> = new Map([...options].map(([name, each]) => [name, optionOver(each, make)]));
  const vocabulary = options.get('vocabulary');
  const levels = vocabulary?.kind === 'size' ? make(vocabulary.size) : null;
  return applyLayer(m, layer, { axes: axes.map(make), levels }, given);
}

test.each([...layers.values()].map((layer) => [layer.name, layer] as const))(
  '%s: symbols and numbers agree, in shapes, weights and requirements',
  (_, layer) => {
    const values = fc.record(
      Object.fromEntries(symbols.map((name) => [name, fc.integer({ min: 1, max: 9 })])),
    );
    fc.assert(
      fc.property(drawn, values, (input, at) => {
        const { axes } = input;
        const options = drawnOptions(layer, input);
        const value = (name: string): number => at[name] ?? 0;
        const requirements: Requirement[] = [];
        const symbolic = applyDrawn(symbolicSizes(requirements), layer, axes, options, symbolSize);
        const failed: string[] = [];
        const numbers = applyDrawn(
          numberSizes((problem) => failed.push(problem.about ?? 'layer')),
          layer,
          axes,
          options,
          value,
        );
        // What fits for all symbols fits for these; what does not may fit by chance.
        if ('problem' in symbolic) {
          if ('problem' in numbers) expect(numbers.problem.about).toBe(symbolic.problem.about);
          return;
        }
        const evaluate = (each: Size): number => evaluateSize(each, value);
        const result = resultOf(numbers);
        expect(result.output).toEqual(symbolic.output.map(evaluate));
        expect(result.weights).toEqual(
          symbolic.weights.map((weight) => ({ ...weight, shape: weight.shape.map(evaluate) })),
        );
        expect(result.range).toEqual(symbolic.range);
        // By chance the first axis of a reshape may stay.
        if (symbolic.causal) expect(result.causal).toBe(true);
        const broken = new Set(
          requirements.filter(({ holds }) => !holds(value)).map(({ problem }) => problem),
        );
        expect(failed).toEqual([...broken].map(({ about }) => about));
      }),
    );
  },
);

/** Rows in, rows out: depends on what the layer depends on. */
type Mixer = (rows: readonly (readonly number[])[]) => readonly (readonly number[])[];

const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const withinRow: Mixer = (rows) => rows.map((row) => row.map(() => total(row)));
const acrossRows: Mixer = (rows) => rows.map((row) => row.map(() => total(rows.flat())));
const upToRow: Mixer = (rows) => rows.map((row, i) => row.map(() => total(rows.slice(0, i + 1).flat())));
const itself: Mixer = (rows) => rows;

describe('causality', () => {
  const heads = size(1);
  const units = size(2);
  const causal: LayerOption<number> = { kind: 'flag', value: true };
  const other: LayerOption<number> = { kind: 'value', input: { axes: [4, 2], levels: null } };

  test.each<readonly [string, Given<number>, Mixer]>([
    ['dense', { units }, withinRow],
    ['layerNorm', {}, withinRow],
    ['softmax', {}, withinRow],
    ['position', { maximum: size(4) }, itself],
    ['dropout', { rate: { kind: 'rate', value: 0.1 } }, itself],
    ['relu', {}, itself],
    ['concat', { other }, itself],
    ['gru', { units }, upToRow],
    ['lstm', { units }, upToRow],
    ['attention', { heads }, acrossRows],
    ['attention', { heads, causal }, upToRow],
    ['batchNorm', {}, acrossRows],
    ['groupNorm', { groups: size(1) }, acrossRows],
    ['reshape', { sizes: { kind: 'sizes', sizes: [4, 2] } }, itself],
    ['reshape', { sizes: { kind: 'sizes', sizes: [4, 1, 2] } }, itself],
  ])('%s with %j, by what changes when a step does', (name, given, mix) => {
    const rows = [0, 1, 2, 3].map((i) => [i, 0.5]);
    const before = mix(rows);
    const late = rows.some((_, j) => {
      const after = mix(rows.map((row, i) => (i === j ? [9, 9] : row)));
      return after.some((row, i) => i < j && row.some((value, k) => value !== before[i]?.[k]));
    });
    expect(resultOf(applyNumbers(name, [4, 2], given)).causal).toBe(!late);
  });

  test.each<readonly [string, readonly number[], Given<number>, boolean]>([
    // Along the one axis that there is, every result sees all.
    ['dense', [4], { units: size(4) }, false],
    ['layerNorm', [4], {}, false],
    ['softmax', [4], {}, false],
    ['sigmoid', [4], {}, true],
    // Axes in front are independent repeats.
    ['attention', [5, 4, 2], { heads }, true],
    ['conv2d', [4, 4, 1], { filters: units, kernel: size(3) }, false],
    ['conv2d', [5, 4, 4, 1], { filters: units, kernel: size(3) }, true],
    ['maxPool', [5, 4, 4, 1], { size: constant(2) }, true],
    // The first axis does not stay.
    ['flatten', [4, 2], {}, false],
    ['flatten', [4], {}, true],
    ['globalAvgPool', [4, 2], {}, false],
    ['reshape', [4, 2], { sizes: { kind: 'sizes', sizes: [2, 4] } }, false],
  ])('%s on %j with %j: %j', (name, axes, given, expected) => {
    expect(resultOf(applyNumbers(name, axes, given)).causal).toBe(expected);
  });
});

describe('what does not fit', () => {
  test.each<readonly [string, Parameters<typeof applyNumbers>]>([
    ['`dense` needs [inputs], and a single value comes in', ['dense', [], { units: size(2) }]],
    [
      '`conv2d` needs [height, width, channels], and [784] comes in',
      ['conv2d', [784], { filters: size(2), kernel: size(3) }],
    ],
    ['`gru` needs [steps, inputs], and [12] comes in', ['gru', [12], { units: size(2) }]],
    ['`softmax` needs [values], and a single value comes in', ['softmax', []]],
    [
      '`dense` works on numbers, and a category with 5 levels comes in',
      ['dense', [3], { units: size(2) }, 5],
    ],
    [
      '`embedding` works on categories, and numbers come in',
      ['embedding', [3], { vocabulary: size(5), units: size(2) }],
    ],
    [
      'the table has 10 rows, and the category that comes in has 27 levels',
      ['embedding', [], { vocabulary: size(10), units: size(2) }, 27],
    ],
    [
      '3136 elements cannot be reshaped to 1568: [7, 7, 64] comes in and [7, 7, 32] goes out',
      ['reshape', [7, 7, 64], { sizes: { kind: 'sizes', sizes: [7, 7, 32] } }],
    ],
    [
      'the window of `conv2d` must fit into the image: `kernel` 5 in [8, 4, 3]',
      ['conv2d', [8, 4, 3], { filters: size(2), kernel: size(5), padding: padding('valid') }],
    ],
    [
      'the window of `maxPool` must fit into the image: `size` 3 in [2, 2, 3]',
      ['maxPool', [2, 2, 3], { size: constant(3) }],
    ],
    [
      '`heads` of `attention` must divide the width that comes in: 3 and 8',
      ['attention', [12, 8], { heads: size(3) }],
    ],
    [
      '`groups` of `groupNorm` must divide the number of channels: 3 and 8',
      ['groupNorm', [8], { groups: size(3) }],
    ],
    [
      '`maximum` of `position` must be at least the number of steps: 10 and 12',
      ['position', [12, 8], { maximum: size(10) }],
    ],
    [
      '`concat` needs the same axes in front of the last: [12, 8] and [11, 8]',
      ['concat', [12, 8], { other: { kind: 'value', input: { axes: [11, 8], levels: null } } }],
    ],
    [
      '`concat` needs an axis to put the other along, and it is a single value',
      ['concat', [8], { other: { kind: 'value', input: { axes: [], levels: null } } }],
    ],
    [
      '`concat` works on numbers, and a category with 4 levels comes in',
      ['concat', [8], { other: { kind: 'value', input: { axes: [2], levels: 4 } } }],
    ],
    ['`units` of `dense` must be at least 1', ['dense', [8], { units: size(0) }]],
    [
      '`stride` of `conv2d` must be at least 1',
      ['conv2d', [8, 8, 1], { filters: size(2), kernel: size(3), stride: constant(0) }],
    ],
    [
      '`rate` of `dropout` must be at least 0 and below 1',
      ['dropout', [8], { rate: { kind: 'rate', value: 1 } }],
    ],
  ])('%s', (message, call) => {
    expect(messageOf(...call)).toBe(message);
  });
});

describe('where the results lie', () => {
  const interval = fc
    .tuple(
      fc.oneof(fc.double({ min: -6, max: 6, noNaN: true }), fc.constant(-Infinity)),
      fc.oneof(fc.double({ min: -6, max: 6, noNaN: true }), fc.constant(Infinity)),
      fc.boolean(),
      fc.boolean(),
    )
    .filter(([lower, upper]) => lower < upper)
    .map(([lower, upper, lowerOpen, upperOpen]): Interval => ({
      lower,
      lowerOpen: lowerOpen || lower === -Infinity,
      upper,
      upperOpen: upperOpen || upper === Infinity,
    }));
  const inside = (x: number, { lower, lowerOpen, upper, upperOpen }: Interval): boolean =>
    (lowerOpen ? x > lower : x >= lower) && (upperOpen ? x < upper : x <= upper);

  test.each([...activations.values()].filter(({ simplex }) => !simplex))(
    '$name of a number in an interval is in its range, which is no wider than it must be',
    (activation) => {
      const { value } = activation;
      if (value === null) throw new Error('softmax alone has no value');
      fc.assert(
        fc.property(interval, fc.double({ min: 0, max: 1, noNaN: true }), (from, share) => {
          const [low, high] = [Math.max(from.lower, -40), Math.min(from.upper, 40)];
          const x = low + share * (high - low);
          const to = activation.range(from);
          expect(to.lower).toBeLessThanOrEqual(to.upper);
          // Rounding alone reaches an open end.
          if (inside(x, from))
            expect(inside(value(x), { ...to, lowerOpen: false, upperOpen: false })).toBe(true);
          const seen = Array.from({ length: 4001 }, (_, i) => value(low + (i / 4000) * (high - low)));
          if (Number.isFinite(to.lower)) expect(Math.min(...seen) - to.lower).toBeLessThan(1e-3);
          if (Number.isFinite(to.upper)) expect(to.upper - Math.max(...seen)).toBeLessThan(1e-3);
        }),
        { numRuns: 60 },
      );
    },
  );

  const from = (lower: number, upper: number): Interval => ({
    lower,
    lowerOpen: true,
    upper,
    upperOpen: true,
  });
  const rangeIn = (outcome: LayerOutcome<number>, input: Interval): Interval =>
    rangeOf(resultOf(outcome).range, input, () => from(-3, 1));

  test('of layers', () => {
    const units = size(4);
    const activation: LayerOption<number> = { kind: 'activation', name: 'sigmoid' };
    const real = from(-Infinity, Infinity);
    expect(rangeIn(applyNumbers('dense', [3], { units }), from(0, 1))).toEqual(real);
    expect(rangeIn(applyNumbers('dense', [3], { units, activation }), from(5, 6))).toEqual(from(0, 1));
    expect(rangeIn(applyNumbers('flatten', [3]), from(0, 1))).toEqual(from(0, 1));
    expect(rangeIn(applyNumbers('gru', [3, 2], { units }), from(0, 1))).toEqual(from(-1, 1));
    // What is positive may be dropped.
    const rate: LayerOption<number> = { kind: 'rate', value: 0.5 };
    expect(rangeIn(applyNumbers('dropout', [3], { rate }), from(0, 1))).toEqual({
      ...from(0, Infinity),
      lowerOpen: false,
    });
    const other: LayerOption<number> = { kind: 'value', input: { axes: [3], levels: null } };
    expect(rangeIn(applyNumbers('concat', [3], { other }), from(0, 2))).toEqual(from(-3, 2));
    expect(rangeIn(applyNumbers('relu', [3]), from(2, 3))).toEqual(from(2, 3));
  });
});
