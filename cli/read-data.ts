// The inputs of a model for draws that are conditioned on them: read from a data file, and how many rows they mean.

import { flatten, isFlatNumbers } from '../runtime/data/nesting.ts';
import { platePath } from '../runtime/data/plates.ts';
import { readDataFile, type DataRead } from '../runtime/data/read-data.ts';
import type { ModelDefinition } from '../runtime/model/definition.ts';
import type { AnyFit, AnyValues, SampleOptions } from '../runtime/model/model.ts';
import { UserError } from './errors.ts';
import { dataPaths, readOptions, type DataFlags, type Reading } from './data-options.ts';
import type { ColumnMap } from './options.ts';

export interface Inputs {
  /** Nested values of the `given` variables. */
  readonly values: AnyValues;
  /** Rows of the outermost plate. */
  readonly rows: number;
}

/** Errors: `UserError` for a model without inputs, those of reading. */
export async function readInputs(
  path: string,
  fit: AnyFit,
  flags: DataFlags,
  reading: Reading,
): Promise<Inputs> {
  const { definition, levels } = fit;
  const given = definition.variables.find(({ role, plate }) => role === 'given' && plate !== null);
  if (given === undefined)
    throw new UserError(
      `model \`${definition.name}\` has no \`given\` in a plate, so it takes no inputs`,
      'leave --given-data out',
    );
  const { data } = await readDataFile(dataPaths(path), definition, {
    ...readOptions(flags, reading),
    levels,
    trained: fit.training !== null,
    roles: ['given'],
  });
  const values = plainValues(data);
  const first = values[given.name];
  return { values, rows: Array.isArray(first) ? first.length : 0 };
}

/** Typed arrays as arrays, which tables and JSON are written from. */
function plainValues(values: AnyValues): AnyValues {
  const plain = (value: unknown): unknown => {
    if (isFlatNumbers(value)) return Array.from(value);
    return Array.isArray(value) ? value.map(plain) : value;
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, plain(value)]));
}

/** `--map` and `--group` name columns: with a file that has none they would be passed over. Error: `UserError`. */
export function refuseIdleColumns(
  path: string,
  found: ColumnMap,
  { map, group }: { readonly map?: ColumnMap; readonly group?: ColumnMap },
): void {
  const option = map !== undefined ? '--map' : group !== undefined ? '--group' : null;
  if (option === null || Object.keys(found).length > 0) return;
  throw new UserError(
    `${path}: ${option} names columns, but this file holds variables by name and has no columns`,
    `leave ${option} out`,
  );
}

/** For each inner plate that an input lies in: its rows in each row of the plate around it. */
export function rowsOfInputs(
  definition: ModelDefinition,
  values: AnyValues,
): NonNullable<SampleOptions['rows']> {
  const rows = Object.create(null) as Record<string, readonly number[]>;
  for (const variable of definition.variables) {
    if (variable.role !== 'given' || !Object.hasOwn(values, variable.name)) continue;
    const path = platePath(definition, variable.plate).map(({ name }) => name);
    const { counts } = flatten(
      values[variable.name],
      variable.name,
      path,
      variable.type.shape.length,
      variable.type.text,
    );
    path.forEach((plate, depth) => {
      if (depth > 0) rows[plate] = counts[depth] ?? [];
    });
  }
  return rows;
}

/** The columns of variables by the names that the file gives them. A text has none: a reader made them up. */
export function namedColumns({ columns, sources }: Pick<DataRead, 'columns' | 'sources'>): ColumnMap {
  const made = new Set(
    sources.flatMap(({ table }) => (table?.header === 'text' ? table.columns.map(({ name }) => name) : [])),
  );
  return Object.fromEntries(
    Object.entries(columns).filter(([, names]) => !names.every((name) => made.has(name))),
  );
}
