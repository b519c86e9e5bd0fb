// Where params start that say so: `param mean: real[K] = [-1, 1]`.

import type { Derivation } from '../../4-plan/derivation.ts';
import type { Program } from '../../ir/ops.ts';
import { makeProgram, outputOf } from '../../ir/program.ts';
import { createContext, valueAxes } from '../context.ts';
import { rowEnvironment } from '../environment.ts';
import { lowerExpression, renameAxes } from '../expressions.ts';

/** Null where no param has a start of its own. */
export function lowerInitial(derivation: Derivation): Program | null {
  const context = createContext(derivation);
  const environment = rowEnvironment(context, null);
  const outputs = derivation.model.variables.flatMap((param) => {
    if (param.role !== 'param' || param.initial === null) return [];
    const axes = valueAxes(param);
    const { node, axes: own } = lowerExpression(environment, param.initial);
    // A value of fewer axes fills the param from the right.
    const aligned = renameAxes(context.m, node, own, axes.slice(axes.length - own.length));
    return [outputOf(context.m, `param.${param.name}`, context.m.cast(aligned, 'f64'), axes)];
  });
  return outputs.length === 0 ? null : makeProgram('initial', outputs);
}
