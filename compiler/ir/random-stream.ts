// Where the draws of a program come from. The runtime's generator has this shape; the compiler only needs it
// for the reference evaluator.

/** A counter-based stream: what is drawn depends on the place sought and the draws since, on nothing else. */
export interface RandomStream {
  /** Goes to the start of the draws for one element of one row of one random operation. */
  seek(site: number, row: number, element: number): void;
  /** In (0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Gamma with this shape and scale 1. */
  gamma(shape: number): number;
  poisson(rate: number): number;
  binomial(n: number, p: number): number;
  /** A position i < count with probability probabilities[offset + i * stride]. */
  index(probabilities: Float64Array, offset: number, stride: number, count: number): number;
  /** Into `counts`, how many of n draws with these probabilities fall on each of the first `length` positions. */
  counts(n: number, probabilities: Float64Array, counts: Float64Array, length: number): void;
}
