// The gradient that standard errors come from, on models that nobody chose: differences of the log likelihood and the
// log prior, which other tests compare with enumeration, along random directions in free coordinates.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CheckedCase } from '../support/check-random-model.ts';
import { compileCase, output, runKernel } from '../support/check-random-model.ts';
import { expectClose } from '../support/expect-close.ts';
import { buildModel, recipes } from '../support/random-model.ts';
import { randomRuns, randomSeed } from '../support/random-runs.ts';

const runs = Math.ceil(randomRuns / 5);

test('random models have the gradient of their objective', { timeout: 120_000 }, async () => {
  let checked = 0;
  await fc.assert(
    fc.asyncProperty(recipes, async (recipe) => {
      checked += checkGradient(await compileCase(buildModel(recipe))) ? 1 : 0;
    }),
    { numRuns: runs, seed: randomSeed },
  );
  expect(checked).toBeGreaterThan(runs / 2);
});

/** False where there is nothing to move, or where the model is impossible at its params. */
function checkGradient(it: CheckedCase): boolean {
  const { gradient, unconstrain, score, logPrior } = it.definition.kernels;
  if (gradient === null || unconstrain === null) return false;
  const free = runKernel(it, unconstrain);
  const names = Object.keys(free).filter((name) => name.startsWith('free.'));
  const directions = names.map((name, position) =>
    Float64Array.from(output(free, name), (_, i) => Math.sin(7 * i + 3 * position + 1)),
  );
  const at = (step: number): Record<string, Float64Array> =>
    Object.fromEntries(
      names.map((name, position) => [
        name,
        Float64Array.from(output(free, name), (x, i) => x + step * (directions[position]?.[i] ?? 0)),
      ]),
    );
  const objective = (step: number): number => {
    const params = runKernel(it, gradient, at(step));
    const prior = logPrior === null ? 0 : (output(runKernel(it, logPrior, params), 'logPrior')[0] ?? NaN);
    return (output(runKernel(it, score, params), 'logLikelihood')[0] ?? NaN) + prior;
  };
  const here = runKernel(it, gradient, at(0));
  for (const [name, values] of Object.entries(here))
    if (name.startsWith('param.')) expectClose(name, values, Array.from(it.arrays[name] ?? []), 1e-9);
  if (!Number.isFinite(objective(0))) return false;
  const wanted = slope(objective);
  const found = names.reduce(
    (sum, name, position) =>
      sum +
      Array.from(output(here, name.replace('free.', 'gradient.'))).reduce(
        (dot, g, i) => dot + g * (directions[position]?.[i] ?? 0),
        0,
      ),
    0,
  );
  expectClose('the slope', [found], [wanted], 1e-5);
  return true;
}

/** Central differences, extrapolated once (Richardson). */
function slope(f: (step: number) => number): number {
  const central = (h: number): number => (f(h) - f(-h)) / (2 * h);
  return (4 * central(5e-4) - central(1e-3)) / 3;
}
