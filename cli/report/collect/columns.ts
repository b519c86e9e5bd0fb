// The columns that a plate's variables have: one for each number of a row.

import type { CheckedModel, Variable } from '../../../compiler/3-check/model.ts';
import type { VariableDefinition } from '../../../runtime/model/definition.ts';
import { familiesOf, parentsOf } from '../graph/model-graph.ts';
import type { Column } from '../report-data.ts';
import type { Components } from './components.ts';
import type { ReportContext } from './context.ts';
import { levelNames } from './level-names.ts';

export function columnsOf(
  { model, fit, columns: names }: Pick<ReportContext, 'model' | 'fit' | 'columns'>,
  variable: VariableDefinition,
  components: Components,
): Column[] {
  const kind = kindOf(variable);
  const gaussian = isGaussian(model, variable.name, components);
  const levels = variable.type.element === 'category' ? levelNames(fit, variable) : null;
  const shape = variable.type.shape.map((size) => size(fit.sizes));
  const known = Object.hasOwn(names, variable.name) ? names[variable.name] : undefined;
  return columnLabels(variable.name, shape, known).map((label) => ({
    variable: variable.name,
    label,
    kind,
    given: variable.role === 'given',
    gaussian,
    levels,
  }));
}

/** The data's names of the elements of an array, else `x`, `x[3]`, `x[0, 2]`: as the language indexes it. */
export function columnLabels(
  name: string,
  shape: readonly number[],
  known: readonly string[] | undefined,
): readonly string[] {
  const elements = shape.reduce((product, size) => product * size, 1);
  if (known?.length === elements) return known;
  return Array.from({ length: elements }, (_, element) => elementName(name, shape, element));
}

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

/** Normal whatever branch is taken, with arguments that differ between rows only by their component. */
function isGaussian(model: CheckedModel, name: string, components: Components): boolean {
  const variable = variableNamed(model, name);
  if (variable?.distribution === undefined || variable.distribution === null) return false;
  if (variable.distribution.kind === 'truncated' || variable.distribution.kind === 'censored') return false;
  if (!familiesOf(variable.distribution).every((family) => family === 'Normal' || family === 'MvNormal'))
    return false;
  return [...parentsOf(variable)].every(
    (parent) =>
      variableNamed(model, parent)?.role === 'param' ||
      components.variables.some(({ definition }) => definition.name === parent),
  );
}

function variableNamed(model: CheckedModel, name: string): Variable | undefined {
  return model.variables.find((variable) => variable.name === name);
}
