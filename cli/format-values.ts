// Draws in the formats of files: tables, JSON, one array, lines of text.

import { platePath } from '../runtime/data/plates.ts';
import { isSequence } from '../runtime/data/columns.ts';
import { isFlatNumbers } from '../runtime/data/nesting.ts';
import type { AnyValues } from '../runtime/model/model.ts';
import { UserError } from './errors.ts';
import { toNpy } from './npy.ts';
import { cellText, toCsv, valuesToTable, type TableRequest } from './table.ts';
import type { OutputFormat } from './write-output.ts';

export interface ValuesRequest extends TableRequest {
  /** How texts became tokens, by variable: their texts are put together again in that way. */
  readonly split: Readonly<Record<string, string>>;
}

/** Error: `UserError` for values that the format cannot hold. */
export function formatValues(format: OutputFormat, request: ValuesRequest): string | Uint8Array {
  switch (format) {
    case 'csv':
      return toCsv(valuesToTable(request));
    case 'tsv':
      return toCsv(valuesToTable(request), '\t');
    case 'json':
      return `${JSON.stringify(request.values)}\n`;
    case 'jsonl':
      return recordsOf(request.values);
    case 'npy':
      return arrayOf(request);
    case 'txt':
      return linesOf(request);
  }
}

/** One object for each row of the outermost plate. */
export function recordsOf(values: AnyValues): string {
  const names = Object.keys(values);
  const lists = names.map((name) => values[name] as ArrayLike<unknown>);
  const count = lists[0]?.length ?? 0;
  if (lists.some((list) => list.length !== count))
    throw new UserError(
      'the values have not one entry for each row',
      'ask for JSON, with a file name that ends in .json',
    );
  const row = (index: number): string =>
    JSON.stringify(Object.fromEntries(names.map((name, position) => [name, lists[position]?.[index]])));
  return Array.from({ length: count }, (_, index) => `${row(index)}\n`).join('');
}

function theOnlyVariable({ variables }: ValuesRequest, what: string) {
  const [only, another] = variables;
  if (only === undefined) throw new Error('internal: nothing to write');
  if (another === undefined) return only;
  const names = variables.map(({ name }) => `\`${name}\``).join(', ');
  throw new UserError(
    `${what} holds one variable, and here are ${names}`,
    'ask for a file that ends in .csv, .json or .jsonl',
  );
}

function arrayOf(request: ValuesRequest): Uint8Array {
  const { name } = theOnlyVariable(request, 'an .npy file');
  const value = request.values[name];
  const shape: number[] = [];
  for (let inner = value; isList(inner); inner = inner[0]) shape.push(inner.length);
  const leaves: (number | boolean | null)[] = [];
  const visit = (item: unknown, depth: number): void => {
    if (isList(item)) {
      if (depth >= shape.length || item.length !== shape[depth])
        throw new UserError(
          `the rows of \`${name}\` have different lengths, so no .npy file holds them`,
          'ask for .json or .jsonl',
        );
      for (const inner of Array.from(item)) visit(inner, depth + 1);
    } else if (typeof item === 'number' || typeof item === 'boolean' || item === null) leaves.push(item);
    else
      throw new UserError(`\`${name}\` has texts, which an .npy file does not hold`, 'ask for .csv or .json');
  };
  visit(value, 0);
  return toNpy(leaves, shape);
}

const isList = (value: unknown): value is ArrayLike<unknown> => Array.isArray(value) || isFlatNumbers(value);

/** A line for each row: tokens put together, numbers and levels with blanks between. */
function linesOf(request: ValuesRequest): string {
  const { definition, values, split } = request;
  const variable = theOnlyVariable(request, 'a text file');
  const { name, plate } = variable;
  const rule = Object.hasOwn(split, name) ? split[name] : undefined;
  const isLetters =
    rule === 'characters' ||
    (rule === undefined && variable.type.element === 'category' && isSequence(definition, variable));
  const leaves = (value: unknown): string[] =>
    isList(value) ? Array.from(value).flatMap(leaves) : [cellText(value)];
  const value = values[name];
  if (!isList(value)) return `${cellText(value)}\n`;
  // Without an outer row all is one line.
  const rows = platePath(definition, plate).length > 1 || !isLetters ? Array.from(value) : [value];
  return rows.map((row) => `${leaves(row).join(isLetters ? '' : ' ')}\n`).join('');
}
