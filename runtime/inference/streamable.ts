// Whether a model can be trained on data that come in chunks. What cannot is refused by name, before anything is read.

import { outermostPlates } from '../data/plates.ts';
import { TrainError } from '../errors.ts';
import { readsRows } from '../model/kernel.ts';
import type { KernelDefinition, ModelDefinition } from '../model/definition.ts';
import { rowWeights } from './cells.ts';

/** Error: `TrainError`. */
export function refuseUnstreamable(definition: ModelDefinition): void {
  const reason = whyUnstreamable(definition);
  if (reason !== null)
    throw new TrainError(
      `model \`${definition.name}\` cannot be trained on a stream: ${reason}`,
      'give data that fit into memory',
    );
}

/** Null: it can. */
export function whyUnstreamable(definition: ModelDefinition): string | null {
  const plates = outermostPlates(definition);
  const [plate, other] = plates;
  if (plate === undefined) return 'it has no plate, whose rows a stream could give';
  if (plate.sequence !== null)
    return `its rows are the steps of sequence \`${plate.name}\`, which are one long row; a stream gives rows of a plate`;
  if (other !== undefined)
    return `it has two outermost plates, \`${plate.name}\` and \`${other.name}\`, and a stream gives rows of one`;
  const outside = definition.variables.find(
    ({ role, plate: own }) => (role === 'observe' || role === 'given') && own === null,
  );
  if (outside !== undefined)
    return `\`${outside.name}\` (${outside.place}) lies outside plate \`${plate.name}\`, and a stream gives rows of it`;
  const weighed = definition.statistics.find(
    ({ statistic, factor }) =>
      statistic === rowWeights &&
      definition.variables.some(({ name, plate: own }) => name === factor && own === null),
  );
  if (weighed !== undefined)
    return `\`${weighed.factor}\` lies outside plate \`${plate.name}\`, and what it tells of its params is found row by row`;
  return wholeKernel(definition) === null
    ? null
    : `${wholeKernel(definition) ?? ''} needs all rows at once, as what joins them lies outside plate \`${plate.name}\``;
}

/** The part of a training that a kernel does which needs all rows at once; null: there is none. */
function wholeKernel({ kernels, blocks }: ModelDefinition): string | null {
  const isWhole = (kernel: KernelDefinition): boolean => readsRows(kernel) && kernel.inChunks !== true;
  if (isWhole(kernels.expectation)) return 'its log likelihood';
  if (isWhole(kernels.score)) return 'the log density of its rows';
  if (kernels.posterior !== null && isWhole(kernels.posterior)) return 'its posterior';
  for (const { name, steps } of blocks)
    for (const step of steps) {
      const own =
        step.kind === 'update'
          ? step.update
          : step.kind === 'leastSquares'
            ? step.equations
            : step.kind === 'gradient'
              ? step.objective
              : null;
      if (own !== null && isWhole(own)) return `the step of \`${name}\``;
    }
  return null;
}
