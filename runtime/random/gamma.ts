// Gamma variates by squeezing a cubed normal.
// Source: G. Marsaglia and W. W. Tsang (2000), A simple method for generating gamma variables, ACM TOMS 26, 363.

/** The draws that it is made of. */
interface Source {
  uniform(): number;
  normal(): number;
}

/** Smallest normal number. */
const tiny = 2 ** -1022;

/**
 * A draw from Gamma(shape, 1) for shape > 0. Where it would be too small for a number (shapes below about 0.05)
 * it is the smallest normal one, so that its logarithm is finite. NaN for other shapes.
 */
export function gammaVariate(source: Source, shape: number): number {
  if (!(shape > 0 && shape < Infinity)) return NaN;
  if (shape >= 1) return squeeze(source, shape);
  // Gamma(a) = Gamma(a + 1) * U**(1 / a) (section 6), in logs, since the power alone may underflow.
  const logValue = Math.log(squeeze(source, shape + 1)) + Math.log(source.uniform()) / shape;
  return Math.max(Math.exp(logValue), tiny);
}

/** For shape >= 1; accepts more than 95 of 100 tries. */
function squeeze(source: Source, shape: number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = source.normal();
    const root = 1 + c * normal;
    if (root <= 0) continue;
    const v = root * root * root;
    const square = normal * normal;
    const u = source.uniform();
    if (u < 1 - 0.0331 * square * square) return d * v;
    if (Math.log(u) < 0.5 * square + d * (1 - v + Math.log(v))) return d * v;
  }
}
