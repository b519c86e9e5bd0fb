// Where climbs begin: the symmetric point, what is known of it, and the params of each restart.

import { readParams } from '../fit/read-params.ts';
import { TrainError } from '../errors.ts';
import { prepareKernel } from '../model/kernel.ts';
import type { NumericArray } from '../model/definition.ts';
import type { TrainOptions } from '../model/model.ts';
import { createStream } from '../random/stream.ts';
import { emptyRecord, mergeRecords, required } from '../record.ts';
import { cellGroups, pooledPerEvent } from './cells.ts';
import { createCollapseGuard } from './collapse.ts';
import { closedFormUnits, isWellPosed, typeOf, unitValue } from './degenerate.ts';
import { floorCells } from './floor.ts';
import type { GradientBlock } from './gradient-block.ts';
import { impossibleData } from './impossible.ts';
import { clusterFinder, jitterWeights, startStatistics, type StartContext } from './initialise.ts';
import { seedWords } from './options.ts';
import { paramInputs, type ParamArrays, type Problem } from './problem.ts';
import { symmetricParams } from './start-params.ts';

/** How far from the pooled data components begin, towards their seeds. */
const sharpness = 0.9;

/** Site of the draws of training among those of a seed; sites of models count from 0. */
export const trainingSite = 0xffffffff;

/** All that starts are made from. Errors: `DataError` for impossible data, `TrainError` for a likelihood without a maximum. */
export function startContext(problem: Problem): StartContext {
  const { definition, sizes, shaped } = problem;
  const symmetric = symmetricParams(definition, sizes);
  const { statistics, logLikelihood, weights } = problem.evaluate(symmetric);
  if (!Number.isFinite(logLikelihood))
    throw impossibleData(
      definition,
      shaped,
      mergeRecords<NumericArray>(problem.inputs, paramInputs(symmetric)),
      logLikelihood,
    );
  const groups = cellGroups(definition, sizes);
  const clusters = clusterFinder(problem, groups, symmetric);
  const context = { problem, groups, symmetric, clusters, pooled: statistics, weights };
  refuseUnbounded(context);
  return context;
}

/** A param that has no maximum even when all rows are one component will have none in any. */
function refuseUnbounded({ problem, groups, symmetric, pooled }: StartContext): void {
  const perEvent = pooledPerEvent(groups, pooled);
  const params = problem.maximise(floorCells(pooled, groups, perEvent, 1, null), symmetric);
  for (const unit of closedFormUnits(problem)) {
    const type = typeOf(problem, unit.param);
    const value = unitValue(params, unit);
    // Not a number: there are no events at all for it, and it will stay where it starts.
    if (value.some((x) => Number.isNaN(x)) || isWellPosed(type, value)) continue;
    throw new TrainError(
      `param \`${unit.param}\` (\`${type.text}\`) has no maximum on these data: pooled over all rows it is ${describe(value)}`,
      'look for a column that is constant, or that others add up to, and leave it out',
    );
  }
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
    for (const { name } of kernel.outputs)
      known[name.slice('param.'.length)] = Float64Array.from(required(prepared.outputs, name));
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
  const { problem, symmetric } = context;
  if (problem.definition.latents.length === 0) return symmetric;
  const random = createStream(...seedWords(seed));
  random.seek(trainingSite, restart, 0);
  const statistics = startStatistics(context, random, sharpness, restart % 2 === 1 ? 'clusters' : 'rows');
  const weights = jitterWeights(context, random);
  let { params } = createCollapseGuard(context, random).maximise(statistics, symmetric);
  for (const improve of blocks) params = improve({ statistics, weights }, params, 20, 0);
  return params;
}
