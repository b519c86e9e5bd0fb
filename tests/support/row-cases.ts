// Models of which rows are independent given the params, of every kind, with data: what holds for rows in chunks or rows
// shared by threads is tested on them.

import type { TrainOptions } from '../../runtime/index.ts';
import type { Stream } from '../../runtime/random/stream.ts';

/** Values of the outermost plate's rows, by variable. */
export type RowData = Record<string, unknown[]>;

export interface RowCase {
  readonly name: string;
  readonly spec: string;
  readonly data: (random: Stream, rows: number) => RowData;
  /** Default: 1100. */
  readonly rows?: number;
  readonly options?: TrainOptions;
}

export const list = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** About a hole or two in ten values. */
const gappy = (random: Stream, value: number): number | null => (random.uniform() < 0.15 ? null : value);

export const rowCases: readonly RowCase[] = [
  {
    name: 'a mixture of full covariances',
    spec: `model M(K: int = 2, D: dim) {
      param weight: simplex[K]
      param mean: real[K, D]
      param spread: covariance[K, D]
      plate row {
        latent kind: category<K> ~ Categorical(weight)
        observe x: real[D] ~ MvNormal(mean[kind], spread[kind])
      }
    }`,
    data: (random, rows) => ({
      x: list(rows, (i) => [1e6 + 4 * (i % 2) + random.normal(), random.normal() - (i % 2)]),
    }),
  },
  {
    name: 'a mixture of independent columns, some values missing',
    spec: `model M(K: int = 3, D: dim) {
      param weight: simplex[K] ~ Dirichlet(2.0)
      param mean: real[K, D]
      param sd: positive[K, D]
      plate row {
        latent kind: category<K> ~ Categorical(weight)
        observe x: real[D]? ~ Normal(mean[kind], sd[kind])
      }
    }`,
    data: (random, rows) => ({
      x: list(rows, (i) => list(3, () => gappy(random, 5 * (i % 3) + random.normal()))),
    }),
  },
  {
    name: 'vectors with missing entries, which are summed out within rows',
    spec: `model M(D: dim) {
      param mean: real[D]
      param spread: covariance[D]
      plate row { observe x: real[D]? ~ MvNormal(mean, spread) }
      train em(iterations: 15)
    }`,
    data: (random, rows) => ({
      x: list(rows, () => {
        const shared = random.normal();
        return list(3, () => gappy(random, 7 + shared + 0.5 * random.normal()));
      }),
    }),
  },
  {
    name: 'naive Bayes with texts for labels, most of them missing',
    spec: `model M(C: dim, L: dim, D: dim) {
      param prior: simplex[C] ~ Dirichlet(2.0)
      param mean: real[C, D]
      param sd: positive[C, D]
      param share: simplex[C, L]
      plate row {
        observe kind: category<C>? ~ Categorical(prior)
        observe place: category<L> ~ Categorical(share[kind])
        observe x: real[D] ~ Normal(mean[kind], sd[kind])
      }
    }`,
    // More labels of each level than starts look at.
    rows: 8000,
    data: (random, rows) => ({
      kind: list(rows, (i) => (i % 7 < 4 ? null : (['ant', 'bee', 'cat'][i % 3] ?? ''))),
      place: list(rows, (i) => `p${String((i * i) % 5)}`),
      x: list(rows, (i) => [4 * (i % 3) + random.normal(), random.normal()]),
    }),
  },
  {
    name: 'a latent for each of ragged groups, with counts and flags in them',
    spec: `model M(K: int = 2) {
      param weight: simplex[K]
      param rate: positive[K]
      param p: unit[K]
      plate group {
        latent kind: category<K> ~ Categorical(weight)
        plate item {
          observe n: count ~ Poisson(rate[kind])
          observe flag: bool? ~ Bernoulli(p[kind])
        }
      }
    }`,
    data: (random, rows) => {
      const counts = list(rows, (i) => list((i * 7) % 4, () => random.poisson(i % 2 === 0 ? 2 : 9)));
      return { n: counts, flag: counts.map((row) => row.map((n) => (n % 5 === 0 ? null : n % 3 > 0))) };
    },
  },
  {
    name: 'a latent within ragged groups that nothing around them depends on',
    spec: `model M(K: int = 2) {
      param weight: simplex[K]
      param mean: real[K]
      param sd: positive[K]
      param level: real
      param noise: positive
      plate group {
        observe y: real ~ Normal(level, noise)
        plate item {
          latent kind: category<K> ~ Categorical(weight)
          observe x: real ~ Normal(mean[kind], sd[kind])
        }
      }
    }`,
    data: (random, rows) => ({
      y: list(rows, () => random.normal()),
      x: list(rows, (i) => list((i * 5) % 4, (j) => 6 * ((i + j) % 2) + random.normal())),
    }),
  },
  {
    name: 'three plates deep, with a latent in the middle and one within',
    spec: `model M(K: int = 2, L: int = 2) {
      param weight: simplex[K]
      param share: simplex[K, L]
      param mean: real[L]
      param sd: positive[L]
      param level: real[K]
      plate site {
        observe height: real ~ Normal(3, 1)
        plate tree {
          latent kind: category<K> ~ Categorical(weight)
          observe y: real ~ Normal(level[kind], 1)
          plate leaf {
            latent form: category<L> ~ Categorical(share[kind])
            observe x: real ~ Normal(mean[form], sd[form])
          }
        }
      }
    }`,
    rows: 600,
    data: (random, rows) => {
      const y = list(rows, (i) => list((i * 5) % 3, (j) => 4 * ((i + j) % 2) + random.normal()));
      const x = y.map((trees, i) =>
        trees.map((_, j) => list((i + 3 * j) % 4, (k) => 8 * ((j + k) % 2) + random.normal())),
      );
      return { height: list(rows, () => 3 + random.normal()), y, x };
    },
    options: { iterations: 8 },
  },
  {
    name: 'a latent that all rows have in common',
    spec: `model M(K: int = 2) {
      param weight: simplex[K]
      param mean: real[K]
      latent kind: category<K> ~ Categorical(weight)
      plate row { observe x: real ~ Normal(mean[kind], 1) }
    }`,
    data: (random, rows) => ({ x: list(rows, () => 5 + random.normal()) }),
  },
  {
    name: 'a linear regression',
    spec: `model M(D: dim) {
      param a: real
      param b: real[D]
      param noise: positive
      plate row {
        given c: real[D]
        observe y: real ~ Normal(a + b @ c, noise)
      }
    }`,
    data: (random, rows) => {
      const c = list(rows, () => [1e3 + random.normal(), random.uniform()]);
      return { c, y: c.map(([u = 0, v = 0]) => 2 * u - 3 * v + random.normal()) };
    },
  },
  {
    name: 'a logistic regression, by gradients',
    spec: `model M(D: dim) {
      param a: real
      param b: real[D]
      plate row {
        given c: real[D]
        observe y: bool ~ Bernoulli(logits: a + b @ c)
      }
    }`,
    data: (random, rows) => {
      const c = list(rows, () => [random.normal(), random.normal()]);
      return { c, y: c.map(([u = 0]) => u + 2 * random.normal() > 0) };
    },
  },
  {
    name: 'a mixture of regressions, by least squares on weighed rows',
    spec: `model M(K: int = 2) {
      param weight: simplex[K]
      param a: real[K]
      param b: real[K]
      param s: positive[K]
      plate row {
        given c: real
        latent kind: category<K> ~ Categorical(weight)
        observe y: real ~ Normal(a[kind] + b[kind] * c, s[kind])
      }
    }`,
    data: (random, rows) => {
      const c = list(rows, () => 3 * random.normal());
      return { c, y: c.map((u, i) => (i % 3 === 0 ? 4 + 2 * u : -u) + 0.5 * random.normal()) };
    },
  },
  {
    name: 'Poisson regressions in ragged groups that have a latent, by gradients',
    spec: `model M(K: int = 2) {
      param weight: simplex[K]
      param a: real[K]
      param b: real[K]
      plate group {
        latent kind: category<K> ~ Categorical(weight)
        plate item {
          given c: real
          observe n: count ~ Poisson(logRate: a[kind] + b[kind] * c)
        }
      }
    }`,
    data: (random, rows) => {
      const c = list(rows, (i) => list((i * 7) % 4, () => random.normal()));
      return {
        c,
        n: c.map((row, i) => row.map((u) => random.poisson(Math.exp(i % 2 === 0 ? 1 + u / 2 : 2 - u / 2)))),
      };
    },
    options: { iterations: 6 },
  },
  {
    name: 'sequences of hidden states',
    spec: `model M(K: int = 2, V: int = 4) {
      param start: simplex[K]
      param move: simplex[K, K]
      param face: simplex[K, V]
      plate game {
        sequence t {
          latent die[0]: category<K> ~ Categorical(start)
          latent die[t]: category<K> ~ Categorical(move[die[t-1]])
          observe roll[t]: category<V> ~ Categorical(face[die[t]])
        }
      }
    }`,
    data: (random, rows) => ({
      roll: list(rows, (i) => list(1 + (i % 5), () => Math.floor(4 * random.uniform() ** (1 + (i % 2))))),
    }),
    options: { iterations: 6 },
  },
  {
    name: 'sequences of states that are seen',
    spec: `model M(V: dim) {
      param start: simplex[V]
      param move: simplex[V, V]
      plate word {
        sequence t until letter {
          observe letter[0]: token<V> ~ Categorical(start)
          observe letter[t]: token<V> ~ Categorical(move[letter[t-1]])
        }
      }
    }`,
    data: (random, rows) => ({
      letter: list(rows, (i) => list(i % 5, () => 'abc'.charAt(Math.floor(3 * random.uniform())))),
    }),
  },
  {
    name: 'a heavy-tailed mixture of one column',
    spec: `model M(K: int = 2) {
      param weight: simplex[K]
      param scale: positive[K]
      plate row {
        latent kind: category<K> ~ Categorical(weight)
        observe x: positive ~ Gamma(2.0, rate: scale[kind])
      }
    }`,
    rows: 257,
    data: (random, rows) => ({ x: list(rows, (i) => random.gamma(2) * (i % 3 === 0 ? 10 : 1)) }),
  },
];
