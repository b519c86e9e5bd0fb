// The functions that specs may call: names, arguments and where each is defined. A leaf: facts only.

/** Where an argument must lie for the result to be a number. */
export interface FunctionDomain {
  readonly lower: number;
  readonly open: boolean;
  /** Completes "`log` needs ...". */
  readonly text: string;
}

export interface LibraryFunction {
  readonly name: string;
  /**
   * `elementwise`: one value for each element. `reduction`: over the last axis, which it removes (`softmax`
   * keeps it). `either`: element by element with two arguments, a reduction with one. `dot`: of two vectors.
   * `stationary`: of a transition matrix.
   */
  readonly kind: 'elementwise' | 'reduction' | 'either' | 'dot' | 'stationary';
  /** Names of the arguments, in order. */
  readonly parameters: readonly string[];
  readonly domain: FunctionDomain | null;
  /** One line for hover. */
  readonly summary: string;
}

const notNegative: FunctionDomain = { lower: 0, open: false, text: 'a value that cannot be negative' };
const positive: FunctionDomain = { lower: 0, open: true, text: 'a positive value' };
const aboveMinusOne: FunctionDomain = { lower: -1, open: false, text: 'a value that cannot be below -1' };

const table: readonly LibraryFunction[] = [
  elementwise('exp', 'e to the power x'),
  elementwise('log', 'natural logarithm', notNegative),
  elementwise('log1p', 'log(1 + x), exact near 0', aboveMinusOne),
  elementwise('expm1', 'exp(x) - 1, exact near 0'),
  elementwise('sqrt', 'square root', notNegative),
  elementwise('abs', 'absolute value'),
  elementwise('floor', 'largest whole number that is not above x'),
  elementwise('sin', 'sine of an angle in radians'),
  elementwise('cos', 'cosine of an angle in radians'),
  elementwise('tanh', 'hyperbolic tangent'),
  elementwise('sigmoid', '1 / (1 + exp(-x))'),
  elementwise('softplus', 'log(1 + exp(x))'),
  elementwise('lgamma', 'logarithm of the gamma function', positive),
  elementwise('digamma', 'derivative of lgamma', positive),
  {
    name: 'max',
    kind: 'either',
    parameters: ['x', 'y'],
    domain: null,
    summary: 'the larger of two, or the largest along the last axis',
  },
  {
    name: 'min',
    kind: 'either',
    parameters: ['x', 'y'],
    domain: null,
    summary: 'the smaller of two, or the smallest along the last axis',
  },
  reduction('sum', 'sum along the last axis'),
  reduction('mean', 'mean along the last axis'),
  reduction('logSumExp', 'log(sum(exp(x))) along the last axis'),
  reduction('argMax', 'position of the largest value along the last axis'),
  reduction('softmax', 'exp(x) / sum(exp(x)) along the last axis, a simplex'),
  {
    name: 'dot',
    kind: 'dot',
    parameters: ['x', 'y'],
    domain: null,
    summary: 'sum of products of two vectors',
  },
  {
    name: 'stationary',
    kind: 'stationary',
    parameters: ['matrix'],
    domain: null,
    summary: 'the distribution over states that a transition matrix leaves as it is',
  },
];

/** By name; a Map, since `constructor` and `toString` are names that specs may use. */
export const libraryFunctions: ReadonlyMap<string, LibraryFunction> = new Map(
  table.map((entry) => [entry.name, entry]),
);

function elementwise(name: string, summary: string, domain: FunctionDomain | null = null): LibraryFunction {
  return { name, kind: 'elementwise', parameters: ['x'], domain, summary };
}

function reduction(name: string, summary: string): LibraryFunction {
  return { name, kind: 'reduction', parameters: ['x'], domain: null, summary };
}
