// What is missing in the data, column by column, and what the fit says it is.

import type { VariableDefinition } from '../../../runtime/model/definition.ts';
import type { MissingView } from '../views.ts';
import { columnLabels } from './columns.ts';
import type { ReportContext } from './context.ts';
import { flatRows } from './flat-rows.ts';
import { levelNames } from './level-names.ts';

type MissingColumn = MissingView['columns'][number];

/** Lines of a table: of more columns those with most missing values. */
const mostColumns = 30;

/** Plates without missing values are left out. */
export function missingViews(context: ReportContext): MissingView[] {
  const { fit, observed } = context;
  return fit.definition.plates.flatMap(({ name }) => {
    const found = observed
      .filter(({ plate, optional }) => optional && plate === name)
      .map((variable) => columnsOf(context, variable));
    const gaps = found.flatMap(({ columns }) => columns).filter(({ missing }) => missing > 0);
    if (gaps.length === 0) return [];
    const shown =
      gaps.length <= mostColumns
        ? gaps
        : [...gaps].sort((a, b) => b.missing - a.missing).slice(0, mostColumns);
    return [{ plate: name, rows: found[0]?.rows ?? 0, columns: shown, more: gaps.length - shown.length }];
  });
}

function columnsOf(
  { fit, data, columns: names, imputed }: ReportContext,
  variable: VariableDefinition,
): { readonly rows: number; readonly columns: readonly MissingColumn[] } {
  const { name, type } = variable;
  const { rows, elements, values } = flatRows(fit.definition, variable, data[name], fit.levels, fit.sizes);
  const shape = type.shape.map((size) => size(fit.sizes));
  const filled = Object.hasOwn(imputed, name) ? imputed[name] : undefined;
  const isNumber = type.element === 'real' || type.element === 'int';
  const levels = isNumber ? [] : levelNames(fit, variable);
  const labels = columnLabels(name, shape, Object.hasOwn(names, name) ? names[name] : undefined);
  const columns = labels.map((label, element): MissingColumn => {
    const seen: number[] = [];
    const guessed: number[] = [];
    let missing = 0;
    for (let row = 0; row < rows; row++) {
      const value = values[row * elements + element] ?? NaN;
      if (!Number.isNaN(value)) seen.push(value);
      else {
        missing++;
        guessed.push(filled?.[row * elements + element] ?? NaN);
      }
    }
    const known = guessed.length > 0 && !guessed.some(Number.isNaN);
    return {
      label,
      missing,
      total: rows,
      means: known && isNumber ? { seen: mean(seen), imputed: mean(guessed) } : null,
      // Labels have a section of their own.
      takenFor: known && !isNumber && variable.isLeaf ? takenFor(guessed, levels) : null,
    };
  });
  return { rows, columns };
}

function takenFor(codes: readonly number[], levels: readonly string[]): MissingColumn['takenFor'] {
  const counts = new Map<number, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .map(([code, count]) => ({ level: levels[code] ?? String(code), count }));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
