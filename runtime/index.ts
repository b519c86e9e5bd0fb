// What generated modules and programs import: `generand/runtime`. Runs in Node and in browsers.

export { createModel, createUntypedModel } from './model/create-model.ts';
export type * from './model/definition.ts';
export type * from './model/model.ts';
export type { RowIterable } from './data/stream/iterable-rows.ts';
export type { RowStream } from './data/stream/row-stream.ts';
export { DataError, FitError, InputError, TrainError } from './errors.ts';
export type { DataPlace } from './errors.ts';
export * from './kernels/index.ts';
// What the kernels of generated modules call.
export * from './kernels/index.ts';
