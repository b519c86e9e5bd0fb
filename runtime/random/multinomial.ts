// Multinomial variates by conditioning: given the counts so far, the next is binomial among what is left.
// Source: L. Devroye (1986), Non-Uniform Random Variate Generation, section XI.1.4.

/** The draws that it is made of. */
interface Source {
  binomial(n: number, p: number): number;
}

/** Into `counts`, how many of n draws fall on each of the first `length` positions. Probabilities sum to one. */
export function multinomialVariate(
  source: Source,
  n: number,
  probabilities: Readonly<Float64Array>,
  counts: Float64Array,
  length: number,
): void {
  counts.fill(0, 0, length);
  let last = length - 1;
  // Never on a position of probability 0, whatever the rounded sum of those before.
  while (last > 0 && probabilities[last] === 0) last--;
  let left = n;
  let rest = 1;
  for (let k = 0; k < last; k++) {
    const probability = probabilities[k] ?? NaN;
    const count = source.binomial(left, rest > probability ? probability / rest : 1);
    counts[k] = count;
    left -= count;
    rest -= probability;
  }
  counts[last] = left;
}
