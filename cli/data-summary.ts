// What was read, for the person to look over before a model is fitted to it: which columns became which variable, how
// their values look, what is missing, and what of the file is not used. A wrong mapping should be seen at once.

import { fillMissing, flatten, type Elements } from '../runtime/data/nesting.ts';
import { isMissing } from '../runtime/data/encode-values.ts';
import { platePath } from '../runtime/data/plates.ts';
import type { DataRead, DataSource } from '../runtime/data/read-data.ts';
import type { Column } from '../runtime/data/table.ts';
import { InputError } from '../runtime/errors.ts';
import type { ModelDefinition, VariableDefinition } from '../runtime/model/definition.ts';
import { namedColumns } from './read-data.ts';
import { formatNumber } from './report/format-number.ts';

/** Lines for standard error. */
export function dataSummary(read: DataRead, definition: ModelDefinition): string {
  const lines = read.sources.map(sourceLine);
  for (const { table } of read.sources) lines.push(...(table?.notes ?? []).map((note) => `  note: ${note}`));
  const plates = new Map<string, string>();
  for (const variable of definition.variables) {
    const value = Object.hasOwn(read.data, variable.name) ? read.data[variable.name] : undefined;
    if (value === undefined) continue;
    const flat = flattened(definition, variable, value);
    // What is wrong with its form is said when the data are shaped.
    if (flat === null) continue;
    lines.push(...variableLines(variable, flat, columnsOf(read, variable.name)));
    for (const [plate, text] of flat.plates) plates.set(plate, text);
  }
  for (const [plate, text] of plates) lines.push(`  plate ${plate}: ${text}`);
  lines.push(...unusedLines(read));
  return lines.join('\n');
}

function sourceLine({ file, table, allRows }: DataSource): string {
  if (table === null) return `data: ${file}`;
  const some = allRows !== null && allRows !== table.rowCount;
  return `data: ${file}, ${some ? `${whole(table.rowCount)} of ${rows(allRows)}` : rows(table.rowCount)}`;
}

const whole = formatNumber;
const rows = (count: number): string => `${whole(count)} row${count === 1 ? '' : 's'}`;

function columnsOf(read: DataRead, name: string): readonly string[] {
  const columns = namedColumns(read);
  return (Object.hasOwn(columns, name) ? columns[name] : undefined) ?? [];
}

interface Flat {
  readonly values: Elements;
  /** Numbers in one row. */
  readonly width: number;
  /** How many rows inner plates have. */
  readonly plates: readonly (readonly [string, string])[];
}

