// Filtering by hand: what the steps so far say of each step. Random models are checked against enumeration in random-hidden.

import { describe, expect, test } from 'vitest';
import type { AnyFit } from '../../runtime/index.ts';
import { compileModel } from '../support/compile-model.ts';

const casino = `model Casino(K: int = 2, V: int = 2) {
  param start: simplex[K]
  param move:  simplex[K, K]
  param face:  simplex[K, V]
  plate game {
    sequence t {
      latent  die[0]:  category<K>  ~ Categorical(start)
      latent  die[t]:  category<K>  ~ Categorical(move[die[t-1]])
      observe roll[t]: category<V>? ~ Categorical(face[die[t]])
    }
  }
}`;
/** The umbrella world of Russell and Norvig (2010), Artificial Intelligence, section 15.2, with its prior before day 1. */
const umbrella = {
  start: [0.5, 0.5],
  move: [
    [0.7, 0.3],
    [0.3, 0.7],
  ],
  face: [
    [0.9, 0.1],
    [0.2, 0.8],
  ],
};

test('the umbrella world', async () => {
  const fit = (await compileModel(casino)).with(umbrella);
  const { die } = fit.filter({ roll: [[0, 0]] }) as { die: number[][][] };
  expect(die[0]?.[0]?.[0]).toBeCloseTo(0.818, 3);
  expect(die[0]?.[1]?.[0]).toBeCloseTo(0.883, 3);
});

test('later steps change the posterior, not the filter, and at the last step both are one', async () => {
  const fit = (await compileModel(casino)).with(umbrella);
  const whole = [0, 1, null, 1, 0, 0, 1];
  const prefixes = whole.map((_, step) => whole.slice(0, step + 1));
  const { die, roll } = fit.filter({ roll: [whole, []] }) as { die: number[][][]; roll: number[][][] };
  const posterior = fit.posterior({ roll: prefixes }) as { die: number[][][]; roll: number[][][] };
  expect(die[1]).toEqual([]);
  prefixes.forEach((_, step) => {
    for (const k of [0, 1]) {
      expect(die[0]?.[step]?.[k]).toBeCloseTo(posterior.die[step]?.[step]?.[k] ?? NaN, 12);
      expect(roll[0]?.[step]?.[k]).toBeCloseTo(posterior.roll[step]?.[step]?.[k] ?? NaN, 12);
    }
  });
});

describe('a class for each sequence', () => {
  const spec = `model Classes {
    param weight: simplex[2]
    param mean: real[2, 2]
    param move: simplex[2, 2]
    plate row {
      latent c: category<2> ~ Categorical(weight)
      sequence t {
        latent  z[0]: category<2> ~ Categorical([0.5, 0.5])
        latent  z[t]: category<2> ~ Categorical(move[z[t-1]])
        observe x[t]: real ~ Normal(mean[c, z[t]], 1)
      }
    }
  }`;
  const params = {
    weight: [0.9, 0.1],
    mean: [
      [0, 0],
      [2, -2],
    ],
    move: [
      [0.9, 0.1],
      [0.2, 0.8],
    ],
  };
  const filtered = (fit: AnyFit, x: readonly number[]): number[][] =>
    (fit.filter({ x: [x] }) as { z: number[][][] }).z[0] ?? [];

  test('may be ruled out for long, and come back', async () => {
    const fit = (await compileModel(spec)).with(params);
    // 2000 nats for the first class, then more for the second, which alone tells states apart.
    const x = [...Array.from({ length: 1000 }, () => 0), ...Array.from({ length: 2000 }, () => 2)];
    const last = filtered(fit, x).at(-1) ?? [];
    const { z } = fit.posterior({ x: [x] }) as { z: number[][][] };
    expect(z[0]?.at(-1)?.[0]).toBeGreaterThan(0.99);
    expect(last[0]).toBeCloseTo(z[0]?.at(-1)?.[0] ?? NaN, 9);
    for (const step of filtered(fit, x)) expect((step[0] ?? NaN) + (step[1] ?? NaN)).toBeCloseTo(1, 12);
  });
});

test('that a sequence goes on is no news of the past', async () => {
  const fit = (
    await compileModel(`model Words(V: dim) {
      param move: simplex[2, 2]
      param say:  simplex[2, V]
      plate word {
        sequence t until letter {
          latent  z[0]: category<2> ~ Categorical([0.5, 0.5])
          latent  z[t]: category<2> ~ Categorical(move[z[t-1]])
          observe letter[t]: token<V> ~ Categorical(say[z[t]])
        }
      }
    }`)
  ).with({
    move: [
      [0.6, 0.4],
      [0.1, 0.9],
    ],
    say: [
      [0.5, 0.4, 0.1],
      [0.1, 0.2, 0.7],
    ],
  });
  const { z } = fit.filter({ letter: [[0], [0, 1], [0, 1, 1]] }) as { z: number[][][] };
  expect(z.map((steps) => steps.length)).toEqual([2, 3, 4]);
  expect(z[0]?.[0]).toEqual(z[2]?.[0]);
  expect(z[1]?.[1]).toEqual(z[2]?.[1]);
  expect(z[0]?.[0]?.[0]).toBeCloseTo(5 / 6, 12);
});

test('a latent that rows share is refused by name', async () => {
  const model = await compileModel(`model Shared {
    param move: simplex[2, 2, 2]
    param face: simplex[2, 2]
    latent season: category<2> ~ Categorical([0.5, 0.5])
    plate row {
      sequence t {
        latent  z[0]: category<2> ~ Categorical([0.5, 0.5])
        latent  z[t]: category<2> ~ Categorical(move[season, z[t-1]])
        observe x[t]: category<2> ~ Categorical(face[z[t]])
      }
    }
  }`);
  const move = [
    [0.9, 0.1],
    [0.2, 0.8],
  ];
  const fit = model.with({ move: [move, move], face: move });
  expect(() => fit.filter({ x: [[0, 1]] })).toThrow(
    'model `Shared` has no operation `filter`: `season` is shared by the rows around `t`',
  );
});

test('without a sequence there is none', async () => {
  const model = await compileModel(`model Mixture {
    param w: simplex[2]
    param m: real[2]
    plate row { latent k: category<2> ~ Categorical(w) observe x: real ~ Normal(m[k], 1) }
  }`);
  const fit = model.with({ w: [0.5, 0.5], m: [0, 1] });
  expect(() => fit.filter({ x: [0] })).toThrow('has no operation `filter`: it has no sequence');
});
