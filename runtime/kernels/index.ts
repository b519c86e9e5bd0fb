// All that generated kernels import. The names are listed in compiler/8-emit/typescript/emit-kernel.ts too,
// because the compiler does not import the runtime; a test compares them.

export { float64, int32 } from './arrays.ts';
export { createTileSums, largestTile, tileRows } from './tiles.ts';
export { createStream } from '../random/stream.ts';
export { digamma } from '../../compiler/library/special/digamma.ts';
export { dirichletConcentration } from '../../compiler/library/special/dirichlet-concentration.ts';
export { inverseLogMinusDigamma } from '../../compiler/library/special/inverse-log-minus-digamma.ts';
export { lgamma } from '../../compiler/library/special/lgamma.ts';
export { logNormalCdf } from '../../compiler/library/special/log-normal-cdf.ts';
export { sigmoid, softplus } from '../../compiler/library/special/logistic.ts';
export { trigamma } from '../../compiler/library/special/trigamma.ts';
