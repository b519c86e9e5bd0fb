// From a table with mapped columns to data by variable: cells become values, texts tokens, and rows that belong together
// (`group`) rows of the plates around them, in the order in which they first occur.

import { DataError } from '../errors.ts';
import type { ModelDefinition, VariableDefinition } from '../model/definition.ts';
import type { Levels } from '../model/model.ts';
import { at, emptyRecord, lookUp } from '../record.ts';
import { areCodes, interleave, missingLevel, readCell, type MissingRule } from './cells.ts';
import { lineColumn } from './readers/text.ts';
import { mapColumns, type ColumnMap } from './map-columns.ts';
import { didYouMean } from './nearest-name.ts';
import { rememberOrigin } from './origin.ts';
import { platePath } from './plates.ts';
import { splitter } from './split.ts';
import { cellText, columnNames, rowPlace, type Column, type NumberArray, type Table } from './table.ts';
import { RowMatrix } from './whole-array.ts';
import type { UnknownRule } from './unknown-levels.ts';

export interface ReadOptions {
  /** Columns of variables; ranges `a..d` and patterns `pixel*` among them. */
  readonly map?: ColumnMap;
  /** For a plate that holds another: the columns whose values tell its rows apart. */
  readonly group?: ColumnMap;
  /** Known levels of categories. */
  readonly levels?: Levels;
  /** Whether those come from a training: then they are said to. */
  readonly trained?: boolean;
  /** Observations may be left out. */
  readonly partial?: boolean;
  /** Which variables to read; default: all that are data. */
  readonly roles?: readonly ('observe' | 'given')[];
  /** What means missing, by variable. */
  readonly missing?: Readonly<Record<string, MissingRule>>;
  /** What to do with levels and tokens that are not among the known ones, by variable. */
  readonly unknown?: Readonly<Record<string, UnknownRule>>;
  /** Rows of numbers may come as a `RowMatrix`. Default: as arrays. */
  readonly asMatrices?: boolean;
  /** How texts become tokens, by variable. */
  readonly split?: Readonly<Record<string, string>>;
}

export interface NamedData {
  /** Nested arrays and typed arrays by variable. */
  readonly data: Readonly<Record<string, unknown>>;
  /** The columns of each variable; empty for data that have none. */
  readonly columns: ColumnMap;
  /** Columns that told rows of outer plates apart. */
  readonly grouped: readonly string[];
}

/** Which variables a table is read for. */
export function wantedVariables(
  { variables }: ModelDefinition,
  { roles = ['observe', 'given'] }: ReadOptions,
): readonly VariableDefinition[] {
  return variables.filter(({ role }) => (role === 'observe' || role === 'given') && roles.includes(role));
}

/** `wanted`: the variables to read, of those that are data. Error: `DataError` with file, line and column. */
export function columnsToData(
  table: Table,
  definition: ModelDefinition,
  options: ReadOptions,
  wanted = wantedVariables(definition, options),
): NamedData {
  const { map = {}, group = {}, partial = false } = options;
  const layout = layOut(table, definition, wanted, group);
  const columns = mapColumns(table, {
    definition,
    wanted,
    map,
    groupColumns: layout.outer.flatMap((plate) => plate.columns),
    partial,
  });
  const tree = groupRows(table, layout);
  const data = emptyRecord<unknown>();
  const lines = new Map<string, () => readonly (number | null)[]>();
  for (const variable of wanted) {
    const names = lookUp(columns, variable.name);
    if (names === undefined) continue;
    const reading: Reading = {
      table,
      variable,
      columns: names.map((name) => columnNamed(table, name)),
      options,
    };
    const inCells = layout.inCells.has(variable.name);
    const depth = platePath(definition, variable.plate).length - (inCells ? 1 : 0);
    const value = inCells
      ? readLists(reading, definition, tree, depth, layout)
      : readValues(reading, tree, depth, layout);
    data[variable.name] = value;
    lines.set(variable.name, () => linesAtDepth(table, tree, depth, layout.depth, inCells ? value : null));
  }
  rememberOrigin(data, {
    file: table.file,
    line: (variable, row) => lines.get(variable)?.()[row] ?? null,
  });
  return { data, columns, grouped: layout.outer.flatMap((plate) => plate.columns) };
}

