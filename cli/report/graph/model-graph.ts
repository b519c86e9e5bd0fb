// The checked model as a graph in plate notation: an arrow from each variable to those whose distribution reads it.

import { distributionParts, variablesIn } from '../../../compiler/3-check/mentions.ts';
import type { CheckedModel, DistributionExpression, Variable } from '../../../compiler/3-check/model.ts';
import type { LagDefinition } from '../../../runtime/model/definition.ts';
import type { ModelGraph } from '../report-data.ts';

/** `typeText` gives a variable's type as the spec writes it. `lags`: what stands for a variable at another step. */
export function modelGraph(
  model: CheckedModel,
  typeText: (variable: Variable) => string,
  lags: readonly Pick<LagDefinition, 'name' | 'of'>[] = [],
): ModelGraph {
  const lagOf = new Map(lags.map((lag) => [lag.name, lag]));
  const variables = model.variables.filter(({ name }) => !lagOf.has(name));
  return {
    nodes: variables.map((variable) => ({
      name: variable.name,
      kind: variable.role,
      plate: variable.plate,
      type: typeText(variable),
    })),
    edges: variables.flatMap((variable) =>
      [...parentsOf(variable)].map((parent) => {
        const lag = lagOf.get(parent);
        // `z[t-1]`: an arrow from `z` that says `t-1`.
        return lag === undefined
          ? { from: parent, to: variable.name, step: null }
          : { from: lag.of, to: variable.name, step: parent.slice(lag.of.length + 1, -1) };
      }),
    ),
    plates: model.plates.map((plate) => ({
      name: plate.name,
      parent: plate.parent,
      size: plate.size?.key ?? '',
    })),
  };
}

/** Variables that the statements of `variable` read. */
export function parentsOf(variable: Variable): ReadonlySet<string> {
  return readBy([variable, ...(variable.steps?.special ?? [])]);
}

/** What a step reads that is not one of the first ones, which have statements of their own. */
export function parentsOfUsualStep(variable: Variable): ReadonlySet<string> {
  return readBy([variable]);
}

function readBy(statements: readonly Pick<Variable, 'distribution' | 'value'>[]): ReadonlySet<string> {
  const read = statements.flatMap(({ distribution, value }) => [
    ...(distribution === null ? [] : distributionParts(distribution)),
    ...(value === null ? [] : [value]),
  ]);
  return new Set(read.flatMap((expression) => [...variablesIn(expression)]));
}

/** Families that a distribution can be, over its choices. */
export function familiesOf(distribution: DistributionExpression): readonly string[] {
  switch (distribution.kind) {
    case 'distribution':
      return [distribution.family];
    case 'choice':
      return [...familiesOf(distribution.then), ...familiesOf(distribution.else)];
    case 'mixture':
      return distribution.parts.flatMap(familiesOf);
    case 'truncated':
    case 'censored':
      return familiesOf(distribution.part);
  }
}
