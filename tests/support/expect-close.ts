// Arrays of numbers that must agree.

/** Relative to the larger of 1 and the expected number. Throws an error that says where they differ. */
export function expectClose(
  what: string,
  actual: ArrayLike<number>,
  expected: readonly number[],
  tolerance = 1e-9,
): void {
  if (actual.length !== expected.length)
    throw new Error(`${what}: ${String(actual.length)} numbers, not ${String(expected.length)}`);
  expected.forEach((value, i) => {
    const got = actual[i] ?? Number.NaN;
    if (got !== value && !(Math.abs(got - value) <= tolerance * Math.max(1, Math.abs(value))))
      throw new Error(`${what}: ${String(got)} at ${String(i)}, not ${String(value)}`);
  });
}
