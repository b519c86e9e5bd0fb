// From a fit, its data and its spec to everything that a report shows.

import type { CheckedModel } from '../../../compiler/3-check/model.ts';
import type { VariableDefinition } from '../../../runtime/model/definition.ts';
import type { FileRows } from '../../../runtime/data/stream/file-rows.ts';
import type { AnyFit, AnyValues } from '../../../runtime/model/model.ts';
import type { ColumnMap } from '../../options.ts';
import type { FitErrors } from '../../train/fit-errors.ts';
import { modelGraph } from '../graph/model-graph.ts';
import type { ParameterView, ReportData, SelectionView } from '../report-data.ts';
import { classificationViews } from './classification.ts';
import { componentsOf } from './components.ts';
import { reportContext } from './context.ts';
import { frameOf, imageViews } from './images.ts';
import { missingViews } from './missing.ts';
import { plateViews } from './plate-views.ts';
import { coefficientViews, regressionViews } from './regressions.ts';
import { isBag, tokenViews } from './tokens.ts';
import { sampleRows } from './sample-rows.ts';
import { statePathViews } from './state-paths.ts';
import { transitionViews } from './transitions.ts';
import { unknownViews } from './unknowns.ts';

export interface ReportSource {
  readonly model: CheckedModel;
  readonly fit: AnyFit;
  /** Of a stream its first rows. */
  readonly data: AnyValues;
  readonly stream: FileRows | null;
  /** Names of the elements of array variables. */
  readonly columns: ColumnMap;
  readonly file: string;
  readonly derivation: string;
  readonly methodReason: string;
  /** The objective of each restart, iteration by iteration. */
  readonly curves: readonly (readonly number[])[];
  readonly best: number;
  readonly objective: string;
  readonly value: number;
  readonly errors: FitErrors;
  readonly selection: SelectionView | null;
  readonly interrupted: boolean;
  readonly seconds: number;
}

export function collectReport(source: ReportSource): ReportData {
  const { model, fit } = source;
  const { definition, training } = fit;
  if (training === null) throw new Error('internal: a report of a fit that was not trained');
  const context = reportContext(
    model,
    fit,
    sampleRows(definition, source.data, undefined, source.stream === null ? null : training.rows),
    source.columns,
    training.seed,
  );
  const elsewhere = context.observed.filter(
    (variable) => isBag(context, variable) || frameOf(context, variable) !== null,
  );
  const parameters = definition.variables
    .filter(({ role }) => role === 'param')
    .map((param) => parameterView(source, param));
  return {
    model: model.name,
    doc: model.doc,
    file: source.file,
    method: training.method,
    methodReason: source.methodReason,
    objective: source.objective,
    value: source.value,
    freeParameters: training.parameters,
    aic: training.aic,
    bic: training.bic,
    iterations: training.iterations,
    interrupted: source.interrupted,
    warnings: training.warnings,
    seconds: source.seconds,
    seed: training.seed,
    sizes: sizesOf(fit),
    curves: source.curves,
    best: source.best,
    parameters,
    errorsNote: source.errors.note,
    selection: source.selection,
    graph: modelGraph(
      model,
      ({ name }) => definition.variables.find((variable) => variable.name === name)?.type.text ?? '',
      definition.lags,
    ),
    plates: plateViews(context, new Set(elsewhere.map(({ name }) => name))),
    images: imageViews(context),
    tokens: tokenViews(context),
    missing: missingViews(context),
    classifications: classificationViews(model, fit, context.data),
    unknowns: unknownViews(fit, context.sampled),
    regressions: regressionViews(context),
    coefficients: coefficientViews(context, parameters),
    statePaths: statePathViews(context),
    transitions: transitionViews(context),
    sampled: context.sampled,
    derivation: source.derivation,
  };
}

/** Hyperparameters, dims and rows, by the words a reader knows them by. */
function sizesOf({ definition, sizes }: AnyFit): { name: string; value: number }[] {
  const named = [...definition.hyperparameters.map(({ name }) => name), ...definition.dims].map((name) => [
    name,
    name,
  ]);
  const rows = definition.plates.map(({ name, sequence }) => [
    `rows:${name}`,
    `${name} ${sequence === null ? 'rows' : 'steps'}`,
  ]);
  return [...named, ...rows].flatMap(([key = '', name = '']) => {
    const value = sizes[key];
    return value === undefined ? [] : [{ name, value }];
  });
}

function parameterView(source: ReportSource, param: VariableDefinition): ParameterView {
  const { model, fit } = source;
  const { errors } = source.errors;
  const shape = param.type.shape.map((size) => size(fit.sizes));
  const declared = model.variables.find(({ name }) => name === param.name);
  return {
    name: param.name,
    doc: declared?.doc ?? null,
    type: param.type.text,
    shape,
    errors: errors === null ? null : Float64Array.from(leaves(errors.values[param.name])),
    absent: (errors?.absent ?? [])
      .filter((entry) => entry.param === param.name)
      .map(({ index, reason }) => ({
        entry: index.reduce((flat, i, axis) => flat * (shape[axis] ?? 1) + i, 0),
        reason,
      })),
    values: fit.arrays[param.name] ?? new Float64Array(),
    labels: param.type.shape.map((_, axis) => labelsOfSize(source, declared?.type.shape[axis]?.key ?? '')),
    componentAxis: param.type.shape.map((_, axis) => isComponentAxis(source, param.name, axis)),
  };
}

/**
 * Names for the indices of an axis, found by its size as the spec writes it: the columns of a vector of that size,
 * or the texts of a category with that many levels. A size that is a plain number says nothing about what it counts.
 */
function labelsOfSize({ model, fit, columns }: ReportSource, size: string): readonly string[] | null {
  if (/^\d*$/.test(size)) return null;
  for (const { name, role, type } of model.variables) {
    if (role !== 'observe' && role !== 'given') continue;
    if (type.shape.length === 1 && type.shape[0]?.key === size && Object.hasOwn(columns, name))
      return columns[name] ?? null;
    if (type.levels?.key === size && Object.hasOwn(fit.levels, name)) return fit.levels[name] ?? null;
  }
  return null;
}

/** Whether an index along the axis is a component that the charts colour: of one latent or label alone. */
function isComponentAxis({ model, fit }: ReportSource, param: string, axis: number): boolean {
  const { definition, sizes } = fit;
  const shown = definition.plates.filter(({ name }) =>
    definition.variables.some(({ role, plate }) => role === 'observe' && plate === name),
  );
  const size = model.variables.find(({ name }) => name === param)?.type.shape[axis]?.key ?? '';
  const [variables, ...others] = shown.map(({ name }) =>
    componentsOf(definition, name, sizes).variables.map((variable) => variable.definition.name),
  );
  const [only, another] = variables ?? [];
  if (only === undefined || another !== undefined || others.some((names) => names.join() !== only))
    return false;
  const latent = definition.latents.find(({ variable }) => variable === only);
  if (latent?.exchangeable?.some((entry) => entry.param === param && entry.axes.includes(axis)) === true)
    return true;
  // The levels of a label: an axis of that size, unless the size is a plain number, which says nothing.
  return !/^\d*$/.test(size) && model.variables.find(({ name }) => name === only)?.type.levels?.key === size;
}

/** Numbers of a nested array in order, NaN for null. */
function leaves(value: unknown): number[] {
  if (Array.isArray(value)) return value.flatMap(leaves);
  return [typeof value === 'number' ? value : NaN];
}
