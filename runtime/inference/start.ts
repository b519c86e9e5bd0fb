// Where climbs begin: the symmetric point, what is known of it, and the params of each restart.

import { checkStructure } from '../fit/check-structure.ts';
import { readParams } from '../fit/read-params.ts';
import { TrainError } from '../errors.ts';
import { prepareKernel } from '../model/kernel.ts';
import type { TrainOptions } from '../model/model.ts';
import { createStream, type Stream } from '../random/stream.ts';
import { emptyRecord, lookUp, mergeRecords, required } from '../record.ts';
import { cellGroups, pooledPerEvent, type CellGroup } from './cells.ts';
import { constantColumn } from './constant-column.ts';
import { movesOf } from './chain-starts.ts';
import { createCollapseGuard } from './collapse.ts';
import { closedFormUnits, hasMoved, isWellPosed, typeOf, unitValue } from './degenerate.ts';
import { filledStart } from './filled-start.ts';
import { floorCells } from './floor.ts';
import type { GradientBlock } from './gradient-block.ts';
import { impossibleData } from './impossible.ts';
import { clusterFinder, startStatistics, type StartContext } from './initialise.ts';
import { seedWords } from './options.ts';
import { paramVariables, type ParamArrays, type Problem, type Statistics } from './problem.ts';
import { pooledStart } from './pooled-start.ts';
import { scaledStart } from './scaled-start.ts';

/** How far from the pooled data components begin, towards their seeds. */
const sharpness = 0.9;

/** How far from 0: little against 1, which is all that is known of the scale. */
const offSaddle = 0.01;

/** Site of the draws of training among those of a seed; sites of models count from 0. */
export const trainingSite = 0xffffffff;

/** All that starts are made from. Errors: `DataError` for impossible data, `TrainError` for a likelihood without a maximum. */
export function startContext(problem: Problem): StartContext {
  const { definition, sizes } = problem;
  const symmetric = filledStart(problem, scaledStart(problem));
  const { statistics, logLikelihood } = problem.evaluate(symmetric);
  if (!Number.isFinite(logLikelihood)) throw impossibleData(problem, symmetric, logLikelihood);
  const groups = cellGroups(definition, sizes);
  const clusters = clusterFinder(problem, groups, symmetric);
  const reference = problem.maximise(statistics, symmetric);
  const context = { problem, groups, symmetric, clusters, pooled: statistics, reference };
  refuseUnbounded(context);
  refuseCollinear(context);
  return context;
}

/** A param that has no maximum even when all rows are one component will have none in any. */
function refuseUnbounded({ problem, groups, symmetric, pooled }: StartContext): void {
  const perEvent = pooledPerEvent(groups, pooled);
  const statistics = floorCells(pooled, groups, perEvent, 1, null);
  const params = problem.maximise(statistics, symmetric);
  const nearby = [roundingShare, -roundingShare].map((share) =>
    problem.maximise(scaleStatistics(groups, statistics, share), symmetric),
  );
  for (const unit of closedFormUnits(problem)) {
    const type = typeOf(problem, unit.param);
    const value = unitValue(params, unit);
    const isFirm = nearby.every((other) => !hasMoved(type, value, unitValue(other, unit)));
    // Not a number: there are no events at all for it, and it will stay where it starts.
    if (value.some((x) => Number.isNaN(x)) || (isWellPosed(type, value) && isFirm)) continue;
    const file = problem.data.file;
    const constant = constantColumn(problem, unit.param);
    const isScale = isOfResiduals(problem, unit.param);
    const fit = isScale ? 'the rows fit without an error' : `pooled over all rows it is ${describe(value)}`;
    const why = constant ?? (isFirm ? fit : 'rounding decides it');
    throw new TrainError(
      `${file === null ? '' : `${file}: `}param \`${unit.param}\` (\`${type.text}\`) has no maximum on these data: ${why}`,
      constant === null
        ? isScale
          ? 'give more rows, or leave out inputs that determine what is observed'
          : 'give more rows, or leave out columns that others add up to'
        : 'give rows in which it varies, or leave it out',
    );
  }
}

/** Whether it is found from what rows are off their locations. */
function isOfResiduals({ definition }: Problem, param: string): boolean {
  return definition.blocks.some(({ steps }) =>
    steps.some((step) => step.kind === 'update' && step.params.includes(param)),
  );
}

