// Trigonometric functions of pi x, exact at whole and half numbers, for the reflection formulas.

/** sin(pi x) */
export function sinPi(x: number): number {
  const whole = Math.round(x);
  // x - whole is exact; the sign alternates with each period of half a turn.
  const sine = Math.sin(Math.PI * (x - whole));
  return whole % 2 === 0 ? sine : -sine;
}

/** pi / tan(pi x); infinite at whole numbers. */
export function piCotPi(x: number): number {
  const remainder = x - Math.round(x);
  return Math.abs(remainder) === 0.5 ? 0 : Math.PI / Math.tan(Math.PI * remainder);
}
