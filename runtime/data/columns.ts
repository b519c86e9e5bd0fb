// From a table with mapped columns to nested data by variable: cells become values, and rows that belong together
// (`group`) become rows of the plates around them, in the order in which they first occur.

import { DataError } from '../errors.ts';
import type { ModelDefinition, TypeDefinition, VariableDefinition } from '../model/definition.ts';
import type { Levels } from '../model/model.ts';
import { at, emptyRecord, lookUp, required } from '../record.ts';
import { mapColumns, type ColumnMap } from './map-columns.ts';
import { didYouMean } from './nearest-name.ts';
import { rememberOrigin } from './origin.ts';
import { platePath } from './plates.ts';
import type { Table, TableRow } from './table.ts';

export interface ReadOptions {
  /** Columns of variables. */
  readonly map?: ColumnMap;
  /** For a plate that holds another: the columns whose values tell its rows apart. */
  readonly group?: ColumnMap;
  /** Known levels of categories. */
  readonly levels?: Levels;
  /** Observations may be left out. */
  readonly partial?: boolean;
  /** Which variables to read; default: all that are data. */
  readonly roles?: readonly ('observe' | 'given')[];
}

export interface NamedData {
  /** Nested arrays by variable. */
  readonly data: Readonly<Record<string, unknown>>;
  /** The columns of each variable; empty for data that have none. */
  readonly columns: ColumnMap;
}

/** Error: `DataError` with file, line and column. */
export function columnsToData(table: Table, definition: ModelDefinition, options: ReadOptions): NamedData {
  const { map = {}, group = {}, levels = {}, partial = false, roles = ['observe', 'given'] } = options;
  const wanted = definition.variables.filter(
    ({ role }) => (role === 'observe' || role === 'given') && roles.includes(role),
  );
  const outer = outerPlates(table, definition, wanted, group);
  const columns = mapColumns(table, {
    definition,
    wanted,
    map,
    groupColumns: outer.flatMap((plate) => plate.columns),
    partial,
  });
  const mapped = wanted.filter(({ name }) => lookUp(columns, name) !== undefined);
  const tree = groupRows(table, outer);
  const data = emptyRecord<unknown>();
  const lines = new Map<string, readonly (number | null)[]>();
  for (const variable of mapped) {
    const names = required(columns, variable.name);
    const read = cellReader(table, variable, names, lookUp(levels, variable.name) ?? null);
    const depth = platePath(definition, variable.plate).length;
    data[variable.name] = valuesAtDepth(table, variable, tree, depth, outer.length, read);
    lines.set(variable.name, linesAtDepth(tree, depth, outer.length));
  }
  rememberOrigin(data, {
    file: table.file,
    line: (variable, row) => lines.get(variable)?.[row] ?? null,
  });
  return { data, columns };
}

// Rows ---------------------------------------------------------------------------------------------------

interface OuterPlate {
  readonly name: string;
  readonly columns: readonly string[];
}

/** The plates around the innermost one, each with its group columns. */
function outerPlates(
  table: Table,
  definition: ModelDefinition,
  wanted: readonly VariableDefinition[],
  group: ColumnMap,
): readonly OuterPlate[] {
  const paths = wanted.map(({ plate }) => platePath(definition, plate).map(({ name }) => name));
  const longest = paths.reduce((best, path) => (path.length > best.length ? path : best), []);
  const aside = wanted.find((_, i) => at(paths, i).some((plate, depth) => plate !== longest[depth]));
  if (aside !== undefined)
    throw new DataError(
      { file: table.file, variable: aside.name },
      `lies in another plate than the other variables, so one table cannot hold them all`,
      'give the data as JSON',
    );
  const unknown = Object.keys(group).find((plate) => !definition.plates.some(({ name }) => name === plate));
  if (unknown !== undefined)
    throw new DataError(
      { file: table.file },
      `rows are grouped by plate \`${unknown}\`, which model \`${definition.name}\` does not have`,
      didYouMean(
        unknown,
        definition.plates.map(({ name }) => name),
      ),
    );
  const inner = longest.at(-1);
  if (inner !== undefined && lookUp(group, inner) !== undefined)
    throw new DataError(
      { file: table.file },
      `rows are grouped by plate \`${inner}\`, but each line is a row of it: no plate lies inside`,
      `leave \`${inner}\` out of the groups`,
    );
  return longest.slice(0, -1).map((plate, depth) => {
    const columns = lookUp(group, plate) ?? (table.columns.includes(plate) ? [plate] : null);
    if (columns === null)
      throw new DataError(
        { file: table.file },
        `which rows belong to one \`${plate}\` is not clear: plate \`${at(longest, depth + 1)}\` lies inside it`,
        `name the column that tells: --group ${plate}=COLUMN, or give the data as JSON`,
      );
    const missing = columns.find((column) => !table.columns.includes(column));
    if (missing !== undefined)
      throw new DataError(
        { file: table.file, column: missing },
        `there is no such column to group plate \`${plate}\` by`,
        didYouMean(missing, table.columns),
      );
    return { name: plate, columns };
  });
}

/** Rows of the table under the group values, outermost first. */
interface RowTree {
  readonly rows: TableRow[];
  readonly groups: Map<string, RowTree>;
}

