// Hidden Markov models of real data against trusted results: the best log likelihood of many starts by Baum and Welch written
// elsewhere, published fits with a stationary start, and a supervised tagger by counting.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AnyFit } from '../../runtime/index.ts';
import { compileModel } from '../support/compile-model.ts';
import { cellsOf, linesOf } from '../support/real-tables.ts';
import { sharedFile, sharedFolder } from '../support/shared-folder.ts';

interface Fit {
  readonly states: number;
  readonly initial?: string;
  readonly columns?: string;
  readonly loglik: number;
  readonly viterbi_log_joint?: number;
  readonly viterbi_state_counts?: readonly number[];
  readonly viterbi_changes?: number;
}

/** Null where it is not installed. */
function referenceOf(name: string): unknown {
  const file = sharedFile(`reference/${name}.json`);
  return file === null ? null : JSON.parse(readFileSync(file, 'utf8'));
}

function numbersOf(path: string, column: number): readonly number[] | null {
  return cellsOf(path, 1)?.map((cells) => Number(cells[column])) ?? null;
}

/** One sequence with a free first state: `emission` at a step, of params declared before. */
function chainOf(params: string, emission: string, start = 'Categorical(start)'): string {
  const free = start.includes('stationary') ? '' : 'param start: simplex[K]';
  return `model Chain(K: int = 2) {
    ${free}
    param move: simplex[K, K]
    ${params}
    sequence t {
      latent  state[0]: category<K> ~ ${start}
      latent  state[t]: category<K> ~ Categorical(move[state[t-1]])
      observe ${emission}
    }
  }`;
}

const stationary = 'Categorical(stationary(move))';

interface Case {
  readonly name: string;
  readonly spec: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly reference: Fit;
  readonly options: { readonly restarts: number; readonly iterations?: number; readonly init?: object };
}

/** The fit, its log likelihood within 1e-3 of the reference, and the most probable path where the reference has one. */
async function check({ spec, data, reference, options }: Case): Promise<AnyFit> {
  const model = await compileModel(spec);
  const fit = await model.train(data, { set: { K: reference.states }, seed: 1, tolerance: 1e-9, ...options });
  expect(fit.training?.logLikelihood).toBeGreaterThan(reference.loglik - 1e-3);
  expect(fit.training?.logLikelihood).toBeLessThan(reference.loglik + 1e-3);
  expect(fit.logProb(data).total).toBeCloseTo(fit.training?.logLikelihood ?? Number.NaN, 6);
  if (reference.viterbi_state_counts === undefined) return fit;
  const path = fit.decode(data)['state'] as readonly number[];
  const counts = Array.from({ length: reference.states }, (_, k) => path.filter((z) => z === k).length);
  const changes = path.filter((z, t) => t > 0 && z !== path[t - 1]).length;
  expect(counts.toSorted()).toEqual(reference.viterbi_state_counts.toSorted());
  expect(changes).toBe(reference.viterbi_changes);
  return fit;
}

/** Says so where data or results are not installed. */
function describeCases(title: string, cases: readonly Case[] | null): void {
  describe(title, () => {
    if (cases === null) {
      test.skip(`not checked: ${sharedFolder} has no such data or results`, () => undefined);
      return;
    }
    test.each(cases)('$name', { timeout: 120_000 }, async (each) => {
      await check(each);
    });
  });
}

// Earthquakes ----------------------------------------------------------------------------------------------

function earthquakes(): readonly Case[] | null {
  const reference = referenceOf('hmm_earthquakes') as { readonly fits: readonly Fit[] } | null;
  const lines = linesOf('earthquakes/earthquakes.txt');
  if (reference === null || lines === null) return null;
  const count = lines.join(' ').trim().split(/\s+/u).map(Number);
  expect(count).toHaveLength(107);
  const emission = 'count[t]: count ~ Poisson(rate[state[t]])';
  return reference.fits
    .filter(({ states }) => states > 1)
    .map((fit) => {
      const isFree = fit.initial?.startsWith('free') === true;
      return {
        name: `${String(fit.states)} states, ${isFree ? 'free' : 'stationary'} start`,
        spec: chainOf('param rate: positive[K]', emission, isFree ? undefined : stationary),
        data: { count },
        reference: fit,
        // The best of four states is rare.
        options: { restarts: fit.states === 4 ? 300 : 30 },
      };
    });
}

describeCases('earthquakes', earthquakes());

// Returns --------------------------------------------------------------------------------------------------

function returns(): readonly Case[] | null {
  const reference = referenceOf('hmm_sp500') as { readonly fits: readonly Fit[] } | null;
  const value = numbersOf('sp500/SP500.csv', 1);
  if (reference === null || value === null) return null;
  const params = 'param mean: real[K] param spread: positive[K]';
  const emission = 'value[t]: real ~ Normal(mean[state[t]], variance: spread[state[t]])';
  return reference.fits
    .filter(({ states }) => states > 1)
    .map((fit) => ({
      name: `${String(fit.states)} states`,
      spec: chainOf(params, emission),
      data: { value },
      reference: fit,
      options: { restarts: 20 },
    }));
}

describeCases('S&P 500', returns());

// Geyser ---------------------------------------------------------------------------------------------------

interface GeyserReference {
  readonly fits: readonly Fit[];
  readonly binary_stationary: { readonly loglik: number };
}

