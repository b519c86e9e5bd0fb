import { describe, expect, test } from 'vitest';
import { parseData, type ReadDataOptions } from '../../../../runtime/data/read-data.ts';
import { createUntypedModel } from '../../../../runtime/model/create-model.ts';
import type { ModelDefinition, VariableDefinition } from '../../../../runtime/model/definition.ts';
import { symbol, types, variable, withDims } from '../../../support/define.ts';
import { plain } from '../../../support/plain.ts';
import { nestedPoisson } from '../../../support/nested-poisson.ts';
import { normalMixture } from '../../../support/normal-mixture.ts';

const mixture = normalMixture('full');
const groups = nestedPoisson();
const D = symbol('D');
const x = variable('observe', 'x', withDims(types.real('real[D]', D), 'D'), 'row');
const species = variable(
  'observe',
  'species',
  types.category('category<3>', () => 3),
  'row',
);
const modelOf = (...variables: VariableDefinition[]): ModelDefinition => ({ ...mixture, variables });

const faithful = 'rownames,eruptions,waiting\n1,3.6,79\n2,1.8,54\n';

function read(text: string, definition: ModelDefinition, options: ReadDataOptions = {}, file = 'data.csv') {
  const found = parseData(text, file, definition, options);
  return { ...found, data: plain(found.data) };
}

describe('columns of variables', () => {
  test('as told', () => {
    const { data, columns } = read(faithful, mixture, { map: { x: ['waiting', 'eruptions'] } });
    expect(data).toEqual({
      x: [
        [79, 3.6],
        [54, 1.8],
      ],
    });
    expect(columns).toEqual({ x: ['waiting', 'eruptions'] });
  });

  test('by the only way there is: no row numbers, no text', () => {
    const withText = faithful
      .replace('waiting', 'waiting,site')
      .replace('79', '79,north')
      .replace('54', '54,south');
    expect(read(withText, mixture).columns).toEqual({ x: ['eruptions', 'waiting'] });
  });

  test('by name', () => {
    const text = 'species,x[1],x[0],other\na,2,1,9\n';
    expect(read(text, modelOf(x, species)).data).toEqual({ x: [[2, 1]], species: ['a'] });
    expect(read('x2,x10,x1\n2,10,1\n', mixture).data).toEqual({ x: [[1, 2, 10]] });
  });

  test('codes stay codes, texts become levels, bools are read', () => {
    const bool = variable('observe', 'b', types.bool('bool'), 'row');
    expect(read('species,b\n0,true\n2,0\n', modelOf(species, bool)).data).toEqual({
      species: [0, 2],
      b: [true, false],
    });
    expect(read('species\n1\n2\n', modelOf(species), { levels: { species: ['1', '2'] } }).data).toEqual({
      species: ['1', '2'],
    });
  });

  test('groups of a long table, in the order in which they occur', () => {
    const text = 'id,x\nb,1\na,2\nb,3\n';
    expect(read(text, groups, { group: { group: ['id'] } }).data).toEqual({ x: [[1, 3], [2]] });
    const outer = variable('given', 'z', types.real('real'), 'group');
    const both: ModelDefinition = { ...groups, variables: [...groups.variables, outer] };
    expect(read('group,x,z\nb,1,7\na,2,8\nb,3,7\n', both).data).toEqual({ x: [[1, 3], [2]], z: [7, 8] });
  });

  test('what is left out of partial data', () => {
    const options = { partial: true, map: { x: ['a', 'b'] } };
    expect(read('species\n1\n', modelOf(x, species), options).data).toEqual({ species: [1] });
  });

  test('JSON: variables as they are, or records', () => {
    expect(read('{"x": [[1, 2]]}', mixture, {}, 'd.json').data).toEqual({ x: [[1, 2]] });
    expect(read('[{"u": 1, "v": 2}, {"u": 3, "v": 4}]', mixture, {}, 'd.json').data).toEqual({
      x: [
        [1, 2],
        [3, 4],
      ],
    });
  });

  test('some rows', () => {
    const text = `x\n${Array.from({ length: 10 }, (_, i) => String(i + 1)).join('\n')}\n`;
    const rows = (filter: NonNullable<ReadDataOptions['rows']>) => read(text, mixture, { rows: filter }).data;
    expect(rows({ every: 5 })).toEqual({ x: [[5], [10]] });
    expect(rows({ notEvery: 2, to: 5 })).toEqual({ x: [[1], [3], [5]] });
  });
});

