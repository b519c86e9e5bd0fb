// The shape of a chain of finite states as numbers: what a step hands on, and which tables link it to the step before.
//
// A message is an array over the axes that the chain carries along unsummed (`other`), then over the states, each named as
// it is after the step (`now`) or before it (`before`). The state at slot i after a step is the state at slot i before the
// next, so both have one layout: what one step writes, the next reads.

/** Axes are numbers, with these sizes. */
export interface ChainLayout {
  readonly sizes: readonly number[];
  readonly other: readonly number[];
  readonly states: readonly { readonly now: number; readonly before: number }[];
  readonly tables: readonly TableLayout[];
}

/** One slice of a table, of which there may be one for each row, or some that an index picks from. */
export interface TableLayout {
  /** In storage order. -1: the axis that the index picks along. */
  readonly axes: readonly number[];
  /** Along the axis of the index; 1 without. */
  readonly slices: number;
}

/** Offsets in an array of the elements at all positions of some axes, which count up like an odometer. */
export function offsetsAlong(
  { sizes }: ChainLayout,
  axes: readonly number[],
  strideOf: (axis: number) => number,
): Int32Array {
  const count = axes.reduce((product, axis) => product * sizeOf(sizes, axis), 1);
  const offsets = new Int32Array(count);
  const digits = axes.map(() => 0);
  let offset = 0;
  for (let position = 0; position < count; position++) {
    offsets[position] = offset;
    for (let at = axes.length - 1; at >= 0; at--) {
      const axis = axes[at] ?? 0;
      const next = (digits[at] ?? 0) + 1;
      if (next < sizeOf(sizes, axis)) {
        digits[at] = next;
        offset += strideOf(axis);
        break;
      }
      digits[at] = 0;
      offset -= (next - 1) * strideOf(axis);
    }
  }
  return offsets;
}

/** Between neighbours along an axis, in an array over `axes`; 0 along an axis that it lacks. */
export function stridesOf({ sizes }: ChainLayout, axes: readonly number[]): (axis: number) => number {
  return (axis) => {
    const at = axes.indexOf(axis);
    return at < 0 ? 0 : axes.slice(at + 1).reduce((product, inner) => product * sizeOf(sizes, inner), 1);
  };
}

/** Along the axes of a table's slice, and between its slices. */
export function tableStrides(
  { sizes }: ChainLayout,
  { axes, slices }: TableLayout,
): { readonly along: (axis: number) => number; readonly slice: number; readonly count: number } {
  const size = (axis: number): number => (axis === -1 ? slices : sizeOf(sizes, axis));
  const after = (at: number): number => axes.slice(at + 1).reduce((product, axis) => product * size(axis), 1);
  const along = (axis: number): number => {
    const at = axes.indexOf(axis);
    return at < 0 ? 0 : after(at);
  };
  return { along, slice: along(-1), count: axes.reduce((product, axis) => product * size(axis), 1) };
}

export function sizeOf(sizes: readonly number[], axis: number): number {
  const size = sizes[axis];
  if (size === undefined) throw new Error(`internal: a chain has no axis ${String(axis)}`);
  return size;
}
