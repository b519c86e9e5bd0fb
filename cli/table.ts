// Values of a fit as a table: one line for each row of the innermost plate, outer values repeated.

import { isFlatNumbers } from '../runtime/data/nesting.ts';
import { platePath } from '../runtime/data/plates.ts';
import type { ModelDefinition, VariableDefinition } from '../runtime/model/definition.ts';
import type { AnyValues } from '../runtime/model/model.ts';
import { UserError } from './errors.ts';
import type { ColumnMap } from './options.ts';

export interface TableRequest {
  readonly definition: ModelDefinition;
  /** Nested values of these variables, rows first. */
  readonly values: AnyValues;
  readonly variables: readonly VariableDefinition[];
  /** Column names of the elements of a variable. */
  readonly columns: ColumnMap;
  /** Column names for the row numbers of outer plates. */
  readonly group: ColumnMap;
}

/** Error: `UserError` when the variables lie in plates that are not inside one another. */
export function valuesToTable(request: TableRequest): readonly (readonly string[])[] {
  const { definition, variables, columns, group } = request;
  const paths = variables.map((variable) => platePath(definition, variable.plate).map(({ name }) => name));
  const longest = paths.reduce((best, path) => (path.length > best.length ? path : best), []);
  const aside = variables.find((_, index) =>
    (paths[index] ?? []).some((plate, depth) => plate !== longest[depth]),
  );
  if (aside !== undefined)
    throw new UserError(
      `\`${aside.name}\` lies in another plate than the other variables, so no one table holds them`,
      'ask for JSON, with a file name that ends in .json',
    );
  const outer = longest.slice(0, -1);
  const lines: string[][] = [];
  const header = [...outer.map((plate) => namesFor(group, plate)?.[0] ?? plate)];
  variables.forEach((variable, index) => {
    const rows = paths[index]?.length ?? 0;
    header.push(...columnNames(variable, request.values[variable.name], rows, columns));
  });
  const visit = (depth: number, position: readonly number[], values: readonly unknown[]): void => {
    if (depth === longest.length) {
      lines.push([...position.slice(0, outer.length).map(String), ...values.flatMap(elements)]);
      return;
    }
    const inside = variables.map((_, index) => (paths[index]?.length ?? 0) > depth);
    const first = values[inside.indexOf(true)];
    const rows = isList(first) ? first.length : 0;
    for (let row = 0; row < rows; row++)
      visit(
        depth + 1,
        [...position, row],
        values.map((value, index) => (inside[index] === true ? rowOf(value, row) : value)),
      );
  };
  visit(0, [], variables.map((variable) => request.values[variable.name])); // prettier-ignore
  return [header, ...lines];
}

/** CSV by RFC 4180, with line feeds; with tabs for TSV. */
export function toCsv(lines: readonly (readonly string[])[], separator: ',' | '\t' = ','): string {
  const special = separator === ',' ? /[",\r\n]/ : /["\t\r\n]/;
  const quoted = (cell: string): string => (special.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell);
  return lines.map((line) => `${line.map(quoted).join(separator)}\n`).join('');
}

/** A value as text: bools as words, what is missing as nothing. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return Number.isNaN(value) ? '' : String(value);
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  throw new Error('internal: a cell that is no scalar');
}

const isList = (value: unknown): value is ArrayLike<unknown> => Array.isArray(value) || isFlatNumbers(value);

function elements(value: unknown): string[] {
  return isList(value) ? Array.from(value).flatMap(elements) : [cellText(value)];
}

function rowOf(value: unknown, row: number): unknown {
  return isList(value) ? value[row] : undefined;
}

function columnNames(
  variable: VariableDefinition,
  value: unknown,
  rows: number,
  columns: ColumnMap,
): string[] {
  if (variable.type.shape.length === 0) return [namesFor(columns, variable.name)?.[0] ?? variable.name];
  const suffixes = shapeSuffixes(firstEvent(value, rows));
  const known = namesFor(columns, variable.name);
  if (known?.length === suffixes.length) return [...known];
  return suffixes.map((suffix) => `${variable.name}${suffix}`);
}

/** `[0]`, `[1]`, ... of the elements of a nested array: `x[0][2]` of a matrix. */
function shapeSuffixes(value: unknown): string[] {
  if (!isList(value)) return [''];
  return Array.from(value).flatMap((inner, index) =>
    shapeSuffixes(inner).map((suffix) => `[${String(index)}]${suffix}`),
  );
}

/** The value of the first row that has one, `rows` levels down; inner plates may have no rows. */
function firstEvent(value: unknown, rows: number): unknown {
  if (!isList(value)) return undefined;
  if (rows === 0) return value;
  for (const row of Array.from(value)) {
    const found = firstEvent(row, rows - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function namesFor(map: ColumnMap, name: string): readonly string[] | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}
