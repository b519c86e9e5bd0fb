// The steps of a block as programs, in order. Closed forms from statistics that stand before all others are not by
// themselves: `programs.maximise` has them, of all blocks.

import type { Block, Derivation } from '../../4-plan/derivation.ts';
import type { LoweredClosedForm, LoweredStep } from '../lowered-model.ts';
import { lowerGradientStep } from './gradient-step.ts';
import { lowerLeastSquares } from './least-squares.ts';
import { lowerUpdate, stepsFromStatistics } from './maximise.ts';

export function lowerBlockSteps(derivation: Derivation, block: Block): readonly LoweredStep[] {
  const together = stepsFromStatistics(block);
  const closed: readonly LoweredClosedForm[] =
    together.length === 0
      ? []
      : [
          {
            kind: 'closedForm',
            params: together.flatMap(({ estimates }) => estimates.map(({ param }) => param)),
            exact: together.every(({ holds }) => holds.length === 0),
          },
        ];
  const others = block.steps.slice(together.length).map((step, position): LoweredStep => {
    switch (step.kind) {
      case 'closedForm':
        return {
          kind: 'update',
          params: step.estimates.map(({ param }) => param),
          update: lowerUpdate(derivation, step),
        };
      case 'leastSquares':
        return lowerLeastSquares(derivation, step, `directions:${block.name}.${String(position)}`);
      case 'gradient':
        return { kind: 'gradient', params: step.params, ...lowerGradientStep(derivation, step) };
    }
  });
  return [...closed, ...others];
}
