// Nested arrays of numbers with NumPy's broadcasting: the values of the brute-force oracle. Slow and obvious.

export type Nested = number | readonly Nested[];

export function rankOf(value: Nested): number {
  let rank = 0;
  let inner: Nested | undefined = value;
  while (typeof inner === 'object') {
    rank++;
    inner = inner[0];
  }
  return rank;
}

export function isNumber(value: Nested): value is number {
  return typeof value === 'number';
}

export function toNumber(value: Nested): number {
  if (typeof value !== 'number') throw new Error('a number is due, not an array');
  return value;
}

export function toArray(value: Nested): readonly Nested[] {
  if (typeof value === 'number') throw new Error('an array is due, not a number');
  return value;
}

/** `value[index]`, checked. */
export function itemAt(value: Nested, index: number): Nested {
  const item = toArray(value)[index];
  if (item === undefined)
    throw new Error(`index ${String(index)} is outside an axis of ${String(toArray(value).length)}`);
  return item;
}

/** `value[path[0], path[1], ...]`. */
export function itemAtPath(value: Nested, path: readonly number[]): Nested {
  return path.reduce<Nested>(itemAt, value);
}

export function vectorOf(value: Nested): number[] {
  return toArray(value).map(toNumber);
}

export function matrixOf(value: Nested): number[][] {
  return toArray(value).map(vectorOf);
}

/** All numbers, row-major. */
export function flatten(value: Nested): number[] {
  return typeof value === 'number' ? [value] : value.flatMap(flatten);
}

/** The nested array of this shape with these numbers, row-major. */
export function unflatten(numbers: ArrayLike<number>, shape: readonly number[]): Nested {
  let next = 0;
  const build = (axis: number): Nested => {
    const size = shape[axis];
    if (size === undefined) return numbers[next++] ?? Number.NaN;
    return Array.from({ length: size }, () => build(axis + 1));
  };
  return build(0);
}

/** Element by element, operands aligned at their last axes; an axis of one element repeats. */
export function broadcast(operands: readonly Nested[], f: (...numbers: number[]) => number): Nested {
  const rank = Math.max(...operands.map(rankOf));
  if (rank === 0) return f(...operands.map(toNumber));
  const outer = operands
    .filter((operand) => rankOf(operand) === rank)
    .map((operand) => toArray(operand).length);
  const size = outer.find((length) => length !== 1) ?? 1;
  if (outer.some((length) => length !== 1 && length !== size)) throw new Error('shapes do not broadcast');
  return Array.from({ length: size }, (_, index) =>
    broadcast(
      operands.map((operand) =>
        rankOf(operand) < rank ? operand : itemAt(operand, toArray(operand).length === 1 ? 0 : index),
      ),
      f,
    ),
  );
}
