// Which columns of a table belong to which variable of a model: as told, else by name, else the only way there is. What
// could be meant in two ways is refused with the choice spelled out: a label that is fitted by accident is a mistake
// that nothing later shows.

import { DataError } from '../errors.ts';
import type { ModelDefinition, VariableDefinition } from '../model/definition.ts';
import { emptyRecord, lookUp } from '../record.ts';
import { isRowNumber, oddity, suits } from './column-kinds.ts';
import { expandNames, nameList, shortList } from './column-names.ts';
import { didYouMean } from './nearest-name.ts';
import { cellText, columnNames, type Column, type Table } from './table.ts';

export type ColumnMap = Readonly<Record<string, readonly string[]>>;

export interface MapRequest {
  readonly definition: ModelDefinition;
  /** The variables that data are wanted for. */
  readonly wanted: readonly VariableDefinition[];
  readonly map: ColumnMap;
  /** Columns that group rows, and so are no variable's. */
  readonly groupColumns: readonly string[];
  /** Observations without columns are left out instead of refused; those that may be missing always are. */
  readonly partial: boolean;
}

/** Columns of each variable, row-major over its axes. Error: `DataError`. */
export function mapColumns(table: Table, request: MapRequest): ColumnMap {
  const { definition, wanted, map, groupColumns, partial } = request;
  refuseUnknownVariables(definition, map, table.file);
  const names = columnNames(table);
  const found = emptyRecord<readonly string[]>();
  const open: VariableDefinition[] = [];
  for (const variable of wanted) {
    const isOptional = mayBeLeftOut(variable, partial);
    const told = lookUp(map, variable.name);
    // A map that is known from training may name columns that are left out now.
    if (told !== undefined && isOptional && told.every((word) => isAbsent(names, word))) continue;
    const columns =
      told === undefined ? columnsByName(table, variable) : expandNames(table, told, variable.name);
    if (columns === null) open.push(variable);
    else {
      checkColumns(table, variable, columns);
      found[variable.name] = columns;
    }
  }
  const used = new Set([...Object.values(found).flat(), ...groupColumns]);
  const required = open.filter((variable) => !mayBeLeftOut(variable, partial));
  // A table of measurements is meant to be read, also where single ones of them are missing; a label is taken by name only.
  // What alone is observed is what the data are for, and what a file without columns holds.
  const isAlone = wanted.length === 1 && (!partial || table.header === 'text');
  const tables = isAlone ? open : partial ? [] : open.filter(({ type }) => type.shape.length > 0);
  const asked = required.length > 0 ? required : tables;
  const [only, another] = asked;
  if (only === undefined) return found;
  if (another !== undefined) throw severalOpen(table, asked, used);
  found[only.name] = onlyWay(table, only, used);
  return found;
}

function mayBeLeftOut({ role, optional }: VariableDefinition, partial: boolean): boolean {
  return role === 'observe' && (partial || optional);
}

const isAbsent = (names: readonly string[], word: string): boolean =>
  !names.includes(word) && !word.includes('..') && !word.includes('*');

/** A column named as the variable; for arrays `x[0]`, `x[1]`, ..., for vectors also `x1`, `x_1`, `x.1`, ... */
function columnsByName(table: Table, { name, type }: VariableDefinition): readonly string[] | null {
  if (table.header !== 'names') return null;
  const names = columnNames(table);
  const rank = type.shape.length;
  if (rank > 0) {
    const indexed = names.filter(
      (column) => column.startsWith(`${name}[`) && /^(\[\d+\])+$/.test(column.slice(name.length)),
    );
    if (indexed.length > 0) return indexed;
    const numbered = names.filter(
      (column) => column.startsWith(name) && /^[._]?\d+$/.test(column.slice(name.length)),
    );
    if (numbered.length > 0 && rank === 1)
      return numbered.sort((a, b) => trailingNumber(a) - trailingNumber(b));
  }
  if (names.includes(name) && (rank <= 1 || isNested(table, name))) return [name];
  const alike = names.filter((column) => column.toLowerCase() === name.toLowerCase());
  return alike.length === 1 && rank === 0 ? alike : null;
}

const isNested = (table: Table, name: string): boolean =>
  table.columns.some((column) => column.name === name && column.kind === 'nested');

const trailingNumber = (column: string): number => Number(/\d+$/.exec(column)?.[0] ?? 0);

/** For the one variable left: the column that fits, or for an array all those that do and may be meant. */
function onlyWay(table: Table, variable: VariableDefinition, used: ReadonlySet<string>): readonly string[] {
  const free = table.columns.filter((column) => !used.has(column.name));
  // An array, or lines, of one file for one variable.
  if (table.matrix !== null || table.header === 'text') return free.map(({ name }) => name);
  const fitting = free.filter((column) => !isRowNumber(column) && suits(column, variable));
  const odd = fitting.flatMap((column) => {
    const why = variable.type.element === 'category' ? null : oddity(column, table);
    return why === null ? [] : [{ column, why }];
  });
  const plain = fitting.filter((column) => odd.every((entry) => entry.column !== column));
  const rank = variable.type.shape.length;
  if (fitting.length === 0) throw nothingFits(table, variable, free);
  if (rank === 0) {
    const [first] = fitting;
    if (fitting.length === 1 && first !== undefined && odd.length === 0) return [first.name];
    throw unclear(table, variable, rank0Reason(fitting, odd), choices(table, variable, plain, fitting));
  }
  if (odd.length > 0)
    throw unclear(
      table,
      variable,
      odd.map(({ column, why }) => `\`${column.name}\` ${why}`).slice(0, 4).join(', '), // prettier-ignore
      plain.length === 0
        ? `say it: --map ${variable.name}=COLUMNS`
        : `say it: --map ${variable.name}=${shortList(table, plain.map(({ name }) => name))}, with more columns where they are measurements too`, // prettier-ignore
    );
  const due = declaredCount(variable);
  if (due !== null && due !== fitting.length)
    throw unclear(
      table,
      variable,
      `it has ${String(due)} values in a row, and ${String(fitting.length)} columns fit`,
      `say which: --map ${variable.name}=FIRST..LAST`,
    );
  return fitting.map(({ name }) => name);
}