/** The columns that tell rows of the outermost plate apart, where a line of the table is a row of a plate within it; else null. */
export function outermostGroup(
  table: Table,
  definition: ModelDefinition,
  { group = {} }: ReadOptions,
  wanted: readonly VariableDefinition[],
): { readonly plate: string; readonly columns: readonly string[] } | null {
  const [outer] = layOut(table, definition, wanted, group).outer;
  return outer === undefined ? null : { plate: outer.name, columns: outer.columns };
}

function columnNamed({ columns }: Table, name: string): Column {
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new Error(`internal: no column \`${name}\``);
  return column;
}

// Which plates a row of the table is a row of --------------------------------------------------------------

interface Layout {
  /** How many plates deep a row of the table lies. */
  readonly depth: number;
  /** The plates around that one, each with its group columns. */
  readonly outer: readonly OuterPlate[];
  /** Variables of which one cell holds all rows of their innermost plate: a message its words. */
  readonly inCells: ReadonlySet<string>;
}

interface OuterPlate {
  readonly name: string;
  readonly columns: readonly string[];
}

function layOut(
  table: Table,
  definition: ModelDefinition,
  wanted: readonly VariableDefinition[],
  group: ColumnMap,
): Layout {
  const names = columnNames(table);
  const pathOf = ({ plate }: VariableDefinition) => platePath(definition, plate).map(({ name }) => name);
  const isLong = (plate: string | undefined): boolean =>
    plate !== undefined && (lookUp(group, plate) !== undefined || names.includes(plate));
  const hasLists = table.columns.some(({ kind }) => kind === 'nested');
  const inCells = wanted.filter((variable) => {
    const path = pathOf(variable);
    if (path.length === 0 || isLong(path.at(-2))) return false;
    const isText = table.header === 'text';
    if (path.length > 1) return variable.vocabulary === true || isText || hasLists;
    // Outside other plates a text file is one sequence; in a plate each of its lines is a row, lists of numbers apart.
    return isText && (hasLists || isSequence(definition, variable));
  });
  const paths = wanted.map((variable) => {
    const path = pathOf(variable);
    return inCells.includes(variable) ? path.slice(0, -1) : path;
  });
  const longest = paths.reduce((best, path) => (path.length > best.length ? path : best), []);
  const aside = wanted.find((_, i) => at(paths, i).some((plate, depth) => plate !== longest[depth]));
  if (aside !== undefined)
    throw new DataError(
      { file: table.file, variable: aside.name },
      `lies in another plate than the other variables, so one table cannot hold them all`,
      `give the data as JSON, or a file for each variable: --data ${wanted.map(({ name }) => `${name}=FILE`).join(',')}`,
    );
  refuseUnknownGroups(table, definition, longest, group);
  const outer = longest.slice(0, -1).map((plate, depth) => ({
    name: plate,
    columns: groupColumns(table, plate, at(longest, depth + 1), group),
  }));
  return { depth: longest.length, outer, inCells: new Set(inCells.map(({ name }) => name)) };
}

export function isSequence({ plates }: ModelDefinition, { plate }: VariableDefinition): boolean {
  return plates.some(({ name, sequence }) => name === plate && sequence !== null);
}

function refuseUnknownGroups(
  table: Table,
  definition: ModelDefinition,
  path: readonly string[],
  group: ColumnMap,
): void {
  const plates = definition.plates.map(({ name }) => name);
  const unknown = Object.keys(group).find((plate) => !plates.includes(plate));
  if (unknown !== undefined)
    throw new DataError(
      { file: table.file },
      `rows are grouped by plate \`${unknown}\`, which model \`${definition.name}\` does not have`,
      didYouMean(unknown, plates) ??
        (plates.length === 0 ? null : `its plates are ${plates.map((plate) => `\`${plate}\``).join(', ')}`),
    );
  const inner = path.at(-1);
  if (inner !== undefined && lookUp(group, inner) !== undefined)
    throw new DataError(
      { file: table.file },
      `rows are grouped by plate \`${inner}\`, but each line is a row of it: no plate lies inside`,
      `leave \`${inner}\` out of the groups`,
    );
}

