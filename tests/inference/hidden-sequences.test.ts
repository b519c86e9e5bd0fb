// Hidden Markov models and their relatives by hand: a scaled forward pass, its backward pass and Viterbi's written plainly, on
// states that a reader of the spec would choose; edges of the data; sequences far longer than a product of probabilities can be.

import { describe, expect, test } from 'vitest';
import { createStream } from '../../runtime/random/stream.ts';
import { compileModel } from '../support/compile-model.ts';

type Vector = readonly number[];
type Matrix = readonly Vector[];

interface Chain {
  readonly start: Vector;
  readonly move: Matrix;
  /** Of the observation at a step, in each state. */
  readonly density: (step: number) => Vector;
  readonly length: number;
}

interface Passes {
  readonly logLikelihood: number;
  readonly posterior: Matrix;
  /** The log joint of the most probable path. */
  readonly best: number;
}

const sum = (values: Vector): number => values.reduce((total, value) => total + value, 0);
const dot = (a: Vector, b: Vector): number => sum(a.map((value, i) => value * (b[i] ?? Number.NaN)));
const column = (matrix: Matrix, j: number): Vector => matrix.map((row) => row[j] ?? Number.NaN);

/** Forward and backward passes scaled to one at every step, and Viterbi's in logarithms. */
function passesOf({ start, move, density, length }: Chain): Passes {
  let logLikelihood = 0;
  const forward: Vector[] = [];
  for (let step = 0; step < length; step++) {
    const before = forward.at(-1);
    const prior = before === undefined ? start : start.map((_, j) => dot(before, column(move, j)));
    const joint = prior.map((p, j) => p * (density(step)[j] ?? Number.NaN));
    logLikelihood += Math.log(sum(joint));
    forward.push(joint.map((p) => p / sum(joint)));
  }
  const posterior: Vector[] = [];
  let backward: Vector = start.map(() => 1);
  for (let step = length - 1; step >= 0; step--) {
    const both = (forward[step] ?? []).map((p, i) => p * (backward[i] ?? Number.NaN));
    posterior.push(both.map((p) => p / sum(both)));
    const ahead = density(step).map((p, j) => p * (backward[j] ?? Number.NaN));
    const found = move.map((row) => dot(row, ahead));
    backward = found.map((p) => p / sum(found));
  }
  let scores: Vector = [];
  for (let step = 0; step < length; step++) {
    const before = scores;
    scores = start.map((p, j) => {
      const reached =
        step === 0
          ? Math.log(p)
          : Math.max(...before.map((score, i) => score + Math.log(move[i]?.[j] ?? Number.NaN)));
      return reached + Math.log(density(step)[j] ?? Number.NaN);
    });
  }
  return { logLikelihood, posterior: posterior.reverse(), best: length === 0 ? 0 : Math.max(...scores) };
}

const normal = (x: number, mean: number, sd: number): number =>
  Math.exp(-((x - mean) ** 2) / (2 * sd ** 2)) / (sd * Math.sqrt(2 * Math.PI));

function expectClose(found: unknown, wanted: unknown, digits = 9): void {
  if (typeof wanted === 'number') {
    expect(found).toBeCloseTo(wanted, digits);
    return;
  }
  const items = wanted as readonly unknown[];
  expect(found).toHaveLength(items.length);
  items.forEach((item, i) => {
    expectClose((found as readonly unknown[])[i], item, digits);
  });
}

const casino = `model Casino(K: int = 2, V: int = 3) {
  param start: simplex[K]
  param move:  simplex[K, K]
  param face:  simplex[K, V]
  plate game {
    sequence t {
      latent  die[0]:  category<K> ~ Categorical(start)
      latent  die[t]:  category<K> ~ Categorical(move[die[t-1]])
      observe roll[t]: category<V> ~ Categorical(face[die[t]])
    }
  }
}`;

const fair = {
  start: [0.6, 0.4],
  move: [[0.9, 0.1], [0.3, 0.7]], // prettier-ignore
  face: [[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]], // prettier-ignore
};

/** The chain of one game. */
function gameOf(rolls: Vector, { start, move, face } = fair): Chain {
  return {
    start,
    move,
    density: (step) => column(face, rolls[step] ?? Number.NaN),
    length: rolls.length,
  };
}

