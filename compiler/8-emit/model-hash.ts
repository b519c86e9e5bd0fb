// The hash by which a fit knows its model: of what the model means, in a canonical text. Places in the file,
// documentation, defaults, starting values and training options may change and the fit still stands.

import type { CheckedModel, Variable } from '../3-check/model.ts';
import { sha256 } from './hash.ts';

/** Changes when the canonical text does, so that old fits are refused rather than misread. */
const format = 'generand model 1';

export function modelHash(model: CheckedModel): string {
  return sha256(canonicalText(model));
}

/** Equal exactly for models of equal meaning (up to algebra). */
function canonicalText(model: CheckedModel): string {
  return canonicalJson([
    format,
    model.name,
    model.hyperparameters.map(({ name, type }) => ({ name, type })),
    model.dims.map(({ name }) => name),
    model.plates.map(({ name, parent, size, sequence }) =>
      sequence === null ? { name, parent, size } : { name, parent, size, sequence },
    ),
    model.variables.map(variableMeaning),
  ]);
}

function variableMeaning({ name, role, plate, type, optional, distribution, value }: Variable): unknown {
  return { name, role, plate, type, optional, distribution, value };
}

function canonicalJson(root: unknown): string {
  const loops = new Map<unknown, number>();
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    const fields = value as Readonly<Record<string, unknown>>;
    // A size is its normal form.
    if ('terms' in fields && 'key' in fields) return fields['key'];
    // Pairs rather than an object, so that no name is special and the order is ours.
    return Object.keys(fields)
      .filter((key) => !isIncidental(key, fields))
      .sort()
      .map((key) => [key, key === 'id' ? loopNumber(fields[key]) : visit(fields[key])]);
  };
  /** Loops are numbered as they are met: the checker's numbers depend on the rest of the file. */
  const loopNumber = (id: unknown): number => {
    const known = loops.get(id) ?? loops.size;
    loops.set(id, known);
    return known;
  };
  return JSON.stringify(visit(root));
}

/** Places, and the types of expressions, which follow from the rest. */
function isIncidental(key: string, fields: Readonly<Record<string, unknown>>): boolean {
  return key === 'span' || (key === 'type' && 'kind' in fields);
}
