// A module under construction, and its bytes. Source: WebAssembly Core Specification, "Binary Format: Modules"; shared
// memories as in the threads proposal.

import { Bytes } from './bytes.ts';
import { constantKey, loopConstants } from './loop-constants.ts';
import { encodeBody, encodeConstant, encodeOperand, typeCodes, type Indices } from './encode.ts';
import type { Callee, Constant, Expr, GlobalVariable } from './expression.ts';
import { FunctionBuilder } from './function.ts';
import type { ResultType, ValueType } from './instructions/describe.ts';

/** The memory that a module imports, in pages of 65,536 bytes. Shared memories need a maximum. */
export interface MemoryImport {
  readonly module: string;
  readonly name: string;
  readonly minimumPages: number;
  readonly maximumPages?: number;
  readonly shared?: boolean;
}

/** A function that a module imports. */
export interface ImportedFunction<R extends ResultType = ResultType> extends Callee {
  readonly module: string;
  readonly result: R;
}

interface GlobalDefinition extends GlobalVariable {
  readonly initial: Constant;
}

const sections = {
  type: 1,
  import: 2,
  function: 3,
  memory: 5,
  global: 6,
  export: 7,
  code: 10,
  data: 11,
} as const;
const exportKinds = { function: 0, memory: 2 } as const;

/** Imports, functions, globals, data; `toBytes` writes them in the order they were added. */
export class ModuleBuilder {
  #memory: MemoryImport | null = null;
  readonly #imports: ImportedFunction[] = [];
  readonly #functions: FunctionBuilder[] = [];
  readonly #globals: GlobalDefinition[] = [];
  readonly #exports: { readonly name: string; readonly callee: Callee }[] = [];
  readonly #data: { readonly address: number; readonly bytes: Uint8Array }[] = [];

  /** The one memory, imported. */
  importMemory(memory: MemoryImport): void {
    if (this.#memory !== null) throw new Error('internal: a module has one memory');
    if (memory.shared === true && memory.maximumPages === undefined)
      throw new Error('internal: a shared memory needs a maximum');
    this.#memory = memory;
  }

  /** A function from outside; the same one again for the same names. */
  importFunction<R extends ResultType>(
    module: string,
    name: string,
    params: readonly ValueType[],
    result: R,
  ): ImportedFunction<R> {
    const known = this.#imports.find((each) => each.module === module && each.name === name);
    if (known === undefined) {
      const added = { module, name, params, result };
      this.#imports.push(added);
      return added;
    }
    if (known.result !== result || known.params.join() !== params.join())
      throw new Error(`internal: ${module}.${name} is imported with two signatures`);
    return known as ImportedFunction<R>;
  }

  /** The functions imported so far. */
  get imported(): readonly ImportedFunction[] {
    return this.#imports;
  }

  /** A new function; its body is given later, and it can be called before that. Names serve messages and need not differ. */
  function<const P extends readonly ValueType[], R extends ResultType>(
    name: string,
    params: P,
    result: R,
  ): FunctionBuilder<P, R> {
    const added = new FunctionBuilder(name, params, result);
    this.#functions.push(added);
    return added;
  }

  /** Makes a function visible outside. */
  export(name: string, callee: Callee): void {
    this.#exports.push({ name, callee });
  }

  /** A variable of the module, with a constant as its first value (`i32.const(0)`). */
  global<T extends ValueType>(name: string, initial: Expr<T>): GlobalVariable<T> {
    if (initial.node.kind !== 'constant')
      throw new Error(`internal: global ${name} does not start with a constant`);
    const added = { name, type: initial.type, initial: initial.node.value };
    this.#globals.push(added);
    return added;
  }

  /** Bytes that memory holds from `address` when the module is instantiated. */
  data(address: number, bytes: Uint8Array): void {
    this.#data.push({ address, bytes });
  }

  /**
   * The module in WebAssembly's binary format. `relaxed` false: multiply-adds of relaxed SIMD, which not every engine has, are
   * written as a product and a sum.
   */
  toBytes({ relaxed = true }: { readonly relaxed?: boolean } = {}): Uint8Array<ArrayBuffer> {
    const types = new Map<string, number>();
    const typeOf = ({ params, result }: Callee): number => {
      const key = [...params, '->', result].join(' ');
      const index = types.get(key) ?? types.size;
      types.set(key, index);
      return index;
    };
    const callees = new Map<Callee, number>(
      [...this.#imports, ...this.#functions].map((each, i) => [each, i]),
    );
    const globals = new Map<GlobalVariable, number>(this.#globals.map((each, i) => [each, i]));
    const indices: Indices = {
      callee: (callee) => found(callees, callee, callee.name),
      global: (global) => found(globals, global, global.name),
      relaxed,
    };

    const imports = this.#imports.map((each) => (bytes: Bytes) => {
      bytes.text(each.module);
      bytes.text(each.name);
      bytes.byte(exportKinds.function);
      bytes.unsigned(typeOf(each));
    });
    const memory = this.#memory;
    if (memory !== null)
      imports.push((bytes) => {
        writeMemory(bytes, memory);
      });

    const importSection = vector(imports);
    const functionSection = vector(
      this.#functions.map((each) => (bytes) => {
        bytes.unsigned(typeOf(each));
      }),
    );
    const typeSection = vector(
      [...types.keys()].map((key) => (bytes) => {
        writeType(bytes, key);
      }),
    );
    const globalSection = vector(
      this.#globals.map(({ type, initial }) => (bytes) => {
        bytes.bytes([typeCodes[type], 1]);
        encodeConstant(bytes, initial);
        bytes.byte(0x0b);
      }),
    );
    const exportSection = vector(
      this.#exports.map(({ name, callee }) => (bytes) => {
        bytes.text(name);
        bytes.byte(exportKinds.function);
        bytes.unsigned(indices.callee(callee));
      }),
    );
    const codeSection = vector(
      this.#functions.map((each) => (bytes) => {
        bytes.sizedBytes(encodeFunction(each, indices));
      }),
    );
    const dataSection = vector(
      this.#data.map(({ address, bytes: content }) => (bytes) => {
        bytes.bytes([0, 0x41]);
        bytes.signed(BigInt(address | 0));
        bytes.byte(0x0b);
        bytes.sizedBytes(content);
      }),
    );

    const out = new Bytes();
    out.bytes([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    section(out, sections.type, typeSection);
    section(out, sections.import, importSection);
    section(out, sections.function, functionSection);
    section(out, sections.global, globalSection);
    section(out, sections.export, exportSection);
    section(out, sections.code, codeSection);
    section(out, sections.data, dataSection);
    return out.toArray();
  }
}

