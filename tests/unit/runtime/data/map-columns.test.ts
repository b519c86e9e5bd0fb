// Which columns become which variable, and what is refused because it could be meant otherwise.

import { describe, expect, test } from 'vitest';
import { mapColumns } from '../../../../runtime/data/map-columns.ts';
import { readCsv } from '../../../../runtime/data/readers/csv.ts';
import type { VariableDefinition } from '../../../../runtime/model/definition.ts';
import { symbol, types, variable, withDims } from '../../../support/define.ts';
import { normalMixture } from '../../../support/normal-mixture.ts';

const x = variable('observe', 'x', withDims(types.real('real[D]', symbol('D')), 'D'), 'row');
const y = variable('observe', 'y', types.real('real'), 'row');
const bits = variable('observe', 'b', withDims(types.bool('bool[D]', symbol('D')), 'D'), 'row');
const species = variable('observe', 'species', types.category('category<3>', () => 3), 'row'); // prettier-ignore
const four = variable('observe', 'x', types.real('real[4]', () => 4), 'row'); // prettier-ignore

/** A table of these columns with thirty rows. */
function table(columns: Readonly<Record<string, (row: number) => unknown>>, header = true) {
  const names = Object.keys(columns);
  const rows = Array.from({ length: 30 }, (_, row) => names.map((name) => String(columns[name]?.(row))).join(','));
  return readCsv([...(header ? [names.join(',')] : []), ...rows].join('\n'), 'd.csv', false, { header });
} // prettier-ignore

const map = (columns: Parameters<typeof table>[0], wanted: VariableDefinition[], told: Record<string, string[]> = {}) =>
  mapColumns(table(columns), {
    definition: { ...normalMixture('full'), variables: wanted },
    wanted,
    map: told,
    groupColumns: [],
    partial: false,
  }); // prettier-ignore

const real = (row: number) => Math.sin(row * 7) * 3;
const length = { a: real, b: (row: number) => real(row + 3), c: (row: number) => real(row + 5) };
const town = (row: number) => (row % 2 === 0 ? 'york' : 'bath');

describe('what is taken', () => {
  test('all columns of numbers, texts and row numbers left out', () => {
    expect(map({ rownames: (row) => row + 1, ...length, town }, [x])).toEqual({ x: ['a', 'b', 'c'] });
  });

  test('a name, in any case, and what is left', () => {
    expect(map({ ...length, Species: town }, [x, species])).toEqual({ species: ['Species'], x: ['a', 'b', 'c'] });
  }); // prettier-ignore

  test('ranges and patterns in the order of the file', () => {
    const wide = { p2: real, p10: real, p1: real, q: real };
    expect(map(wide, [x], { x: ['p2..p1'] })).toEqual({ x: ['p2', 'p10', 'p1'] });
    expect(map(wide, [x], { x: ['p*', 'q'] })).toEqual({ x: ['p2', 'p10', 'p1', 'q'] });
    expect(map({ 'a..b': real, b: real }, [x], { x: ['a..b'] })).toEqual({ x: ['a..b'] });
  });

  test('true and false in words', () => {
    expect(map({ u: (row) => (row % 2 === 0 ? 'yes' : 'no'), v: (row) => (row % 3 === 0 ? 'T' : 'F'), town }, [bits])).toEqual({ b: ['u', 'v'] });
  }); // prettier-ignore
});

describe('what is refused, with the columns that are meant', () => {
  test.each<[string, Record<string, (row: number) => unknown>, VariableDefinition[], string, string]>([
    ['an id', { id: (row) => row * 7 + 100, ...length }, [x], '`id` is named like an id, a date or a label', '--map x=a..c'],
    ['a year', { ...length, year: (row) => 2000 + (row % 4) }, [x], '`year` is named like an id', '--map x=a..c'],
    ['a label', { ...length, outcome2: (row) => row % 2 }, [x], '`outcome2` has only 2 values, like a label', '--map x=a..c'],
    ['an index under another name', { ...length, n: (row) => 1871 + row }, [x], '`n` counts up like an index or a year', '--map x=a..c'],
    ['numbers that differ in each row', { ...length, code: (row) => 1e6 + ((row * 7919) % 10007) }, [x], '`code` has another whole number in each row', '--map x=a..c'],
    ['one of two columns', { a: real, b: real }, [y], '`a`, `b` fit', 'say which: --map y=a or --map y=b'],
    ['a column beside an index', { time: (row) => row, v: real }, [y], '`time`, `v` fit', 'say it: --map y=v'],
    ['too many columns', { ...length, d: real, e: real }, [four], 'it has 4 values in a row, and 5 columns fit', 'say which: --map x=FIRST..LAST'],
    ['two variables', { ...length, town }, [x, y], 'which columns `x` and `y` are is not clear', 'say it: --map x=COLUMNS --map y=COLUMN'],
    ['no column of that kind', { town }, [x], 'no column holds numbers', 'say which: --map x=COLUMN'],
  ])('%s', (_, columns, wanted, why, fix) => {
    expect(() => map(columns, wanted)).toThrow(why);
    expect(() => map(columns, wanted)).toThrow(fix);
  }); // prettier-ignore

  test.each([
    [{ x: ['a..z'] }, 'there is no such column for the range `a..z` to end at'],
    [{ x: ['c..a'] }, '`c..a` runs backwards'],
    [{ x: ['z*'] }, 'no column matches `z*`'],
    [{ x: ['a', 'a'] }, 'this column is mapped twice'],
  ])('%j', (told, message) => {
    expect(() => map(length, [x], told)).toThrow(message);
  });

  test('columns without names are never taken for a variable that has such a name', () => {
    const unnamed = readCsv('1.5,2.5,0\n3.5,4.5,1\n5.5,6.5,0\n', 'd.csv');
    expect(unnamed.columns.map(({ name }) => name)).toEqual(['x1', 'x2', 'x3']);
    const request = {
      definition: { ...normalMixture('full'), variables: [x, species] },
      wanted: [x, species],
      map: {},
      groupColumns: [],
      partial: false,
    };
    expect(() => mapColumns(unnamed, request)).toThrow(
      'the file has columns without names: `x1` begins with "1.5"',
    );
  });
});
