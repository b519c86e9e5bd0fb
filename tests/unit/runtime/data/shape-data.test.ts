import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flatten, nest } from '../../../../runtime/data/nesting.ts';
import { shapeData, type ShapedData } from '../../../../runtime/data/shape-data.ts';
import { subsetRows } from '../../../../runtime/data/subset-rows.ts';
import { DataError } from '../../../../runtime/errors.ts';
import type { ModelDefinition, VariableDefinition } from '../../../../runtime/model/definition.ts';
import { symbol, types, variable, withDims } from '../../../support/define.ts';
import { nestedPoisson } from '../../../support/nested-poisson.ts';
import { normalMixture } from '../../../support/normal-mixture.ts';

const mixture = normalMixture('full');
const groups = nestedPoisson();

function shape(definition: ModelDefinition, data: Record<string, unknown>, partial = false): ShapedData {
  return shapeData(definition, data, {
    sizes: { K: 2 },
    sizesFrom: 'the options',
    levels: {},
    learnLevels: true,
    partial,
    origin: null,
  });
}

/** A model of one plate `row` with these variables. */
function modelOf(...variables: VariableDefinition[]): ModelDefinition {
  return {
    ...mixture,
    variables,
    dims: ['D', 'C'].filter((dim) =>
      variables.some(({ type }) => type.shapeDims.includes(dim) || type.levelsDim === dim),
    ),
    latents: [],
  };
}

const D = symbol('D');
const C = symbol('C');
const x = variable('observe', 'x', withDims(types.real('real[D]', D), 'D'), 'row');
const y = variable('observe', 'y', withDims(types.real('real[D]', D), 'D'), 'row');
const open = { ...types.category('category<C>', C), levelsDim: 'C' };
const label = variable('given', 'label', open, 'row');

describe('shapes', () => {
  test('nested arrays, rows of typed arrays and one flat typed array are the same data', () => {
    const nested = shape(mixture, {
      x: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    });
    expect(nested.sizes).toEqual({ K: 2, D: 3, 'rows:row': 2 });
    expect([...(nested.arrays['data.x'] ?? [])]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(shape(mixture, { x: [Float64Array.of(1, 2, 3), [4, 5, 6]] }).arrays).toEqual(nested.arrays);
    const flat = shapeData(
      mixture,
      { x: Float32Array.of(1, 2, 3, 4, 5, 6) },
      {
        sizes: { K: 2, D: 3 },
        sizesFrom: 'the options',
        levels: {},
        learnLevels: true,
        partial: false,
        origin: null,
      },
    );
    expect(flat.arrays).toEqual(nested.arrays);
    const told = shape(modelOf(x, label), { x: new Float64Array(6), label: [0, 1] });
    expect(told.sizes.D).toBe(3);
  });

  test('ragged plates become flat rows with their places', () => {
    const { sizes, arrays } = shape(groups, { x: [[1, 2], [], [3, 4, 5]] });
    expect(sizes).toEqual({ K: 2, 'rows:group': 3, 'rows:item': 5 });
    expect([...(arrays['offset.item'] ?? [])]).toEqual([0, 2, 2, 5]);
    expect([...(arrays['parent.item'] ?? [])]).toEqual([0, 0, 2, 2, 2]);
  });

  test('text levels are learned in sorted order', () => {
    const { levels, sizes, arrays } = shape(modelOf(label), { label: ['b', 'a', 'b', 'c'] });
    expect(levels.label).toEqual(['a', 'b', 'c']);
    expect(sizes.C).toBe(3);
    expect([...(arrays['data.label'] ?? [])]).toEqual([1, 0, 1, 2]);
    expect(shape(modelOf(label), { label: [0, 4] }).sizes.C).toBe(5);
  });

  test('what may be missing is NaN or -1 where it is, by entry, by array or altogether', () => {
    const gaps: VariableDefinition = { ...x, optional: true };
    const names: VariableDefinition = { ...variable('observe', 'names', open, 'row'), optional: true };
    const model = modelOf(gaps, names);
    const { arrays, sizes, levels } = shape(model, {
      x: [null, [1, null], undefined, [NaN, 2]],
      names: ['b', null, 'a', undefined],
    });
    expect(sizes).toMatchObject({ D: 2, C: 2, 'rows:row': 4 });
    expect(levels.names).toEqual(['a', 'b']);
    expect([...(arrays['data.x'] ?? [])]).toEqual([NaN, NaN, 1, NaN, NaN, NaN, NaN, 2]);
    expect([...(arrays['data.names'] ?? [])]).toEqual([1, -1, 0, -1]);
    // Of rows of which nothing is there another variable, or a fit, says how wide they are.
    const wide = shape(modelOf(gaps, y), { x: [null, null], y: [[1, 2, 3], [4, 5, 6]] }); // prettier-ignore
    expect([...(wide.arrays['data.x'] ?? [])]).toEqual(new Array(6).fill(NaN));
    const left = shape(modelOf(gaps, y), { y: [[1, 2]] });
    expect([...(left.arrays['data.x'] ?? [])]).toEqual([NaN, NaN]);
    expect([...left.present]).toEqual(['y']);
    expect(() => shape(model, { x: [null, null], names: [0, 1] })).toThrow('do not decide the size `D`');
    expect(() => shape(model, { x: [[1, 2], [3]], names: [0, 1] })).toThrow('found 1 value');
    expect(() => shape(model, { x: [[1, '']], names: [0] })).toThrow('an empty text');
    const together = modelOf({ ...gaps, missingTogether: 1 });
    expect([...(shape(together, { x: [null, [1, 2]] }).arrays['data.x'] ?? [])]).toEqual([NaN, NaN, 1, 2]);
    expect(() => shape(together, { x: [[1, 2], [1, null]] })).toThrow(/part of a value is missing/); // prettier-ignore
  });

  test('what is left out of partial data is missing', () => {
    const { present, arrays } = shape(
      modelOf(x, variable('observe', 'b', types.bool('bool'), 'row')),
      { x: [[1], [2]] },
      true,
    );
    expect([...present]).toEqual(['x']);
    expect(arrays['data.b']).toEqual(Int32Array.of(-1, -1));
  });

  test('nesting what was flattened gives it back', () => {
    const ragged = fc.array(
      fc.array(fc.tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true })), { maxLength: 4 }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(ragged, (value) => {
        const { values, counts } = flatten(value, 'x', ['outer', 'inner'], 1, 'real[2]');
        expect(nest(values, counts, [2])).toEqual(value);
      }),
    );
  });
});

