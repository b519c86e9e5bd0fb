// Identifiers inside one kernel: taken from the names of the spec and of operations, safe and never equal where
// one could hide the other.

import { mostLanes } from './lanes.ts';
import { isIdentifier } from './names.ts';

export interface KernelNames {
  /** A new identifier for the whole factory; with a digit after it, it is free as well (for a variable's lanes). */
  claim(wish: string): string;
  /** Identifiers of the nested blocks of one function, which are free to repeat those of other functions. */
  blocks(): BlockNames;
}

export interface BlockNames {
  open(): void;
  close(): void;
  /** For a variable of the block at this depth; hides nothing and is hidden by nothing that is visible now. */
  claim(wish: string, depth: number): string;
}

const globals =
  'Math Number Float64Array Int32Array Infinity NaN undefined sizes inputs outputs rows Sizes Kernel';

export function createKernelNames(imported: readonly string[]): KernelNames {
  const taken = new Set([...globals.split(' '), ...imported]);
  const takenAnywhere = new Set(taken);
  return {
    claim: (wish) => freeName(wish, (form) => takenAnywhere.has(form), [taken, takenAnywhere]),
    blocks() {
      const stack: Set<string>[] = [new Set()];
      return {
        open: () => void stack.push(new Set()),
        close: () => void stack.pop(),
        claim(wish, depth) {
          const block = stack[depth];
          if (block === undefined) throw new Error('internal: no block is open');
          const visible = (form: string): boolean =>
            taken.has(form) || stack.some((names) => names.has(form));
          return freeName(wish, visible, [block, takenAnywhere]);
        },
      };
    },
  };
}

function freeName(wish: string, isTaken: (form: string) => boolean, take: readonly Set<string>[]): string {
  const stem = toIdentifier(wish);
  // A digit at the end would read as a lane's.
  let name = /\d$/u.test(stem) ? `${stem}_` : stem;
  for (let letters = 0; formsOf(name).some(isTaken); letters += 1) name = `${stem}_${suffix(letters)}`;
  for (const form of formsOf(name)) for (const names of take) names.add(form);
  return name;
}

function formsOf(name: string): readonly string[] {
  return [name, ...Array.from({ length: mostLanes }, (_, lane) => name + String(lane))];
}

/** b, c, ... z, bb, ... */
function suffix(count: number): string {
  const letter = String.fromCharCode('b'.charCodeAt(0) + (count % 25));
  return (count < 25 ? '' : suffix(Math.floor(count / 25) - 1)) + letter;
}

/** `statistic.x.sum` is `statisticXSum`, the axis `x.0` is `xI`; characters that identifiers lack separate words. */
export function toIdentifier(text: string): string {
  // The axes of a value are numbered: `x.0`, `x.1`. Digits are for lanes.
  const lettered = text.replace(/\.(\d)(?!\d)/gu, (_, axis: string) =>
    String.fromCharCode(73 + Number(axis)),
  );
  const words = lettered.normalize('NFC').split(/[^\p{ID_Continue}$]+/u);
  const [first = '', ...rest] = words.filter((word) => word !== '');
  const joined = first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const name = /^[\p{ID_Start}$_]/u.test(joined) ? joined : `_${joined}`;
  return isIdentifier(name) ? name : `${name}_`;
}

/** An array's name in the spec: `data.x` is `x`, `param.mean` is `mean`; other kinds are kept in the name. */
export function arrayIdentifier(name: string): string {
  return toIdentifier(name.replace(/^(?:data|param|hyper)\./u, ''));
}