function geyser(): readonly Case[] | null {
  const reference = referenceOf('hmm_geyser') as GeyserReference | null;
  const waiting = numbersOf('geyser/geyser.csv', 1);
  const duration = numbersOf('geyser/geyser.csv', 2);
  if (reference === null || waiting === null || duration === null) return null;
  const long = duration.map((minutes) => minutes >= 3);
  const one = chainOf(
    'param mean: real[K] param spread: positive[K]',
    'waiting[t]: real ~ Normal(mean[state[t]], variance: spread[state[t]])',
  );
  const two = chainOf(
    'param mean: real[K, 2] param spread: covariance[K, 2]',
    'both[t]: real[2] ~ MvNormal(mean[state[t]], spread[state[t]])',
  );
  const binary = (start?: string): string =>
    chainOf('param p: unit[K]', 'long[t]: bool ~ Bernoulli(p[state[t]])', start);
  const both = waiting.map((minutes, row) => [minutes, duration[row] ?? Number.NaN]);
  const cases = reference.fits.map((fit): Case => {
    const name = `${fit.columns ?? ''}, ${String(fit.states)} states`;
    if (fit.columns === 'waiting')
      return { name, spec: one, data: { waiting }, reference: fit, options: { restarts: 30 } };
    if (fit.columns === 'waiting, duration')
      return { name, spec: two, data: { both }, reference: fit, options: { restarts: 200 } };
    return { name, spec: binary(), data: { long }, reference: fit, options: { restarts: 20 } };
  });
  return [
    ...cases,
    {
      name: 'binary, stationary start',
      spec: binary(stationary),
      data: { long },
      reference: { states: 2, loglik: reference.binary_stationary.loglik },
      options: { restarts: 20 },
    },
  ];
}

describeCases('geyser', geyser());

// Lambda phage ---------------------------------------------------------------------------------------------

function lambdaPhage(): readonly Case[] | null {
  const reference = referenceOf('hmm_lambda_phage') as { readonly fits: readonly Fit[] } | null;
  const lines = linesOf('lambda_phage/lambda_virus.fa');
  if (reference === null || lines === null) return null;
  const letter = Array.from(lines.slice(1).join(''), (base) => 'ACGT'.indexOf(base));
  expect(letter).toHaveLength(48_502);
  const emission = 'letter[t]: category<4> ~ Categorical(face[state[t]])';
  return reference.fits
    .filter(({ states }) => states > 1)
    .map((fit) => ({
      name: `${String(fit.states)} states`,
      spec: chainOf('param face: simplex[K, 4]', emission),
      data: { letter },
      reference: fit,
      // From states that last, the best is near; from any moves the way is thousands of steps long.
      options:
        fit.states === 2
          ? { restarts: 10 }
          : { restarts: 1, iterations: 3000, init: { move: [[0.99, 0.005, 0.005], [0.005, 0.99, 0.005], [0.005, 0.005, 0.99]] } }, // prettier-ignore
    }));
}

describeCases('lambda phage', lambdaPhage());

// Parts of speech ------------------------------------------------------------------------------------------

interface Sentences {
  readonly word: readonly (readonly string[])[];
  readonly tag: readonly (readonly string[])[];
}

/** Words in lower case (ASCII letters), their universal tags; null where it is not installed. */
function sentencesOf(part: string): Sentences | null {
  const lines = linesOf(`pos_tags/en_ewt-ud-${part}.conllu`);
  if (lines === null) return null;
  const word: string[][] = [];
  const tag: string[][] = [];
  let isOpen = false;
  for (const line of lines) {
    if (line === '') isOpen = false;
    const [id = '', form = '', , upos = ''] = line.split('\t');
    if (line.startsWith('#') || !/^\d+$/u.test(id)) continue;
    if (!isOpen) {
      word.push([]);
      tag.push([]);
    }
    isOpen = true;
    word.at(-1)?.push(form.replace(/[A-Z]/gu, (letter) => letter.toLowerCase()));
    tag.at(-1)?.push(upos);
  }
  return { word, tag };
}

interface Tagger {
  readonly correct: number;
  readonly test_tokens: number;
  readonly train_tokens: number;
  readonly test_log_likelihood: number;
  readonly training_vocabulary: number;
  readonly tags: readonly string[];
}

const tagger = referenceOf('hmm_pos_tagger') as Tagger | null;
const [training, held] = [sentencesOf('dev'), sentencesOf('test')];
const unknown = '<unknown>';

const taggerSpec = `model Tagger(K: dim, V: dim) {
  param start: simplex[K] ~ Dirichlet(1.1)
  param move:  simplex[K, K] ~ Dirichlet(1.1)
  param say:   simplex[K, V] ~ Dirichlet(1.01)
  plate sentence {
    sequence t {
      observe tag[0]:  category<K>? ~ Categorical(start)
      observe tag[t]:  category<K>? ~ Categorical(move[tag[t-1]])
      observe word[t]: token<V> ~ Categorical(say[tag[t]])
    }
  }
}`;

if (tagger === null || training === null || held === null)
  test.skip(`the tagger: not checked, ${sharedFolder} has no such data or results`, () => undefined);
else
  test('the supervised tagger', { timeout: 120_000 }, async () => {
    const vocabulary = [...new Set(training.word.flat())];
    expect(vocabulary).toHaveLength(tagger.training_vocabulary);
    const known = new Set(vocabulary);
    const heldWords = held.word.map((words) => words.map((word) => (known.has(word) ? word : unknown)));
    const model = await compileModel(taggerSpec);
    // One symbol more than there are words, for those that training has not seen.
    const levels = { tag: tagger.tags, word: [...vocabulary, unknown] };
    const fit = await model.train({ tag: training.tag, word: training.word }, { levels });
    const { tag: found } = fit.decode({ word: heldWords }) as {
      readonly tag: readonly (readonly string[])[];
    };
    const correct = found.flat().filter((tag, position) => tag === held.tag.flat()[position]).length;
    expect(held.tag.flat()).toHaveLength(tagger.test_tokens);
    expect(correct).toBe(tagger.correct);
    expect(fit.logProb({ word: heldWords }).total).toBeCloseTo(tagger.test_log_likelihood, 3);
  });
