// The params of a small fit with their standard errors, a line for each number, as a console shows them.

import { entryName } from '../report/entry-name.ts';
import { formatError, formatNumber } from '../report/format-number.ts';
import type { ParameterView } from '../report/report-data.ts';

/** Numbers shown at most: more are in the report. */
const mostNumbers = 36;

/** Null where there is nothing to show, or too much. */
export function estimatesText(parameters: readonly ParameterView[]): string | null {
  const total = parameters.reduce((sum, { values }) => sum + values.length, 0);
  if (total === 0 || total > mostNumbers) return null;
  const lines = parameters.flatMap((parameter) =>
    entriesOf(parameter).map((entry) => ({
      name: entryName(parameter, entry),
      value: formatNumber(parameter.values[entry] ?? NaN),
      error: errorText(parameter.errors?.[entry] ?? NaN),
    })),
  );
  const hasErrors = parameters.some(({ errors }) => errors !== null);
  const title = { name: 'param', value: 'estimate', error: 'standard error' };
  const shown = [title, ...lines];
  const nameWidth = Math.max(...shown.map(({ name }) => name.length));
  const valueWidth = Math.max(...shown.map(({ value }) => value.length));
  const table = shown.map(({ name, value, error }) =>
    `  ${name.padEnd(nameWidth)}  ${value.padStart(valueWidth)}${hasErrors ? `  ${error}` : ''}`.trimEnd(),
  );
  return [...table, ...absentTexts(parameters)].join('\n');
}

/** All but the mirror image of a symmetric matrix. */
function entriesOf({ type, shape, values }: ParameterView): readonly number[] {
  const all = Array.from(values, (_, entry) => entry);
  const size = shape.at(-1) ?? 1;
  const isSymmetric = /^(covariance|correlation)\b/.test(type);
  return isSymmetric ? all.filter((entry) => Math.floor(entry / size) % size >= entry % size) : all;
}

function errorText(error: number): string {
  return Number.isNaN(error) ? '-' : formatError(error);
}

/** Why entries have no error, a line for each reason. */
function absentTexts(parameters: readonly ParameterView[]): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const parameter of parameters)
    for (const { entry, reason } of parameter.absent) {
      const names = byReason.get(reason) ?? [];
      byReason.set(reason, [...names, entryName(parameter, entry)]);
    }
  return [...byReason].map(([reason, names]) => `  no standard error for ${listed(names)}: ${reason}`);
}

function listed(names: readonly string[]): string {
  return names.length > 6
    ? `${names.slice(0, 5).join(', ')} and ${String(names.length - 5)} others`
    : names.join(', ');
}