describe('lengths', () => {
  const rolls = [[], [2], [0, 1], [], [1, 1, 2, 0, 0]];

  test('0 and 1 are sequences like any other', async () => {
    const fit = (await compileModel(casino)).with(fair);
    const passes = rolls.map((row) => passesOf(gameOf(row)));
    expectClose(
      fit.logProb({ roll: rolls }).rows,
      passes.map(({ logLikelihood }) => logLikelihood),
    );
    expect(fit.logProb({ roll: rolls }).rows?.[0]).toBe(0);
    expectClose(
      fit.posterior({ roll: rolls })['die'],
      passes.map(({ posterior }) => posterior),
    );
    const path = fit.decode({ roll: rolls })['die'] as Matrix;
    expect(path.map((row) => row.length)).toEqual(rolls.map((row) => row.length));
    path.forEach((states, row) => {
      const joint = states.map((state, t) => {
        const before = states[t - 1];
        const move = before === undefined ? fair.start : fair.move[before];
        return Math.log(move?.[state] ?? 0) + Math.log(fair.face[state]?.[rolls[row]?.[t] ?? -1] ?? 0);
      });
      expect(sum(joint)).toBeCloseTo(passes[row]?.best ?? Number.NaN, 9);
    });
  });

  test('those of 0 and 1 are trained on', async () => {
    const model = await compileModel(casino);
    const fit = await model.train({ roll: rolls }, { init: fair, iterations: 1, restarts: 1 });
    expect(fit.training?.logLikelihood).toBeGreaterThan(
      sum(rolls.map((row) => passesOf(gameOf(row)).logLikelihood)),
    );
    expectClose(fit.training?.trace[0], sum(rolls.map((row) => passesOf(gameOf(row)).logLikelihood)));
  });

  test('100,000 steps neither underflow nor overflow', { timeout: 60_000 }, async () => {
    const length = 100_000;
    const stream = createStream(3, 1);
    stream.seek(0, 0, 0);
    const game = Array.from({ length }, () => Math.floor(3 * stream.uniform()));
    const { logLikelihood, posterior, best } = passesOf(gameOf(game));
    const fit = (await compileModel(casino)).with(fair);
    const { total } = fit.logProb({ roll: [game] });
    expect(Math.abs(total / logLikelihood - 1)).toBeLessThan(1e-11);
    const [own = []] = fit.posterior({ roll: [game] })['die'] as readonly Matrix[];
    for (const step of [0, 1, 49_999, 77_777, length - 1]) expectClose(own[step], posterior[step]);
    const [path = []] = fit.decode({ roll: [game] })['die'] as Matrix;
    const joint = path.map((state, t) => {
      const before = path[t - 1];
      const move = before === undefined ? fair.start : fair.move[before];
      return Math.log(move?.[state] ?? 0) + Math.log(fair.face[state]?.[game[t] ?? -1] ?? 0);
    });
    expect(Math.abs(sum(joint) / best - 1)).toBeLessThan(1e-11);
  });

  test('densities of any size do not overflow a long sequence', async () => {
    const model = await compileModel(`model Tight(K: int = 2) {
      param start: simplex[K] param move: simplex[K, K] param mean: real[K] param sd: positive
      sequence t {
        latent  z[0]: category<K> ~ Categorical(start)
        latent  z[t]: category<K> ~ Categorical(move[z[t-1]])
        observe x[t]: real ~ Normal(mean[z[t]], sd)
      }
    }`);
    const x = Array.from({ length: 20_000 }, (_, t) => 1e-3 * Math.sin(t));
    for (const sd of [1e-3, 1e3]) {
      const params = { start: fair.start, move: fair.move, mean: [0, 1e-3], sd };
      const { logLikelihood } = passesOf({
        ...params,
        density: (step) => params.mean.map((mean) => normal(x[step] ?? Number.NaN, mean, sd)),
        length: x.length,
      });
      expect(model.with(params).logProb({ x }).total / logLikelihood).toBeCloseTo(1, 11);
    }
  });
});

