// Where everything lies in a kernel's memory. Addresses and sizes are numbers in slots at the start of the memory: the
// caller writes the values of size symbols, and the exported function `plan` computes all else from them. So one module
// serves all sizes.
//
// What rows need depends on how many are handed over at once, which the caller says by symbols of their own. It lies
// behind all else: with more rows, what was there before stays where it is.

import {
  addSizes,
  constantSize,
  constantValue,
  floorDivideSize,
  multiplySizes,
  sizeSymbols,
  symbolSize,
} from '../../../sizes/size.ts';
import type { Size, SizeAtom } from '../../../sizes/size.ts';
import {
  f64,
  i32,
  type Expr,
  type FunctionBuilder,
  type ModuleBuilder,
  type Statement,
} from '../encoder/index.ts';

/** Of the first slot. */
const firstSlot = 64;
const alignment = 64;

/** Rows that are computed together at most. */
export const mostLanes = 16;

/**
 * Rows of a plate that lie in memory at once; the most rows that a tile has of it, or a group of sequences. Of a sequence
 * that is gone along in blocks, the steps of one, and how many blocks there are.
 */
export const heldRows = (plate: string): string => `held:${plate}`;
export const tileRowsOf = (plate: string): string => `tile:${plate}`;
export const groupRowsOf = (plate: string): string => `group:${plate}`;
export const blockRowsOf = (plate: string): string => `block:${plate}`;
export const blocksOf = (plate: string): string => `blocks:${plate}`;

/** A size as a number to compute with: rows are those of all that is handed over in one pass. */
export function ofAllRows(size: Size): Size {
  const ofAtom = (atom: SizeAtom): Size =>
    atom.kind === 'symbol'
      ? symbolSize(atom.name.replace(/^rows:/u, 'all:'))
      : floorDivideSize(ofAllRows(atom.numerator), atom.divisor);
  return size.terms
    .map(({ coefficient, atoms }) => atoms.map(ofAtom).reduce(multiplySizes, constantSize(coefficient)))
    .reduce(addSizes, constantSize(0));
}

interface ArrayPlan {
  readonly slot: number;
  readonly length: Size;
  readonly bytes: number;
}

export class MemoryPlan {
  readonly #symbols = new Map<string, number>();
  readonly #sizes = new Map<string, { readonly slot: number; readonly size: Size }>();
  readonly #arrays: ArrayPlan[] = [];
  #slots = 0;

  /** The size symbols that the caller sets, with their slots' addresses. */
  get symbols(): readonly (readonly [string, number])[] {
    return [...this.#symbols].map(([name, slot]) => [name, addressOf(slot)]);
  }

  /** The address of the slot that holds the size. */
  size(size: Size): number {
    const known = this.#sizes.get(size.key);
    if (known !== undefined) return addressOf(known.slot);
    const [term, ...more] = size.terms;
    const [only, ...others] = term?.atoms ?? [];
    const isSymbol = more.length === 0 && others.length === 0 && term?.coefficient === 1;
    for (const name of sizeSymbols(size)) this.#symbol(name);
    if (isSymbol && only?.kind === 'symbol') return addressOf(this.#symbol(only.name));
    const slot = this.#slots++;
    this.#sizes.set(size.key, { slot, size });
    return addressOf(slot);
  }

  /** An array of so many elements; the address of the slot that holds its own address, and four bytes further once more. */
  array(length: Size, bytes: 4 | 8 | 16): number {
    for (const name of sizeSymbols(length)) this.#symbol(name);
    const slot = this.#slots;
    // The second is the caller's: the address of a row 0 that may not be there.
    this.#slots += 2;
    this.#arrays.push({ slot, length, bytes });
    return addressOf(slot);
  }

  /** A number of the kernel's own, 0 at first. */
  variable(): number {
    return addressOf(this.#slots++);
  }

  /** The function that computes sizes and addresses and gives the bytes that are needed, when all of them are known. */
  emit(module: ModuleBuilder, name: string): FunctionBuilder {
    const plan = module.function(name, [], 'f64');
    const cursor = plan.local('f64');
    const symbol = (symbolName: string): Expr<'f64'> =>
      f64.convert_i32_u(i32.load(i32.const(addressOf(this.#symbol(symbolName)))));
    const store = (slot: number, value: Expr<'f64'>): Statement =>
      i32.store(i32.const(addressOf(slot)), i32.trunc_sat_f64_u(value));
    const rowsLast = [
      ...this.#arrays.filter(({ length }) => !isOfRows(length)),
      ...this.#arrays.filter(({ length }) => isOfRows(length)),
    ];
    return plan.body(() => [
      ...[...this.#sizes.values()].map(({ slot, size }) => store(slot, sizeExpression(size, symbol))),
      cursor.set(f64.const(roundUp(addressOf(this.#slots)))),
      ...rowsLast.flatMap(({ slot, length, bytes }) => [
        store(slot, cursor),
        store(slot + 1, cursor),
        cursor.set(
          f64.add(
            cursor,
            f64.mul(
              f64.ceil(f64.mul(sizeExpression(length, symbol), f64.const(bytes / alignment))),
              f64.const(alignment),
            ),
          ),
        ),
      ]),
      cursor,
    ]);
  }

  #symbol(name: string): number {
    const known = this.#symbols.get(name);
    if (known !== undefined) return known;
    const slot = this.#slots++;
    this.#symbols.set(name, slot);
    return slot;
  }
}

function addressOf(slot: number): number {
  return firstSlot + 4 * slot;
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}

/** Whether a size is known only when a kernel runs. */
export function isOfRows(size: Size): boolean {
  return sizeSymbols(size).some((name) => /^(rows|all|held|tile|group|block|blocks):/u.test(name));
}

function sizeExpression(size: Size, symbol: (name: string) => Expr<'f64'>): Expr<'f64'> {
  const value = constantValue(size);
  if (value !== null) return f64.const(value);
  const terms = size.terms.map(({ coefficient, atoms }) =>
    atoms.reduce<Expr<'f64'>>(
      (product, atom) =>
        f64.mul(
          product,
          atom.kind === 'symbol'
            ? symbol(atom.name)
            : f64.floor(f64.div(sizeExpression(atom.numerator, symbol), f64.const(atom.divisor))),
        ),
      f64.const(coefficient),
    ),
  );
  return terms.reduce((sum, term) => f64.add(sum, term));
}
