// How many rows or steps there are is declared, or told by the data of what stands inside.

import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { CheckedModel, Plate } from '../model.ts';

export const undecidedLength = defineDiagnostic({
  code: 'E0669',
  name: 'undecided-length',
  severity: 'error',
  message: ({ plate: { name, sequence } }: { plate: Plate }) =>
    sequence === null
      ? `no data decide how many rows plate \`${name}\` has`
      : `no data decide how many steps sequence \`${name}\` has`,
  labels: ({ plate }) => [{ span: plate.nameSpan, text: 'nothing inside is observed or given' }],
  why: () => 'where nothing inside comes from the data, the number is declared',
  fix: ({ plate: { name, sequence } }) => ({
    description: `write \`${sequence === null ? 'plate' : 'sequence'} ${name}: N\`, where N is a number or a hyperparameter`,
    edits: [],
  }),
});

/** Without a declared size, and without anything inside that data are for. */
export function undecidedLengths(model: Pick<CheckedModel, 'plates' | 'variables'>): readonly Plate[] {
  const parents = new Map(model.plates.map((plate) => [plate.name, plate.parent]));
  const decided = new Set<string>();
  for (const { role, plate } of model.variables)
    if (role === 'observe' || role === 'given')
      for (let each = plate; each !== null && !decided.has(each); each = parents.get(each) ?? null)
        decided.add(each);
  // A model that observes nothing at all is refused as such.
  if (!model.variables.some(({ role }) => role === 'observe')) return [];
  const filled = new Set(model.variables.map((variable) => variable.plate));
  // What holds nothing at all is left alone.
  return model.plates.filter(({ name, size }) => size === null && !decided.has(name) && filled.has(name));
}
