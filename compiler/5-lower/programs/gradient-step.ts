// Params without a closed form: their share of the expected log joint as a function of free coordinates, with its
// gradient, for L-BFGS. The expectations are frozen: statistics of each cell, or the weights of each row.

import type { Derivation, Factor, GradientStep } from '../../4-plan/derivation.ts';
import { differentiate } from '../../6-differentiate/differentiate.ts';
import type { Node, Program } from '../../ir/ops.ts';
import { makeProgram, outputOf } from '../../ir/program.ts';
import type { Variable } from '../../3-check/model.ts';
import type { Context } from '../context.ts';
import { cellAxis, createContext, factor, paramInput, valueAxes, variable } from '../context.ts';
import type { Override } from '../environment.ts';
import { cellEnvironment, rowEnvironment } from '../environment.ts';
import { statisticInputs } from '../evidence.ts';
import { alignCall, callOfFactor, canonical } from '../events.ts';
import { configurationPlaceholder, lowerFactor } from '../factors.ts';
import { lowerPriors } from '../priors.ts';
import { centerOf, shiftLocation } from '../statistics.ts';
import { constrain, unconstrain } from '../transforms.ts';

export interface GradientPrograms {
  readonly objective: Program;
  readonly constrain: Program;
  readonly unconstrain: Program;
}

export function lowerGradientStep(derivation: Derivation, step: GradientStep): GradientPrograms {
  return {
    objective: lowerObjective(createContext(derivation), step),
    constrain: lowerConstrain(createContext(derivation), step),
    unconstrain: lowerUnconstrain(createContext(derivation), step),
  };
}

function lowerObjective(context: Context, step: GradientStep): Program {
  const { m } = context;
  const free = step.params.map((name) => freeInput(context, name));
  const constrained = new Map(
    step.params.map((name, position) => [
      name,
      constrain(context, variable(context, name), nodeAt(free, position)),
    ]),
  );
  const override: Override = (declared) => constrained.get(declared.name) ?? null;
  const terms = step.sites.map((id) =>
    step.evidence === 'rows'
      ? expectedFromRows(context, factor(context, id), override)
      : expectedFromStatistics(context, factor(context, id), override),
  );
  const prior = lowerPriors(rowEnvironment(context, null, override), step.priors);
  const value = [...terms, ...(prior === null ? [] : [prior])].reduce(
    (sum, term) => m.add(sum, term),
    m.num(0),
  );
  const gradients = differentiate(m, value, free);
  return makeProgram(`objective`, [
    outputOf(m, 'value', value, []),
    ...step.params.map((name, position) =>
      outputOf(m, `gradient.${name}`, nodeAt(gradients, position), valueAxes(variable(context, name))),
    ),
  ]);
}

function expectedFromStatistics(context: Context, site: Factor, override: Override): Node {
  const { m } = context;
  return m.withOrigin(site.span, () => {
    const call = alignCall(
      cellEnvironment(context, override),
      callOfFactor(site),
      variable(context, site.variable),
    );
    const statistics = statisticInputs(context, site, call);
    const center = centerOf(context, site, call.family);
    const parameters = shiftLocation(context, call.family, canonical(context, call), center);
    const expected = call.family.expectedLogDensity?.(m, statistics, parameters, call.event);
    if (expected === undefined) throw new Error(`internal: ${call.family.name} has no expected log density`);
    const cells = site.cells.map((cell) => cellAxis(context, cell));
    return [...cells, ...call.repeats].reduce((sum, axis) => m.sum(sum, axis), expected);
  });
}

function expectedFromRows(context: Context, site: Factor, override: Override): Node {
  const { m } = context;
  const logDensity = lowerFactor(rowEnvironment(context, site.plate, override), site);
  const axes = configurationPlaceholder(context, site).type.axes;
  // Without latents every weight is 1.
  const weighted =
    site.scope.length === 0
      ? m.broadcast(logDensity, axes)
      : m.weighted(m.input(`weight.${site.id}`, { dtype: 'f64', axes }), logDensity);
  return axes.reduce((sum, axis) => m.sum(sum, axis), weighted);
}

function lowerConstrain(context: Context, step: GradientStep): Program {
  return transformProgram(context, step, 'constrain', 'param', (param) =>
    constrain(context, param, freeInput(context, param.name)),
  );
}

function lowerUnconstrain(context: Context, step: GradientStep): Program {
  return transformProgram(context, step, 'unconstrain', 'free', (param) =>
    unconstrain(context, param, paramInput(context, param)),
  );
}

function transformProgram(
  context: Context,
  step: GradientStep,
  name: string,
  prefix: string,
  transform: (param: Variable) => Node,
): Program {
  const outputs = step.params.map((paramName) => {
    const param = variable(context, paramName);
    return outputOf(context.m, `${prefix}.${paramName}`, transform(param), valueAxes(param));
  });
  return makeProgram(name, outputs);
}

function freeInput(context: Context, name: string): Node<'input'> {
  return context.m.input(`free.${name}`, { dtype: 'f64', axes: valueAxes(variable(context, name)) });
}

function nodeAt<T>(nodes: readonly T[], position: number): T {
  const node = nodes[position];
  if (node === undefined) throw new Error('internal: fewer nodes than params');
  return node;
}
