// The checked model as a graph in plate notation: an arrow from each variable to those whose distribution reads it.

import type {
  CheckedModel,
  CoreExpression,
  CoreIndex,
  DistributionExpression,
  Variable,
} from '../../../compiler/3-check/model.ts';
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

/** Variables that the statement of `variable` reads. */
export function parentsOf(variable: Variable): ReadonlySet<string> {
  const names = new Set<string>();
  if (variable.distribution !== null) readDistribution(variable.distribution, names);
  if (variable.value !== null) readExpression(variable.value, names);
  return names;
}

/** Families that a distribution can be, over its choices. */
export function familiesOf(distribution: DistributionExpression): readonly string[] {
  if (distribution.kind === 'distribution') return [distribution.family];
  return [...familiesOf(distribution.then), ...familiesOf(distribution.else)];
}

function readDistribution(distribution: DistributionExpression, names: Set<string>): void {
  if (distribution.kind === 'choice') {
    readExpression(distribution.condition, names);
    readDistribution(distribution.then, names);
    readDistribution(distribution.else, names);
    return;
  }
  for (const argument of Object.values(distribution.arguments)) readExpression(argument, names);
}

function readExpression(expression: CoreExpression, names: Set<string>): void {
  if (expression.kind === 'variable') names.add(expression.name);
  for (const part of partsOf(expression)) readExpression(part, names);
}

function partsOf(expression: CoreExpression): readonly CoreExpression[] {
  switch (expression.kind) {
    case 'number':
    case 'size':
    case 'hyperparameter':
    case 'variable':
    case 'plateIndex':
    case 'loopIndex':
      return [];
    case 'call':
      return expression.operands;
    case 'index':
      return [expression.operand, ...expression.indices.flatMap(indexParts)];
    case 'if':
      return [expression.condition, expression.then, expression.else];
    case 'reduce':
      return [expression.operand];
    case 'matmul':
      return [expression.left, expression.right];
    case 'stack':
      return expression.elements;
    case 'tabulate':
      return [expression.body];
  }
}

function indexParts(index: CoreIndex): readonly CoreExpression[] {
  return index.kind === 'at' ? [index.value] : [];
}
