// The cost of summing out: a table beyond the limit, at the default sizes, is refused with the latents that
// make it, rather than left to run out of memory.

import type { CheckedModel } from '../../3-check/model.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { evaluateSize, sizeSymbols } from '../../sizes/size.ts';
import type { Elimination } from '../derivation.ts';
import { tableTooLarge } from '../diagnostics.ts';
import { defaultSizes } from '../eliminate/order.ts';

/** Entries for one row: tiles hold 256 rows. */
const tableLimit = 1_000_000;

export function checkTables(
  model: CheckedModel,
  eliminations: readonly Elimination[],
): readonly Diagnostic[] {
  const defaults = defaultSizes(model);
  // What summing out one latent leaves goes into the tables of the next.
  const told = new Set<string>();
  return eliminations.flatMap((elimination) => {
    if (sizeSymbols(elimination.cost).some((name) => defaults(name) === null)) return [];
    const entries = evaluateSize(elimination.cost, (name) => defaults(name) ?? 0);
    if (entries <= tableLimit || elimination.scope.some((name) => told.has(name))) return [];
    for (const name of elimination.scope) told.add(name);
    const variable = model.variables.find((candidate) => candidate.name === elimination.variable);
    return [
      tableTooLarge({ variables: elimination.scope, entries, span: variable?.nameSpan ?? model.nameSpan }),
    ];
  });
}
