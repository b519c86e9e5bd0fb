// Sequences of what is observed: estimates in closed form against counts by hand, mixtures of chains against EM written
// out, ends of sequences, and draws whose law is known.

import { describe, expect, test } from 'vitest';
import type { AnyFit } from '../../runtime/index.ts';
import { createStream } from '../../runtime/random/stream.ts';
import { compileModel } from '../support/compile-model.ts';
import { chiSquare } from '../support/goodness-of-fit.ts';

type Table = readonly (readonly number[])[];

const chain = (prior = '', levels = 'V: dim'): string => `model Chain(${levels}) {
  param start: simplex[V]${prior}
  param move:  simplex[V, V]${prior}
  plate row {
    sequence t {
      observe x[0]: category<V> ~ Categorical(start)
      observe x[t]: category<V> ~ Categorical(move[x[t-1]])
    }
  }
}`;

const letters = (prior = ''): string => `model Letters(V: dim) {
  param start: simplex[V]${prior}
  param move:  simplex[V, V]${prior}
  plate name {
    sequence t until letter {
      observe letter[0]: token<V> ~ Categorical(start)
      observe letter[t]: token<V> ~ Categorical(move[letter[t-1]])
    }
  }
}`;

/** Rows of unequal length in three levels. */
const rows: Table = (() => {
  const stream = createStream(4, 4);
  stream.seek(0, 0, 0);
  return Array.from({ length: 40 }, (_, row) => {
    const length = 1 + ((row * 7) % 9);
    let level = Math.floor(3 * stream.uniform());
    return Array.from({ length }, () => {
      level = stream.uniform() < 0.5 ? level : Math.floor(3 * stream.uniform());
      return level;
    });
  });
})();

/** Counts of pairs of neighbours. */
function pairs(sequences: Table, levels: number): number[][] {
  const counts = Array.from({ length: levels }, () => new Array<number>(levels).fill(0));
  for (const sequence of sequences)
    for (let t = 1; t < sequence.length; t++) {
      const row = counts[sequence[t - 1] ?? 0] ?? [];
      row[sequence[t] ?? 0] = (row[sequence[t] ?? 0] ?? 0) + 1;
    }
  return counts;
}

/** Counts of the first of each. */
function firsts(sequences: Table, levels: number): number[] {
  const counts = new Array<number>(levels).fill(0);
  for (const [first] of sequences) if (first !== undefined) counts[first] = (counts[first] ?? 0) + 1;
  return counts;
}

function share(counts: readonly number[], added = 0): number[] {
  const total = counts.reduce((sum, count) => sum + count + added, 0);
  return counts.map((count) => (count + added) / total);
}

