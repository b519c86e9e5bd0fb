// Optimises every program of a model.

import type { LoweredBlock, LoweredModel } from '../5-lower/lowered-model.ts';
import type { Program } from '../ir/ops.ts';
import type { OptimizeHost } from './optimize.ts';
import { optimize } from './optimize.ts';

export function optimizeModel(lowered: LoweredModel, host: OptimizeHost): LoweredModel {
  const one = (program: Program): Program => optimize(program, host);
  const maybe = (program: Program | null): Program | null => (program === null ? null : one(program));
  const { programs } = lowered;
  return {
    ...lowered,
    blocks: lowered.blocks.map((block) => optimizeBlock(block, one)),
    programs: {
      expectation: one(programs.expectation),
      maximise: maybe(programs.maximise),
      logPrior: maybe(programs.logPrior),
      score: one(programs.score),
      posterior: maybe(programs.posterior),
      decode: maybe(programs.decode),
      simulate: one(programs.simulate),
      predict: maybe(programs.predict),
      initial: maybe(programs.initial),
      gradient: maybe(programs.gradient),
      unconstrain: maybe(programs.unconstrain),
    },
  };
}

function optimizeBlock(block: LoweredBlock, one: (program: Program) => Program): LoweredBlock {
  const { solver } = block;
  if (solver.kind === 'closedForm') return block;
  return {
    ...block,
    solver: {
      ...solver,
      objective: one(solver.objective),
      constrain: one(solver.constrain),
      unconstrain: one(solver.unconstrain),
    },
  };
}