describe('one message with file, line and column', () => {
  const bounded = modelOf(variable('observe', 'p', types.positive('positive'), 'row'));

  test.each<[string, string, ModelDefinition, ReadDataOptions, string]>([
    [
      'an unknown column',
      faithful,
      mixture,
      { map: { x: ['eruption'] } },
      'data.csv, column `eruption`, variable `x`: there is no such column\nfix: did you mean `eruptions`?',
    ],
    [
      'an unknown variable',
      faithful,
      mixture,
      { map: { y: ['waiting'] } },
      'variable `y`: columns are mapped to it, but it is no data of model `Mixture`',
    ],
    [
      'text in a numeric column',
      'p\n1\nabc\n',
      bounded,
      {},
      'data.csv, line 3, column `p`, variable `p`: found the text "abc" where `positive` has a number',
    ],
    [
      'an empty cell',
      'p,q\n1,2\n,3\n',
      bounded,
      {},
      'data.csv, line 3, column `p`, variable `p`: the cell is empty',
    ],
    ['NA', 'p\nNA\n', bounded, {}, 'line 2, column `p`, variable `p`: found "NA": a value is missing'],
    [
      'a decimal comma',
      'p,q\n"1,5",2\n"2,5",3\n',
      modelOf(variable('observe', 'p', types.real('real'), 'row')),
      {},
      'data.csv, line 2, column `p`, variable `p`: found the text "1,5" where `real` has a number\nfix: write decimals with a point',
    ],
    ['an empty file', '', mixture, {}, 'data.csv: the file is empty'],
    ['a header only', 'a,b\n', mixture, {}, 'data.csv: the file has a header line but no rows'],
    [
      'a ragged row',
      'a,b\n1,2\n3\n',
      mixture,
      {},
      'data.csv, line 3: found 1 cell where the header has 2 columns',
    ],
    ['a column twice', 'a,a\n1,2\n', mixture, {}, 'data.csv, line 1, column `a`: two columns have this name'],
    [
      'an open quote',
      'a,b\n1,"2\n',
      mixture,
      {},
      'this is not CSV: a quotation mark is opened and never closed',
    ],
    [
      'a scalar that could be either',
      'a,b\n1,2\n',
      bounded,
      {},
      'variable `p`: which columns it is (`positive`, test.gen:p) is not clear: `a`, `b` fit; the file has `a`, `b`',
    ],
    [
      'two columns for a number',
      'a,b\n1,2\n',
      bounded,
      { map: { p: ['a', 'b'] } },
      'is mapped to 2 columns, but `positive` is one value',
    ],
    ['groups that nobody names', 'id,x\na,1\n', groups, {}, 'which rows belong to one `group` is not clear'],
    [
      'hexadecimal digits',
      'a,b\n1,2\n1,0x10\n',
      mixture,
      {},
      'line 3, column `b`, variable `x`: found the text "0x10"',
    ],
    [
      'groups of the innermost plate',
      'a,b\n1,2\n',
      mixture,
      { group: { row: ['a'] } },
      'rows are grouped by plate `row`, but each line is a row of it',
    ],
    ['an unknown plate', 'id,x\na,1\n', groups, { group: { grup: ['id'] } }, 'did you mean `group`?'],
  ])('%s', (_, text, definition, options, message) => {
    expect(() => read(text, definition, options)).toThrow(message);
  });

  test('an unknown format', () => {
    expect(() => read('', mixture, {}, 'data.xlsx')).toThrow('data are read from .csv, .tsv, .json');
    expect(() => read('{', mixture, {}, 'data.json')).toThrow('data.json: this is not JSON');
    expect(() => read('3', mixture, {}, 'data.json')).toThrow(
      'neither an object with an entry for each variable',
    );
  });

  test('what is found later still knows its line', async () => {
    const { data } = parseData('# \n5\n\n-1\n', 'data.csv', bounded, { map: { p: ['#'] } });
    await expect(createUntypedModel(bounded).train(data)).rejects.toThrow(
      'data.csv, line 4, variable `p`, row 2: found -1 where `positive` has a value greater than 0',
    );
  });
});
