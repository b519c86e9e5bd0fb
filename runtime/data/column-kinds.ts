// What a column looks like: whether its cells can be values of a variable, and whether it may be no measurement at all
// but an id, a label or a date, which nobody wants fitted by accident.

import type { VariableDefinition } from '../model/definition.ts';
import { at } from '../record.ts';
import { isBoolWord } from './cells.ts';
import { numberOf } from './readers/number-text.ts';
import { isMissingWord, type Column, type Table } from './table.ts';

/** Whether the cells can be values of the variable, some mistakes aside. */
export function suits(column: Column, { type, vocabulary }: VariableDefinition): boolean {
  if (vocabulary === true) return column.kind !== 'number';
  switch (column.kind) {
    case 'nested':
      return type.element !== 'category';
    case 'number':
      if (type.element === 'bool')
        return column.values.every((value) => value === 0 || value === 1 || Number.isNaN(value));
      return (
        type.element !== 'category' ||
        column.values.every((value) => Number.isInteger(value) || Number.isNaN(value))
      );
    case 'text': {
      if (type.element === 'category') return true;
      const filled = column.values.filter((cell) => !isMissingWord(cell));
      const fits = filled.filter((cell) =>
        type.element === 'bool' ? isBoolWord(cell) : !Number.isNaN(numberOf(cell)),
      );
      // A column of numbers with a slip in it is one that holds a slip, not one of texts.
      return filled.length > 0 && fits.length * 2 >= filled.length;
    }
  }
}

/** `1, 2, 3, ...` or `0, 1, 2, ...` under no name or one that says so: it is no measurement. */
export function isRowNumber(column: Column): boolean {
  if (column.kind !== 'number' || !/^(|rownames?|row|index|id|unnamed: 0)$/i.test(column.name)) return false;
  const first = column.values[0];
  return (first === 0 || first === 1) && column.values.every((value, row) => value === first + row);
}

const idWords =
  /(^|[\s._-])(ids?|index|key|nr|no|row|rownames?|year|month|day|date|time|timestamp|labels?|class|target|group|fold|split|outcome|cluster)$/i;

/** Why a column of numbers may be no measurement; null where nothing says so. */
export function oddity(column: Column, table: Table): string | null {
  if (column.kind !== 'number') return null;
  const { values, name } = column;
  if (table.header === 'names' && (idWords.test(name) || /[a-z](Id|ID)$/.test(name) || name === ''))
    return name === '' ? 'has no name' : 'is named like an id, a date or a label';
  if (values.every((value) => Number.isNaN(value))) return 'has no values';
  if (!values.every((value) => Number.isInteger(value) || Number.isNaN(value))) return null;
  if (values.length >= 5) {
    const step = at(values, 1) - at(values, 0);
    if (step !== 0 && values.every((value, row) => row === 0 || value - at(values, row - 1) === step))
      return 'counts up like an index or a year';
    if (
      values.length >= 20 &&
      new Set(values).size === values.length &&
      values.every((value) => value >= 0 && value > 1000)
    )
      return 'has another whole number in each row, like an id';
  }
  const levels = new Set<number>();
  for (const value of values) if (!Number.isNaN(value) && levels.add(value).size > 10) return null;
  const others = table.columns.filter((other) => other.kind === 'number' && other !== column);
  const amongReals =
    others.length > 0 &&
    others.filter(
      ({ kind, values: cells }) =>
        kind === 'number' && cells.some((value) => !Number.isInteger(value) && !Number.isNaN(value)),
    ).length *
      2 >
      others.length;
  return amongReals && values.length >= 20 ? `has only ${String(levels.size)} values, like a label` : null;
}
