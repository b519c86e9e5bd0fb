// The checked model as a graph in plate notation: an arrow from each variable to those whose distribution reads it.

import { distributionParts, variablesIn } from '../../../compiler/3-check/mentions.ts';
import type { CheckedModel, DistributionExpression, Variable } from '../../../compiler/3-check/model.ts';
import type { ModelGraph } from '../report-data.ts';

/** `typeText` gives a variable's type as the spec writes it. */
export function modelGraph(model: CheckedModel, typeText: (variable: Variable) => string): ModelGraph {
  return {
    nodes: model.variables.map((variable) => ({
      name: variable.name,
      kind: variable.role,
      plate: variable.plate,
      type: typeText(variable),
    })),
    edges: model.variables.flatMap((variable) =>
      [...parentsOf(variable)].map((parent) => ({ from: parent, to: variable.name })),
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
  const read = [variable, ...(variable.steps?.special ?? [])].flatMap(({ distribution, value }) => [
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