function groupColumns(table: Table, plate: string, inside: string, group: ColumnMap): readonly string[] {
  const names = columnNames(table);
  const columns = lookUp(group, plate) ?? (names.includes(plate) ? [plate] : null);
  if (columns === null)
    throw new DataError(
      { file: table.file },
      `which rows belong to one \`${plate}\` is not clear: plate \`${inside}\` lies inside it`,
      `name the column that tells: --group ${plate}=COLUMN, or give the data as JSON`,
    );
  const missing = columns.find((column) => !names.includes(column));
  if (missing !== undefined)
    throw new DataError(
      { file: table.file, column: missing },
      `there is no such column to group plate \`${plate}\` by`,
      didYouMean(missing, names),
    );
  return columns;
}

// Rows ---------------------------------------------------------------------------------------------------

/** Rows of the table under the group values, outermost first; null stands for all rows, which are in no group. */
interface RowTree {
  readonly rows: number[] | null;
  readonly groups: Map<string, RowTree>;
}

function groupRows(table: Table, { outer }: Layout): RowTree {
  const root: RowTree = { rows: null, groups: new Map() };
  if (outer.length === 0) return root;
  const keys = outer.map(({ columns }) => columns.map((name) => columnNamed(table, name)));
  for (let row = 0; row < table.rowCount; row++) {
    let node = root;
    for (const columns of keys) {
      const key = JSON.stringify(columns.map((column) => cellText(column, row)));
      const next: RowTree = node.groups.get(key) ?? { rows: [], groups: new Map() };
      node.groups.set(key, next);
      next.rows?.push(row);
      node = next;
    }
  }
  return root;
}

const rowsOf = ({ rowCount }: Table, { rows }: RowTree): readonly number[] =>
  rows ?? Array.from({ length: rowCount }, (_, row) => row);

/** What `read` gives, nested as the plates around the rows. */
function nested(
  table: Table,
  tree: RowTree,
  depth: number,
  layout: Layout,
  shared: (rows: readonly number[]) => unknown,
  each: (rows: readonly number[]) => unknown,
): unknown {
  const visit = (node: RowTree, level: number): unknown => {
    if (level === depth) return shared(rowsOf(table, node));
    if (level === layout.depth - 1) return each(rowsOf(table, node));
    return [...node.groups.values()].map((inner) => visit(inner, level + 1));
  };
  return visit(tree, 0);
}

/** Line of each flat row of a variable; of a variable in cells, of each row that its lists have. */
function linesAtDepth(
  table: Table,
  tree: RowTree,
  depth: number,
  tableDepth: number,
  lists: unknown,
): readonly (number | null)[] {
  const lineOf = (row: number | undefined): number | null =>
    row === undefined ? null : (table.lines?.[row] ?? null);
  const visit = (node: RowTree, level: number): (number | null)[] => {
    if (level === depth) return [lineOf(rowsOf(table, node)[0])];
    if (level === tableDepth - 1) return rowsOf(table, node).map(lineOf);
    return [...node.groups.values()].flatMap((inner) => visit(inner, level + 1));
  };
  const lines = visit(tree, 0);
  if (lists === null) return lines;
  const lengths = listLengths(lists, depth);
  return lengths.length === lines.length
    ? lines.flatMap((line, i) => new Array<number | null>(at(lengths, i)).fill(line))
    : [];
}

function listLengths(value: unknown, depth: number): readonly number[] {
  const list = value as ArrayLike<unknown>;
  if (depth === 0) return [list.length];
  return Array.from(list).flatMap((inner) => listLengths(inner, depth - 1));
}

// Values -------------------------------------------------------------------------------------------------

interface Reading {
  readonly table: Table;
  readonly variable: VariableDefinition;
  readonly columns: readonly Column[];
  readonly options: ReadOptions;
}

const missingRule = ({ variable, options }: Reading): MissingRule =>
  lookUp(options.missing ?? {}, variable.name) ?? null;

function readValues(reading: Reading, tree: RowTree, depth: number, layout: Layout): unknown {
  const { table } = reading;
  if (layout.outer.length === 0 && depth === layout.depth && depth === 1) {
    const quick = readNumbers(reading);
    if (quick !== null) return quick;
  }
  const read = valueReader(reading);
  return nested(table, tree, depth, layout, (rows) => sharedValue(reading, rows, read), (rows) => rows.map(read)); // prettier-ignore
}

