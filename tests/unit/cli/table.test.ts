import { expect, test } from 'vitest';
import { cellText, toCsv, valuesToTable, type TableRequest } from '../../../cli/table.ts';
import type {
  ModelDefinition,
  TypeDefinition,
  VariableDefinition,
} from '../../../runtime/model/definition.ts';

const type = (rank: number): TypeDefinition => ({
  element: 'real',
  levels: null,
  levelsDim: null,
  shape: Array.from({ length: rank }, () => () => 2),
  shapeDims: Array.from({ length: rank }, () => null),
  text: 'real',
  structure: null,
  lower: null,
  upper: null,
});

const variable = (name: string, plate: string | null, rank = 0): VariableDefinition => ({
  name,
  role: 'observe',
  plate,
  type: type(rank),
  optional: false,
  missingTogether: 0,
  isLeaf: true,
  place: 'm.gen:1',
});

const valuesToCsv = (request: TableRequest): string => toCsv(valuesToTable(request));

/** Only what tables look at. */
const definition = {
  plates: [
    { name: 'desk', parent: null, size: null, sizeDim: null },
    { name: 'slot', parent: 'desk', size: null, sizeDim: null },
    { name: 'other', parent: null, size: null, sizeDim: null },
  ],
} as unknown as ModelDefinition;

test('one plate: a line for each row, array elements in columns', () => {
  const csv = valuesToCsv({
    definition,
    values: { n: [1, 2], x: [[0.5, 1], [2, 3]] }, // prettier-ignore
    variables: [variable('n', 'desk'), variable('x', 'desk', 1)],
    columns: { n: ['count'] },
    group: {},
  });
  expect(csv).toBe('count,x[0],x[1]\n1,0.5,1\n2,2,3\n');
});

test('nested plates of unequal length: outer values repeat under the row numbers', () => {
  const csv = valuesToCsv({
    definition,
    values: { size: [7, 8], x: [[1, 2], [3]] }, // prettier-ignore
    variables: [variable('size', 'desk'), variable('x', 'slot')],
    columns: {},
    group: { desk: ['id'] },
  });
  expect(csv).toBe('id,size,x\n0,7,1\n0,7,2\n1,8,3\n');
});

test('plates beside one another do not fit in one table', () => {
  const request = {
    definition,
    values: { x: [[1]], y: [2] },
    variables: [variable('x', 'slot'), variable('y', 'other')],
    columns: {},
    group: {},
  };
  expect(() => valuesToCsv(request)).toThrow('`y` lies in another plate');
});

test('cells are quoted when they must be', () => {
  expect(toCsv([['a,b', 'say "no"', 'line\nbreak', 'plain']])).toBe(
    '"a,b","say ""no""","line\nbreak",plain\n',
  );
  expect([null, NaN, true, 'text', 1e-300].map(cellText)).toEqual(['', '', 'true', 'text', '1e-300']);
});