describe('what cannot be or was not met', () => {
  test('a state that is never visited keeps its params, and everything else is fitted', async () => {
    const rolls = [[0, 1, 2, 2, 1], [1, 0, 2]]; // prettier-ignore
    const init = { ...fair, start: [1, 0], move: [[1, 0], [0.5, 0.5]] }; // prettier-ignore
    const fit = await (
      await compileModel(casino)
    ).train({ roll: rolls }, { init, restarts: 1, iterations: 20 });
    const counts = [0, 1, 2].map((level) => rolls.flat().filter((roll) => roll === level).length);
    const { start, move, face } = fit.params as unknown as typeof fair;
    const visited = start[0] === 1 ? 0 : 1;
    expectClose(start[visited], 1);
    expectClose(move[visited]?.[visited], 1);
    expectClose(
      face[visited],
      counts.map((count) => count / sum(counts)),
    );
    expect([...start, ...move.flat(), ...face.flat()].every(Number.isFinite)).toBe(true);
    expectClose(
      fit.logProb({ roll: rolls }).total,
      sum(counts.map((count) => count * Math.log(count / sum(counts)))),
    );
  });

  test('an impossible observation is minus infinity, and in training is named by row and step', async () => {
    const model = await compileModel(`model Bounded {
      param p: simplex[2] param move: simplex[2, 2] param rate: positive
      plate row {
        sequence t {
          latent  z[0]: category<2> ~ Categorical(p)
          latent  z[t]: category<2> ~ Categorical(move[z[t-1]])
          observe x[t]: real ~ if z[t] == 0 then Uniform(0, 1) else Uniform(1, 2)
          observe n[t]: count ~ Poisson(rate)
        }
      }
    }`);
    const x = [[0.5, 1.5], [0.2, 0.4, 3.5, 1.2], [1.1]]; // prettier-ignore
    const n = x.map((row) => row.map(() => 1));
    const fit = model.with({ p: [0.5, 0.5], move: [[0.5, 0.5], [0.5, 0.5]], rate: 1 }); // prettier-ignore
    expect(fit.logProb({ x, n }).rows?.[1]).toBe(-Infinity);
    expect(fit.logProb({ x, n }).rows?.[0]).toBeGreaterThan(-Infinity);
    await expect(model.train({ x, n })).rejects.toThrow(/row 2, step 3/u);
    // Nothing follows from what cannot be: no question is answered by zeros.
    const named = /row 2, step 3: an impossible observation after those before it.*`x` = 3.5/u;
    for (const query of ['posterior', 'decode', 'filter', 'samplePosterior', 'forecast'] as const)
      expect(() => fit[query]({ x, n }), query).toThrow(named);
    expect(() => fit.predict({ x })).toThrow(/row 2, step 3: .*\(`x` = 3.5\)/u);
    expect(() => fit.posterior({ x: [[7]], n: [[0]] })).toThrow(
      'row 1, step 1: an impossible observation: its probability is 0 (`x` = 7, `n` = 0)',
    );
  });

  test('a category that training did not meet is named at scoring', async () => {
    const model = await compileModel(casino.replace('V: int = 3', 'V: dim'));
    const roll = [['one', 'two', 'one'], ['two', 'six']]; // prettier-ignore
    const fit = await model.train({ roll }, { restarts: 2 });
    expect(fit.levels['roll']).toEqual(['one', 'six', 'two']);
    expect(() => fit.logProb({ roll: [['one'], ['two', 'three']] })).toThrow(/three.*not among the levels/su);
  });
});

