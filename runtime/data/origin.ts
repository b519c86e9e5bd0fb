// Remembers which file data were read from, so that a message about a value can name its file and line though it
// is found much later, when the data are shaped for a model.

import type { DataOrigin } from './shape-data.ts';

/** Weak: data that are let go take their origin along. */
const origins = new WeakMap<object, DataOrigin>();

export function rememberOrigin(data: object, origin: DataOrigin): void {
  origins.set(data, origin);
}

export function originOf(data: object): DataOrigin | null {
  return origins.get(data) ?? null;
}
