// Modified Bessel functions of a von Mises density: log(exp(-x) I0(x)), the ratio I1(x) / I0(x), its distance from 1, and
// the inverse of that ratio. Power series below 30, asymptotic series from there on.
// Error: within 1e-14 relative (1e-14 absolute of the logarithm near x = 0); the inverse within 1e-13, or what the
// rounding of a ratio near 1 leaves of it.
// Source: Abramowitz and Stegun (1964), 9.6.10 and 9.7.1.

const asymptoticFrom = 30;

/** I0 - 1 and I1 below 30, the exponential left in. */
function series(x: number): { readonly excess: number; readonly i1: number } {
  const quarter = 0.25 * x * x;
  let term = 1;
  let [excess, i1] = [0, 1];
  for (let k = 1; term > 1e-18 * excess; k++) {
    term *= quarter / (k * k);
    excess += term;
    i1 += term / (k + 1);
  }
  return { excess, i1: 0.5 * x * i1 };
}

/** sqrt(2 pi x) exp(-x) I_n(x) from 30 on: 1 - (mu - 1) / (8 x) + (mu - 1) (mu - 9) / (2! (8 x)**2) - ..., mu = 4 n**2. */
function asymptotic(x: number, mu: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < 40 && Math.abs(term) > 1e-18; k++) {
    term *= -(mu - (2 * k - 1) ** 2) / (8 * k * x);
    sum += term;
  }
  return sum;
}

/** log(exp(-x) I0(x)) for x >= 0. */
export function logScaledBesselI0(x: number): number {
  if (x < asymptoticFrom) return Math.log1p(series(x).excess) - x;
  return Math.log(asymptotic(x, 0)) - 0.5 * Math.log(2 * Math.PI * x);
}

/** 1 - I1(x) / I0(x) for x >= 0: from 1 down to 0. */
export function besselRatioGap(x: number): number {
  if (x < asymptoticFrom) {
    const { excess, i1 } = series(x);
    return (1 + excess - i1) / (1 + excess);
  }
  // The difference of the two series, term by term: their ones cancel.
  let [a, b] = [1, 1];
  let [difference, sum] = [0, 1];
  for (let k = 1; k < 40 && Math.abs(a) + Math.abs(b) > 1e-18; k++) {
    const odd = (2 * k - 1) ** 2;
    a *= odd / (8 * k * x);
    b *= (odd - 4) / (8 * k * x);
    difference += a - b;
    sum += a;
  }
  return difference / sum;
}

/** I1(x) / I0(x) for x >= 0. */
export function besselRatio(x: number): number {
  if (x >= 1) return 1 - besselRatioGap(x);
  const { excess, i1 } = series(x);
  return i1 / (1 + excess);
}

/** The x >= 0 with I1(x) / I0(x) = ratio, in [0, 1]; Infinity at 1, NaN outside. */
export function inverseBesselRatio(ratio: number): number {
  if (!(ratio >= 0 && ratio <= 1)) return NaN;
  if (ratio === 1) return Infinity;
  if (ratio === 0) return 0;
  const gap = 1 - ratio;
  // Of a nearly even spread the ratio is x / 2, of a narrow one 1 - 1 / (2 x) - 1 / (8 x**2).
  let x = ratio < 0.5 ? 2 * ratio : 1 / (2 * gap - gap * gap);
  for (let step = 0; step < 50; step++) {
    const error = x < 1 ? besselRatio(x) - ratio : gap - besselRatioGap(x);
    // Newton's method on log x, kept from leaping.
    const change = Math.max(-1, Math.min(1, error / (x * ratioSlope(x))));
    x *= Math.exp(-change);
    if (!(Math.abs(change) > 1e-15)) break;
  }
  return x;
}

/** The derivative of the ratio A: 1 - A / x - A**2, by its series where the difference has lost its digits. */
function ratioSlope(x: number): number {
  if (x > 1e3) return (1 + 0.5 / x) / (2 * x * x);
  if (x < 1e-3) return 0.5;
  const ratio = besselRatio(x);
  return 1 - ratio / x - ratio * ratio;
}
