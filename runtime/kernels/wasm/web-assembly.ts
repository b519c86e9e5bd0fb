// The part of WebAssembly's interface that kernels use, where the machine has it. (Its types come with those of browsers,
// which the runtime does without.)

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

export type WasmExports = Readonly<Record<string, (...args: readonly number[]) => number>>;

export interface WebAssemblyHost {
  validate(bytes: Uint8Array): boolean;
  Module: {
    new (bytes: Uint8Array): object;
    customSections(module: object, name: string): readonly ArrayBuffer[];
  };
  Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: WasmExports };
  Memory: new (size: { readonly initial: number }) => WasmMemory;
}

/** Null: the machine has none, or an incomplete one. */
export function findWebAssembly(): WebAssemblyHost | null {
  const { WebAssembly: host } = globalThis as { readonly WebAssembly?: WebAssemblyHost };
  return host ?? null;
}

/** The bytes of base64 text; white space is skipped. */
export function bytesOfBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
