// Arrays as generated kernels take them.

import { lookUp } from '../record.ts';
import type { Arrays } from '../model/definition.ts';

/** The f64 array of this name. Throws where it is missing or holds i32: a bug of ours, not of the data. */
export function float64(arrays: Arrays, name: string): Float64Array {
  const array = lookUp(arrays, name);
  if (array instanceof Float64Array) return array;
  throw new Error(`internal: the kernel needs \`${name}\` as f64`);
}

/** The i32 array of this name. Throws where it is missing or holds f64. */
export function int32(arrays: Arrays, name: string): Int32Array {
  const array = lookUp(arrays, name);
  if (array instanceof Int32Array) return array;
  throw new Error(`internal: the kernel needs \`${name}\` as i32`);
}
