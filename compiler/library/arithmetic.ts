// The arithmetic over which densities, statistics and estimates are written once. The compiler runs them with
// IR builders (`V` is a node); plain numbers serve for scalars.
//
// Values carry *named* axes: an element-wise operation aligns its operands by axis, and a value without an
// axis broadcasts along it. So a formula for one event holds for every plate row, mixture component and
// independent repeat at once.

/** `V`: a value; `A`: an axis, opaque here. Whole numbers and conditions take part in sums as numbers. */
export interface Arithmetic<V, A> {
  num(value: number): V;
  add(a: V, b: V): V;
  sub(a: V, b: V): V;
  mul(a: V, b: V): V;
  div(a: V, b: V): V;
  neg(a: V): V;
  exp(a: V): V;
  log(a: V): V;
  /** log(1 + a) */
  log1p(a: V): V;
  /** exp(a) - 1 */
  expm1(a: V): V;
  sqrt(a: V): V;
  abs(a: V): V;
  sin(a: V): V;
  cos(a: V): V;
  tanh(a: V): V;
  /** 1 / (1 + exp(-a)) */
  sigmoid(a: V): V;
  /** log(1 + exp(a)) */
  softplus(a: V): V;
  pow(a: V, b: V): V;
  max(a: V, b: V): V;
  min(a: V, b: V): V;
  lgamma(a: V): V;
  digamma(a: V): V;
  /** The a > 0 with log(a) - digamma(a) = s, for s > 0. */
  inverseLogMinusDigamma(s: V): V;
  /** A function of `special-functions.ts`, by name, with its gradient. */
  special(name: string, ...args: readonly V[]): V;
  /** `weight * logValue` with 0 * -Infinity = 0. */
  weighted(weight: V, logValue: V): V;
  less(a: V, b: V): V;
  lessEqual(a: V, b: V): V;
  equal(a: V, b: V): V;
  select(condition: V, whenTrue: V, whenFalse: V): V;
  floor(a: V): V;

  /** Sum along an axis; a value without the axis counts once for each of its positions. */
  sum(a: V, axis: A): V;
  /** The largest along an axis. */
  maximum(a: V, axis: A): V;
  /** Positions 0, 1, ... along an axis. */
  positions(axis: A): V;
  /** The number of positions of an axis. */
  length(axis: A): V;
  /** The same values, read along another axis of the same size. */
  rename(a: V, from: A, to: A): V;
  /** `a[index]` along `axis`; the index is whole and within the axis. */
  at(a: V, axis: A, index: V): V;
  /** Lower Cholesky factor of a symmetric positive definite matrix with axes (row, column). */
  cholesky(a: V, row: A, column: A): V;
  /** y over `column` with sum{ lower[row, column] * y[column] : column } = b[row]. */
  solveLower(lower: V, b: V, row: A, column: A): V;
  /** y over `row` with sum{ lower[row, column] * y[row] : row } = b[column]. */
  solveLowerTransposed(lower: V, b: V, row: A, column: A): V;
  /** The Dirichlet concentration over `axis` with E[log x] = the given means of logs. */
  dirichletConcentration(meanLog: V, axis: A): V;

  /** A draw, new at each call: uniform in (0, 1). Draws vary along `shape` and the axes of the parameters. */
  randomUniform(shape: readonly A[]): V;
  /** Standard normal. */
  randomNormal(shape: readonly A[]): V;
  /** Gamma with scale 1. */
  randomGamma(shapeParameter: V, shape: readonly A[]): V;
  randomPoisson(rate: V, shape: readonly A[]): V;
  randomBinomial(n: V, p: V, shape: readonly A[]): V;
  /** The index along `axis` drawn with the given (normalised) probabilities. */
  randomIndex(probabilities: V, axis: A, shape: readonly A[]): V;
  /** Counts along `axis` of n independent draws with the given (normalised) probabilities. */
  randomCounts(n: V, probabilities: V, axis: A, shape: readonly A[]): V;
}

/**
 * The axes of one event whose value or parameters are vectors: `axis`, with `dual` and `spare`, further axes of
 * the same size for the columns of matrices, and `packed`, of size n (n + 1) / 2, for the pairs i >= j of a
 * symmetric matrix in row-major order of the lower triangle. A matrix parameter lies over (axis, dual). For
 * Categorical `axis` is the axis of categories, though its value is one number. `columns` are those of a parameter
 * whose number of columns is its own, with their dual; null where there is none. Null for the scalar families.
 */
export type Event<V, A> = {
  readonly axis: A;
  readonly dual: A;
  readonly spare: A;
  readonly packed: A;
  /** Row i and column j of each pair, as whole numbers along `packed`. */
  readonly packedRow: V;
  readonly packedColumn: V;
  readonly columns: { readonly axis: A; readonly dual: A } | null;
} | null;
