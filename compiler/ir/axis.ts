// Axes, and sets of axes in storage order. Two axes are one exactly when their names are equal.

import { equalSizes, symbolSize } from '../sizes/size.ts';
import type { Size } from '../sizes/size.ts';
import type { Axis } from './ops.ts';

export function makeAxis(name: string, size: Size): Axis {
  return { name, size, plate: null };
}

/** The rows of a plate, as many as the size symbol `rows:<plate>` says unless another size is given. */
export function plateAxis(plate: string, size: Size = symbolSize(`rows:${plate}`)): Axis {
  return { name: `rows:${plate}`, size, plate };
}

/** A second axis of the same size, whose name is not among `avoid`. The same arguments give the same axis. */
export function siblingAxis(like: Axis, avoid: readonly Axis[]): Axis {
  let name = `${like.name}'`;
  while (avoid.some((axis) => axis.name === name)) name += "'";
  return makeAxis(name, like.size);
}

export function sameAxis(left: Axis, right: Axis): boolean {
  return left.name === right.name;
}

export function hasAxis(axes: readonly Axis[], axis: Axis): boolean {
  return axes.some((other) => other.name === axis.name);
}

export function withoutAxis(axes: readonly Axis[], axis: Axis): readonly Axis[] {
  return hasAxis(axes, axis) ? axes.filter((other) => other.name !== axis.name) : axes;
}

/** Every axis once: row axes first, the rest in order of first occurrence. */
export function unionAxes(...lists: readonly (readonly Axis[])[]): readonly Axis[] {
  const union: Axis[] = [];
  for (const axes of lists)
    for (const axis of axes) {
      const known = union.find((other) => other.name === axis.name);
      if (known === undefined) union.push(axis);
      else if (known !== axis && !equalSizes(known.size, axis.size))
        throw new Error(`internal: axis ${axis.name} has sizes ${known.size.key} and ${axis.size.key}`);
    }
  return rowsFirst(union);
}

function rowsFirst(axes: readonly Axis[]): readonly Axis[] {
  const firstInner = axes.findIndex((axis) => axis.plate === null);
  const sorted = firstInner < 0 || !axes.some((axis, index) => index > firstInner && axis.plate !== null);
  if (sorted) return axes;
  return [...axes.filter((axis) => axis.plate !== null), ...axes.filter((axis) => axis.plate === null)];
}
