// Which rows least squares goes over, and for how many coefficients.

import type { ModelDefinition, Sizes } from '../model/definition.ts';
import { at } from '../record.ts';

/** Coefficients that the rows of a factor tell together, those of other levels of a batch apart; 0 without any. */
export function coefficientCount(
  { blocks, variables }: ModelDefinition,
  sizes: Sizes,
  factor: string,
): number {
  const counts = blocks.flatMap(({ steps }) =>
    steps.flatMap((step) => {
      if (step.kind !== 'leastSquares' || !readsRows(step.equations, factor)) return [];
      return [
        step.params.reduce((sum, { name, batchAxis }) => {
          const type = variables.find((variable) => variable.name === name)?.type;
          const shape = (type?.shape ?? []).map((size) => size(sizes));
          const all = shape.reduce((product, size) => product * size, 1);
          return sum + all / (batchAxis === null ? 1 : at(shape, batchAxis));
        }, 0),
      ];
    }),
  );
  return Math.max(0, ...counts);
}

/** Whether the weights of a factor's rows serve a closed form or least squares, not gradients alone. */
export function servesClosedForm({ blocks }: ModelDefinition, factor: string): boolean {
  return blocks.some(({ steps }) =>
    steps.some(
      (step) =>
        (step.kind === 'leastSquares' && readsRows(step.equations, factor)) ||
        (step.kind === 'update' && readsRows(step.update, factor)),
    ),
  );
}

function readsRows(
  { inputs }: { readonly inputs: readonly { readonly name: string }[] },
  factor: string,
): boolean {
  return inputs.some(({ name }) => name === `weight.${factor}`);
}
