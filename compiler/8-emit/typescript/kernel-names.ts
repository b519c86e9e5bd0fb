// Identifiers inside one kernel: taken from the names of the spec and of operations, safe and never equal where
// one could hide the other.

import { isIdentifier } from './names.ts';

export interface KernelNames {
  /** A new identifier; with a digit after it, it is free as well (for the variable's lanes). */
  claim(wish: string): string;
  /** Identifiers for an inner scope: two inner scopes may use one identifier for different things. */
  inner(): KernelNames;
}

const globals = 'Math Number Float64Array Int32Array Infinity NaN undefined sizes inputs outputs Sizes Kernel';

export function createKernelNames(imported: readonly string[]): KernelNames {
  const taken = new Set([...globals.split(' '), ...imported]);
  const takenAnywhere = new Set(taken);

  const claimIn =
    (hidden: (form: string) => boolean, scope: Set<string>) =>
    (wish: string): string => {
      const stem = toIdentifier(wish);
      // A digit at the end would read as a lane's.
      let name = /\d$/u.test(stem) ? `${stem}_` : stem;
      for (let letters = 0; formsOf(name).some(hidden); letters += 1) name = `${stem}_${suffix(letters)}`;
      for (const form of formsOf(name)) {
        scope.add(form);
        takenAnywhere.add(form);
      }
      return name;
    };
  return {
    claim: claimIn((form) => takenAnywhere.has(form), taken),
    inner() {
      const own = new Set<string>();
      const claim = claimIn((form) => taken.has(form) || own.has(form), own);
      return {
        claim,
        inner() {
          throw new Error('internal: only one level of inner scopes is needed');
        },
      };
    },
  };
}

function formsOf(name: string): readonly string[] {
  return [name, ...[0, 1, 2, 3].map((lane) => name + String(lane))];
}

/** b, c, ... z, bb, ... */
function suffix(count: number): string {
  const letter = String.fromCharCode('b'.charCodeAt(0) + (count % 25));
  return (count < 25 ? '' : suffix(Math.floor(count / 25) - 1)) + letter;
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
