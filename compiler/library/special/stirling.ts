// Stirling's series for log Gamma and its derivatives at arguments of 10 or more, without their leading terms.
// Source: Abramowitz and Stegun (1964), 6.1.41, 6.3.18, 6.4.12. At 10 the first term left out is below 1e-17.

/** Arguments from here on may use these series. */
export const stirlingFrom = 10;

/** lgamma(x) - ((x - 1/2) log(x) - x + log(2 pi) / 2), for x >= 10. */
export function lgammaRemainder(x: number): number {
  const t = 1 / (x * x);
  const series =
    1 / 1260 - t * (1 / 1680 - t * (1 / 1188 - t * (691 / 360360 - t * (1 / 156 - (t * 3617) / 122400))));
  return (1 / 12 - t * (1 / 360 - t * series)) / x;
}

/** log(x) - digamma(x), for x >= 10. */
export function digammaRemainder(x: number): number {
  const t = 1 / (x * x);
  const series =
    1 / 252 - t * (1 / 240 - t * (1 / 132 - t * (691 / 32760 - t * (1 / 12 - (t * 3617) / 8160))));
  return 0.5 / x + t * (1 / 12 - t * (1 / 120 - t * series));
}

/** trigamma(x) - 1 / x, for x >= 10. */
export function trigammaRemainder(x: number): number {
  const t = 1 / (x * x);
  const series = 1 / 42 - t * (1 / 30 - t * (5 / 66 - t * (691 / 2730 - t * (7 / 6 - (t * 3617) / 510))));
  return t * (0.5 + (1 / 6 - t * (1 / 30 - t * series)) / x);
}