/** With everything seen, coefficients that the data cannot tell apart have no one maximum. */
function refuseCollinear({ problem, pooled, reference }: StartContext): void {
  if (problem.definition.latents.length > 0) return;
  const [entries] = problem.dependent(pooled, reference);
  if (entries === undefined) return;
  const file = problem.data.file;
  const names = entries.slice(0, 4).map((entry) => `\`${entry}\``);
  const more = entries.length > names.length ? ', ...' : '';
  throw new TrainError(
    `${file === null ? '' : `${file}: `}${names.join(', ')}${more} ${names.length === 1 ? 'has' : 'have'} no single maximum on these data: what ${names.length === 1 ? 'it multiplies is 0 but for rounding' : 'they multiply is collinear'}`,
    'leave out an input that others add up to, give more rows, or give these params priors',
  );
}

/** Of a statistic: more than sums over rows lose by rounding, less than any spread in data that have one. */
const roundingShare = 1e-13;

/** Each statistic a little larger or smaller, by another share than the others of its factor. */
function scaleStatistics(groups: readonly CellGroup[], statistics: Statistics, share: number): Statistics {
  const scaled = mergeRecords(statistics);
  for (const group of groups)
    group.statistics.forEach(({ name }, position) => {
      scaled[name] = required(statistics, name).map((value) => value * (1 + share / (position + 1)));
    });
  return scaled;
}

function describe(value: Float64Array): string {
  const shown = [...value.subarray(0, 4)].map((x) => String(Number(x.toPrecision(4)))).join(', ');
  return value.length === 1 ? shown : `[${shown}${value.length > 4 ? ', ...' : ''}]`;
}

/** Params that `init` or the spec's `= init` settle. */
export function knownStart(problem: Problem, { init }: TrainOptions): ParamArrays {
  const { definition, sizes, inputs } = problem;
  const known = emptyRecord<Float64Array>();
  const kernel = definition.kernels.initial;
  if (kernel !== null) {
    const prepared = prepareKernel(kernel, sizes);
    prepared.run(inputs);
    for (const variable of paramVariables(definition)) {
      const values = lookUp(prepared.outputs, `param.${variable.name}`);
      if (values === undefined) continue;
      const value = Float64Array.from(values);
      const wrong = checkStructure(
        variable,
        value,
        variable.type.shape.map((size) => size(sizes)),
      );
      if (wrong !== null)
        throw new TrainError(
          `${variable.place}: param \`${variable.name}\` cannot start there: ${wrong.problem}`,
          wrong.fix,
        );
      known[variable.name] = value;
    }
  }
  return init === undefined ? known : mergeRecords(known, readParams(definition, init, sizes, 'partial'));
}

/** Params to climb from; `restart` picks the draws. */
export function startParams(
  context: StartContext,
  blocks: readonly GradientBlock[],
  seed: number,
  restart: number,
): ParamArrays {
  const { problem } = context;
  const random = createStream(...seedWords(seed));
  random.seek(trainingSite, restart, 0);
  const symmetric = offSaddles(context, random);
  if (problem.definition.latents.length === 0) return symmetric;
  const seeds = restart % 2 === 1 ? 'clusters' : 'rows';
  const moves = movesOf(problem.definition, restart);
  const statistics = startStatistics(context, random, sharpness, seeds, moves);
  const from = seeds === 'clusters' ? pooledStart(problem, context.pooled, symmetric) : symmetric;
  const start = createCollapseGuard(context, random).maximise(statistics, from);
  return blocks.reduce((params, improve) => improve(start.evidence, params, 20, 0), start.params);
}

/**
 * The symmetric parameters with the real numbers of gradient steps a little off 0, where a product of two of them has no
 * slope in either, and those of least squares that takes turns for the same reason.
 */
function offSaddles({ problem: { definition }, symmetric }: StartContext, random: Stream): ParamArrays {
  const result = mergeRecords(symmetric);
  const climbing = definition.blocks.flatMap(({ steps }) => {
    const turns = steps.filter(({ kind }) => kind === 'leastSquares').length > 1;
    return steps.flatMap((step) => {
      if (step.kind === 'gradient') return step.params;
      return step.kind === 'leastSquares' && turns ? step.params.map(({ name }) => name) : [];
    });
  });
  for (const { name, type } of paramVariables(definition)) {
    const isReal = type.structure === null && type.lower === null && type.upper === null;
    if (isReal && climbing.includes(name))
      result[name] = required(result, name).map((x) => x + offSaddle * random.normal());
  }
  return result;
}
