// Exact inference on models that nobody chose, of up to four finite latents with random parents, every family and form of
// arguments, ties, nested plates, inputs, missing values and priors, against the enumeration of all configurations.
// `npm run models` checks 500.
//
// A failure shrinks and is written to `tests/fixtures/random-models/` as a fixture, whose run is the second test.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distributions } from '../../compiler/library/distributions/index.ts';
import { checkLabels, checkPredictions } from '../support/check-predictions.ts';
import { checkFisher, checkQueries, compileCase } from '../support/check-random-model.ts';
import { checkStep } from '../support/check-step.ts';
import { families, features } from '../support/random-families.ts';
import type { RandomModel } from '../support/random-model.ts';
import { buildModel, recipes } from '../support/random-model.ts';
import { allRuns, randomRuns, randomSeed } from '../support/random-runs.ts';

const folder = join(import.meta.dirname, '../fixtures/random-models');

/** Numbers in (-1.5, 1.5), away from 0, the same at every run. */
function directions(): () => number {
  let state = 12345;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    const unit = state / 2147483648;
    return unit < 0.5 ? -0.5 - 2 * unit : 0.5 + 2 * (unit - 0.5);
  };
}

test('500 random models have every family, form and construct', () => {
  const texts = fc
    .sample(recipes, { numRuns: allRuns, seed: randomSeed })
    .map((recipe) => buildModel(recipe).text);
  const counts = Object.entries(features).map(
    ([feature, pattern]) => [feature, texts.filter((text) => pattern.test(text)).length] as const,
  );
  expect(counts.filter(([, count]) => count < 3)).toEqual([]);
  // What the library has without a row here would go unseen.
  const known = new Set(Object.values(families).flatMap((forms) => Object.keys(forms)));
  expect([...distributions.keys()].filter((name) => !known.has(name))).toEqual(['Delta']);
});

async function checkModel(model: RandomModel): Promise<boolean> {
  const it = await compileCase(model);
  checkQueries(it);
  checkPredictions(it);
  checkLabels(it);
  checkFisher(it, directions());
  return checkStep(it, directions());
}

test('random models agree with enumeration', { timeout: 600_000 }, async () => {
  let judged = 0;
  const failures: RandomModel[] = [];
  const property = fc.asyncProperty(recipes, async (recipe) => {
    const model = buildModel(recipe);
    try {
      judged += (await checkModel(model)) ? 1 : 0;
    } catch (error) {
      failures.push(model);
      throw error;
    }
  });
  const outcome = await fc.check(property, { numRuns: randomRuns, seed: randomSeed });
  // The last to fail is the smallest.
  const smallest = failures.at(-1);
  if (smallest !== undefined) writeFixture(`seed-${String(randomSeed)}`, smallest);
  if (outcome.failed)
    throw new Error(
      `${String(outcome.errorInstance)}\n${(await fc.asyncDefaultReportMessage(outcome)) ?? ''}`,
    );
  // Most maxima of Q must be inner ones, or the step goes untested.
  expect(judged).toBeGreaterThan(randomRuns / 2);
});

const fixtures = existsSync(folder) ? readdirSync(folder) : [];

test.each(fixtures)('the model of %s agrees with enumeration', async (name) => {
  await checkModel(readFixture(name));
});

function writeFixture(name: string, { text, ...values }: RandomModel): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'input.gen'), text);
  writeFileSync(join(folder, name, 'values.json'), `${JSON.stringify(values, null, 1)}\n`);
}

function readFixture(name: string): RandomModel {
  const text = readFileSync(join(folder, name, 'values.json'), 'utf8');
  // What is missing is NaN, which JSON writes as null.
  const values = JSON.parse(text, (_, value: unknown) => (value === null ? NaN : value)) as Omit<
    RandomModel,
    'text'
  >;
  return { text: readFileSync(join(folder, name, 'input.gen'), 'utf8'), ...values };
}
