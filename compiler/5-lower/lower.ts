// From a derivation to its programs.

import type { Derivation } from '../4-plan/derivation.ts';
import type { Context } from './context.ts';
import { createContext, variable } from './context.ts';
import { rowEnvironment } from './environment.ts';
import { alignCall, callOfFactor } from './events.ts';
import type { LoweredBlock, LoweredModel, LoweredStatistic } from './lowered-model.ts';
import { lowerExpectation } from './programs/expectation.ts';
import { lowerGradient } from './programs/gradient.ts';
import { lowerGradientBlock } from './programs/gradient-block.ts';
import { lowerInitial } from './programs/initial.ts';
import { lowerLogPrior } from './programs/log-prior.ts';
import { lowerMaximise } from './programs/maximise.ts';
import { lowerPredict } from './programs/predict.ts';
import { lowerDecode, lowerPosterior, lowerScore } from './programs/queries.ts';
import { lowerSimulate } from './programs/simulate.ts';
import { centeredVariables, statisticArrays } from './statistics.ts';

export function lowerDerivation(derivation: Derivation): LoweredModel {
  const expectation = lowerExpectation(derivation);
  const names = new Set(expectation.outputs.map((output) => output.name));
  const context = createContext(derivation);
  const gradient = lowerGradient(derivation);
  return {
    derivation,
    statistics: allStatistics(context).filter((statistic) => names.has(statistic.name)),
    blocks: derivation.blocks.map((block): LoweredBlock => ({
      name: block.name,
      params: block.params,
      factors: block.factors,
      solver:
        block.solver.kind === 'closedForm'
          ? { kind: 'closedForm' }
          : { kind: 'gradient', ...lowerGradientBlock(derivation, block) },
    })),
    centered: centeredVariables(
      context,
      derivation.factors.map((factor) => ({ factor, family: alignedCall(context, factor.id).family })),
    ),
    programs: {
      expectation,
      maximise: lowerMaximise(derivation),
      logPrior: lowerLogPrior(derivation),
      score: lowerScore(derivation),
      posterior: lowerPosterior(derivation),
      decode: lowerDecode(derivation),
      simulate: lowerSimulate(derivation),
      predict: lowerPredict(derivation),
      initial: lowerInitial(derivation),
      gradient: gradient?.gradient ?? null,
      unconstrain: gradient?.unconstrain ?? null,
    },
  };
}

function allStatistics(context: Context): readonly LoweredStatistic[] {
  return context.derivation.factors
    .filter((factor) => factor.evidence === 'statistics')
    .flatMap((factor) => statisticArrays(context, factor, alignedCall(context, factor.id)))
    .map(({ definition }) => definition);
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
