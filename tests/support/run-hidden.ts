// A share of the random models of hidden sequences: each against enumeration; the first that fails is shrunk and written to
// `tests/fixtures/random-hidden/` as a fixture.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { checkForecast } from './check-forecast.ts';
import { checkPosteriorDraws, checkSimulation } from './check-draws.ts';
import {
  analyseHidden,
  checkExpectationStep,
  checkGradient,
  checkPredictions,
  checkQueries,
  compileHidden,
} from './check-hidden.ts';
import { buildHidden, hiddenRecipes, type HiddenModel } from './random-hidden.ts';
import { allRuns, randomRuns, randomSeed } from './random-runs.ts';

/** Files that share them. */
const shares = 6;

const folder = join(import.meta.dirname, '../fixtures/random-hidden');

export interface Outcome {
  readonly models: number;
  /** Of which the step of EM could be judged. */
  readonly judged: number;
  /** Texts of models that are refused as not derivable. */
  readonly refused: readonly string[];
}

/** The recipes of one share, numbered from 1. */
function shareOptions(share: number, runs: number): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: Math.ceil(runs / shares), seed: randomSeed * 1000 + share };
}

/** Those of all shares of a full run. */
export function hiddenModels(): readonly HiddenModel[] {
  return Array.from({ length: shares }, (_, share) =>
    fc.sample(hiddenRecipes, shareOptions(share + 1, allRuns)),
  )
    .flat()
    .map(buildHidden);
}

/** Numbers in (-1.5, 1.5), away from 0, the same at every run. */
function directions(): () => number {
  let state = 12345;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    const unit = state / 2147483648;
    return unit < 0.5 ? -0.5 - 2 * unit : 0.5 + 2 * (unit - 0.5);
  };
}

/** Whether the step of EM could be judged; null: refused. */
export async function checkHidden(model: HiddenModel): Promise<boolean | null> {
  const analysis = analyseHidden(model);
  if (analysis === null) return null;
  const it = await compileHidden(analysis, model);
  checkQueries(it);
  checkPredictions(it);
  checkForecast(it);
  checkPosteriorDraws(it);
  checkSimulation(it);
  checkGradient(it, directions());
  return checkExpectationStep(it, directions());
}

export async function runHidden(share: number): Promise<Outcome> {
  let judged = 0;
  const refused: string[] = [];
  const failures: HiddenModel[] = [];
  const property = fc.asyncProperty(hiddenRecipes, async (recipe) => {
    const model = buildHidden(recipe);
    try {
      const found = await checkHidden(model);
      if (found === null) refused.push(model.text);
      if (found === true) judged++;
    } catch (error) {
      failures.push(model);
      throw error;
    }
  });
  const options = shareOptions(share, randomRuns);
  const outcome = await fc.check(property, options);
  // The last to fail is the smallest.
  const smallest = failures.at(-1);
  if (smallest !== undefined) writeFixture(`seed-${String(options.seed)}`, smallest);
  if (outcome.failed)
    throw new Error(
      `${String(outcome.errorInstance)}\n${smallest?.text ?? ''}\n${(await fc.asyncDefaultReportMessage(outcome)) ?? ''}`,
    );
  return { models: options.numRuns, judged, refused };
}

// Fixtures -------------------------------------------------------------------------------------------------

export const hiddenFixtures: readonly string[] = existsSync(folder) ? readdirSync(folder) : [];

function writeFixture(name: string, { text, ...values }: HiddenModel): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'input.gen'), text);
  writeFileSync(join(folder, name, 'values.json'), `${JSON.stringify(values, null, 1)}\n`);
}

export function readFixture(name: string): HiddenModel {
  const text = readFileSync(join(folder, name, 'values.json'), 'utf8');
  // What is missing is NaN, which JSON writes as null.
  const values = JSON.parse(text, (_, value: unknown) => (value === null ? Number.NaN : value)) as Omit<
    HiddenModel,
    'text'
  >;
  return { text: readFileSync(join(folder, name, 'input.gen'), 'utf8'), ...values };
}
