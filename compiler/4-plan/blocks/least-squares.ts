// Params that weighted least squares finds jointly: all that they enter is the location of Gaussian families, where they
// are affine together, and Normal priors in the same way. Scales are those of the moment.

import { children, distinctParts, distributionParts } from '../../3-check/mentions.ts';
import type { CoreExpression } from '../../3-check/model.ts';
import { gaussianFamily } from '../../library/gaussian.ts';
import type { ModelIndex } from '../arguments.ts';
import { cellVariables, mentionedParams, variableOf } from '../arguments.ts';
import type { CellVariable, Factor, LeastSquaresBatch, LeastSquaresStep } from '../derivation.ts';
import { factorParams, isConditional, priorParams } from '../factor-graph.ts';
import { affinityOf } from '../stage/affine.ts';
import { readsOf } from '../stage/reads.ts';
import type { Progress } from './closed-form.ts';

/** As many of the candidates as are affine together, the first of them first; null where none is. */
export function leastSquaresOf(
  { index, block, waiting }: Progress,
  candidates: readonly string[],
  because: string,
): LeastSquaresStep | null {
  const chosen: string[] = [];
  for (const param of candidates) if (isAffine(index, block, new Set([...chosen, param]))) chosen.push(param);
  if (chosen.length === 0) return null;
  const params = new Set(chosen);
  const sites = block.factors.filter((factor) => mentionsAny(factorParams(index, factor), params));
  const priors = paramsWithPriorsOf(index, block.params, params);
  const read = [
    ...sites.flatMap((factor) => factorParams(index, factor)),
    ...priors.flatMap((param) => [param, ...priorParams(index, param)]),
  ];
  return {
    kind: 'leastSquares',
    evidence: sites.every(hasOwnStatistics) ? 'statistics' : 'rows',
    params: chosen,
    sites: sites.map(({ id }) => id),
    priors,
    batch: batchOf(index, chosen, sites, priors),
    holds: [...new Set(read)].filter((name) => waiting.has(name) && !params.has(name)),
    because,
  };
}

/** Params whose own prior, or another's, the params enter. */
export function paramsWithPriorsOf(
  index: ModelIndex,
  among: readonly string[],
  params: ReadonlySet<string>,
): readonly string[] {
  return among.filter((name) => mentionsAny(priorParams(index, name), params));
}

function mentionsAny(names: readonly string[], params: ReadonlySet<string>): boolean {
  return names.some((name) => params.has(name));
}

/** Whether the residuals of a factor are sums of its own statistics. */
function hasOwnStatistics({ evidence, family }: Factor): boolean {
  return evidence === 'statistics' && gaussianFamily(family)?.as === family;
}

function isAffine(index: ModelIndex, block: Progress['block'], params: ReadonlySet<string>): boolean {
  for (const name of params) {
    const { type } = variableOf(index, name);
    if (type.element !== 'real' || type.structure !== null || type.lower !== null || type.upper !== null)
      return false;
  }
  const { degree } = affinityOf(index.model, readsOf(index.model), (name) => params.has(name));
  const isLocation = (
    family: string,
    arguments_: readonly (readonly [string, CoreExpression])[],
  ): boolean => {
    const gaussian = gaussianFamily(family);
    return arguments_.every(([name, expression]) => {
      const found = degree(expression);
      return found === 'free' || (found === 'affine' && name === gaussian?.location);
    });
  };
  for (const factor of block.factors) {
    if (!mentionsAny(factorParams(index, factor), params)) continue;
    if (isConditional(factor) && factor.evidence !== 'statistics') return false;
    if (factor.guard.some(({ condition }) => mentionsAny(mentionedParams(index, condition), params)))
      return false;
    const named = Object.entries(factor.arguments).map(([name, map]) => [name, map.expression] as const);
    if (!isLocation(factor.family, named)) return false;
  }
  for (const name of paramsWithPriorsOf(index, block.params, params)) {
    const prior = variableOf(index, name).distribution;
    if (prior?.kind !== 'distribution') return false;
    const isPlain = gaussianFamily(prior.family)?.as === prior.family;
    if (params.has(name) && !isPlain) return false;
    if (!isLocation(prior.family, Object.entries(prior.arguments))) return false;
  }
  return true;
}

// Batches ------------------------------------------------------------------------------------------------

function batchOf(
  index: ModelIndex,
  params: readonly string[],
  sites: readonly Factor[],
  priors: readonly string[],
): LeastSquaresBatch | null {
  const expressions = [
    ...sites.flatMap((factor) => Object.values(factor.arguments).map((map) => map.expression)),
    ...priors.flatMap((name) => {
      const prior = variableOf(index, name).distribution;
      return prior === null ? [] : distributionParts(prior);
    }),
  ];
  const uses = params.map((param) => picksOf(index, param, expressions));
  // Latents first: their levels are an axis of every row as it is.
  const cells = (uses[0] ?? []).flatMap((picks) => picks ?? []).filter((cell) => cell !== null);
  const ordered = [...cells.filter(({ kind }) => kind === 'latent'), ...cells];
  for (const cell of ordered) {
    const axes = uses.map((picks) => commonAxis(picks, cell));
    if (axes.every((axis) => axis >= 0)) return { cell, axes };
  }
  return null;
}

/** For each use of a param, what picks along each of its axes; null for a use as a whole. */
function picksOf(
  index: ModelIndex,
  param: string,
  expressions: readonly CoreExpression[],
): readonly (readonly (CellVariable | null)[] | null)[] {
  const isParam = (part: CoreExpression): boolean => part.kind === 'variable' && part.name === param;
  const uses: (readonly (CellVariable | null)[] | null)[] = expressions.filter(isParam).map(() => null);
  for (const part of distinctParts(expressions)) {
    if (part.kind === 'index' && isParam(part.operand))
      uses.push(
        part.indices.map((at) => {
          if (at.kind !== 'at') return null;
          const { value } = at;
          if (value.kind !== 'variable' && value.kind !== 'plateIndex') return null;
          return cellVariables(index, value)?.[0] ?? null;
        }),
      );
    const others = part.kind === 'index' ? [] : children(part);
    if (others.some(isParam)) uses.push(null);
  }
  return uses;
}

/** The axis along which a cell picks wherever the param is used; -1 without one. */
function commonAxis(picks: readonly (readonly (CellVariable | null)[] | null)[], cell: CellVariable): number {
  const [first] = picks;
  const found = (first ?? []).findIndex((other) => isSame(other, cell));
  return picks.every((each) => isSame(each?.[found] ?? null, cell)) ? found : -1;
}

function isSame(a: CellVariable | null, b: CellVariable): boolean {
  return a?.kind === b.kind && a.name === b.name;
}
