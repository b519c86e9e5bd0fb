// What tests use of WebAssembly's JavaScript interface. TypeScript declares it with the types of browsers alone, which
// this project does without.

/** Memory in pages of 65,536 bytes. */
export interface Memory {
  readonly buffer: ArrayBuffer;
}

export interface WebAssemblyInterface {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports?: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
  readonly Memory: new (limits: {
    readonly initial: number;
    readonly maximum?: number;
    readonly shared?: boolean;
  }) => Memory;
  readonly RuntimeError: ErrorConstructor;
  readonly validate: (bytes: Uint8Array) => boolean;
}

export const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyInterface })
  .WebAssembly;
