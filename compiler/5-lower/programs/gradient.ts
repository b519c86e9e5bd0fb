// The gradient of what training maximises, the log likelihood plus the log prior, with respect to the free
// coordinates of all params: its differences around a fit are the observed information, from which standard errors
// come. The params at those coordinates come with it, for the delta method.

import type { Variable } from '../../3-check/model.ts';
import type { Derivation } from '../../4-plan/derivation.ts';
import { differentiate } from '../../6-differentiate/differentiate.ts';
import type { Program } from '../../ir/ops.ts';
import { makeProgram, outputOf } from '../../ir/program.ts';
import { createContext, paramInput, valueAxes } from '../context.ts';
import { eliminate } from '../eliminate.ts';
import type { Override } from '../environment.ts';
import { rowEnvironment } from '../environment.ts';
import { lowerPriors } from '../priors.ts';
import { supportOf } from '../structural-zeros.ts';
import { constrain, unconstrain } from '../transforms.ts';
import { logJointTerms } from './queries.ts';

export interface GradientPrograms {
  /** data, `free.<param>` -> `gradient.<param>` and `param.<param>`. */
  readonly gradient: Program;
  /**
   * `param.<param>` -> `free.<param>`, and `support.<param>` of those with structural zeros: 1 where an entry may
   * differ from zero, 0 where not.
   */
  readonly unconstrain: Program;
}

/** Null for a model without params. */
export function lowerGradient(derivation: Derivation): GradientPrograms | null {
  const params = derivation.model.variables.filter(({ role }) => role === 'param');
  if (params.length === 0) return null;
  return {
    gradient: lowerObjectiveGradient(derivation, params),
    unconstrain: lowerUnconstrain(derivation, params),
  };
}

function lowerObjectiveGradient(derivation: Derivation, params: readonly Variable[]): Program {
  const context = createContext(derivation);
  const { m } = context;
  const coordinates = params.map((param) => {
    const free = m.input(`free.${param.name}`, { dtype: 'f64', axes: valueAxes(param) });
    return { param, free, value: constrain(context, param, free) };
  });
  const values = new Map(coordinates.map(({ param, value }) => [param.name, value]));
  const override: Override = (declared) => values.get(declared.name) ?? null;
  const { total } = eliminate(context, logJointTerms(context, override), 'logSum');
  const prior = lowerPriors(
    rowEnvironment(context, null, override),
    params.map(({ name }) => name),
  );
  const objective = prior === null ? total : m.add(total, prior);
  const gradients = differentiate(
    m,
    objective,
    coordinates.map(({ free }) => free),
  );
  return makeProgram('gradient', [
    ...coordinates.map(({ param }, position) =>
      outputOf(m, `gradient.${param.name}`, gradients[position] ?? m.num(0), valueAxes(param)),
    ),
    ...coordinates.map(({ param, value }) => outputOf(m, `param.${param.name}`, value, valueAxes(param))),
  ]);
}

function lowerUnconstrain(derivation: Derivation, params: readonly Variable[]): Program {
  const context = createContext(derivation);
  const { m } = context;
  return makeProgram('unconstrain', [
    ...params.map((param) =>
      outputOf(
        m,
        `free.${param.name}`,
        unconstrain(context, param, paramInput(context, param)),
        valueAxes(param),
      ),
    ),
    ...params.flatMap((param) => {
      const support = supportOf(context, param);
      if (support === null) return [];
      const entries = m.select(support, m.num(1), m.num(0));
      return [outputOf(m, `support.${param.name}`, entries, valueAxes(param))];
    }),
  ]);
}
