// Priors of params whose density would grow without bound at these hyperparameters: refused before training starts.

import { TrainError } from '../errors.ts';
import { prepareKernel } from '../model/kernel.ts';
import type { Arrays, ModelDefinition, Sizes } from '../model/definition.ts';
import { required } from '../record.ts';

/** `inputs`: hyperparameters among them. Error: `TrainError`. */
export function checkLimits({ limits }: ModelDefinition, sizes: Sizes, inputs: Arrays): void {
  if (limits === undefined) return;
  const kernel = prepareKernel(limits.kernel, sizes);
  kernel.run(inputs);
  for (const { output, least, message, place } of limits.conditions) {
    const smallest = Math.min(...required(kernel.outputs, output));
    if (smallest < least)
      throw new TrainError(
        `${place}: ${message}; it is ${String(smallest)}`,
        'set the hyperparameters that make it so to other values',
      );
  }
}