/** All rows at once, in typed arrays; null where cells have to be looked at one by one. */
function readNumbers(reading: Reading): unknown {
  const { table, variable, columns } = reading;
  const rule = missingRule(reading);
  const { type } = variable;
  if (rule !== null || columns.some(({ kind }) => kind !== 'number')) return null;
  const levels = lookUp(reading.options.levels ?? {}, variable.name) ?? null;
  if (type.element === 'category' && !areCodes(columns, levels, rule)) return null;
  for (const column of columns)
    if (column.kind === 'number' && !(column.values instanceof Uint8Array)) {
      const row = column.values.findIndex((value) => Number.isNaN(value));
      // Says what is missing where, or goes on where it may be.
      if (row >= 0) readCell(table, variable, column, row, rule, true);
    }
  if (type.element === 'bool')
    for (const column of columns) {
      const row =
        column.kind === 'number'
          ? column.values.findIndex((value) => value !== 0 && value !== 1 && !Number.isNaN(value))
          : -1;
      if (row >= 0) readCell(table, variable, column, row, rule, true);
    }
  const values = interleave(table, columns);
  if (values === null) return null;
  const shape = shapeOf(reading);
  if (shape.length === 0) return values;
  if (reading.options.asMatrices === true) return new RowMatrix(values, table.rowCount, shape);
  return nestRows(values, table.rowCount, shape);
}

/** Rows as views of the one array, nested by the shape. */
function nestRows(values: NumberArray, rows: number, shape: readonly number[]): readonly unknown[] {
  const size = shape.reduce((product, length) => product * length, 1);
  const view = (start: number, axis: number): unknown => {
    const inner = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
    if (axis === shape.length - 1) return values.subarray(start, start + at(shape, axis));
    return Array.from({ length: at(shape, axis) }, (_, i) => view(start + i * inner, axis + 1));
  };
  return Array.from({ length: rows }, (_, row) => view(row * size, 0));
}

function valueReader(reading: Reading): (row: number) => unknown {
  const { table, variable, columns, options } = reading;
  const rule = missingRule(reading);
  const asCodes =
    variable.type.element === 'category' &&
    areCodes(columns, lookUp(options.levels ?? {}, variable.name) ?? null, rule);
  const value = (row: number, position: number): unknown =>
    readCell(table, variable, at(columns, position), row, rule, asCodes);
  const [only] = columns;
  // A list in a cell is the whole array.
  if (columns.length === 1 && only?.kind === 'nested') return (row) => value(row, 0);
  const shape = shapeOf(reading);
  return (row) => nestCells((position) => value(row, position), shape, 0, 0);
}

