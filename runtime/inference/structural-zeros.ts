// `simplex<support: M>`: entries that are zero whatever the data say.

import type { VariableDefinition } from '../model/definition.ts';
import { at } from '../record.ts';

/** Whether an entry of the param's values may differ from zero. */
export function mayDiffer({ support }: VariableDefinition, entry: number): boolean {
  return support === undefined || at(support, entry % support.length) !== 0;
}

/** The first entry that is not zero and has to be; null without one. */
export function wrongEntry(variable: VariableDefinition, values: Float64Array): number | null {
  const entry = values.findIndex((value, index) => value !== 0 && !mayDiffer(variable, index));
  return entry < 0 ? null : entry;
}
