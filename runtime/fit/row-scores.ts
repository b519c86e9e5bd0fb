// Log densities of rows, where rows of the model have densities of their own.

import { outermostPlates } from '../data/plates.ts';
import { hasOutput } from '../model/kernel.ts';
import type { Arrays, ModelDefinition } from '../model/definition.ts';
import { required } from '../record.ts';

/** One for each row of the one outermost plate, from the outputs of `kernels.score`; null where there are none. */
export function rowScores(definition: ModelDefinition, outputs: Arrays): Float64Array | null {
  const [plate, ...others] = outermostPlates(definition);
  if (plate === undefined || others.length > 0) return null;
  const name = `rows.${plate.name}`;
  if (!hasOutput(definition.kernels.score, name)) return null;
  const values = Float64Array.from(required(outputs, name));
  // The steps of a sequence that is alone are one row.
  return plate.sequence === null ? values : Float64Array.of(values.reduce((sum, value) => sum + value, 0));
}