describe('relatives', () => {
  const rolls = [[0, 1, 2, 2], [2, 2, 0, 1, 1, 0], [1]]; // prettier-ignore

  test('a mixture of three whole chains', async () => {
    const model = await compileModel(`model Tables(K: int = 2, V: int = 3) {
      param share: simplex[3] param start: simplex[3, K] param move: simplex[3, K, K] param face: simplex[3, K, V]
      plate game {
        latent table: category<3> ~ Categorical(share)
        sequence t {
          latent  die[0]:  category<K> ~ Categorical(start[table])
          latent  die[t]:  category<K> ~ Categorical(move[table, die[t-1]])
          observe roll[t]: category<V> ~ Categorical(face[table, die[t]])
        }
      }
    }`);
    const tables = [
      fair,
      { start: [0.1, 0.9], move: [[0.5, 0.5], [0.2, 0.8]], face: [[0.3, 0.3, 0.4], [0.1, 0.8, 0.1]] }, // prettier-ignore
      { start: [0.5, 0.5], move: [[0.7, 0.3], [0.6, 0.4]], face: [[0.9, 0.05, 0.05], [0.2, 0.2, 0.6]] }, // prettier-ignore
    ];
    const share = [0.5, 0.2, 0.3];
    const params = {
      share,
      start: tables.map(({ start }) => start),
      move: tables.map(({ move }) => move),
      face: tables.map(({ face }) => face),
    };
    const fit = model.with(params);
    const joint = rolls.map((row) =>
      tables.map((table, k) => (share[k] ?? 0) * Math.exp(passesOf(gameOf(row, table)).logLikelihood)),
    );
    expectClose(
      fit.logProb({ roll: rolls }).rows,
      joint.map((each) => Math.log(sum(each))),
    );
    expectClose(
      fit.posterior({ roll: rolls })['table'],
      joint.map((each) => each.map((p) => p / sum(each))),
    );
    const trained = await model.train({ roll: rolls }, { init: params, restarts: 1, iterations: 5 });
    const trace = trained.training?.trace ?? [];
    expectClose(trace[0], sum(joint.map((each) => Math.log(sum(each)))));
    expect(trace.every((value, i) => i === 0 || value >= (trace[i - 1] ?? 0) - 1e-10)).toBe(true);
  });

  test('two chains are one chain of pairs of states', async () => {
    const model = await compileModel(`model Factorial(K: int = 2, L: int = 3) {
      param start: simplex[K] param move: simplex[K, K] param begin: simplex[L] param turn: simplex[L, L]
      param mean: real[K, L] param sd: positive
      plate row {
        sequence t {
          latent  a[0]: category<K> ~ Categorical(start)
          latent  a[t]: category<K> ~ Categorical(move[a[t-1]])
          latent  b[0]: category<L> ~ Categorical(begin)
          latent  b[t]: category<L> ~ Categorical(turn[b[t-1]])
          observe x[t]: real ~ Normal(mean[a[t], b[t]], sd)
        }
      }
    }`);
    const begin = [0.2, 0.5, 0.3];
    const turn = [[0.8, 0.1, 0.1], [0.3, 0.4, 0.3], [0.25, 0.25, 0.5]]; // prettier-ignore
    const mean = [[0, 1, 2], [3, -1, 0.5]]; // prettier-ignore
    const params = { start: fair.start, move: fair.move, begin, turn, mean, sd: 0.8 };
    const x = [[0.1, 0.9, 2.4, -1, 3], [1.2], []]; // prettier-ignore
    const pairs = fair.start.flatMap((_, a) => begin.map((_each, b) => [a, b] as const));
    const chainOf = (row: Vector): Chain => ({
      start: pairs.map(([a, b]) => (fair.start[a] ?? 0) * (begin[b] ?? 0)),
      move: pairs.map(([a, b]) => pairs.map(([c, d]) => (fair.move[a]?.[c] ?? 0) * (turn[b]?.[d] ?? 0))),
      density: (step) => pairs.map(([a, b]) => normal(row[step] ?? Number.NaN, mean[a]?.[b] ?? 0, 0.8)),
      length: row.length,
    });
    const fit = model.with(params);
    const passes = x.map((row) => passesOf(chainOf(row)));
    expectClose(
      fit.logProb({ x }).rows,
      passes.map(({ logLikelihood }) => logLikelihood),
    );
    const posterior = fit.posterior({ x });
    const marginal = (pick: 0 | 1, size: number): readonly Matrix[] =>
      passes.map((each) =>
        each.posterior.map((p) =>
          Array.from({ length: size }, (_, k) => sum(p.filter((_each, i) => pairs[i]?.[pick] === k))),
        ),
      );
    expectClose(posterior['a'], marginal(0, 2));
    expectClose(posterior['b'], marginal(1, 3));
  });

  test('a chain of second order is one of first order over pairs of steps', async () => {
    const model = await compileModel(`model Second(K: int = 2, V: int = 3) {
      param start: simplex[K] param next: simplex[K, K] param turn: simplex[K, K, K] param face: simplex[K, V]
      plate game {
        sequence t {
          latent  die[0]:  category<K> ~ Categorical(start)
          latent  die[1]:  category<K> ~ Categorical(next[die[0]])
          latent  die[t]:  category<K> ~ Categorical(turn[die[t-2], die[t-1]])
          observe roll[t]: category<V> ~ Categorical(face[die[t]])
        }
      }
    }`);
    const turn = [[[0.8, 0.2], [0.4, 0.6]], [[0.1, 0.9], [0.5, 0.5]]]; // prettier-ignore
    const params = { start: fair.start, next: fair.move, turn, face: fair.face };
    // Of the steps t-1 and t, from step 1 on.
    const pairs: readonly (readonly [number, number])[] = [[0, 0], [0, 1], [1, 0], [1, 1]]; // prettier-ignore
    const face = (state: number, roll: number | undefined): number => fair.face[state]?.[roll ?? -1] ?? 0;
    const chainOf = (row: Vector): Chain => ({
      start: pairs.map(([a, b]) => (fair.start[a] ?? 0) * face(a, row[0]) * (fair.move[a]?.[b] ?? 0)),
      move: pairs.map(([a, b]) => pairs.map(([c, d]) => (b === c ? (turn[a]?.[b]?.[d] ?? 0) : 0))),
      density: (step) => pairs.map(([, b]) => face(b, row[step + 1])),
      length: row.length - 1,
    });
    const fit = model.with(params);
    const long = rolls.filter((row) => row.length > 1);
    const passes = long.map((row) => passesOf(chainOf(row)));
    expectClose(
      fit.logProb({ roll: long }).rows,
      passes.map(({ logLikelihood }) => logLikelihood),
    );
    const die = fit.posterior({ roll: long })['die'] as readonly Matrix[];
    expectClose(
      die.map((row) => row.slice(1)),
      passes.map(({ posterior }) =>
        posterior.map((p) => [0, 1].map((state) => sum(p.filter((_, i) => pairs[i]?.[1] === state)))),
      ),
    );
    expectClose(fit.logProb({ roll: [[2], []] }).rows, [
      Math.log(sum(fair.start.map((p, state) => p * face(state, 2)))),
      0,
    ]);
  });

  test('seen states are evidence, and all of them are counts', async () => {
    const model = await compileModel(`model Tagger(K: int = 2, V: int = 3) {
      param start: simplex[K] param move: simplex[K, K] param face: simplex[K, V]
      plate sentence {
        sequence t {
          observe tag[0]:  category<K>? ~ Categorical(start)
          observe tag[t]:  category<K>? ~ Categorical(move[tag[t-1]])
          observe word[t]: category<V> ~ Categorical(face[tag[t]])
        }
      }
    }`);
    const tags = [[0, null, 1, null], [null, null, 0, 0, null, 1], [null]]; // prettier-ignore
    const fit = model.with(fair);
    const passes = rolls.map((row, r) => {
      const chain = gameOf(row);
      const seen = (step: number, state: number): number => {
        const tag = tags[r]?.[step] ?? null;
        return tag === null || tag === state ? 1 : 0;
      };
      return passesOf({ ...chain, density: (step) => chain.density(step).map((p, k) => p * seen(step, k)) });
    });
    const data = { tag: tags, word: rolls };
    expectClose(
      fit.logProb(data).rows,
      passes.map(({ logLikelihood }) => logLikelihood),
    );
    expectClose(
      fit.posterior(data)['tag'],
      passes.map(({ posterior }) => posterior),
    );
    const complete = [[0, 0, 1, 1], [1, 0, 0, 0, 1, 1], [1]]; // prettier-ignore
    const trained = await model.train({ tag: complete, word: rolls });
    expectClose(trained.params['start'], [1 / 3, 2 / 3]);
    expectClose(trained.params['move'], [[3 / 5, 2 / 5], [1 / 3, 2 / 3]]); // prettier-ignore
    expectClose(trained.params['face'], [[2 / 5, 2 / 5, 1 / 5], [1 / 6, 2 / 6, 3 / 6]]); // prettier-ignore
    // Labels that some rows have keep their meaning; more rows without help.
    const some = await model.train({ tag: [...complete, ...tags], word: [...rolls, ...rolls] });
    const trace = some.training?.trace ?? [];
    expect(trace.every((value, i) => i === 0 || value >= (trace[i - 1] ?? 0) - 1e-10)).toBe(true);
    const { tag } = fit.decode({ word: rolls }) as { readonly tag: Matrix };
    expect(tag.map((row) => row.length)).toEqual(rolls.map((row) => row.length));
  });

  test('a stationary start is the distribution that the moves keep', async () => {
    const model = await compileModel(
      casino
        .replace('param start: simplex[K]', '')
        .replace('Categorical(start)', 'Categorical(stationary(move))'),
    );
    const { move, face } = fair;
    // p = p move, by hand: p0 * 0.1 = p1 * 0.3.
    const start = [0.75, 0.25];
    const fit = model.with({ move, face });
    expectClose(
      fit.logProb({ roll: rolls }).rows,
      rolls.map((row) => passesOf(gameOf(row, { start, move, face })).logLikelihood),
    );
  });
});
