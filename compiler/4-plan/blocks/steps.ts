// The steps of a block, in the order in which they are carried out. Preferred is what is exact whatever the other
// params are; then least squares, for what only enters locations; then closed forms at the current values of params
// that later steps move; gradient steps find the rest.
// Source: X.-L. Meng and D. Rubin (1993), Maximum likelihood estimation via the ECM algorithm, Biometrika 80.

import { factorParams, familyNamed } from '../factor-graph.ts';
import type { ModelIndex } from '../arguments.ts';
import type { BlockStep, ClosedFormStep, Factor, GradientStep } from '../derivation.ts';
import { closedFormOf, nextClosedForm, type Progress } from './closed-form.ts';
import { leastSquaresOf, paramsWithPriorsOf } from './least-squares.ts';
import { estimableSites, type Site } from './sites.ts';

export function blockSteps(index: ModelIndex, block: Progress['block']): readonly BlockStep[] {
  const sites = new Map<string, readonly Site[]>();
  const obstacles = new Map<string, string>();
  for (const param of block.params.filter((name) => isUsed(index, name, block))) {
    const found = estimableSites(index, param, block);
    if ('because' in found) obstacles.set(param, found.because);
    else sites.set(param, found.sites);
  }
  const waiting = new Set(block.params.filter((name) => sites.has(name) || obstacles.has(name)));
  const progress: Progress = { index, block, sites, waiting };
  const steps: BlockStep[] = [];
  const take = (step: BlockStep, moved: readonly string[]): void => {
    steps.push(step);
    for (const param of moved) waiting.delete(param);
  };
  while (waiting.size > 0) {
    const exact = nextClosedForm(progress, false);
    if ('step' in exact) {
      take(exact.step, paramsOf(exact.step));
      continue;
    }
    const unfit = [...waiting].filter((param) => obstacles.has(param));
    const squares = leastSquaresStep(progress, unfit, obstacles);
    if (squares !== null) {
      take(squares, squares.params);
      continue;
    }
    const holding = nextClosedForm(progress, true);
    if ('step' in holding) {
      take(holding.step, paramsOf(holding.step));
      continue;
    }
    for (const param of waiting)
      if (!obstacles.has(param)) obstacles.set(param, reasonOf(closedFormOf(progress, param, true)));
    const rest = leastSquaresStep(progress, [...waiting], obstacles);
    if (rest === null) break;
    take(rest, rest.params);
  }
  return waiting.size === 0 ? steps : [...steps, gradientStep(progress, steps, obstacles)];
}

/** Whether anything depends on the param. */
function isUsed(index: ModelIndex, param: string, { params, factors }: Progress['block']): boolean {
  return (
    factors.some((factor) => factorParams(index, factor).includes(param)) ||
    paramsWithPriorsOf(index, params, new Set([param])).length > 0
  );
}

function paramsOf(step: ClosedFormStep): readonly string[] {
  return step.estimates.map(({ param }) => param);
}

function reasonOf(attempt: ReturnType<typeof closedFormOf>): string {
  return 'because' in attempt ? attempt.because : '';
}

function leastSquaresStep(
  progress: Progress,
  candidates: readonly string[],
  obstacles: ReadonlyMap<string, string>,
): ReturnType<typeof leastSquaresOf> {
  const because = candidates.map((param) => obstacles.get(param)).find((reason) => reason !== undefined);
  return leastSquaresOf(progress, candidates, because ?? '');
}

/**
 * What is left climbs together, and with it the params of closed forms that hold some of it: a Gamma's shape and rate
 * are so correlated that turns between them would hardly move.
 */
function gradientStep(
  { index, block, waiting }: Progress,
  steps: readonly BlockStep[],
  obstacles: ReadonlyMap<string, string>,
): GradientStep {
  const joined = steps.flatMap((step) =>
    step.kind === 'closedForm' && step.holds.some((name) => waiting.has(name)) ? paramsOf(step) : [],
  );
  const params = [...waiting, ...joined.filter((name) => !waiting.has(name))];
  const climbing = new Set(params);
  const sites = block.factors.filter((factor) =>
    factorParams(index, factor).some((name) => climbing.has(name)),
  );
  const hasStatistics = (factor: Factor): boolean =>
    factor.evidence === 'statistics' && familyNamed(factor.family).expectedLogDensity !== null;
  const [first = ''] = waiting;
  return {
    kind: 'gradient',
    evidence: sites.every(hasStatistics) ? 'statistics' : 'rows',
    params,
    sites: sites.map(({ id }) => id),
    priors: paramsWithPriorsOf(index, block.params, climbing),
    because: obstacles.get(first) ?? '',
  };
}