describe('rows of a plate', () => {
  const shaped = shape(groups, { x: [[1, 2], [3], [4, 5, 6]] });

  test('outer rows bring their inner rows', () => {
    const { sizes, arrays } = subsetRows(groups, shaped, 'group', [2, 0]);
    expect(sizes['rows:item']).toBe(5);
    expect([...(arrays['data.x'] ?? [])]).toEqual([4, 5, 6, 1, 2]);
    expect([...(arrays['offset.item'] ?? [])]).toEqual([0, 3, 5]);
  });

  test('inner rows bring the row around them', () => {
    const { sizes, arrays } = subsetRows(groups, shaped, 'item', [4]);
    expect(sizes['rows:group']).toBe(1);
    expect([...(arrays['data.x'] ?? [])]).toEqual([5]);
  });
});

describe('refusals name the variable, the row and the way out', () => {
  const refusal = (definition: ModelDefinition, data: Record<string, unknown>): string => {
    try {
      shape(definition, data);
    } catch (error) {
      expect(error).toBeInstanceOf(DataError);
      return error instanceof Error ? error.message : '';
    }
    throw new Error('was not refused');
  };
  const simplex = variable(
    'observe',
    's',
    types.simplex('simplex[2]', () => 2),
    'row',
  );
  const positive = variable('observe', 'p', types.positive('positive'), 'row');
  const bool = variable('observe', 'b', types.bool('bool'), 'row');
  const two = variable(
    'observe',
    'c',
    types.category('category<2>', () => 2),
    'row',
  );

  test.each<[string, ModelDefinition, Record<string, unknown>, string]>([
    [
      'nothing',
      mixture,
      {},
      'variable `x`: is missing from the data, though test.gen:x declares it as an observation (`real[D]`)',
    ],
    [
      'a latent',
      mixture,
      { x: [[1]], kind: [0] },
      'variable `kind`: is a latent of model `Mixture`, not data\nfix: leave it out',
    ],
    [
      'a name that is none',
      modelOf(x, label),
      { x: [[1]], labl: [0] },
      'variable `labl`: is no variable of model `Mixture`\nfix: did you mean `label`?',
    ],
    ['no rows', mixture, { x: [] }, 'variable `x`: holds no rows: plate `row` is empty'],
    [
      'NaN',
      mixture,
      {
        x: [
          [1, 2],
          [3, Number.NaN],
        ],
      },
      'variable `x`, row 2: found NaN where `real[D]` has a finite number',
    ],
    [
      'a missing value',
      mixture,
      {
        x: [
          [1, 2],
          [null, 4],
        ],
      },
      'variable `x`, row 2: found null: a value is missing',
    ],
    [
      'text',
      mixture,
      { x: [['a', 2]] },
      'variable `x`, row 1: found the text "a" where `real[D]` has a number',
    ],
    [
      'a ragged event',
      mixture,
      { x: [[1, 2], [3]] },
      'variable `x`, row 2: found 1 value along axis 1 where the rows before have 2',
    ],
    [
      'a number for a row',
      mixture,
      { x: [1, 2] },
      'variable `x`, row 1: found 1 where `real[D]` has an array',
    ],
    [
      'an array for a number',
      modelOf(positive),
      { p: [[1]] },
      'variable `p`, row 1: found an array deeper than its type `positive`',
    ],
    [
      'a bound',
      modelOf(positive),
      { p: [1, 0] },
      'variable `p`, row 2: found 0 where `positive` has a value greater than 0',
    ],
    [
      'half a count',
      groups,
      { x: [[1], [2, 2.5]] },
      'variable `x`, row 2, inner row 2: found 2.5 where `count` has a whole number',
    ],
    ['a negative count', groups, { x: [[-1]] }, 'found -1 where `count` has a value at least 0'],
    ['a bool', modelOf(bool), { b: [true, 2] }, 'row 2: found 2 where `bool` has true, false, 0 or 1'],
    [
      'a category out of range',
      modelOf(two),
      { c: [0, 1, 2] },
      "variable `c`, row 3: found 2, outside the category's values 0 to 1",
    ],
    [
      'an id for a category',
      modelOf(x, label),
      { x: [[1], [2]], label: [1, 20231] },
      'variable `label`, row 2: found 20231, which would make 20232 levels of 2 values',
    ],
    [
      'an event without values',
      modelOf(x),
      { x: [[], []] },
      'variable `x`, row 1: found an empty array where `real[D]` has values',
    ],
    [
      'too many levels',
      modelOf(two),
      { c: ['a', 'b', 'c'] },
      'variable `c`: has 3 levels where `category<2>` (test.gen:c) has 2',
    ],
    [
      'a simplex',
      modelOf(simplex),
      {
        s: [
          [0.5, 0.5],
          [0.5, 0.6],
        ],
      },
      'variable `s`, row 2: found a simplex whose sum is 1.1',
    ],
    [
      'dims that disagree',
      modelOf(x, y),
      { x: [[1, 2]], y: [[1, 2, 3]] },
      'variable `y`: `D` is 3 by axis 1 of `y`, but 2 by axis 1 of `x`',
    ],
    [
      'rows that disagree',
      modelOf(x, positive),
      { x: [[1]], p: [1, 2] },
      'variable `p`: has 2 rows of plate `row`, but `x` has 1',
    ],
    [
      'rows and columns in one',
      mixture,
      { x: Float64Array.of(1, 2, 3, 4) },
      'is a flat array of 4 numbers, which does not tell rows from columns',
    ],
  ])('%s', (_, definition, data, message) => {
    expect(refusal(definition, data)).toContain(message);
  });

  test.each([null, undefined, 3, [[1, 2]]])('data that are %j', (data) => {
    expect(refusal(mixture, data as never)).toContain('should be an object with an entry for each variable');
  });

  test('a shape that is wrong names the file too', () => {
    const origin = { file: 'data.json', line: null };
    expect(() =>
      shapeData(
        mixture,
        { x: [1] },
        { sizes: {}, sizesFrom: '', levels: {}, learnLevels: true, partial: false, origin },
      ),
    ).toThrow('data.json, variable `x`, row 1: found 1 where');
  });
});