/** A function's locals, runs of one type together, and its body, behind what fills the variables of constants. */
function encodeFunction(builder: FunctionBuilder, indices: Indices): Uint8Array {
  const { locals, body } = builder.finished;
  const constants = loopConstants(body);
  const bytes = new Bytes();
  writeLocals(bytes, [...locals, ...constants.map(({ type }) => type)]);
  const kept = new Map<string, number>();
  for (const constant of constants) {
    const index = builder.params.length + locals.length + kept.size;
    kept.set(constantKey(constant), index);
    encodeOperand(bytes, constant);
    bytes.byte(0x21);
    bytes.unsigned(index);
  }
  encodeBody(bytes, builder, body, builder.result, indices, kept);
  return bytes.toArray();
}

function writeLocals(bytes: Bytes, locals: readonly ValueType[]): void {
  const runs: { type: ValueType; count: number }[] = [];
  for (const type of locals) {
    const last = runs.at(-1);
    if (last?.type === type) last.count++;
    else runs.push({ type, count: 1 });
  }
  bytes.unsigned(runs.length);
  for (const { type, count } of runs) {
    bytes.unsigned(count);
    bytes.byte(typeCodes[type]);
  }
}

function writeMemory(bytes: Bytes, memory: MemoryImport): void {
  bytes.text(memory.module);
  bytes.text(memory.name);
  bytes.byte(exportKinds.memory);
  const maximum = memory.maximumPages;
  bytes.byte((maximum === undefined ? 0 : 1) | (memory.shared === true ? 2 : 0));
  bytes.unsigned(memory.minimumPages);
  if (maximum !== undefined) bytes.unsigned(maximum);
}

/** A function type from its key, `i32 f64 -> v128`. */
function writeType(bytes: Bytes, key: string): void {
  const parts = key.split(' ') as ResultType[];
  const arrow = parts.indexOf('->' as ResultType);
  const params = parts.slice(0, arrow);
  const results = parts.slice(arrow + 1).filter((type) => type !== 'none');
  bytes.byte(0x60);
  for (const list of [params, results]) {
    bytes.unsigned(list.length);
    for (const type of list) bytes.byte(typeCodes[type]);
  }
}

/** Entries behind their number; null where there are none. */
function vector(entries: readonly ((bytes: Bytes) => void)[]): Uint8Array | null {
  if (entries.length === 0) return null;
  const bytes = new Bytes();
  bytes.unsigned(entries.length);
  for (const write of entries) write(bytes);
  return bytes.toArray();
}

function section(out: Bytes, id: number, content: Uint8Array | null): void {
  if (content === null) return;
  out.byte(id);
  out.sizedBytes(content);
}

function found<K>(map: ReadonlyMap<K, number>, key: K, name: string): number {
  const index = map.get(key);
  if (index === undefined) throw new Error(`internal: ${name} is not of this module`);
  return index;
}
