// From a derivation to its programs.

import type { Derivation, Factor } from '../4-plan/derivation.ts';
import { tableNeeds } from '../4-plan/rules/tables.ts';
import type { Context } from './context.ts';
import { createContext, variable } from './context.ts';
import { rowEnvironment } from './environment.ts';
import { alignCall, callOfFactor } from './events.ts';
import { configurationPlaceholder } from './factors.ts';
import type { LoweredBlock, LoweredModel, LoweredStatistic } from './lowered-model.ts';
import { lowerDrawPosterior } from './programs/draw-posterior.ts';
import { lowerExpectation } from './programs/expectation.ts';
import { lowerFilter } from './programs/filter.ts';
import { lowerGradient } from './programs/gradient.ts';
import { lowerBlockSteps } from './programs/block-steps.ts';
import { lowerInitial } from './programs/initial.ts';
import { lowerLimits } from './programs/limits.ts';
import { lowerLogPrior } from './programs/log-prior.ts';
import { lowerMaximise } from './programs/maximise.ts';
import { lowerPredictLeaves, lowerPredictParents, withAllOptional } from './programs/predict.ts';
import { lowerDecode, lowerPosterior, lowerScore } from './programs/queries.ts';
import { lowerSimulate, lowerSteps } from './programs/simulate.ts';
import { centeredVariables, statisticArrays } from './statistics.ts';

export function lowerDerivation(derivation: Derivation): LoweredModel {
  const expectation = lowerExpectation(derivation);
  const names = new Set(expectation.outputs.map((output) => output.name));
  const context = createContext(derivation);
  const gradient = lowerGradient(derivation);
  const filter = lowerFilter(derivation);
  return {
    derivation,
    statistics: allStatistics(context).filter((statistic) => names.has(statistic.name)),
    blocks: derivation.blocks.map((block): LoweredBlock => ({
      name: block.name,
      params: block.params,
      factors: block.factors,
      steps: lowerBlockSteps(derivation, block),
    })),
    centered: centeredVariables(
      context,
      derivation.factors.map((factor) => ({ factor, family: alignedCall(context, factor.id).family })),
    ),
    steps: lowerSteps(derivation),
    tables: { training: tableNeeds(derivation), prediction: tableNeeds(withAllOptional(derivation)) },
    limits: lowerLimits(derivation),
    filterObstacle: filter.obstacle,
    programs: {
      expectation,
      maximise: lowerMaximise(derivation),
      logPrior: lowerLogPrior(derivation),
      score: lowerScore(derivation),
      posterior: lowerPosterior(derivation),
      filter: filter.program,
      decode: lowerDecode(derivation),
      drawPosterior: lowerDrawPosterior(derivation),
      simulate: lowerSimulate(derivation),
      predictParents: lowerPredictParents(derivation),
      predictLeaves: lowerPredictLeaves(derivation),
      initial: lowerInitial(derivation),
      gradient: gradient?.gradient ?? null,
      unconstrain: gradient?.unconstrain ?? null,
    },
  };
}

function allStatistics(context: Context): readonly LoweredStatistic[] {
  const { factors } = context.derivation;
  return [
    ...factors
      .filter((factor) => factor.evidence === 'statistics')
      .flatMap((factor) => statisticArrays(context, factor, alignedCall(context, factor.id)))
      .map(({ definition }) => definition),
    ...factors.map((factor) => weightDefinition(context, factor)),
  ];
}

/** Weights of rows, in the manner of statistics: cells are configurations of the latents, and a row is part of the event. */
function weightDefinition(context: Context, factor: Factor): LoweredStatistic {
  const { axes } = configurationPlaceholder(context, factor).type;
  return {
    name: `weight.${factor.id}`,
    factor: factor.id,
    statistic: 'rows',
    axes: axes.map((axis) => {
      const isLatent = factor.scope.includes(axis.name);
      return {
        kind: isLatent ? 'latent' : 'event',
        variable: isLatent ? axis.name : factor.variable,
        size: axis.size,
      };
    }),
  };
}

function alignedCall(context: Context, id: string): ReturnType<typeof alignCall> {
  const factor = context.derivation.factors.find((candidate) => candidate.id === id);
  if (factor === undefined) throw new Error(`internal: no factor ${id}`);
  return alignCall(
    rowEnvironment(context, factor.plate),
    callOfFactor(factor),
    variable(context, factor.variable),
  );
}
