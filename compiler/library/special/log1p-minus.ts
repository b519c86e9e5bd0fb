// log(1 + u) - u without cancellation near 0. Error: within 1e-15 relative.
// With r = u / (2 + u), log(1 + u) = 2 atanh(r) (Abramowitz and Stegun 1964, 4.1.27), and 2 r - u = -u r.

/** log(1 + u) - u for u >= -1: zero at 0, negative elsewhere. */
export function log1pMinus(u: number): number {
  if (u < -0.4 || u > 0.7) return Math.log1p(u) - u;
  const r = u / (2 + u);
  const square = r * r;
  // 2 (r**3 / 3 + r**5 / 5 + ...), with |r| <= 0.26: 14 terms reach the last bit.
  let sum = 0;
  for (let k = 29; k >= 3; k -= 2) sum = 1 / k + square * sum;
  return r * (2 * square * sum - u);
}
