// An optimiser that shares nothing with the compiler's: the simplex method of Nelder and Mead (1965), restarted where it
// ended, since a simplex may collapse before the maximum.

/** Where `f` has its maximum near `start`, in free coordinates. */
export function maximise(f: (x: readonly number[]) => number, start: readonly number[]): number[] {
  let best = [...start];
  for (let round = 0; round < 6; round++) {
    const found = climb(f, best, round === 0 ? 0.5 : 0.05);
    const gain = f(found) - f(best);
    best = found;
    if (round > 0 && gain < 1e-9) break;
  }
  return best;
}

function climb(f: (x: readonly number[]) => number, start: readonly number[], width: number): number[] {
  const value = (x: readonly number[]): number => {
    const found = f(x);
    return Number.isNaN(found) ? -Infinity : found;
  };
  const corner = (i: number): number[] => start.map((x, k) => (k === i ? x + width : x));
  let simplex = [[...start], ...start.map((_, i) => corner(i))].map((x) => ({ x, value: value(x) }));
  for (let step = 0; step < 200 * start.length; step++) {
    simplex = simplex.toSorted((a, b) => b.value - a.value);
    const [best, worst] = [simplex[0], simplex.at(-1)];
    if (best === undefined || worst === undefined || best.value - worst.value < 1e-11) break;
    const others = simplex.slice(0, -1);
    const centre = start.map((_, k) => others.reduce((sum, { x }) => sum + (x[k] ?? NaN), 0) / others.length);
    const along = (t: number): { x: number[]; value: number } => {
      const x = centre.map((c, k) => c + t * ((worst.x[k] ?? NaN) - c));
      return { x, value: value(x) };
    };
    const reflected = along(-1);
    if (reflected.value > best.value) {
      const expanded = along(-2);
      simplex = [...others, expanded.value > reflected.value ? expanded : reflected];
    } else if (reflected.value > (others.at(-1)?.value ?? Infinity)) simplex = [...others, reflected];
    else {
      const contracted = along(reflected.value > worst.value ? -0.5 : 0.5);
      if (contracted.value > Math.max(worst.value, reflected.value)) simplex = [...others, contracted];
      else
        simplex = simplex.map(({ x }) => {
          const nearer = x.map((v, k) => 0.5 * (v + (best.x[k] ?? NaN)));
          return { x: nearer, value: value(nearer) };
        });
    }
  }
  return simplex.toSorted((a, b) => b.value - a.value)[0]?.x ?? [...start];
}
