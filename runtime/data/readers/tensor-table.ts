// An array as a table: its first axis are the rows, everything else their columns.

import { DataError } from '../../errors.ts';
import { makeTable, numberedNames, type Table } from '../table.ts';
import { columnsOfMatrix } from './column-builder.ts';
import type { NumericTensor } from './npy.ts';

export function tensorToTable({ values, shape }: NumericTensor, file: string): Table {
  const [rows, ...rowShape] = shape;
  if (rows === undefined) throw new DataError({ file }, 'the array is a single number', 'give one with rows');
  if (values.length === 0)
    throw new DataError({ file }, `the array has no elements: its shape is (${shape.join(', ')})`);
  const width = rowShape.reduce((product, size) => product * size, 1);
  return makeTable(file, columnsOfMatrix(numberedNames(width), values, rows), rows, {
    header: 'none',
    matrix: values,
    rowShape: rowShape.length > 1 ? rowShape : null,
  });
}
