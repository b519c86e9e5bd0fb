// Logarithms that keep their digits where their argument is near 0 or 1, or its square overflows: formulas that
// several distributions share. Error: a few units in the last place.

import type { Arithmetic } from './arithmetic.ts';

export const square = <V, A>(m: Arithmetic<V, A>, a: V): V => m.mul(a, a);

/** log(1 - exp(-t)) for t >= 0: each side of log(2) by the formula that is exact there (Maechler 2012). */
export function logOneMinusExp<V, A>(m: Arithmetic<V, A>, t: V): V {
  const near = m.log(m.neg(m.expm1(m.neg(t))));
  const far = m.log1p(m.neg(m.exp(m.neg(t))));
  return m.select(m.less(t, m.num(Math.LN2)), near, far);
}

/** log(1 - exp(-exp(u))), also where exp(u) is 0 to all digits: then u - exp(u) / 2 + ... */
export function logOneMinusExpOfExp<V, A>(m: Arithmetic<V, A>, u: V): V {
  const t = m.exp(u);
  const tiny = m.less(u, m.num(-20));
  const usual = logOneMinusExp(m, m.select(tiny, m.num(1), t));
  return m.select(tiny, m.sub(u, m.mul(m.num(0.5), t)), usual);
}

/** log(1 + r**2), also where the square overflows. */
export function log1pSquare<V, A>(m: Arithmetic<V, A>, r: V): V {
  const size = m.abs(r);
  const far = m.less(m.num(1e9), size);
  const near = m.select(far, m.num(0), r);
  const away = m.select(far, size, m.num(1));
  return m.select(far, m.mul(m.num(2), m.log(away)), m.log1p(square(m, near)));
}

/** Log density of Student's t with mean 0 and scale 1: -log(sqrt(df) B(1/2, df / 2)) - (df + 1) / 2 log(1 + t**2 / df). */
export function standardStudentT<V, A>(m: Arithmetic<V, A>, t: V, df: V): V {
  const half = m.mul(m.num(0.5), df);
  const normaliser = m.add(m.special('logBeta', m.num(0.5), half), m.mul(m.num(0.5), m.log(df)));
  const kernel = m.mul(m.add(half, m.num(0.5)), log1pSquare(m, m.div(t, m.sqrt(df))));
  return m.neg(m.add(normaliser, kernel));
}

/** Log density of an angle about 0: k (cos(t) - 1) - log(2 pi exp(-k) I0(k)), the first term as -2 k sin(t / 2)**2. */
export function centredVonMises<V, A>(m: Arithmetic<V, A>, t: V, k: V): V {
  const kernel = m.mul(m.mul(m.num(-2), k), square(m, m.sin(m.mul(m.num(0.5), t))));
  return m.sub(kernel, m.add(m.num(Math.log(2 * Math.PI)), m.special('logScaledBesselI0', k)));
}