function flattened(definition: ModelDefinition, variable: VariableDefinition, value: unknown): Flat | null {
  const { name, plate, type, optional } = variable;
  const path = platePath(definition, plate);
  try {
    const flat = flatten(value, name, path.map((around) => around.name), type.shape.length, type.text, null, optional); // prettier-ignore
    const shape = flat.shape ?? [];
    return {
      values: fillMissing(flat.values, shape),
      width: shape.reduce((product, size) => product * size, 1),
      plates: path.flatMap((inner, depth) => {
        const counts = flat.counts[depth];
        const outer = path[depth - 1];
        if (counts === undefined || outer === undefined) return [];
        return [
          [inner.name, plateText(counts, outer.name, inner.sequence === null ? 'rows' : 'steps')] as const,
        ];
      }),
    };
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

function plateText(counts: readonly number[], outer: string, noun: string): string {
  let [total, least, most] = [0, Infinity, 0];
  for (const count of counts) {
    total += count;
    least = Math.min(least, count);
    most = Math.max(most, count);
  }
  const each =
    least === most
      ? whole(least)
      : `${whole(least)} to ${whole(most)}, mean ${formatNumber(total / counts.length)},`;
  return `${whole(total)} ${noun}, ${each} in each ${outer}`;
}

// Variables ------------------------------------------------------------------------------------------------

/** Columns that are listed one by one. */
const mostListed = 12;
const mostLevels = 6;

function variableLines(
  variable: VariableDefinition,
  flat: Flat,
  columns: readonly string[],
): readonly string[] {
  const { name, type, optional } = variable;
  const text = variable.vocabulary === true ? type.text.replace(/^category/, 'token') : type.text;
  const head = `  ${name}: ${text}${optional && !type.text.endsWith('?') ? '?' : ''}`;
  const from =
    columns.length === 0
      ? ''
      : columns.length === 1
        ? `, column ${columns[0] ?? ''}`
        : `, ${whole(columns.length)} columns`;
  if (type.element === 'category') return [`${head}${from}: ${levelsText(flat.values, variable)}`];
  if (flat.width === 1 || columns.length !== flat.width || flat.width > mostListed) {
    const range = columns.length > 1 ? ` ${columns[0] ?? ''} to ${columns.at(-1) ?? ''}` : '';
    return [`${head}${from}${range}: ${numbersText(flat.values, 0, 1)}`];
  }
  const width = Math.max(...columns.map((column) => column.length));
  return [
    `${head}${from}`,
    ...columns.map(
      (column, index) => `    ${column.padEnd(width)}  ${numbersText(flat.values, index, flat.width)}`,
    ),
  ];
}

/** Range and mean of every `step`-th value from `start` on. */
function numbersText(values: Elements, start: number, step: number): string {
  let [count, missing, least, most, mean] = [0, 0, Infinity, -Infinity, 0];
  let bools = 0;
  for (let i = start; i < values.length; i += step) {
    const value = values[i];
    const number = typeof value === 'boolean' ? Number(value) : value;
    if (typeof value === 'boolean') bools++;
    if (typeof number !== 'number' || Number.isNaN(number)) {
      missing++;
      continue;
    }
    count++;
    if (number < least) least = number;
    if (number > most) most = number;
    mean += (number - mean) / count;
  }
  const gone = missing === 0 ? '' : `, ${whole(missing)} missing`;
  if (count === 0) return `no values${gone}`;
  if (bools === count)
    return `true ${whole(Math.round(mean * count))}, false ${whole(Math.round((1 - mean) * count))}${gone}`;
  if (least === most) return `always ${formatNumber(least)}${gone}`;
  return `${formatNumber(least)} to ${formatNumber(most)}, mean ${formatNumber(mean)}${gone}`;
}

function levelsText(values: Elements, { vocabulary }: VariableDefinition): string {
  const counts = new Map<unknown, number>();
  let missing = 0;
  for (const value of values)
    if (isMissing(value)) missing++;
    else counts.set(value, (counts.get(value) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  const shown = sorted.slice(0, mostLevels).map(([level, count]) => `${levelName(level)} ${whole(count)}`);
  const more = sorted.length > mostLevels ? ', ...' : '';
  const noun = vocabulary === true ? 'tokens' : 'levels';
  const gone = missing === 0 ? '' : `, ${whole(missing)} missing`;
  if (sorted.length === 0) return `no values${gone}`;
  const codes = typeof sorted[0]?.[0] === 'number' ? ', as codes from 0' : '';
  return `${sorted.length === 1 ? `one ${noun.slice(0, -1)} only` : `${whole(sorted.length)} ${noun}`}${codes} (${shown.join(', ')}${more})${gone}`;
}

function levelName(level: unknown): string {
  const text = String(level);
  // Blanks and line ends are tokens too.
  return /^[^\s,()]+$/u.test(text) ? text : JSON.stringify(text);
}

// What is left ---------------------------------------------------------------------------------------------

function unusedLines({ sources, columns, grouped }: DataRead): readonly string[] {
  const used = new Set([...Object.values(columns).flat(), ...grouped]);
  const names = sources.flatMap(({ table }) =>
    table === null ? [] : table.columns.filter(({ name }) => !used.has(name)).map(describeColumn),
  );
  if (names.length === 0) return [];
  const shown = names.slice(0, mostListed).join(', ');
  return [
    `  not used: ${shown}${names.length > mostListed ? `, and ${whole(names.length - mostListed)} more` : ''}`,
  ];
}

function describeColumn(column: Column): string {
  return `${column.name === '' ? '(no name)' : column.name}${column.kind === 'text' ? ' (text)' : ''}`;
}
