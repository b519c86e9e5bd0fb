// Parts of a long table, cut anew so that the lines of one row of the outermost plate stay together.

import { DataError } from '../../errors.ts';
import type { ModelDefinition, VariableDefinition } from '../../model/definition.ts';
import { at } from '../../record.ts';
import { outermostGroup, type ReadOptions } from '../columns.ts';
import { cellText, rowPlace, takeRows, type Column, type NumberArray, type Table } from '../table.ts';

/** Error: `DataError` for lines of one row that are not together. */
export async function* wholeGroups(
  tables: AsyncIterable<Table>,
  definition: ModelDefinition,
  options: ReadOptions,
  wanted: readonly VariableDefinition[],
): AsyncGenerator<Table> {
  let waiting: Table | null = null;
  const ended = new Set<string>();
  let group: { readonly plate: string; readonly columns: readonly string[] } | null | undefined;
  for await (const table of tables) {
    group ??= outermostGroup(table, definition, options, wanted);
    if (group === null) {
      yield table;
      continue;
    }
    const whole: Table = waiting === null ? table : joinTables(waiting, table);
    const columns = group.columns.map((name) => columnNamed(whole, name));
    const keyOf = (row: number): string => JSON.stringify(columns.map((column) => cellText(column, row)));
    let start = 0;
    let key = keyOf(0);
    for (let row = 1; row < whole.rowCount; row++) {
      const next = keyOf(row);
      if (next === key) continue;
      ended.add(key);
      if (ended.has(next))
        throw new DataError(
          rowPlace(whole, row),
          `another row of plate \`${group.plate}\` (${columns.map((column) => `${column.name} ${cellText(column, row)}`).join(', ')}) that came before, with others in between`,
          'sort the file so that its lines are together, or leave --stream out',
        );
      [start, key] = [row, next];
    }
    const rows = (from: number, to: number): Table =>
      takeRows(
        whole,
        Int32Array.from({ length: to - from }, (_, row) => from + row),
      );
    if (start > 0) yield rows(0, start);
    waiting = rows(start, whole.rowCount);
  }
  if (waiting !== null) yield waiting;
}

function columnNamed({ columns }: Table, name: string): Column {
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new Error(`internal: no column \`${name}\``);
  return column;
}

/** Tables of the same columns, one below the other. */
function joinTables(first: Table, second: Table): Table {
  const joined = (a: Int32Array | null, b: Int32Array | null): Int32Array | null =>
    a === null || b === null ? null : Int32Array.from([...a, ...b]);
  return {
    ...first,
    columns: first.columns.map((column, index) => joinColumns(column, at(second.columns, index))),
    rowCount: first.rowCount + second.rowCount,
    lines: joined(first.lines, second.lines),
    numbers: joined(first.numbers, second.numbers),
    matrix: null,
  };
}

function joinColumns(first: Column, second: Column): Column {
  const { name } = first;
  const firstCount = first.values.length;
  const text = (row: number): string =>
    row < firstCount ? cellText(first, row) : cellText(second, row - firstCount);
  const count = firstCount + second.values.length;
  if (first.kind === 'number' && second.kind === 'number') {
    const values: NumberArray = new Float64Array(count);
    values.set(first.values);
    values.set(second.values, firstCount);
    return { kind: 'number', name, values, text };
  }
  if (first.kind === 'nested' || second.kind === 'nested')
    return { kind: 'nested', name, values: [...first.values, ...second.values] };
  return { kind: 'text', name, values: Array.from({ length: count }, (_, row) => text(row)) };
}
