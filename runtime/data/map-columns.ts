// Which columns of a table belong to which variable of a model: as told, else by name, else the only way there is.

import { DataError } from '../errors.ts';
import type { ModelDefinition, VariableDefinition } from '../model/definition.ts';
import { at, emptyRecord, lookUp } from '../record.ts';
import { didYouMean } from './nearest-name.ts';
import type { Table } from './table.ts';

export type ColumnMap = Readonly<Record<string, readonly string[]>>;

export interface MapRequest {
  readonly definition: ModelDefinition;
  /** The variables that data are wanted for. */
  readonly wanted: readonly VariableDefinition[];
  readonly map: ColumnMap;
  /** Columns that group rows, and so are no variable's. */
  readonly groupColumns: readonly string[];
  /** Observations without columns are left out instead of refused. */
  readonly partial: boolean;
}

/** Columns of each variable, row-major over its axes. Error: `DataError`. */
export function mapColumns(table: Table, request: MapRequest): ColumnMap {
  const { definition, wanted, map, groupColumns, partial } = request;
  refuseUnknownVariables(definition, map, table.file);
  const found = emptyRecord<readonly string[]>();
  const open: VariableDefinition[] = [];
  for (const variable of wanted) {
    const isOptional = partial && variable.role === 'observe';
    const told = lookUp(map, variable.name);
    const columns = told ?? columnsByName(table, variable);
    if (columns === null) open.push(variable);
    // A map that is known from training may name columns that are left out now.
    else if (!(isOptional && columns.every((name) => !table.columns.includes(name)))) {
      checkColumns(table, variable, columns);
      found[variable.name] = columns;
    }
  }
  const used = new Set([...Object.values(found).flat(), ...groupColumns]);
  const required = open.filter((variable) => !(partial && variable.role === 'observe'));
  const [only] = required;
  if (only === undefined) return found;
  const columns = required.length === 1 ? onlyWay(table, only, used) : null;
  if (columns === null) throw noColumns(table, only, used);
  found[only.name] = columns;
  return found;
}

/** A column named as the variable; for arrays `x[0]`, `x[1]`, ..., for vectors also `x1`, `x_1`, `x.1`, ... */
function columnsByName(table: Table, { name, type }: VariableDefinition): readonly string[] | null {
  const rank = type.shape.length;
  if (rank === 0) return table.columns.includes(name) ? [name] : null;
  const indexed = table.columns.filter(
    (column) => column.startsWith(`${name}[`) && /^(\[\d+\])+$/.test(column.slice(name.length)),
  );
  if (indexed.length > 0) return indexed;
  if (rank !== 1) return null;
  const numbered = table.columns.filter(
    (column) => column.startsWith(name) && /^[._]?\d+$/.test(column.slice(name.length)),
  );
  if (numbered.length > 0) return numbered.sort((a, b) => trailingNumber(a) - trailingNumber(b));
  return table.columns.includes(name) ? [name] : null;
}

const trailingNumber = (column: string): number => Number(/\d+$/.exec(column)?.[0] ?? 0);

/** For the one variable left: all free columns of its kind, or the single one if it is a number. */
function onlyWay(
  table: Table,
  variable: VariableDefinition,
  used: ReadonlySet<string>,
): readonly string[] | null {
  const free = table.columns.filter(
    (column) => !used.has(column) && !isRowNumber(table, column) && suits(table, column, variable),
  );
  const rank = variable.type.shape.length;
  if (rank === 0) return free.length === 1 ? free : null;
  return rank === 1 && free.length > 0 ? free : null;
}

/** Whether every cell can be a value of the variable: text only for categories. */
function suits(table: Table, column: string, { type }: VariableDefinition): boolean {
  if (type.element === 'category') return true;
  const index = table.columns.indexOf(column);
  const isWord = (cell: string): boolean =>
    cell !== '' &&
    !Number.isFinite(Number(cell)) &&
    !(type.element === 'bool' && /^(true|false)$/i.test(cell));
  return !table.rows.every(({ cells }) => isWord(at(cells, index)));
}

/** `1, 2, 3, ...` or `0, 1, 2, ...` under no name or one that says so: it is no measurement. */
function isRowNumber(table: Table, column: string): boolean {
  if (!/^(|rownames?|row|index|id|unnamed: 0)$/i.test(column)) return false;
  const index = table.columns.indexOf(column);
  const first = Number(at(table.rows, 0).cells[index]);
  return (
    (first === 0 || first === 1) && table.rows.every(({ cells }, row) => Number(cells[index]) === first + row)
  );
}

function checkColumns(table: Table, variable: VariableDefinition, columns: readonly string[]): void {
  const unknown = columns.find((name) => !table.columns.includes(name));
  const { name, type } = variable;
  if (unknown !== undefined)
    throw new DataError(
      { file: table.file, column: unknown, variable: name },
      'there is no such column',
      didYouMean(unknown, table.columns) ?? `the columns are ${nameList(table.columns)}`,
    );
  if (type.shape.length === 0 && columns.length !== 1)
    throw new DataError(
      { file: table.file, variable: name },
      `is mapped to ${String(columns.length)} columns, but \`${type.text}\` is one value`,
      'map it to one column',
    );
}

function refuseUnknownVariables(
  { name: model, variables }: ModelDefinition,
  map: ColumnMap,
  file: string,
): void {
  const names = variables
    .filter(({ role }) => role === 'observe' || role === 'given')
    .map(({ name }) => name);
  const unknown = Object.keys(map).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new DataError(
      { file, variable: unknown },
      `columns are mapped to it, but it is no data of model \`${model}\``,
      didYouMean(unknown, names) ?? `its data are ${nameList(names)}`,
    );
}

function noColumns(
  table: Table,
  { name, type, place }: VariableDefinition,
  used: ReadonlySet<string>,
): DataError {
  const free = table.columns.filter((column) => !used.has(column));
  return new DataError(
    { file: table.file, variable: name },
    `which columns it is (\`${type.text}\`, ${place}) is not clear: the file has ${nameList(table.columns)}`,
    type.shape.length > 1
      ? 'give the data as JSON, or name the columns like `' + name + '[0][1]`'
      : `say it: --map ${name}=${(free.length > 0 ? free : table.columns).slice(0, type.shape.length === 0 ? 1 : 3).join(',')}`,
  );
}

function nameList(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => `\`${name}\``);
  return `${shown.join(', ')}${names.length > 12 ? ', ...' : ''}`;
}
