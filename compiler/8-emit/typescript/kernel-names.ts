// Identifiers inside one kernel: taken from the names of the spec and of operations, safe and never equal.

import { isIdentifier } from './names.ts';

export interface KernelNames {
  /** A new identifier; with a digit after it, it is free as well (for the variable's lanes). */
  claim(wish: string): string;
}

const globals = 'Math Number Float64Array Int32Array Infinity NaN undefined sizes inputs outputs Sizes Kernel';

export function createKernelNames(imported: readonly string[]): KernelNames {
  const taken = new Set([...globals.split(' '), ...imported]);
  const withLanes = (name: string): readonly string[] => [name, ...[0, 1, 2, 3].map((lane) => name + String(lane))];
  return {
    claim(wish) {
      const base = toIdentifier(wish);
      // A digit would read as a lane's.
      const stem = /\d$/u.test(base) ? `${base}_` : base;
      let name = stem;
      for (let count = 2; withLanes(name).some((form) => taken.has(form)); count += 1)
        name = `${stem}${stem.endsWith('_') ? '' : '_'}${String(count)}_`;
      for (const form of withLanes(name)) taken.add(form);
      return name;
    },
  };
}

/** `statistic.x.sum` is `statisticXSum`; characters that identifiers lack separate words. */
export function toIdentifier(text: string): string {
  const words = text.normalize('NFC').split(/[^\p{ID_Continue}$]+/u);
  const [first = '', ...rest] = words.filter((word) => word !== '');
  const joined = first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const name = /^[\p{ID_Start}$_]/u.test(joined) ? joined : `_${joined}`;
  return isIdentifier(name) ? name : `${name}_`;
}

/** An array's name in the spec: `data.x` is `x`, `param.mean` is `mean`; other kinds are kept in the name. */
export function arrayIdentifier(name: string): string {
  return toIdentifier(name.replace(/^(?:data|param|hyper)\./u, ''));
}
