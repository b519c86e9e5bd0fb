// What a report shows of each plate: its observed columns, as they are in the data and as the fit draws them.

import type { CheckedModel, Variable } from '../../../compiler/3-check/model.ts';
import { platePath } from '../../../runtime/data/plates.ts';
import type { ModelDefinition, VariableDefinition } from '../../../runtime/model/definition.ts';
import type { AnyFit, AnyValues, SampleOptions } from '../../../runtime/model/model.ts';
import type { ColumnMap } from '../../options.ts';
import { rowsOfInputs } from '../../read-data.ts';
import { familiesOf, parentsOf } from '../graph/model-graph.ts';
import type { Column, PlateView, Table } from '../report-data.ts';
import { componentOfRows, componentsOf, type Components } from './components.ts';
import { flatRows } from './flat-rows.ts';

/** Draws give ellipses, densities and frequencies: enough that their noise does not show. */
const mostDraws = 20_000;
const fewestDraws = 500;
/** Numbers drawn at most, for models with many columns. */
const drawnNumbers = 600_000;
const mostColumns = 24;

export function plateViews(
  model: CheckedModel,
  fit: AnyFit,
  data: AnyValues,
  columnNames: ColumnMap,
  seed: number,
): PlateView[] {
  const { definition } = fit;
  // What is left out of the data altogether has nothing to show.
  const observed = definition.variables.filter(
    ({ name, role, plate }) => role === 'observe' && plate !== null && data[name] !== undefined,
  );
  if (observed.length === 0) return [];
  const decoded = definition.kernels.decode === null ? {} : fit.decode(data);
  // Inputs that are numbers are axes to see the observations along.
  const inputs = definition.variables.filter(({ role, type }) => role === 'given' && type.element === 'real');
  const draws = drawRows(fit, data, observed, seed);
  const plates = definition.plates.filter((plate) =>
    observed.some((variable) => variable.plate === plate.name),
  );
  return plates.map((plate) => {
    const variables = [...inputs, ...observed].filter((variable) => variable.plate === plate.name);
    const components = componentsOf(definition, plate.name, fit.sizes);
    return {
      plate: plate.name,
      columns: variables
        .flatMap((variable) => columnsOf(model, fit, variable, columnNames))
        .slice(0, mostColumns),
      components: components.names,
      data: tableOf(fit, variables, components, [data], [decoded]),
      draws: tableOf(fit, variables, components, draws, draws),
    };
  });
}

/** Draws of everything, in batches; inputs are those of the data, again in each batch. */
function drawRows(
  fit: AnyFit,
  data: AnyValues,
  observed: readonly VariableDefinition[],
  seed: number,
): AnyValues[] {
  const { definition, sizes } = fit;
  const perRow = observed.reduce(
    (sum, { type }) => sum + type.shape.reduce((product, size) => product * size(sizes), 1),
    0,
  );
  const target = Math.max(fewestDraws, Math.min(mostDraws, Math.floor(drawnNumbers / Math.max(1, perRow))));
  const givens = definition.variables.filter(({ role }) => role === 'given');
  const rowsOf = (plate: string) => sizes[`rows:${plate}`] ?? 1;
  const outermost = definition.plates.filter(({ parent, sequence }) => parent === null && sequence === null);
  const outer = Math.max(1, ...outermost.map(({ name }) => rowsOf(name)));
  // Of a sequence that is alone each draw is the whole of it.
  const simulate = (n: number, options: SampleOptions): AnyValues[] => {
    const drawn = fit.simulate(n, options);
    return outermost.length > 0 ? [drawn] : Array.from({ length: n }, (_, i) => pickDraw(drawn, i));
  };
  const inner = Math.max(1, ...definition.plates.map(({ name }) => rowsOf(name)));
  if (givens.length === 0) return simulate(Math.max(1, Math.ceil((target * outer) / inner)), { seed });
  const given = Object.fromEntries(givens.map(({ name }) => [name, data[name]]));
  const batches = Math.max(1, Math.min(40, Math.ceil(target / inner)));
  const rows = rowsOfInputs(definition, given);
  return Array.from({ length: batches }, (_, batch) =>
    simulate(outer, { seed: seed + batch, given, rows }).map((drawn) => ({ ...given, ...drawn })),
  ).flat();
}

/** Of whole draws of a model, one. */
function pickDraw(drawn: AnyValues, index: number): AnyValues {
  return Object.fromEntries(
    Object.entries(drawn).map(([name, draws]) => [name, (draws as readonly unknown[])[index]]),
  );
}

/** `sources` have the observed values, `labels` the latents' values, batch by batch. */
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
  const values = flats.flatMap((flat) =>
    Array.from({ length: flat.elements }, (_, element) =>
      Float64Array.from({ length: flat.rows }, (_, row) => flat.values[row * flat.elements + element] ?? NaN),
    ),
  );
  return {
    rows: first.rows,
    values: values.slice(0, mostColumns),
    component: componentOfRows(definition, components, labels, levels, first.counts),
  };
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

function columnsOf(
  model: CheckedModel,
  fit: AnyFit,
  variable: VariableDefinition,
  names: ColumnMap,
): Column[] {
  const shape = variable.type.shape.map((size) => size(fit.sizes));
  const elements = shape.reduce((product, size) => product * size, 1);
  const known = Object.hasOwn(names, variable.name) ? names[variable.name] : undefined;
  const kind = kindOf(variable);
  return Array.from({ length: elements }, (_, element) => ({
    variable: variable.name,
    label: known?.length === elements ? (known[element] ?? '') : elementName(variable.name, shape, element),
    kind,
    gaussian: isGaussian(model, fit.definition, variable.name),
    levels: Object.hasOwn(fit.levels, variable.name) ? (fit.levels[variable.name] ?? null) : null,
  }));
}

/** `x`, `x[3]`, `x[0, 2]`: as the language indexes it. */
function elementName(name: string, shape: readonly number[], element: number): string {
  if (shape.length === 0) return name;
  const indices: string[] = [];
  let rest = element;
  for (const size of [...shape].reverse()) {
    indices.unshift(String(rest % size));
    rest = Math.floor(rest / size);
  }
  return `${name}[${indices.join(', ')}]`;
}

function kindOf({ type }: VariableDefinition): Column['kind'] {
  switch (type.element) {
    case 'real':
      return 'real';
    case 'int':
      return 'count';
    case 'category':
      return 'category';
    case 'bool':
      return 'bool';
  }
}

/** Normal whatever branch is taken, with arguments that differ between rows only by their finite latents. */
function isGaussian(model: CheckedModel, definition: ModelDefinition, name: string): boolean {
  const variable = variableNamed(model, name);
  if (variable?.distribution === undefined || variable.distribution === null) return false;
  if (!familiesOf(variable.distribution).every((family) => family === 'Normal' || family === 'MvNormal'))
    return false;
  const around = platePath(definition, variable.plate).map((plate) => plate.name);
  return [...parentsOf(variable)].every((parent) => {
    const found = variableNamed(model, parent);
    if (found?.role === 'param') return true;
    const isLatent = found?.role === 'latent' || found?.optional === true;
    return isLatent && found.type.shape.length === 0 && around.includes(found.plate ?? '');
  });
}

function variableNamed(model: CheckedModel, name: string): Variable | undefined {
  return model.variables.find((variable) => variable.name === name);
}
