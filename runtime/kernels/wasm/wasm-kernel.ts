// Runs a kernel in WebAssembly: writes its inputs to its memory, calls its functions stage by stage, reads its outputs.
// Rows are written part by part where the kernel goes over them once, so that they are read from the cache, and the
// memory that a kernel takes does not depend on how many there are.

import { at, lookUp } from '../../record.ts';
import type { Arrays, Kernel, NumericArray, Sizes } from '../../model/definition.ts';
import { blockRows, blockVisits } from '../blocks.ts';
import { allRows, tileRows } from '../tiles.ts';
import type { LoadedBundle, WasmArray, WasmKernelPlan } from './bundle.ts';
import { createNesting, mostRows, type Nesting, type RowRange } from './row-ranges.ts';
import type { WasmExports, WasmMemory } from './web-assembly.ts';

/** About as many bytes of rows are written at once: they fit into the second level of caches. */
const bytesAtOnce = 2 ** 18;
const pageBytes = 2 ** 16;
/** Steps of sequences that are gone along together, where a sequence has no more. */
const groupRows = 512;
/** Rows of a tile are computed in blocks of at most so many. */
const mostLanes = 16;

/** Thrown where the arrays of a kernel do not fit into a memory. */
export class MemoryError extends Error {}

/** What one run is given. */
export interface KernelRun {
  readonly inputs: Arrays;
  readonly outputs: Arrays;
  readonly rows: Sizes;
}

interface Given extends KernelRun {
  /** Of outermost plates, how many rows lie in memory at once. */
  readonly atOnce: ReadonlyMap<string, number>;
}

export function createWasmKernel(bundle: WasmCode, plan: WasmKernelPlan, sizes: Sizes): Kernel {
  const instance = new WasmKernelInstance(bundle, plan, sizes);
  return (inputs, outputs, rows, more = false) => {
    instance.run({ inputs, outputs, rows }, more);
  };
}

const mathFunctions = { sin: Math.sin, cos: Math.cos, pow: Math.pow };

/** A compiled module and the functions that it calls. */
export type WasmCode = Pick<LoadedBundle, 'host' | 'module' | 'functions'>;

type Stage = WasmKernelPlan['stages'][number];

/**
 * A kernel with a memory of its own. `run` is all that one thread needs. Of a kernel whose rows may be handed over in parts,
 * several instances can share a run: each begins it and goes over some of the rows, `readSums` hands over what these add up
 * to, and one of them gets the sums of all rows by `writeSums` and ends the run.
 */
export class WasmKernelInstance {
  readonly #plan: WasmKernelPlan;
  readonly #nesting: Nesting;
  readonly #exports: WasmExports;
  readonly #memory: WasmMemory;
  readonly #sizes: Sizes;
  readonly #passes: readonly Stage[];
  /** What the addresses were computed for. */
  #planned = '';
  #doubles = new Float64Array(0);
  #whole = new Int32Array(0);
  #given: Given = { inputs: {}, outputs: {}, rows: {}, atOnce: new Map() };