function expectClose(found: unknown, wanted: unknown, digits = 12): void {
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

describe('transition tables are shares of pairs', () => {
  test('of maximum likelihood', async () => {
    const fit = await (await compileModel(chain())).train({ x: rows });
    expect(fit.training?.method).toBe('mle');
    expectClose(fit.params['start'], share(firsts(rows, 3)));
    expectClose(
      fit.params['move'],
      pairs(rows, 3).map((row) => share(row)),
    );
    const logLikelihood = rows.map((row) => {
      const start = share(firsts(rows, 3));
      const move = pairs(rows, 3).map((counts) => share(counts));
      return row.reduce(
        (sum, x, t) => sum + Math.log((t === 0 ? start[x] : move[row[t - 1] ?? 0]?.[x]) ?? Number.NaN),
        0,
      );
    });
    expectClose(fit.logProb({ x: rows }).rows, logLikelihood, 10);
  });

  test('with a Dirichlet prior, additive smoothing', async () => {
    const fit = await (await compileModel(chain(' ~ Dirichlet(1.5)'))).train({ x: rows });
    expect(fit.training?.method).toBe('map');
    expectClose(fit.params['start'], share(firsts(rows, 3), 0.5));
    expectClose(
      fit.params['move'],
      pairs(rows, 3).map((row) => share(row, 0.5)),
    );
  });

  test('of second order, with tables for the first steps', async () => {
    const model = await compileModel(`model Second(V: dim) {
      param start: simplex[V] param next: simplex[V, V] param turn: simplex[V, V, V] ~ Dirichlet(2.0)
      plate row { sequence t {
        observe x[0]: category<V> ~ Categorical(start)
        observe x[1]: category<V> ~ Categorical(next[x[0]])
        observe x[t]: category<V> ~ Categorical(turn[x[t-2], x[t-1]])
      } }
    }`);
    const fit = await model.train({ x: rows });
    const counts = Array.from({ length: 3 }, () =>
      Array.from({ length: 3 }, () => new Array<number>(3).fill(0)),
    );
    for (const row of rows)
      for (let t = 2; t < row.length; t++) {
        const cell = counts[row[t - 2] ?? 0]?.[row[t - 1] ?? 0] ?? [];
        cell[row[t] ?? 0] = (cell[row[t] ?? 0] ?? 0) + 1;
      }
    expectClose(
      fit.params['turn'],
      counts.map((table) => table.map((row) => share(row, 1))),
    );
    expectClose(
      fit.params['next'],
      pairs(
        rows.map((row) => row.slice(0, 2)),
        3,
      ).map((row) => share(row)),
    );
  });

  test('a definition at a step goes before the general one, with params of its own', async () => {
    const model = await compileModel(`model Third(V: dim) {
      param first: simplex[V] param third: simplex[V] param move: simplex[V, V]
      plate row { sequence t {
        observe x[0]: category<V> ~ Categorical(first)
        observe x[t]: category<V> ~ Categorical(move[x[t-1]])
        observe x[3]: category<V> ~ Categorical(third)
      } }
    }`);
    const fit = await model.train({ x: rows });
    expectClose(
      fit.params['third'],
      share(
        firsts(
          rows.map((row) => row.slice(3)),
          3,
        ),
      ),
    );
    expectClose(
      fit.params['move'],
      pairs([...rows.map((row) => row.slice(0, 3)), ...rows.map((row) => row.slice(3))], 3).map((row) =>
        share(row),
      ),
    );
  });

  test('params over the steps of a declared length', async () => {
    const model = await compileModel(`model Steps(T: dim) {
      param level: real[T] param sd: positive
      plate row { sequence t: T { observe x[t]: real ~ Normal(level[t], sd) } }
    }`);
    const fit = await model.train({ x: [[1, 5, 2], [3, 5, 3]] }); // prettier-ignore
    expectClose(fit.params['level'], [2, 5, 2.5]);
    expect(() => fit.logProb({ x: [[1, 2]] })).toThrow(/`T` is 2 .* but 3 by the fit/);
  });

  test('a sequence outside every plate is one row, and data are its steps', async () => {
    const x = rows.flat();
    const fit = await (
      await compileModel(chain().replace('plate row {', '').replace(/\}$/u, ''))
    ).train({ x });
    expectClose(
      fit.params['move'],
      pairs([x], 3).map((row) => share(row)),
    );
    const { total, rows: one } = fit.logProb({ x: [0, 1, 2, 2] });
    expect(one).toHaveLength(1);
    expect(one?.[0]).toBeCloseTo(total, 12);
    const drawn = fit.sample(5, { rows: { t: 7 } })['x'] as Table;
    expect(drawn.map((row) => row.length)).toEqual([7, 7, 7, 7, 7]);
    expect((fit.sample(2)['x'] as Table)[0]).toHaveLength(x.length);
  });
});

