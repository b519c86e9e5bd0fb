// Dense row-major arrays whose axes have names: the values of the reference evaluator.

import { hasAxis, sameAxis } from './axis.ts';
import type { Axis, DType } from './ops.ts';

export interface Shape {
  readonly axes: readonly Axis[];
  /** Along each axis. */
  readonly sizes: readonly number[];
  readonly count: number;
}

/** Numbers of an f64 array, whole numbers of an i32, 0 and 1 of a bool. */
export type Elements = Float64Array | Int32Array | Uint8Array;

export interface NamedArray extends Shape {
  readonly data: Elements;
}

export function makeShape(axes: readonly Axis[], sizeOf: (axis: Axis) => number): Shape {
  const sizes = axes.map(sizeOf);
  return { axes, sizes, count: sizes.reduce((product, size) => product * size, 1) };
}

export function zeros(dtype: DType, shape: Shape): NamedArray {
  const make = dtype === 'f64' ? Float64Array : dtype === 'i32' ? Int32Array : Uint8Array;
  return { ...shape, data: new make(shape.count) };
}

/** The distance between neighbours along an axis; 0 along an axis that the shape lacks. */
export function strideOf(shape: Shape, axis: Axis): number {
  const position = shape.axes.findIndex((other) => sameAxis(other, axis));
  return position < 0 ? 0 : shape.sizes.slice(position + 1).reduce((product, size) => product * size, 1);
}

export function sizeAlong(shape: Shape, axis: Axis): number {
  return shape.sizes[shape.axes.findIndex((other) => sameAxis(other, axis))] ?? 1;
}

/**
 * For each element of `loop`, in order, the offset in `array` of the element at the same positions: broadcast
 * along the axes that `array` lacks, position 0 along those that `loop` lacks or that are `held`.
 */
export function offsetsOf(loop: Shape, array: Shape, held: readonly Axis[] = []): Int32Array {
  const strides = loop.axes.map((axis) => (hasAxis(held, axis) ? 0 : strideOf(array, axis)));
  const offsets = new Int32Array(loop.count);
  const position = loop.sizes.map(() => 0);
  let offset = 0;
  for (let element = 0; element < loop.count; element += 1) {
    offsets[element] = offset;
    // Counts up the positions like an odometer, the last axis fastest.
    for (let axis = position.length - 1; axis >= 0; axis -= 1) {
      const next = (position[axis] ?? 0) + 1;
      const stride = strides[axis] ?? 0;
      if (next < (loop.sizes[axis] ?? 0)) {
        position[axis] = next;
        offset += stride;
        break;
      }
      position[axis] = 0;
      offset -= (next - 1) * stride;
    }
  }
  return offsets;
}

/** The position along an axis of each element. */
export function positionsAlong(loop: Shape, axis: Axis): Int32Array {
  const along = { axes: [axis], sizes: [sizeAlong(loop, axis)], count: sizeAlong(loop, axis) };
  return offsetsOf(loop, along);
}