/** Values of a row, where the type's sizes are numbers. */
function declaredCount({ type }: VariableDefinition): number | null {
  // Such sizes ask for no symbol's value; others give NaN.
  const count = type.shape.reduce((product, size) => product * size({}), 1);
  return Number.isInteger(count) ? count : null;
}

interface Odd {
  readonly column: Column;
  readonly why: string;
}

function rank0Reason(fitting: readonly Column[], odd: readonly Odd[]): string {
  const [first] = odd;
  if (fitting.length === 1 && first !== undefined)
    return `the one that fits, \`${first.column.name}\`, ${first.why}`;
  return `${nameList(fitting.map(({ name }) => name))} fit`;
}

function choices(
  table: Table,
  { name }: VariableDefinition,
  plain: readonly Column[],
  fitting: readonly Column[],
): string {
  const [best, another] = plain;
  if (best !== undefined && another === undefined)
    return `say it: --map ${name}=${shortList(table, [best.name])}`;
  const list = (plain.length > 0 ? plain : fitting)
    .slice(0, 4)
    .map((column) => `--map ${name}=${shortList(table, [column.name])}`);
  return `say which: ${list.join(' or ')}`;
}

function nothingFits(table: Table, variable: VariableDefinition, free: readonly Column[]): DataError {
  const near = didYouMean(variable.name, free.map(({ name }) => name)); // prettier-ignore
  return unclear(
    table,
    variable,
    `no column${free.length < table.columns.length ? ' that is left' : ''} holds ${contents(variable)}`,
    near ??
      (variable.type.shape.length > 1 ? indexedNames(variable) : `say which: --map ${variable.name}=COLUMN`),
  );
}

function contents({ type, vocabulary }: VariableDefinition): string {
  if (vocabulary === true) return 'texts';
  switch (type.element) {
    case 'category':
      return 'texts or whole numbers';
    case 'bool':
      return 'true and false, or 0 and 1';
    default:
      return 'numbers';
  }
}

const indexedNames = ({ name }: VariableDefinition): string =>
  `give the data as JSON, or name the columns like \`${name}[0][1]\``;

/** Several variables that no column is named after. */
function severalOpen(
  table: Table,
  open: readonly VariableDefinition[],
  used: ReadonlySet<string>,
): DataError {
  const free = table.columns.filter((column) => !used.has(column.name) && !isRowNumber(column));
  const [first] = open;
  if (first === undefined) throw new Error('internal: nothing is open');
  const names = open.map(({ name }) => `\`${name}\``).join(' and ');
  const maps = open.map((variable) => {
    const fitting = free.filter((column) => suits(column, variable) && oddity(column, table) === null);
    const sole =
      fitting.length === 1 && variable.type.shape.length === 0 ? fitting.map(({ name }) => name) : null;
    return `--map ${variable.name}=${sole === null ? (variable.type.shape.length === 0 ? 'COLUMN' : 'COLUMNS') : shortList(table, sole)}`;
  });
  return new DataError(
    { file: table.file },
    `which columns ${names} are is not clear: ${describeFile(table)}`,
    `say it: ${maps.join(' ')}`,
  );
}

function unclear(
  table: Table,
  { name, type, place }: VariableDefinition,
  why: string,
  fix: string,
): DataError {
  return new DataError(
    { file: table.file, variable: name },
    `which columns it is (\`${type.text}\`, ${place}) is not clear: ${why}; ${describeFile(table)}`,
    fix,
  );
}

function describeFile(table: Table): string {
  const names = columnNames(table);
  if (table.header === 'text') return 'the file has lines of text, which are one column';
  if (table.header === 'none')
    return names.length > 6
      ? `the file has columns without names, called \`x1\` to \`x${String(names.length)}\``
      : `the file has columns without names: ${table.columns.map((column) => `\`${column.name}\` begins with ${JSON.stringify(cellText(column, 0).slice(0, 30))}`).join(', ')}`;
  return `the file has ${nameList(names)}`;
}

function checkColumns(table: Table, variable: VariableDefinition, columns: readonly string[]): void {
  const names = columnNames(table);
  const unknown = columns.find((name) => !names.includes(name));
  const { name, type } = variable;
  if (unknown !== undefined)
    throw new DataError(
      { file: table.file, column: unknown, variable: name },
      'there is no such column',
      didYouMean(unknown, names) ?? describeFile(table),
    );
  const repeated = columns.find((column, index) => columns.indexOf(column) !== index);
  if (repeated !== undefined)
    throw new DataError(
      { file: table.file, column: repeated, variable: name },
      'this column is mapped twice',
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
