// Variables that a sequence goes through: their distribution reads their own earlier value.

import type { CheckedModel, Variable } from '../../../compiler/3-check/model.ts';
import type { VariableDefinition } from '../../../runtime/model/definition.ts';
import type { AnyFit } from '../../../runtime/model/model.ts';
import { parentsOfUsualStep } from '../graph/model-graph.ts';

export interface ChainVariable {
  readonly variable: Variable;
  readonly definition: VariableDefinition;
  /** Where a step depends on the one before it alone: params with a simplex for each level, whose two axes are both its levels: tables of what comes next. */
  readonly tables: readonly string[];
}

export function chainVariables(model: CheckedModel, { definition }: AnyFit): ChainVariable[] {
  return model.variables.flatMap((variable) => {
    const { levels } = variable.type;
    const known = definition.variables.find(({ name }) => name === variable.name);
    const reads = parentsOfUsualStep(variable);
    const own = definition.lags.filter(
      ({ name, of, at }) => of === variable.name && at.kind === 'back' && reads.has(name),
    );
    if (known === undefined || own.length === 0) return [];
    const isFirstOrder = own.every(({ at }) => at.kind === 'back' && at.steps === 1);
    const tables = model.variables.filter(({ name, role, type }) => {
      const [from, to] = type.shape;
      return (
        isFirstOrder &&
        role === 'param' &&
        levels !== null &&
        reads.has(name) &&
        type.structure === 'simplex' &&
        type.shape.length === 2 &&
        from?.key === levels.key &&
        to?.key === levels.key
      );
    });
    return [{ variable, definition: known, tables: tables.map(({ name }) => name) }];
  });
}