  constructor({ host, module, functions }: WasmCode, plan: WasmKernelPlan, sizes: Sizes) {
    this.#plan = plan;
    this.#nesting = createNesting(plan.plates);
    this.#memory = new host.Memory({ initial: 1 });
    const outside = { ...mathFunctions, ...functions, memory: this.#memory };
    this.#exports = new host.Instance(module, { outside }).exports;
    this.#sizes = sizes;
    this.#passes = plan.stages.filter(({ kind }) => kind === 'pass');
  }

  run(run: KernelRun, more: boolean): void {
    const { stages, inParts } = this.#plan;
    this.#open(run);
    const { rows } = run;
    const all = new Map(this.#plan.plates.map(([plate]) => [plate, { first: 0, last: rowsOf(rows, plate) }]));
    if (!inParts) this.#write(all);
    let passed = false;
    for (const stage of stages) {
      const { kind, root, name } = stage;
      // What follows a pass needs the sums over all rows.
      if (more && passed && kind !== 'pass') return;
      passed ||= kind === 'pass';
      if (root === null) this.#call(name);
      else if (kind === 'blocks') this.#alongBlocks(stage, rowsOf(rows, root), blockRows(rows, root));
      else if (inParts) this.#pass(name, root, { first: 0, last: rowsOf(rows, root) });
      else this.#call(name, 0, rowsOf(rows, root));
    }
    if (!inParts) this.#read(all);
    this.#read(null);
  }

  /** All that comes before rows. Outputs without rows are not needed unless this instance ends the run. */
  begin(run: KernelRun): void {
    this.#open(run);
    for (const { kind, name } of this.#plan.stages) {
      if (kind === 'pass') return;
      this.#call(name);
    }
  }

  /** Goes over rows of a pass, from where a tile begins to where one ends. Its sums are then of these rows alone. */
  pass(number: number, first: number, last: number): void {
    const { name, root } = at(this.#passes, number);
    this.#pass(name, root ?? '', { first, last });
    const end = `${name}.end`;
    if (this.#sums(number).length > 0) this.#call(end);
  }

  /** How many numbers the sums of a pass are, once a run has begun. */
  sumCount(number: number): number {
    return this.#sums(number).reduce((count, [, length]) => count + length, 0);
  }

  readSums(number: number, target: Float64Array, offset: number): void {
    let to = offset;
    for (const [from, length] of this.#sums(number)) {
      target.set(this.#doubles.subarray(from, from + length), to);
      to += length;
    }
  }

  writeSums(number: number, source: Float64Array): void {
    let from = 0;
    for (const [to, length] of this.#sums(number)) {
      this.#doubles.set(source.subarray(from, from + length), to);
      from += length;
    }
  }

  /** All that comes after rows. */
  end(): void {
    const { stages } = this.#plan;
    const after = stages.slice(stages.findLastIndex(({ kind }) => kind === 'pass') + 1);
    for (const { kind, name } of after) if (kind === 'statements') this.#call(name);
    this.#read(null);
  }

  /** Where the sums of a pass lie among the doubles, and how many numbers each has. */
  #sums(number: number): readonly (readonly [from: number, length: number])[] {
    return at(this.#passes, number).sums.map(([slot, length]) => [
      (at(this.#whole, slot / 4) >>> 0) / 8,
      at(this.#whole, length / 4),
    ]);
  }

  #open({ inputs, outputs, rows }: KernelRun): void {
    const atOnce = new Map(
      this.#nesting.roots.map((root) => [
        root,
        this.#plan.inParts ? this.#rowsAtOnce(root, inputs, rows) : rowsOf(rows, root),
      ]),
    );
    this.#given = { inputs, outputs, rows, atOnce };
    this.#layOut(this.#given);
    this.#write(null);
  }

  /** A pass over rows of a plate and those in them, part by part. */
  #pass(name: string, root: string, range: RowRange): void {
    const { inputs, atOnce } = this.#given;
    const part = atOnce.get(root) ?? tileRows;
    for (let first = range.first; first < range.last; first += part) {
      const last = Math.min(range.last, first + part);
      const ranges = this.#nesting.rangesIn(root, { first, last }, (plate) => offsetsOf(inputs, plate));
      this.#write(ranges);
      this.#call(name, first, last);
      this.#read(ranges);
    }
  }

  #alongBlocks({ name, upwards, downwards }: Stage, rows: number, block: number): void {
    let wasLast = false;
    for (const { first, last, number, isLast } of blockVisits(rows, block)) {
      // What was added up on the way up is added up again on the way down: the sums begin anew.
      if (isLast && !wasLast)
        for (const pass of upwards) if (this.#exports[`${pass}.end`] !== undefined) this.#call(`${pass}.end`);
      wasLast = isLast;
      this.#call(`${name}.open`, first, last, number);
      for (const pass of isLast ? downwards : upwards) this.#call(pass, first, last);
      this.#call(`${name}.close`, first, last, number, isLast ? 1 : 0);
    }
  }

  /** As many outermost rows as whole tiles have. */
  #rowsAtOnce(root: string, inputs: Arrays, rows: Sizes): number {
    const all = rowsOf(rows, root);
    let bytes = 1;
    for (const { name, plate, bytes: each } of this.#plan.inputs)
      if (plate !== null && this.#nesting.rootOf(plate) === root)
        bytes += arrayOf(inputs, name).length * each;
    const tiles = Math.floor((bytesAtOnce * all) / (bytes * tileRows));
    return Math.max(1, Math.min(tiles, Math.ceil(all / tileRows))) * tileRows;
  }

  /** Computes addresses anew where more room is needed than before, or sizes differ. */
  #layOut({ inputs, rows, atOnce }: Given): void {
    const offsets = (plate: string): Int32Array => offsetsOf(inputs, plate);
    const values = this.#plan.symbols.map(([name]) => {
      const [, kind, plate = ''] = /^(rows|all|held|tile|group|block|blocks):(.*)$/u.exec(name) ?? [];
      if (kind === undefined) return this.#sizes[name] ?? Number.NaN;
      if (kind === 'rows') return rowsOf(rows, plate);
      // Where rows come in chunks, a number of rows that is computed with is that of all of them.
      if (kind === 'all') return allRows(rows, plate);
      if (kind === 'block') return blockRows(rows, plate);
      if (kind === 'blocks') return Math.ceil(rowsOf(rows, plate) / Math.max(1, blockRows(rows, plate)));
      const root = this.#nesting.rootOf(plate);
      if (kind === 'group') {
        const longest = mostRows(rowsOf(rows, root), 1, this.#nesting.pathTo(plate).map(offsets));
        return spaced(Math.max(longest, Math.min(groupRows, rowsOf(rows, plate))));
      }
      const step = kind === 'tile' ? tileRows : Math.max(1, atOnce.get(root) ?? 1);
      if (root === plate) return kind === 'tile' ? spaced(step) : step;
      const most = mostRows(rowsOf(rows, root), step, this.#nesting.pathTo(plate).map(offsets));
      return kind === 'tile' ? spaced(most) : most;
    });
    const key = values.join();
    if (key === this.#planned) return;
    this.#refreshViews();
    this.#plan.symbols.forEach(([, slot], i) => {
      this.#whole[slot / 4] = values[i] ?? 0;
    });
    const bytes = this.#call(this.#plan.plan);
    if (!(bytes <= 2 ** 32 - pageBytes)) throw new MemoryError('the arrays of a kernel do not fit');
    const missing = Math.ceil((bytes - this.#memory.buffer.byteLength) / pageBytes);
    if (missing > 0) {
      try {
        this.#memory.grow(missing);
      } catch {
        throw new MemoryError('there is no more memory for the arrays of a kernel');
      }
      this.#refreshViews();
    }
    this.#planned = key;
  }

  #refreshViews(): void {
    this.#doubles = new Float64Array(this.#memory.buffer);
    this.#whole = new Int32Array(this.#memory.buffer);
  }

  #call(name: string, ...args: readonly number[]): number {
    const called = this.#exports[name];
    if (called === undefined) throw new Error(`internal: the module has no ${name}`);
    return called(...args);
  }

  /** Inputs without rows, or the rows of those that have some in these ranges. */
  #write(ranges: ReadonlyMap<string, RowRange> | null): void {
    const given = this.#given;
    for (const array of this.#plan.inputs) {
      const part = partOf(array, ranges);
      if (part === null) continue;
      const values = arrayOf(given.inputs, array.name);
      checkType(array, values);
      const [from, to] = this.#elements(array, values, part, given.rows);
      const address = this.#place(array, from);
      const view = array.bytes === 8 ? this.#doubles : this.#whole;
      view.set(
        from === 0 && to === values.length ? values : values.subarray(from, to),
        address / array.bytes,
      );
    }
    if (ranges === null) return;
    for (const array of this.#plan.outputs) {
      const part = partOf(array, ranges);
      if (part === null) continue;
      const [from] = this.#elements(array, arrayOf(given.outputs, array.name), part, given.rows);
      this.#place(array, from);
    }
  }