/** The value that all rows of a group agree on. */
function sharedValue(
  { table, variable }: Reading,
  rows: readonly number[],
  read: (row: number) => unknown,
): unknown {
  const [first, ...others] = rows;
  if (first === undefined) throw new Error('internal: a group without rows');
  const value = read(first);
  const text = JSON.stringify(value);
  const different = others.find((row) => JSON.stringify(read(row)) !== text);
  if (different !== undefined) {
    const place = table.lines === null ? `row ${String(first + 1)}` : `line ${String(table.lines[first])}`;
    throw new DataError(
      { ...rowPlace(table, different), variable: variable.name },
      `is ${JSON.stringify(read(different))}, but ${text} in ${place}, in the same row of ${variable.plate === null ? 'the model' : `plate \`${variable.plate}\``}`,
      'a variable of an outer plate has one value for all lines of its row',
    );
  }
  return value;
}

/** The shape of one row's value: as columns like `x[1][2]`, the file or the spec say it, otherwise one axis. */
function shapeOf({ table, variable: { name, type }, columns }: Reading): readonly number[] {
  const rank = type.shape.length;
  if (rank <= 1) return rank === 0 ? [] : [columns.length];
  const last = columns.at(-1)?.name ?? '';
  const indices = [...last.slice(name.length).matchAll(/\[(\d+)\]/g)].map((match) => Number(match[1]) + 1);
  const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);
  if (last.startsWith(name) && indices.length === rank && product(indices) === columns.length) return indices;
  // Sizes that are numbers do not ask for any symbol's value.
  const declared = type.shape.map((size) => size({}));
  const { rowShape } = table;
  if (rowShape !== null && product(rowShape) === columns.length) {
    if (rowShape.length === rank) return rowShape;
    if (rowShape.length === rank - 1) return [...rowShape, 1];
  }
  if (declared.every((size) => Number.isInteger(size)) && product(declared) === columns.length)
    return declared;
  return [columns.length];
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

// Lists --------------------------------------------------------------------------------------------------

/** The rows of the innermost plate that one cell holds: tokens of a text, numbers, or a list as it is. */
function readLists(
  reading: Reading,
  definition: ModelDefinition,
  tree: RowTree,
  depth: number,
  layout: Layout,
): unknown {
  const { table } = reading;
  const read = listReader(reading, definition);
  if (depth > 0)
    return nested(table, tree, depth, layout, (rows) => sharedValue(reading, rows, read), (rows) => rows.map(read)); // prettier-ignore
  const [column] = reading.columns;
  // The file is one row: its lines are one text, line ends between them, and its lists of numbers one list.
  if (column?.kind === 'text' && column.name === lineColumn && reading.variable.type.element === 'category')
    return splitterOf(reading, definition)(column.values.join('\n'));
  if (column?.kind === 'text' && column.name !== lineColumn && table.rowCount > 1)
    throw new DataError(
      { file: table.file, variable: reading.variable.name },
      `the file holds ${String(table.rowCount)} sequences, but sequence \`${reading.variable.plate ?? ''}\` is one`,
      'put a plate around the sequence, or choose one with --rows',
    );
  return rowsOf(table, tree).flatMap((row) => read(row));
}

function splitterOf({ variable, options }: Reading, definition: ModelDefinition) {
  return splitter(
    lookUp(options.split ?? {}, variable.name) ?? (isSequence(definition, variable) ? 'characters' : 'words'),
  );
}

/** Of what a list holds already, which texts mean missing and how they are split is said by options alone. */
function elementReader(reading: Reading): (value: unknown) => readonly unknown[] {
  const { variable, options } = reading;
  const rule = missingRule(reading);
  const split = lookUp(options.split ?? {}, variable.name);
  const cut = split === undefined || variable.type.element !== 'category' ? null : splitter(split);
  return (value) => {
    if (value === null && rule === 'category' && variable.type.element === 'category') return [missingLevel];
    if (typeof value !== 'string') return [value];
    if (Array.isArray(rule) && rule.includes(value)) return [null];
    return cut === null ? [value] : cut(value);
  };
}

function listReader(reading: Reading, definition: ModelDefinition): (row: number) => readonly unknown[] {
  const { table, variable, columns } = reading;
  const column = at(columns, 0);
  const fail = (row: number, problem: string, fix: string | null): DataError =>
    new DataError({ ...rowPlace(table, row), column: column.name, variable: variable.name }, problem, fix);
  if (columns.length > 1)
    throw new DataError(
      { file: table.file, variable: variable.name },
      `is mapped to ${String(columns.length)} columns, but one cell holds all its rows of plate \`${variable.plate ?? ''}\``,
      'map it to one column',
    );
  const element = elementReader(reading);
  if (column.kind === 'nested')
    return (row) => {
      const list = column.values[row];
      if (list === null || list === undefined) return [];
      if (Array.isArray(list)) return (list as readonly unknown[]).flatMap(element);
      throw fail(row, `found ${JSON.stringify(list)} where a list is due`, null);
    };
  if (variable.type.element === 'category') {
    const split = splitterOf(reading, definition);
    return (row) => split(cellText(column, row));
  }
  return (row) => {
    const text = cellText(column, row);
    if (text.trim() === '') return [];
    const one: Table = { ...table, columns: [] };
    return text.trim().split(/[\s,;]+/).map((word) =>
      readCell(one, variable, { kind: 'text', name: column.name, values: { [row]: word } as unknown as string[] }, row, missingRule(reading), false),
    ); // prettier-ignore
  };
}
