// Numbers observed given inputs: what the fit expects them to be, and the coefficients of their regression.

import type { CheckedModel } from '../../../compiler/3-check/model.ts';
import type { VariableDefinition } from '../../../runtime/model/definition.ts';
import { measureRegression } from '../../measures/regression.ts';
import { entryName } from '../entry-name.ts';
import { parentsOf } from '../graph/model-graph.ts';
import type { ParameterView } from '../report-data.ts';
import type { CoefficientView, RegressionView } from '../views.ts';
import { columnLabels } from './columns.ts';
import { componentOfRows, componentsOf } from './components.ts';
import type { ReportContext } from './context.ts';
import { flatRows } from './flat-rows.ts';
import { dependsOnInputs, predictedNumbers } from './predictions.ts';

/** Elements of an array that are shown one by one. */
const mostElements = 4;
const mostCoefficients = 40;

export function regressionViews(context: ReportContext): RegressionView[] {
  return context.observed.flatMap((variable) => {
    const isNumber = variable.type.element === 'real' || variable.type.element === 'int';
    if (!isNumber || !variable.isLeaf || !dependsOnInputs(context.model, context.fit, variable.name))
      return [];
    return viewsOf(context, variable);
  });
}

function viewsOf(context: ReportContext, variable: VariableDefinition): RegressionView[] {
  const { fit, model, data, decoded, columns } = context;
  const { definition, sizes, levels } = fit;
  const { name, plate, type } = variable;
  // A mean over a latent's values is near no observation: charts of the data show the lines of each value instead.
  const parents = declared(model, name);
  if (plate === null || model.variables.some(({ role, name: own }) => role === 'latent' && parents.has(own)))
    return [];
  const prediction = predictedNumbers(fit, data, variable);
  if (prediction === null) return [];
  const seen = flatRows(definition, variable, data[name], levels, sizes);
  if (prediction.mean.length !== seen.values.length) return [];
  const components = componentsOf(definition, plate, sizes, levels);
  const component = componentOfRows(definition, components, decoded, levels, seen.counts);
  const shape = type.shape.map((size) => size(sizes));
  const names = columnLabels(name, shape, Object.hasOwn(columns, name) ? columns[name] : undefined);
  return names.slice(0, mostElements).map((label, element) => {
    const column = (values: Float64Array): Float64Array =>
      Float64Array.from({ length: seen.rows }, (_, row) => values[row * names.length + element] ?? NaN);
    const observed = column(seen.values);
    const mean = column(prediction.mean);
    return {
      variable: name,
      label,
      measures: measureRegression(observed, mean),
      observed,
      mean,
      sd: column(prediction.sd),
      component,
      components: components.names,
    };
  });
}

function declared(model: CheckedModel, name: string): ReadonlySet<string> {
  const variable = model.variables.find((candidate) => candidate.name === name);
  return variable === undefined ? new Set() : parentsOf(variable);
}

/** Of each observation that depends on inputs, the numbers of any sign that its distribution reads. */
export function coefficientViews(
  { model, fit, observed }: ReportContext,
  parameters: readonly ParameterView[],
): CoefficientView[] {
  return observed.flatMap(({ name }) => {
    if (!dependsOnInputs(model, fit, name)) return [];
    const parents = declared(model, name);
    const rows = parameters
      .filter((parameter) => parents.has(parameter.name) && isCoefficient(model, parameter.name))
      .flatMap((parameter) =>
        Array.from(parameter.values, (estimate, entry) => ({
          name: entryName(parameter, entry),
          estimate,
          error: parameter.errors?.[entry] ?? NaN,
        })),
      );
    const isTold = rows.some(({ error }) => error > 0);
    return isTold && rows.length <= mostCoefficients ? [{ variable: name, rows }] : [];
  });
}

function isCoefficient(model: CheckedModel, param: string): boolean {
  const type = model.variables.find(({ name }) => name === param)?.type;
  return type?.element === 'real' && type.structure === null && type.lower === null && type.upper === null;
}
