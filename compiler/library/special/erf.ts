// The error function and its complement: a series of positive terms below 2, a continued fraction from there on.
// Error: within 1e-15 relative (erf), 1e-14 relative (erfc, down to where it underflows).
// Source: Abramowitz and Stegun (1964), 7.1.6 and 7.1.14.

/** exp(-x**2). The square is split, since its rounding error alone would cost three digits at x = 26. */
function gaussian(x: number): number {
  const high = Math.fround(x);
  return Math.exp(-high * high) * Math.exp(-(x - high) * (x + high));
}

/** 2 / sqrt(pi) exp(-x**2) sum{ 2**n x**(2 n + 1) / (1 * 3 * ... * (2 n + 1)) : n >= 0 } */
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return 1.1283791670955126 * gaussian(x) * sum;
}

/** erfc for x >= 1: exp(-x**2) / sqrt(pi) / (x + (1/2) / (x + 1 / (x + (3/2) / (x + ...)))). */
function continuedFraction(x: number): number {
  if (x > 28) return 0; // below the smallest number
  // Convergence is like exp(-2 x sqrt(2 n)); from the far end inwards, rounding errors shrink.
  const depth = Math.ceil(20 + 170 / (x * x));
  let tail = x;
  for (let n = depth; n >= 1; n--) tail = x + (0.5 * n) / tail;
  return (0.5641895835477563 * gaussian(x)) / tail;
}

/** 2 / sqrt(pi) times the integral of exp(-t**2) from 0 to x. */
export function erf(x: number): number {
  if (Math.abs(x) < 2) return series(x);
  return x > 0 ? 1 - continuedFraction(x) : continuedFraction(-x) - 1;
}

/** 1 - erf(x), exact in the upper tail. */
export function erfc(x: number): number {
  if (x >= 1) return continuedFraction(x);
  return x > -2 ? 1 - series(x) : 2 - continuedFraction(-x);
}
