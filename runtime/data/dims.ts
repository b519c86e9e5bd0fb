// The sizes that the data decide: each `dim` has sources (an axis of a variable, the levels of a category, the
// rows of a plate), which must agree.

import { DataError } from '../errors.ts';
import { lookUp } from '../record.ts';
import type { ModelDefinition, SizeFunction } from '../model/definition.ts';

/** Where a dim's value was seen: `the columns of \`x\``. */
interface Source {
  readonly value: number;
  readonly text: string;
  readonly variable: string | null;
}

export interface DimTable {
  /** Values so far, hyperparameters among them. */
  readonly sizes: Record<string, number>;
  /** Notes a value and refuses one that differs from what another source says. */
  add(dim: string, value: number, text: string, variable: string | null): void;
  /** Refuses data that leave a dim open. */
  requireAll(): void;
}

/** `known`: sizes settled before the data are read; `origin` says by what, for messages. */
export function createDimTable(
  definition: ModelDefinition,
  known: Readonly<Record<string, number>>,
  origin: string,
  file: string | null,
): DimTable {
  const sizes = Object.assign(Object.create(null) as Record<string, number>, known);
  const sources = new Map<string, Source>();
  for (const dim of definition.dims) {
    const value = lookUp(sizes, dim);
    if (value !== undefined) sources.set(dim, { value, text: origin, variable: null });
  }
  return {
    sizes,
    add(dim, value, text, variable) {
      const before = sources.get(dim);
      if (before === undefined) sources.set(dim, { value, text, variable });
      else if (before.value !== value)
        throw new DataError(
          { variable, file },
          `\`${dim}\` is ${String(value)} by ${text}, but ${String(before.value)} by ${before.text}`,
        );
      sizes[dim] = value;
    },
    requireAll() {
      const open = definition.dims.find((dim) => lookUp(sizes, dim) === undefined);
      if (open !== undefined)
        throw new DataError(
          { file },
          `the data do not decide the size \`${open}\` of model \`${definition.name}\``,
          `give nested arrays, or say it: { set: { ${open}: ... } }`,
        );
    },
  };
}

/**
 * The one size symbol that this size is, or null where it is something else (`2*K`, `3`): found by watching
 * which sizes the function reads, and that what it returns is what it read.
 */
export function symbolOf(size: SizeFunction): string | null {
  const read: string[] = [];
  // Two unlikely values: a function that returns both is the identity in its symbol.
  const probe = (value: number): number =>
    size(
      new Proxy<Record<string, number>>(Object.create(null) as Record<string, number>, {
        get: (_, name) => {
          read.push(String(name));
          return value;
        },
      }),
    );
  const exact = probe(7919) === 7919 && probe(104729) === 104729;
  const names = new Set(read);
  const [name] = names;
  return exact && names.size === 1 && name !== undefined ? name : null;
}
