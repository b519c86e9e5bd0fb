// All that generated kernels import. The names are listed in compiler/8-emit/typescript/emit-kernel.ts too,
// because the compiler does not import the runtime; a test compares them.

export { alongBlocks, blockRows } from './blocks.ts';
export { float64, int32 } from './arrays.ts';
export { allRows, createTileSums, largestTile, tileRows } from './tiles.ts';
export { fastKernel } from './wasm/fast-kernel.ts';
export type { WasmBundle } from './wasm/bundle.ts';
export { createStream } from '../random/stream.ts';
export { createChain, stationaryDistribution, stationarySlope } from '../../compiler/library/chains/index.ts';
export * from './functions.ts';
