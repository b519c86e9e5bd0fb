// What every section of a report is collected from: the rows that are looked at, what the fit says of them, and draws.

import type { CheckedModel } from '../../../compiler/3-check/model.ts';
import type { VariableDefinition } from '../../../runtime/model/definition.ts';
import type { AnyFit, AnyValues, SampleOptions } from '../../../runtime/model/model.ts';
import type { ColumnMap } from '../../options.ts';
import { rowsOfInputs } from '../../read-data.ts';
import { imputedValues, type Imputed } from './imputed.ts';
import type { SampledRows } from './sample-rows.ts';

export interface ReportContext {
  readonly model: CheckedModel;
  readonly fit: AnyFit;
  readonly sampled: SampledRows;
  readonly data: AnyValues;
  /** Names of the elements of array variables. */
  readonly columns: ColumnMap;
  /** Observations in plates that the data hold. */
  readonly observed: readonly VariableDefinition[];
  /** The data, and the most probable values of what they do not hold. */
  readonly decoded: AnyValues;
  /** Draws of everything, in batches; inputs are those of the data, again in each batch. */
  readonly draws: readonly AnyValues[];
  readonly imputed: Imputed;
}

/** Draws give ellipses, densities and frequencies: enough that their noise does not show. */
const mostDraws = 20_000;
const fewestDraws = 500;
/** Numbers drawn at most, for models with many columns. */
const drawnNumbers = 1_000_000;
/** Times that inputs are drawn for. */
const mostBatches = 100;

export function reportContext(
  model: CheckedModel,
  fit: AnyFit,
  sampled: SampledRows,
  columns: ColumnMap,
  seed: number,
): ReportContext {
  const { definition } = fit;
  const { data } = sampled;
  // What is left out of the data altogether has nothing to show.
  const observed = definition.variables.filter(
    ({ name, role, plate }) => role === 'observe' && plate !== null && data[name] !== undefined,
  );
  return {
    model,
    fit,
    sampled,
    data,
    columns,
    observed,
    decoded: { ...data, ...(definition.kernels.decode === null ? {} : fit.decode(data)) },
    draws: observed.length === 0 ? [] : drawRows(fit, sampled, observed, seed),
    imputed: imputedValues(fit, data),
  };
}

function drawRows(
  fit: AnyFit,
  { data, rows: looked, of }: SampledRows,
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
  const share = of === 0 ? 1 : looked / of;
  const rowsOf = (plate: string) => Math.round((sizes[`rows:${plate}`] ?? 1) * share);
  const outermost = definition.plates.filter(({ parent, sequence }) => parent === null && sequence === null);
  const outer = Math.max(1, ...outermost.map(({ name }) => rowsOf(name)));
  // Of a sequence that is alone each draw is the whole of it.
  const simulate = (n: number, options: SampleOptions): AnyValues[] => {
    const drawn = fit.simulate(n, options);
    return outermost.length > 0 ? [drawn] : Array.from({ length: n }, (_, i) => pickDraw(drawn, i));
  };
  const inner = Math.max(1, ...definition.plates.map(({ name }) => rowsOf(name)));
  if (givens.length === 0) {
    // A sequence that is alone and longer than what is to be drawn is drawn in part.
    const cut = definition.plates
      .filter(
        ({ name, parent, sequence, size }) =>
          parent === null && sequence?.until === null && size === null && rowsOf(name) > target,
      )
      .map(({ name }) => [name, target] as const);
    return simulate(Math.max(1, Math.ceil((target * outer) / inner)), {
      seed,
      rows: Object.fromEntries(cut),
    });
  }
  const given = Object.fromEntries(givens.map(({ name }) => [name, data[name]]));
  const batches = Math.max(1, Math.min(mostBatches, Math.ceil(target / inner)));
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