describe('sequences that end themselves', () => {
  const names = ['ab', 'abba', '', 'b', 'ba', '', 'aab'];
  const data = { letter: names.map((name) => Array.from(name)) };
  const coded = names.map((name) => [...Array.from(name).map((c) => (c === 'a' ? 0 : 1)), 2]);

  test('END is a symbol of the model and none of the data', async () => {
    const fit = await (await compileModel(letters())).train(data);
    expect(fit.sizes['V']).toBe(3);
    expect(fit.levels['letter']).toEqual(['a', 'b']);
    expectClose(fit.params['start'], share(firsts(coded, 3)));
    expectClose(
      (fit.params['move'] as Table).slice(0, 2),
      pairs(coded, 3)
        .slice(0, 2)
        .map((row) => share(row)),
    );
  });

  test('the log probability of a text counts its END, and an empty one is END at once', async () => {
    const model = await compileModel(letters());
    const start = [0.5, 0.3, 0.2];
    const move = [
      [0.1, 0.6, 0.3],
      [0.5, 0.25, 0.25],
      [0.2, 0.3, 0.5],
    ];
    const fit = model.with({ start, move }, { levels: { letter: ['a', 'b'] } });
    const { rows: found, total } = fit.logProb({ letter: [['a', 'b', 'b'], [], ['b']] });
    const wanted = [0.5 * 0.6 * 0.25 * 0.25, 0.2, 0.3 * 0.25].map(Math.log);
    expectClose(found, wanted);
    expect(total).toBeCloseTo(
      wanted.reduce((sum, each) => sum + each, 0),
      12,
    );
    expect(fit.logProb({ letter: [[], []] }).total).toBeCloseTo(2 * Math.log(0.2), 12);
    expect(() => fit.logProb({ letter: [[2]] })).toThrow(/found 2, outside the category's values 0 to 1/);
    expect(() => fit.logProb({ letter: [['c']] })).toThrow(/not among the levels/);
  });

  test('draws stop at END, which they leave out', async () => {
    const model = await compileModel(letters());
    const stop = 0.3;
    const fit = model.with({ start: [0.4, 0.3, stop], move: [[0.4, 0.3, stop], [0.2, 0.5, stop], [1, 0, 0]] }); // prettier-ignore
    const drawn = fit.sample(20_000, { seed: 3 })['letter'] as Table;
    const lengths = new Array<number>(60).fill(0);
    for (const row of drawn) lengths[row.length] = (lengths[row.length] ?? 0) + 1;
    const law = lengths.map((_, length) => stop * (1 - stop) ** length);
    expect(chiSquare(lengths, law)).toBeGreaterThan(0.001);
    const counts = pairs(drawn, 2);
    expect(chiSquare(counts[0] ?? [], [4 / 7, 3 / 7])).toBeGreaterThan(0.001);
    expect(chiSquare(counts[1] ?? [], [2 / 7, 5 / 7])).toBeGreaterThan(0.001);
    expect(drawn.flat().every((code) => code < 2)).toBe(true);
  });

  test('one that never ends is said, or cut where asked', async () => {
    const model = await compileModel(letters());
    const fit = model.with({ start: [1, 0, 0], move: [[0, 1, 0], [1, 0, 0], [1, 0, 0]] }); // prettier-ignore
    expect(() => fit.sample(1)).toThrow(/has not come to its end after 10000 steps/);
    expect(fit.sample(2, { rows: { t: 4 } })['letter']).toEqual([[0, 1, 0, 1], [0, 1, 0, 1]]); // prettier-ignore
  });

  test('latents have a step END, other observations have none', async () => {
    const model = await compileModel(`model Spoken(V: dim) {
      param mood: simplex[2] param say: simplex[2, V] param mean: real[2] param sd: positive
      plate text { sequence t until word {
        latent  z[t]: category<2> ~ Categorical(mood)
        observe word[t]: token<V> ~ Categorical(say[z[t]])
        observe loud[t]: real ~ Normal(mean[z[t]], sd)
      } }
    }`);
    const params = { mood: [0.4, 0.6], say: [[0.5, 0.2, 0.3], [0.1, 0.2, 0.7]], mean: [0, 1], sd: 0.5 }; // prettier-ignore
    const fit = model.with(params);
    const normal = (x: number, mean: number): number =>
      Math.exp(-((x - mean) ** 2) / (2 * 0.25)) / Math.sqrt(2 * Math.PI * 0.25);
    const data = { word: [[1, 0], []], loud: [[0.2, 0.9], []] };
    const joint = (z: number, word: number, loud: number | null): number =>
      (params.mood[z] ?? 0) *
      (params.say[z]?.[word] ?? 0) *
      (loud === null ? 1 : normal(loud, params.mean[z] ?? 0));
    const both = (word: number, loud: number | null): number[] => [
      joint(0, word, loud),
      joint(1, word, loud),
    ];
    const steps = [both(1, 0.2), both(0, 0.9), both(2, null)];
    const total = (of: readonly number[]): number => Math.log((of[0] ?? 0) + (of[1] ?? 0));
    expectClose(fit.logProb(data).rows, [
      steps.reduce((sum, step) => sum + total(step), 0),
      total(steps[2] ?? []),
    ]);
    expectClose((fit.posterior(data) as { z: unknown }).z, [
      steps.map((step) => share(step)),
      [share(steps[2] ?? [])],
    ]);
    const predicted = fit.predict({ word: [[1, 0], []] }) as Record<string, { mean: Table }>;
    const weight = share([0.4 * 0.2, 0.6 * 0.2]);
    expect(predicted['loud']?.mean.map((row) => row.length)).toEqual([2, 0]);
    expect(predicted['loud']?.mean[0]?.[0]).toBeCloseTo(weight[1] ?? 0, 10);
    const drawn = fit.simulate(50, { seed: 2 }) as Record<string, Table>;
    drawn['word']?.forEach((row, i) => {
      expect(drawn['loud']?.[i]).toHaveLength(row.length);
      expect(drawn['z']?.[i]).toHaveLength(row.length + 1);
    });
  });
});

describe('mixtures of chains', () => {
  const mixture = `model Mixture(K: int = 2, V: dim) {
    param share: simplex[K] param start: simplex[K, V] param move: simplex[K, V, V]
    plate row {
      latent kind: category<K> ~ Categorical(share)
      sequence t {
        observe x[0]: category<V> ~ Categorical(start[kind])
        observe x[t]: category<V> ~ Categorical(move[kind, x[t-1]])
      }
    }
    train em(restarts: 1, tolerance: 1e-13, iterations: 2000)
  }`;
  const init = {
    share: [0.5, 0.5],
    start: [[0.4, 0.3, 0.3], [0.3, 0.3, 0.4]], // prettier-ignore
    move: [
      [[0.6, 0.2, 0.2], [0.2, 0.6, 0.2], [0.2, 0.2, 0.6]],
      [[0.2, 0.4, 0.4], [0.4, 0.2, 0.4], [0.4, 0.4, 0.2]],
    ], // prettier-ignore
  };

  test('the fit is that of EM written out', async () => {
    const fit = await (await compileModel(mixture)).train({ x: rows }, { init });
    const byHand = emOfChains(rows, init, 2000);
    expect(fit.training?.logLikelihood).toBeCloseTo(byHand.logLikelihood, 6);
    const [heavier = 0] = fit.params['share'] as number[];
    const order = heavier > 0.5 === (byHand.share[0] ?? 0) > 0.5 ? [0, 1] : [1, 0];
    expectClose(
      fit.params['move'],
      order.map((k) => byHand.move[k]),
      3,
    );
  });

  test('posteriors are of rows, and a label is drawn once for all its steps', async () => {
    const model = await compileModel(mixture);
    const fit = model.with({ ...init, move: [[[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[0, 1, 0], [0, 0, 1], [1, 0, 0]]] }); // prettier-ignore
    expect(fit.posterior({ x: [[0, 0], [0, 1, 2]] })).toEqual({ kind: [[1, 0], [0, 1]] }); // prettier-ignore
    const drawn = fit.simulate(200, { seed: 1, rows: { t: 6 } }) as { kind: number[]; x: Table };
    drawn.x.forEach((row, i) => {
      const jumps = new Set(row.slice(1).map((x, t) => (x - (row[t] ?? 0) + 3) % 3));
      expect([...jumps]).toEqual([drawn.kind[i]]);
    });
  });
});

describe('draws', () => {
  test('follow the chain, each row by itself', async () => {
    const move = [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.3, 0.3, 0.4]]; // prettier-ignore
    const fit = (await compileModel(chain())).with({ start: [0.2, 0.3, 0.5], move });
    const drawn = fit.sample(4000, { seed: 9, rows: { t: 5 } })['x'] as Table;
    expect(chiSquare(firsts(drawn, 3), [0.2, 0.3, 0.5])).toBeGreaterThan(0.001);
    pairs(drawn, 3).forEach((row, x) => {
      expect(chiSquare(row, move[x] ?? [])).toBeGreaterThan(0.001);
    });
    expect(fit.sample(4000, { seed: 9, rows: { t: 5 } })['x']).toEqual(drawn);
    expect(fit.sample(3, { seed: 10, rows: { t: [1, 4, 2] } })['x']).toMatchObject(
      [[{}], [{}, {}, {}, {}], [{}, {}]].map((row) => row.map(() => expect.any(Number) as number)),
    );
  });

  test('are as long as the training rows on average, or as the inputs that are given', async () => {
    const model = await compileModel(`model Driven {
      param keep: real param gain: real param sd: positive
      plate row { sequence t {
        given u[t]: real
        observe y[0]: real ~ Normal(0, sd)
        observe y[t]: real ~ Normal(keep * y[t-1] + gain * u[t-1], sd)
      } }
    }`);
    const fit = model.with({ keep: 0.5, gain: 1, sd: 1e-9 });
    const drawn = fit.sample(2, { given: { u: [[1, 2, 4], [0, 8]] } })['y'] as Table; // prettier-ignore
    expectClose(drawn, [[0, 1, 2.5], [0, 0]], 6); // prettier-ignore
    const one = fit.sample(1, { given: { u: 1 }, rows: { t: 4 } })['y'] as Table;
    expectClose(one, [[0, 1, 1.5, 1.75]], 6);
    expect(() => fit.sample(1, { given: { u: 1 } })).toThrow(/how many rows each row of `row` has/);
  });

  test('inputs of plates in steps say how many rows those have', async () => {
    const model = await compileModel(`model Parts {
      param gain: real param sd: positive
      plate row { sequence t {
        given base[t]: real
        plate part {
          given weight[t]: real
          observe y[t]: real ~ Normal(base[t] + gain * weight[t], sd)
        }
      } }
    }`);
    const fit = model.with({ gain: 10, sd: 1e-9 });
    const base = [[100, 200], [300]]; // prettier-ignore
    const weight = [[[1, 2], [3]], [[]]]; // prettier-ignore
    const { y } = fit.sample(2, { given: { base, weight } }) as unknown as { y: Table[] };
    expectClose(y, [[[110, 120], [230]], [[]]], 6); // prettier-ignore
    expectClose(fit.sample(2, { given: { base, weight }, rows: { t: [2, 1] } })['y'], y);
    expect(() => fit.sample(2, { given: { base, weight }, rows: { t: 3 } })).toThrow(
      /has 3 rows of `t`, and `rows` asks for others/,
    );
    expect(() => fit.sample(2, { given: { base: [[1], [2]], weight } })).toThrow(
      // prettier-ignore
      /`weight`: has other rows of `t` than `base`/,
    );
  });

  test('what is read after a sequence is that of its draws', async () => {
    const model = await compileModel(`model After {
      param move: simplex[2, 2]
      plate row {
        sequence t: 3 {
          observe x[0]: category<2> ~ Categorical([0.5, 0.5])
          observe x[t]: category<2> ~ Categorical(move[x[t-1]])
        }
        observe last: category<2> ~ Categorical(move[x[last]])
        observe second: category<2> ~ Categorical(move[x[1]])
      }
    }`);
    const fit = model.with({ move: [[0, 1], [1, 0]] }); // prettier-ignore
    const { x, last, second } = fit.sample(40, { seed: 2 }) as unknown as {
      x: Table;
      last: number[];
      second: number[];
    };
    x.forEach((row, i) => {
      expect(last[i]).toBe(1 - (row[2] ?? 0));
      expect(second[i]).toBe(1 - (row[1] ?? 0));
    });
    expect(fit.logProb({ x: [[0, 1, 0]], last: [1], second: [0] }).total).toBeCloseTo(Math.log(0.5), 12);
  });

  test('of sequences in sequences, and of plates in steps', async () => {
    const model = await compileModel(`model Text(V: int = 3, W: int = 3) {
      param start: simplex[W] param kinds: simplex[W, W] param first: simplex[W, V] param next: simplex[W, V, V] param mean: real[W]
      plate text {
        sequence word until kind {
          observe kind[0]: category<W> ~ Categorical(start)
          observe kind[word]: category<W> ~ Categorical(kinds[kind[word-1]])
          plate mark: 2 { observe height[word]: real ~ Normal(mean[kind[word]], 0.001) }
          sequence letter until sign {
            observe sign[0]: category<V> ~ Categorical(first[kind[word]])
            observe sign[letter]: category<V> ~ Categorical(next[kind[word], sign[letter-1]])
          }
        }
      }
    }`);
    const params = {
      start: [0.5, 0.5, 0],
      kinds: [[0, 0.7, 0.3], [0.6, 0.1, 0.3], [1, 0, 0]],
      first: [[0.8, 0, 0.2], [0, 0.9, 0.1], [1, 0, 0]],
      next: [
        [[0, 0.6, 0.4], [0.6, 0, 0.4], [1, 0, 0]],
        [[0.6, 0, 0.4], [0, 0.7, 0.3], [1, 0, 0]],
        [[1, 0, 0], [1, 0, 0], [1, 0, 0]],
      ],
      mean: [10, 20, 30],
    }; // prettier-ignore
    const fit: AnyFit = model.with(params);
    const drawn = fit.sample(300, { seed: 5 }) as unknown as { kind: Table; height: Table[]; sign: Table[] };
    drawn.kind.forEach((kinds, i) => {
      expect(drawn.sign[i]).toHaveLength(kinds.length);
      expect(drawn.height[i]).toHaveLength(kinds.length);
      kinds.forEach((kind, word) => {
        const [first] = drawn.sign[i]?.[word] ?? [];
        if (first !== undefined) expect(first).toBe(kind);
        expectClose(drawn.height[i]?.[word], [10 * kind + 10, 10 * kind + 10], 1);
      });
    });
    // What is drawn is data again, and every row has its probability.
    const { rows: scores } = fit.logProb(drawn);
    expect(scores).toHaveLength(300);
    const second = drawn.kind.findIndex((kinds) => kinds.length === 1);
    const [kind = 0] = drawn.kind[second] ?? [];
    const signs = [...(drawn.sign[second]?.[0] ?? []), 2];
    const density = (drawn.height[second]?.[0] ?? []).reduce(
      (sum, x) => sum - ((x - 10 * kind - 10) / 0.001) ** 2 / 2 - Math.log(0.001 * Math.sqrt(2 * Math.PI)),
      0,
    );
    const byHand =
      Math.log(0.5) +
      Math.log(params.kinds[kind]?.[2] ?? 0) +
      density +
      signs.reduce(
        (sum, sign, t) =>
          sum +
          Math.log(
            (t === 0 ? params.first[kind]?.[sign] : params.next[kind]?.[signs[t - 1] ?? 0]?.[sign]) ?? 0,
          ),
        0,
      );
    expect(scores?.[second]).toBeCloseTo(byHand, 9);
  });
});

describe('data', () => {
  test('all variables of a sequence have its steps', async () => {
    const model = await compileModel(`model Two {
      param a: real param sd: positive
      plate row { sequence t {
        observe x[t]: real ~ Normal(a, sd)
        observe y[0]: real ~ Normal(a, sd)
        observe y[t]: real ~ Normal(x[t-1], sd)
      } }
    }`);
    const bad = { x: [[1, 2], [3]], y: [[1, 2], [3, 4]] }; // prettier-ignore
    await expect(model.train(bad)).rejects.toThrow(/`y`, row 2: has 2 steps of sequence `t`, but `x` has 1/);
    const fit = await model.train({ x: [[1, 2], [3]], y: [[1, 2.5], [3]] }); // prettier-ignore
    const predicted = fit.predict({ x: [[1, 2, 5]] }) as Record<string, { mean: Table }>;
    expectClose(predicted['y']?.mean[0]?.slice(1), [1, 2]);
    expect(() => fit.predict({ y: [[1, 2, 5]] })).toThrow(
      /`x`: is left out, but other variables depend on it/,
    );
  });

  test('a fit is saved and read with its sequences', async () => {
    const model = await compileModel(letters(' ~ Dirichlet(2.0)'));
    const fit = await model.train({ letter: [['a', 'b'], ['b'], []] });
    const again = model.load(fit.toBytes());
    expect(again.sample(20, { seed: 4 })).toEqual(fit.sample(20, { seed: 4 }));
    expect(again.logProb({ letter: [['a']] })).toEqual(fit.logProb({ letter: [['a']] }));
  });
});

interface Chains {
  readonly share: readonly number[];
  readonly start: Table;
  readonly move: readonly Table[];
}

/** EM of a mixture of chains (I. Cadez et al. 2000, for sequences of categories). */
function emOfChains(
  sequences: Table,
  from: Chains,
  iterations: number,
): Chains & { readonly logLikelihood: number } {
  let { share: mix, start, move } = from;
  let logLikelihood = Number.NaN;
  for (let iteration = 0; iteration < iterations; iteration++) {
    logLikelihood = 0;
    const weights = sequences.map((row) => {
      const logs = mix.map((weight, k) =>
        row.reduce(
          (sum, x, t) =>
            sum + Math.log((t === 0 ? start[k]?.[x] : move[k]?.[row[t - 1] ?? 0]?.[x]) ?? Number.NaN),
          Math.log(weight),
        ),
      );
      const most = Math.max(...logs);
      const total = most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0));
      logLikelihood += total;
      return logs.map((log) => Math.exp(log - total));
    });
    const count = (k: number, add: (weight: number, row: readonly number[]) => void): void => {
      sequences.forEach((row, i) => {
        add(weights[i]?.[k] ?? 0, row);
      });
    };
    mix = share(mix.map((_, k) => weights.reduce((sum, row) => sum + (row[k] ?? 0), 0)));
    start = start.map((row, k) => {
      const counts = row.map(() => 0);
      count(k, (weight, [first = 0]) => (counts[first] = (counts[first] ?? 0) + weight));
      return share(counts);
    });
    move = move.map((table, k) => {
      const counts = table.map((row) => row.map(() => 0));
      count(k, (weight, row) => {
        for (let t = 1; t < row.length; t++) {
          const cell = counts[row[t - 1] ?? 0] ?? [];
          cell[row[t] ?? 0] = (cell[row[t] ?? 0] ?? 0) + weight;
        }
      });
      return counts.map((row) => share(row));
    });
  }
  return { share: mix, start, move, logLikelihood };
}
