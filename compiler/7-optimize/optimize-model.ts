// Optimises every program of a model.

import type { LoweredModel, LoweredStep } from '../5-lower/lowered-model.ts';
import type { Program } from '../ir/ops.ts';
import type { OptimizeHost } from './optimize.ts';
import { optimize } from './optimize.ts';

export function optimizeModel(lowered: LoweredModel, host: OptimizeHost): LoweredModel {
  const one = (program: Program): Program => optimize(program, host);
  const maybe = (program: Program | null): Program | null => (program === null ? null : one(program));
  const { programs } = lowered;
  return {
    ...lowered,
    blocks: lowered.blocks.map((block) => ({
      ...block,
      steps: block.steps.map((step) => optimizeStep(step, one)),
    })),
    steps: lowered.steps.map((steps) => ({ ...steps, simulate: one(steps.simulate) })),
    limits: lowered.limits && { ...lowered.limits, program: one(lowered.limits.program) },
    programs: {
      expectation: one(programs.expectation),
      maximise: maybe(programs.maximise),
      logPrior: maybe(programs.logPrior),
      score: one(programs.score),
      posterior: maybe(programs.posterior),
      filter: maybe(programs.filter),
      decode: maybe(programs.decode),
      drawPosterior: maybe(programs.drawPosterior),
      simulate: one(programs.simulate),
      predictParents: maybe(programs.predictParents),
      predictLeaves: maybe(programs.predictLeaves),
      initial: maybe(programs.initial),
      gradient: maybe(programs.gradient),
      unconstrain: maybe(programs.unconstrain),
    },
  };
}

function optimizeStep(step: LoweredStep, one: (program: Program) => Program): LoweredStep {
  switch (step.kind) {
    case 'closedForm':
      return step;
    case 'update':
      return { ...step, update: one(step.update) };
    case 'leastSquares':
      return { ...step, equations: one(step.equations) };
    case 'gradient':
      return {
        ...step,
        objective: one(step.objective),
        constrain: one(step.constrain),
        unconstrain: one(step.unconstrain),
      };
  }
}
