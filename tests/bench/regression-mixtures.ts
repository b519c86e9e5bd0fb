// A regression inside the components of a mixture: its EM iterations beside those of a plain Gaussian mixture over as
// many rows and columns.

import type { AnyModel } from '../../runtime/index.ts';
import { compileModel } from '../support/compile-model.ts';
import { sampler } from '../support/linear-algebra.ts';

const [rows, columns, components] = [100_000, 4, 3];
const rounds = 5;

const regression = `model Regressions(K: int = 3, D: dim) {
  param w: simplex[K] param a: real[K] param b: real[K, D] param s: positive[K]
  plate row {
    given   c: real[D]
    latent  kind: category<K> ~ Categorical(w)
    observe y: real ~ Normal(a[kind] + b[kind] @ c, s[kind])
  }
}`;

const plain = `model Plain(K: int = 3, D: dim) {
  param w: simplex[K] param a: real[K, D] param s: covariance[K, D]
  plate row {
    latent  kind: category<K> ~ Categorical(w)
    observe c: real[D] ~ MvNormal(a[kind], s[kind])
  }
}`;

export async function compareRegressions(): Promise<readonly string[]> {
  const random = sampler(3);
  const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  const slopes = range(components).map(() => range(columns).map(() => 2 * random.normal()));
  const c = Float64Array.from({ length: rows * columns }, () => random.normal());
  const y = Float64Array.from({ length: rows }, (_, row) => {
    const k = Math.floor(components * random.uniform());
    const location = range(columns).reduce(
      (sum, d) => sum + (slopes[k]?.[d] ?? 0) * (c[row * columns + d] ?? 0),
      3 * k,
    );
    return location + random.normal();
  });
  const [ours, peers] = [await compileModel(regression), await compileModel(plain)];
  const [inRegression, inPlain]: [number[], number[]] = [[], []];
  const w = range(components).map(() => 1 / components);
  const unit = (scale: number): number[][] =>
    range(columns).map((i) => range(columns).map((j) => (i === j ? scale : 0)));
  for (let round = 0; round < rounds; round++) {
    inRegression.push(
      await timeIteration(
        ours,
        { c, y },
        { w, a: [0, 1, 2], b: slopes.map((row) => row.map((x) => 0.5 * x)), s: [3, 3, 3] },
      ),
    );
    inPlain.push(
      await timeIteration(
        peers,
        { c },
        {
          w,
          a: range(components).map((k) => [...c.subarray(k * columns, (k + 1) * columns)]),
          s: range(components).map((k) => unit(0.5 + k)),
        },
      ),
    );
  }
  const [mine, other] = [median(inRegression), median(inPlain)];
  return [
    '     rows  columns  components    regression       plain  ratio',
    `${String(rows).padStart(9)}${String(columns).padStart(9)}${String(components).padStart(12)}${`${mine.toFixed(2)} ms`.padStart(14)}${`${other.toFixed(2)} ms`.padStart(12)}${(mine / other).toFixed(2).padStart(7)}`,
  ];
}

/** Milliseconds for one, from the times of a few and of many. */
async function timeIteration(
  model: AnyModel,
  data: Record<string, unknown>,
  init: Record<string, unknown>,
): Promise<number> {
  const run = async (iterations: number): Promise<number> => {
    const start = performance.now();
    const fit = await model.train(data, {
      set: { K: components, D: columns },
      init,
      iterations,
      tolerance: 0,
    });
    const made = fit.training?.iterations;
    if (made !== iterations) throw new Error(`internal: ${String(made)} of ${String(iterations)} iterations`);
    return performance.now() - start;
  };
  const few = await run(2);
  return ((await run(10)) - few) / 8;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}
