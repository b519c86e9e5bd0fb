// What a report shows of each plate: its observed columns, as they are in the data and as the fit draws them.

import type { VariableDefinition } from '../../../runtime/model/definition.ts';
import type { AnyFit, AnyValues } from '../../../runtime/model/model.ts';
import type { PlateView, Table } from '../report-data.ts';
import { columnsOf } from './columns.ts';
import { componentOfRows, componentsOf, type Components } from './components.ts';
import type { ReportContext } from './context.ts';
import { flatRows } from './flat-rows.ts';
import type { Imputed } from './imputed.ts';

const mostColumns = 24;

/** `elsewhere`: variables that have charts of their own. */
export function plateViews(context: ReportContext, elsewhere: ReadonlySet<string>): PlateView[] {
  const { fit, data, decoded, draws, observed, imputed } = context;
  const { definition } = fit;
  // Inputs that are numbers are axes to see the observations along.
  const inputs = definition.variables.filter(({ role, type }) => role === 'given' && type.element === 'real');
  const shown = observed.filter(({ name }) => !elsewhere.has(name));
  const plates = definition.plates.filter((plate) => shown.some((variable) => variable.plate === plate.name));
  return plates.map((plate) => {
    const variables = [...inputs, ...shown].filter((variable) => variable.plate === plate.name);
    const components = componentsOf(definition, plate.name, fit.sizes, fit.levels);
    const columns = variables.flatMap((variable) => columnsOf(context, variable, components));
    return {
      plate: plate.name,
      columns: columns.slice(0, mostColumns),
      allColumns: columns.length,
      components: components.names,
      componentVariables: components.variables.map((variable) => variable.definition.name),
      data: {
        ...tableOf(fit, variables, components, [data], [decoded]),
        imputed: imputedColumns(fit, variables, imputed),
      },
      draws: tableOf(fit, variables, components, draws, draws),
    };
  });
}

/** `sources` have the observed values, `labels` those that make components, batch by batch. */
function tableOf(
  fit: AnyFit,
  variables: readonly VariableDefinition[],
  components: Components,
  sources: readonly AnyValues[],
  labels: readonly AnyValues[],
): Table {
  const batches = sources.map((source, batch) =>
    batchTable(fit, variables, components, source, labels[batch] ?? {}),
  );
  const [first] = batches;
  if (first === undefined || batches.length === 1) return first ?? { rows: 0, values: [], component: null };
  return {
    rows: batches.reduce((sum, { rows }) => sum + rows, 0),
    values: first.values.map((_, column) =>
      joined(batches.map(({ values }) => values[column] ?? new Float64Array())),
    ),
    component:
      first.component === null
        ? null
        : Int32Array.from(batches.flatMap(({ component }) => [...(component ?? [])])),
  };
}

function batchTable(
  fit: AnyFit,
  variables: readonly VariableDefinition[],
  components: Components,
  source: AnyValues,
  labels: AnyValues,
): Table {
  const { definition, levels } = fit;
  const flats = variables.map((variable) =>
    flatRows(definition, variable, source[variable.name], levels, fit.sizes),
  );
  const [first] = flats;
  if (first === undefined) return { rows: 0, values: [], component: null };
  return {
    rows: first.rows,
    values: flats.flatMap(({ values, elements }) => splitColumns(values, elements)).slice(0, mostColumns),
    component: componentOfRows(definition, components, labels, levels, first.counts),
  };
}

/** For each column its values with what is missing filled in; null for those of variables without any. */
function imputedColumns(
  fit: AnyFit,
  variables: readonly VariableDefinition[],
  imputed: Imputed,
): (Float64Array | null)[] {
  return variables
    .flatMap(({ name, type }) => {
      const elements = type.shape.reduce((product, size) => product * size(fit.sizes), 1);
      const values = Object.hasOwn(imputed, name) ? imputed[name] : undefined;
      return values === undefined
        ? Array.from({ length: elements }, () => null)
        : splitColumns(values, elements);
    })
    .slice(0, mostColumns);
}

/** Row-major values of the first columns, each by itself. */
function splitColumns(values: Float64Array, elements: number): Float64Array[] {
  return Array.from({ length: Math.min(elements, mostColumns) }, (_, element) =>
    Float64Array.from(
      { length: values.length / elements },
      (_, row) => values[row * elements + element] ?? NaN,
    ),
  );
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const result = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let next = 0;
  for (const part of parts) {
    result.set(part, next);
    next += part.length;
  }
  return result;
}
