// The answer to `gen score --what impute` as a table: the data with what is missing filled in, and beside each variable that
// may be missing how sure the filling is.

import { nest } from '../../runtime/data/nesting.ts';
import { platePath } from '../../runtime/data/plates.ts';
import type { VariableDefinition } from '../../runtime/model/definition.ts';
import type { AnyFit, AnyValues } from '../../runtime/model/model.ts';
import type { ColumnMap } from '../options.ts';
import { valuesToTable } from '../table.ts';

/** What `fit.impute` says of one variable. */
type Imputed =
  | { readonly mean: unknown; readonly sd: unknown }
  | { readonly value: unknown; readonly probability: unknown };

/**
 * Columns as in the data; of numbers that may be missing `sd.<column>` follows, 0 where they are there, of others
 * `probability.<column>` of the value that is given, 1 where it is there. Error: as `valuesToTable`.
 */
export function completedTable(
  fit: AnyFit,
  data: AnyValues,
  imputed: AnyValues,
  columns: { readonly map: ColumnMap; readonly group: ColumnMap },
): readonly (readonly string[])[] {
  const values: Record<string, unknown> = {};
  const names: Record<string, readonly string[]> = { ...columns.map };
  const variables: VariableDefinition[] = [];
  const add = (variable: VariableDefinition, value: unknown): void => {
    variables.push(variable);
    values[variable.name] = value;
  };
  for (const variable of fit.definition.variables) {
    const { name, role } = variable;
    if (role !== 'observe' && role !== 'given') continue;
    if (!Object.hasOwn(imputed, name)) {
      if (Object.hasOwn(data, name)) add(variable, nested(fit, variable, data[name]));
      continue;
    }
    const answer = imputed[name] as Imputed;
    const [value, beside, word] =
      'mean' in answer
        ? [answer.mean, answer.sd, 'sd']
        : [answer.value, largest(answer.probability), 'probability'];
    add(variable, value);
    const companion = `${word}.${name}`;
    const own = Object.hasOwn(names, name) ? names[name] : undefined;
    if (own !== undefined) names[companion] = own.map((column) => `${word}.${column}`);
    add({ ...variable, name: companion }, beside);
  }
  return valuesToTable({
    definition: fit.definition,
    values,
    variables,
    columns: names,
    group: columns.group,
  });
}

/** A flat typed array of one plate's rows as nested arrays. */
function nested(fit: AnyFit, { plate, type }: VariableDefinition, value: unknown): unknown {
  const shape = type.shape.map((size) => size(fit.sizes));
  const depth = platePath(fit.definition, plate).length;
  if (!(value instanceof Float64Array || value instanceof Int32Array) || depth + shape.length < 2)
    return value;
  const rows = value.length / shape.reduce((product, size) => product * size, 1);
  return depth === 1 ? nest(value, [[rows]], shape) : value;
}

/** In place of each list of probabilities its largest. */
function largest(probability: unknown): unknown {
  const items = probability as readonly unknown[];
  return items.every((item) => typeof item === 'number') ? Math.max(...items) : items.map(largest);
}
