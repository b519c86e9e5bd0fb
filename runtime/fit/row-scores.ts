// Log densities of rows, where rows of the model have densities of their own.

import { outermostPlates } from '../data/plates.ts';
import { hasOutput } from '../model/kernel.ts';
import type { Arrays, ModelDefinition } from '../model/definition.ts';
import { required } from '../record.ts';

/** One for each row of the one outermost plate, from the outputs of `kernels.score`; null where there are none. */
export function rowScores(definition: ModelDefinition, outputs: Arrays): Float64Array | null {
  const [plate, ...others] = outermostPlates(definition);
  if (plate === undefined || others.length > 0) return null;
  // The steps of a sequence that is alone are one row, unless a latent around it makes it part of one.
  if (plate.sequence !== null)
    return hasLatentOutside(definition) ? null : Float64Array.from(required(outputs, 'logLikelihood'));
  const name = `rows.${plate.name}`;
  return hasOutput(definition.kernels.score, name) ? Float64Array.from(required(outputs, name)) : null;
}

function hasLatentOutside({ latents, variables }: ModelDefinition): boolean {
  return latents.some(({ variable, entryOf }) => {
    const name = entryOf?.variable ?? variable;
    // Elements of a latent array are none of the variables: their array is.
    return variables.some((each) => each.plate === null && (each.name === name || name.startsWith(`${each.name}[`))); // prettier-ignore
  });
}
