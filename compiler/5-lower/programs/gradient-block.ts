// A block without a closed form: its share of the expected log joint as a function of free coordinates, with its
// gradient, for L-BFGS. The expectations are frozen: statistics of each cell, or the weights of each row.

import type { Block, Derivation, Factor } from '../../4-plan/derivation.ts';
import { differentiate } from '../../6-differentiate/differentiate.ts';
import type { Node, Program } from '../../ir/ops.ts';
import { makeProgram, outputOf } from '../../ir/program.ts';
import type { Variable } from '../../3-check/model.ts';
import type { Context } from '../context.ts';
import { cellAxis, createContext, factor, paramInput, valueAxes, variable } from '../context.ts';
import type { Override } from '../environment.ts';
import { cellEnvironment, rowEnvironment } from '../environment.ts';
import { alignCall, callOfFactor, canonical } from '../events.ts';
import { configurationPlaceholder, lowerFactor } from '../factors.ts';
import { lowerPriors } from '../priors.ts';
import { centerOf, shiftLocation, statisticArrays } from '../statistics.ts';
import { constrain, unconstrain } from '../transforms.ts';

export interface GradientPrograms {
  readonly objective: Program;
  readonly constrain: Program;
  readonly unconstrain: Program;
}

export function lowerGradientBlock(derivation: Derivation, block: Block): GradientPrograms {
  return {
    objective: lowerObjective(createContext(derivation), block),
    constrain: lowerConstrain(createContext(derivation), block),
    unconstrain: lowerUnconstrain(createContext(derivation), block),
  };
}

function lowerObjective(context: Context, block: Block): Program {
  const { m } = context;
  const free = block.params.map((name) => freeInput(context, name));
  const constrained = new Map(
    block.params.map((name, position) => [
      name,
      constrain(m, variable(context, name), nodeAt(free, position)),
    ]),
  );
  const override: Override = (declared) => constrained.get(declared.name) ?? null;
  const fromRows = block.solver.kind === 'gradient' && block.solver.evidence === 'rows';
  const terms = block.factors.map((id) =>
    fromRows
      ? expectedFromRows(context, factor(context, id), override)
      : expectedFromStatistics(context, factor(context, id), override),
  );
  const prior = lowerPriors(rowEnvironment(context, null, override), block.params);
  const value = [...terms, ...(prior === null ? [] : [prior])].reduce(
    (sum, term) => m.add(sum, term),
    m.num(0),
  );
  const gradients = differentiate(m, value, free);
  return makeProgram(`objective`, [
    outputOf(m, 'value', value, []),
    ...block.params.map((name, position) =>
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
    const statistics = Object.fromEntries(
      statisticArrays(context, site, call).map(({ definition, statistic, axes }) => [
        statistic,
        m.input(definition.name, { dtype: 'f64', axes }),
      ]),
    );
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

function lowerConstrain(context: Context, block: Block): Program {
  return transformProgram(context, block, 'constrain', 'param', (param) =>
    constrain(context.m, param, freeInput(context, param.name)),
  );
}

function lowerUnconstrain(context: Context, block: Block): Program {
  return transformProgram(context, block, 'unconstrain', 'free', (param) =>
    unconstrain(context.m, param, paramInput(context, param)),
  );
}

function transformProgram(
  context: Context,
  block: Block,
  name: string,
  prefix: string,
  transform: (param: Variable) => Node,
): Program {
  const outputs = block.params.map((paramName) => {
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
