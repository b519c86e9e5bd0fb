// Draws of models without a plate around everything, in sequences alone or without any plate: each draw is the whole
// model, so draws are rows of a plate of their own.

import type { ModelDefinition } from '../runtime/model/definition.ts';
import type { AnyValues } from '../runtime/model/model.ts';

/** Whether n draws are n times the whole model, rather than n rows of a plate. */
export function isDrawnWhole({ plates }: ModelDefinition): boolean {
  return !plates.some(({ parent, sequence }) => parent === null && sequence === null);
}

/** The definition of its draws: with a plate `draw` around everything. */
export function definitionOfDraws(definition: ModelDefinition): ModelDefinition {
  if (!isDrawnWhole(definition)) return definition;
  let name = 'draw';
  while (definition.plates.some((plate) => plate.name === name)) name += '_';
  return {
    ...definition,
    plates: [
      { name, parent: null, size: null, sizeDim: null, sequence: null },
      ...definition.plates.map((plate) => ({ ...plate, parent: plate.parent ?? name })),
    ],
    variables: definition.variables.map((variable) => ({ ...variable, plate: variable.plate ?? name })),
  };
}

/** Inputs as each of the draws has them. */
export function inputsOfDraws(definition: ModelDefinition, inputs: AnyValues, count: number): AnyValues {
  if (!isDrawnWhole(definition)) return inputs;
  const repeated = Object.entries(inputs).map(
    ([name, value]) => [name, new Array(count).fill(value)] as const,
  );
  return Object.fromEntries(repeated);
}