function groupRows(table: Table, outer: readonly OuterPlate[]): RowTree {
  const root: RowTree = { rows: [], groups: new Map() };
  const keys = outer.map(({ columns }) => columns.map((column) => table.columns.indexOf(column)));
  for (const row of table.rows) {
    let node = root;
    node.rows.push(row);
    for (const indices of keys) {
      const key = JSON.stringify(indices.map((index) => row.cells[index]));
      const next: RowTree = node.groups.get(key) ?? { rows: [], groups: new Map() };
      node.groups.set(key, next);
      next.rows.push(row);
      node = next;
    }
  }
  return root;
}

/** Nested values of a variable that lies `depth` plates deep; `outer` plates have groups. */
function valuesAtDepth(
  table: Table,
  variable: VariableDefinition,
  tree: RowTree,
  depth: number,
  outer: number,
  read: (row: TableRow) => unknown,
): unknown {
  const visit = (node: RowTree, level: number): unknown => {
    if (level === depth) return sharedValue(table, variable, node.rows, read);
    if (level === outer) return node.rows.map(read);
    return [...node.groups.values()].map((inner) => visit(inner, level + 1));
  };
  return visit(tree, 0);
}

/** The value that all rows of a group agree on. */
function sharedValue(
  table: Table,
  variable: VariableDefinition,
  rows: readonly TableRow[],
  read: (row: TableRow) => unknown,
): unknown {
  const [first, ...others] = rows;
  if (first === undefined) throw new Error('internal: a group without rows');
  const value = read(first);
  const text = JSON.stringify(value);
  const different = others.find((row) => JSON.stringify(read(row)) !== text);
  if (different !== undefined)
    throw new DataError(
      { file: table.file, line: different.line, variable: variable.name },
      `is ${JSON.stringify(read(different))}, but ${text} in line ${String(first.line)}, in the same row of ${variable.plate === null ? 'the model' : `plate \`${variable.plate}\``}`,
      'a variable of an outer plate has one value for all lines of its row',
    );
  return value;
}

/** Line of each flat row of a variable. */
function linesAtDepth(tree: RowTree, depth: number, outer: number): readonly (number | null)[] {
  const visit = (node: RowTree, level: number): (number | null)[] => {
    if (level === depth) return [node.rows[0]?.line ?? null];
    if (level === outer) return node.rows.map(({ line }) => line);
    return [...node.groups.values()].flatMap((inner) => visit(inner, level + 1));
  };
  return visit(tree, 0);
}

// Cells --------------------------------------------------------------------------------------------------

function cellReader(
  table: Table,
  variable: VariableDefinition,
  columns: readonly string[],
  levels: readonly string[] | null,
): (row: TableRow) => unknown {
  const indices = columns.map((column) => table.columns.indexOf(column));
  const { type } = variable;
  // Whole numbers in all cells are codes, unless levels are known by name.
  const asCodes =
    type.element === 'category' &&
    levels === null &&
    table.rows.every(({ cells }) => indices.every((index) => /^\d+$/.test(at(cells, index))));
  const value = (row: TableRow, position: number): unknown => {
    const cell = at(row.cells, at(indices, position));
    const place = {
      file: table.file,
      line: row.line,
      column: at(columns, position),
      variable: variable.name,
    };
    return readCell(cell, type, asCodes, place);
  };
  const shape = shapeOfColumns(variable, columns);
  return (row) => nestCells((position) => value(row, position), shape, 0, 0);
}

/** What a number in a table looks like: `Number` alone takes `0x1F` for one too. */
const isDecimal = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

function readCell(
  cell: string,
  type: TypeDefinition,
  asCodes: boolean,
  place: {
    readonly file: string;
    readonly line: number | null;
    readonly column: string;
    readonly variable: string;
  },
): unknown {
  if (cell === '' || (type.element !== 'category' && /^(na|n\/a|nan|null)$/i.test(cell)))
    throw new DataError(
      place,
      `${cell === '' ? 'the cell is empty' : `found ${JSON.stringify(cell)}`}: a value is missing, and \`${type.text}\` may not be missing`,
      'fill the value in, or leave the row out',
    );
  if (type.element === 'category') return asCodes ? Number(cell) : cell;
  if (type.element === 'bool') {
    if (/^(true|1)$/i.test(cell)) return true;
    if (/^(false|0)$/i.test(cell)) return false;
    throw new DataError(
      place,
      `found ${JSON.stringify(cell)} where \`${type.text}\` has true, false, 0 or 1`,
    );
  }
  const number = Number(cell);
  if (!isDecimal.test(cell) || !Number.isFinite(number))
    throw new DataError(
      place,
      `found the text ${JSON.stringify(cell)} where \`${type.text}\` has a number`,
      /^-?\d+,\d+$/.test(cell) ? 'write decimals with a point' : 'correct the cell, or map another column',
    );
  return number;
}

/** The shape of one row's value: columns like `x[1][2]` say it themselves, others are one axis. */
function shapeOfColumns({ name, type }: VariableDefinition, columns: readonly string[]): readonly number[] {
  const rank = type.shape.length;
  if (rank <= 1) return rank === 0 ? [] : [columns.length];
  const last = columns.at(-1) ?? '';
  const indices = [...last.slice(name.length).matchAll(/\[(\d+)\]/g)].map((match) => Number(match[1]) + 1);
  return indices.length === rank ? indices : [columns.length];
}

function nestCells(
  value: (position: number) => unknown,
  shape: readonly number[],
  axis: number,
  start: number,
): unknown {
  if (axis === shape.length) return value(start);
  const stride = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  return Array.from({ length: at(shape, axis) }, (_, i) =>
    nestCells(value, shape, axis + 1, start + i * stride),
  );
}