  #read(ranges: ReadonlyMap<string, RowRange> | null): void {
    const given = this.#given;
    for (const array of this.#plan.outputs) {
      const part = partOf(array, ranges);
      if (part === null) continue;
      const values = arrayOf(given.outputs, array.name);
      checkType(array, values);
      const [from, to] = this.#elements(array, values, part, given.rows);
      const start = this.#place(array, from) / array.bytes;
      const view = array.bytes === 8 ? this.#doubles : this.#whole;
      values.set(view.subarray(start, start + to - from), from);
    }
  }

  /** The elements that an array has in the rows; all of what has none. */
  #elements(
    { plate, offsets }: WasmArray,
    values: NumericArray,
    part: RowRange | 'all',
    rows: Sizes,
  ): readonly [from: number, to: number] {
    if (part === 'all') return [0, values.length];
    if (offsets) return [part.first, part.last + 1];
    const count = rowsOf(rows, plate ?? '');
    const width = count === 0 ? 0 : values.length / count;
    return [part.first * width, part.last * width];
  }

  /** The address of the array's own memory, to which the element `from` goes: the kernel is told where row 0 would be. */
  #place({ slot, bytes }: WasmArray, from: number): number {
    const address = at(this.#whole, slot / 4) >>> 0;
    this.#whole[slot / 4 + 1] = address - from * bytes;
    return address;
  }
}

/**
 * Room for so many rows in arrays that have the rows of a tile side by side for each of their elements: an odd number of cache
 * lines, or the elements of a row would all want the same places in the cache.
 */
function spaced(rows: number): number {
  return Math.ceil(rows / mostLanes) * mostLanes + 8;
}

/** The rows of an array that a call is about; null for none, `all` of what has no rows if the call is about that. */
function partOf({ plate }: WasmArray, ranges: ReadonlyMap<string, RowRange> | null): RowRange | 'all' | null {
  if (plate === null) return ranges === null ? 'all' : null;
  return ranges?.get(plate) ?? null;
}

function checkType({ name, bytes }: WasmArray, values: NumericArray): void {
  if (values instanceof Float64Array !== (bytes === 8))
    throw new Error(`internal: the kernel needs \`${name}\` as ${bytes === 8 ? 'f64' : 'i32'}`);
}

function rowsOf(rows: Sizes, plate: string): number {
  return rows[`rows:${plate}`] ?? 0;
}

function offsetsOf(inputs: Arrays, plate: string): Int32Array {
  const offsets = arrayOf(inputs, `offset.${plate}`);
  if (offsets instanceof Int32Array) return offsets;
  throw new Error(`internal: offset.${plate} is not i32`);
}

function arrayOf(arrays: Arrays, name: string): NumericArray {
  const array = lookUp(arrays, name);
  if (array === undefined) throw new Error(`internal: the kernel's array \`${name}\` is missing`);
  return array;
}
