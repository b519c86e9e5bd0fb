// What sequences add to shaped data: END, and values of other steps.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { totalRows, type RowCounts } from '../../../../runtime/data/plates.ts';
import { addEnds, addLags, withoutEnds } from '../../../../runtime/data/sequences.ts';
import type {
  LagDefinition,
  ModelDefinition,
  NumericArray,
  PlateDefinition,
} from '../../../../runtime/model/definition.ts';
import { symbol, types, variable } from '../../../support/define.ts';
import { normalMixture } from '../../../support/normal-mixture.ts';

const base = normalMixture('full');
const V = symbol('V');
const sizes = { V: 5 };

const sequenceOf = (until: string | null): PlateDefinition['sequence'] => ({
  until,
  simulate: base.kernels.simulate,
});

/** `plate row { sequence t { observe v[t], x[t]; plate part { observe y[t] } } }` */
function modelOf(until: string | null, ...lags: readonly LagDefinition[]): ModelDefinition {
  return {
    ...base,
    plates: [
      { name: 'row', parent: null, size: null, sizeDim: null, sequence: null },
      { name: 't', parent: 'row', size: null, sizeDim: null, sequence: sequenceOf(until) },
      { name: 'part', parent: 't', size: null, sizeDim: null, sequence: null },
    ],
    variables: [
      variable('observe', 'v', types.category('category<V>', V), 't'),
      variable(
        'observe',
        'x',
        types.positive('positive[2]', () => 2),
        't',
      ),
      variable('observe', 'y', types.real('real'), 'part'),
    ],
    lags,
  };
}

const lag = (name: string, of: string, place: LagDefinition['at'], plate = 't'): LagDefinition => ({
  name,
  of,
  sequence: 't',
  plate,
  at: place,
});

const counts: RowCounts = { row: [3], t: [2, 0, 3], part: [1, 2, 0, 1, 1] };
const arrays = (): Record<string, NumericArray> => ({
  'data.v': Int32Array.of(0, 1, 2, 3, 0),
  'data.x': Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
  'data.y': Float64Array.of(11, 12, 13, 14, 15),
});

describe('END', () => {
  test('is a step more of each row, with nothing inside', () => {
    const data = arrays();
    const added = addEnds(modelOf('v'), counts, sizes, data);
    expect(added).toEqual({ row: [3], t: [3, 1, 4], part: [1, 2, 0, 0, 0, 1, 1, 0] });
    expect(data['data.v']).toEqual(Int32Array.of(0, 1, 4, 4, 2, 3, 0, 4));
    expect(data['data.x']).toEqual(Float64Array.of(1, 2, 3, 4, 1, 1, 1, 1, 5, 6, 7, 8, 9, 10, 1, 1));
    expect(data['data.y']).toEqual(arrays()['data.y']);
  });

  test('is left alone where the data decide the length', () => {
    const data = arrays();
    expect(addEnds(modelOf(null), counts, sizes, data)).toBe(counts);
    expect(data).toEqual(arrays());
  });

  test('is dropped again from what is shown', () => {
    const anyCounts = fc.array(fc.array(fc.nat(2), { maxLength: 4 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(anyCounts, (nested) => {
        const before: RowCounts = {
          row: [nested.length],
          t: nested.map((row) => row.length),
          part: nested.flat(),
        };
        const steps = nested.flat().length;
        const data: Record<string, NumericArray> = {
          'data.v': Int32Array.from({ length: steps }, (_, i) => i % 4),
          'data.x': Float64Array.from({ length: 2 * steps }, (_, i) => i + 1),
          'data.y': Float64Array.from({ length: totalRows(nested.flat()) }, (_, i) => i),
        };
        const original = { ...data };
        const definition = modelOf('v');
        const added = addEnds(definition, before, sizes, data);
        for (const declared of definition.variables) {
          const key = `data.${declared.name}`;
          const shown = withoutEnds(definition, declared, added, data[key] ?? new Int32Array());
          expect(shown.values).toEqual(original[key]);
          expect({ ...shown.counts }).toEqual(before);
        }
      }),
    );
  });
});

describe('other steps', () => {
  const lagged = (definition: ModelDefinition): Record<string, NumericArray> => {
    const data = arrays();
    addLags(definition, counts, sizes, data, null);
    return data;
  };

  test('of each row by itself', () => {
    const data = lagged(
      modelOf(
        null,
        lag('v[t-1]', 'v', { kind: 'back', steps: 1 }),
        lag('x[t-2]', 'x', { kind: 'back', steps: 2 }),
        lag('v[1]', 'v', { kind: 'absolute', step: 1 }),
        lag('v[2]', 'v', { kind: 'absolute', step: 2 }),
        lag('v[9]', 'v', { kind: 'back', steps: 9 }),
      ),
    );
    expect(data['data.v[t-1]']).toEqual(Int32Array.of(0, 0, 0, 2, 3));
    expect(data['data.x[t-2]']).toEqual(Float64Array.of(1, 1, 1, 1, 1, 1, 1, 1, 5, 6));
    expect(data['data.v[1]']).toEqual(Int32Array.of(1, 1, 3, 3, 3));
    expect(data['data.v[2]']).toEqual(Int32Array.of(0, 0, 0, 0, 0));
    expect(data['data.v[9]']).toEqual(new Int32Array(5));
  });

  test('the last one is there where there is a step', () => {
    const definition = modelOf(null, lag('x[last]', 'x', { kind: 'last' }, 'row'));
    expect(() => lagged(definition)).toThrow(/`x`, row 2: has no steps in this row/);
    const data = arrays();
    addLags(definition, { ...counts, row: [2], t: [2, 3] }, sizes, data, null);
    expect(data['data.x[last]']).toEqual(Float64Array.of(3, 4, 9, 10));
  });
});
