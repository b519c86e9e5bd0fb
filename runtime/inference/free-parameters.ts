// How many numbers of a model's params the data may choose, and the information criteria that charge for them.

import { outermostPlates, rowsKey } from '../data/plates.ts';
import { copyOutput, hasOutput, prepareKernel } from '../model/kernel.ts';
import type {
  Arrays,
  ModelDefinition,
  NumericArray,
  Sizes,
  TypeDefinition,
  VariableDefinition,
} from '../model/definition.ts';
import { at, emptyRecord, lookUp, required } from '../record.ts';
import { paramVariables } from './problem.ts';

/**
 * Free numbers of all params: K - 1 of a simplex, D (D + 1) / 2 of a covariance. Params that no factor of the model
 * depends on are not estimated, and count for nothing; nor do structural zeros.
 */
export function countFreeParameters(definition: ModelDefinition, sizes: Sizes, supports: Supports): number {
  const used = usedParams(definition);
  return definition.variables
    .filter(({ name, role }) => role === 'param' && used.has(name))
    .reduce(
      (sum, variable) => sum + freeOfParam(variable, sizes, lookUp(supports, variable.name) ?? null),
      0,
    );
}

/** Params of blocks that some factor of the model depends on. */
export function usedParams({ blocks }: ModelDefinition): ReadonlySet<string> {
  return new Set(blocks.filter(({ factors }) => factors.length > 0).flatMap(({ params }) => params));
}

/** By param: 1 where an entry may differ from zero, 0 where not. Params without structural zeros are not there. */
export type Supports = Readonly<Record<string, NumericArray>>;

/** `inputs`: params and hyperparameters. */
export function supportsOf(definition: ModelDefinition, sizes: Sizes, inputs: Arrays): Supports {
  const supports = emptyRecord<NumericArray>();
  const { unconstrain } = definition.kernels;
  const named = paramVariables(definition).filter(
    ({ name }) => unconstrain !== null && hasOutput(unconstrain, `support.${name}`),
  );
  if (unconstrain === null || named.length === 0) return supports;
  const kernel = prepareKernel(unconstrain, sizes);
  kernel.run(inputs);
  for (const { name } of named) supports[name] = copyOutput(kernel, `support.${name}`);
  return supports;
}

function freeOfParam({ type }: VariableDefinition, sizes: Sizes, support: NumericArray | null): number {
  const shape = type.shape.map((size) => size(sizes));
  if (type.structure === 'simplex' && support !== null)
    return freeOfSupport(support, at(shape, shape.length - 1));
  const rank = structureRank(type.structure);
  const values = shape.slice(0, shape.length - rank).reduce((product, size) => product * size, 1);
  return values * (rank === 0 ? 1 : freeOfValue(type.structure, at(shape, shape.length - 1)));
}

/** Of simplexes of `size` entries: one fewer than those that may differ from zero. */
function freeOfSupport(support: NumericArray, size: number): number {
  let free = 0;
  for (let from = 0; from < support.length; from += size) {
    let possible = 0;
    for (let i = from; i < from + size; i++) possible += at(support, i);
    free += Math.max(0, possible - 1);
  }
  return free;
}

/** Of one structured value whose last size is `size`. */
function freeOfValue(structure: TypeDefinition['structure'], size: number): number {
  switch (structure) {
    case null:
      return 1;
    case 'simplex':
    case 'unitVector':
      return size - 1;
    case 'ordered':
      return size;
    case 'covariance':
    case 'cholesky':
      return (size * (size + 1)) / 2;
    case 'correlation':
    case 'correlationCholesky':
      return (size * (size - 1)) / 2;
  }
}

/** How many last axes are one value. */
export function structureRank(structure: TypeDefinition['structure']): 0 | 1 | 2 {
  switch (structure) {
    case null:
      return 0;
    case 'simplex':
    case 'ordered':
    case 'unitVector':
      return 1;
    case 'covariance':
    case 'cholesky':
    case 'correlation':
    case 'correlationCholesky':
      return 2;
  }
}

export interface InformationCriteria {
  /** Free parameters. */
  readonly parameters: number;
  /** Rows of the outermost plates together; null without plates. */
  readonly rows: number | null;
  /** 2 k - 2 log L. H. Akaike, IEEE Transactions on Automatic Control 19 (1974). */
  readonly aic: number;
  /** k log n - 2 log L, over n rows; null without rows. G. Schwarz, Annals of Statistics 6 (1978). */
  readonly bic: number | null;
}

/** `logLikelihood`: of the data, priors of params aside; smaller criteria are better. */
export function informationCriteria(
  definition: ModelDefinition,
  sizes: Sizes,
  supports: Supports,
  logLikelihood: number,
): InformationCriteria {
  const parameters = countFreeParameters(definition, sizes, supports);
  const plates = outermostPlates(definition);
  const rows =
    plates.length === 0 ? null : plates.reduce((sum, { name }) => sum + required(sizes, rowsKey(name)), 0);
  return {
    parameters,
    rows,
    aic: 2 * parameters - 2 * logLikelihood,
    bic: rows === null || rows === 0 ? null : parameters * Math.log(rows) - 2 * logLikelihood,
  };
}
