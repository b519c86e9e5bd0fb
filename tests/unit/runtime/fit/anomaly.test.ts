// Anomaly scores, their thresholds, and what of them a saved fit keeps.

import { describe, expect, test } from 'vitest';
import { quantileOf } from '../../../../runtime/fit/anomaly.ts';
import { compileModel } from '../../../support/compile-model.ts';

const spec = 'model M { param m: real param s: positive plate row { observe x: real ~ Normal(m, s) } }';
const x = Array.from({ length: 2500 }, (_, i) => ((i * 7919) % 2500) / 100);

test('quantiles are linear between order statistics', () => {
  const sorted = Float64Array.of(1, 2, 4, 8);
  expect(quantileOf(sorted, 0)).toBe(1);
  expect(quantileOf(sorted, 1)).toBe(8);
  expect(quantileOf(sorted, 0.5)).toBe(3);
  expect(quantileOf(Float64Array.of(Infinity, Infinity), 0.3)).toBe(Infinity);
});

describe('scores', () => {
  test('are minus the log density, flagged above a quantile of the training', async () => {
    const fit = await (await compileModel(spec)).train({ x });
    const { rows } = fit.logProb({ x: [5, 60] });
    const score = fit.anomalyScore({ x: [5, 60] });
    expect([...score.rows]).toEqual([...(rows ?? [])].map((value) => -value));
    expect(score.quantile).toBe(0.99);
    expect(score.flagged).toEqual([false, true]);
    const all = fit.anomalyScore({ x }, { quantile: 0.9 });
    expect(all.flagged?.filter(Boolean).length).toBeGreaterThan(240);
    expect(all.flagged?.filter(Boolean).length).toBeLessThan(260);
    expect(fit.anomalyScore({ x }, { quantile: 1 }).flagged?.some(Boolean)).toBe(false);
  });

  test('keep their threshold in a saved fit', async () => {
    const model = await compileModel(spec);
    const fit = await model.train({ x });
    const again = model.load(fit.toBytes());
    expect(again.anomalyScore({ x: [1] }).threshold).toBe(fit.anomalyScore({ x: [1] }).threshold);
    expect(again.training).toEqual(fit.training);
  });

  test('have no threshold where nothing was trained', async () => {
    const fit = (await compileModel(spec)).with({ m: 0, s: 1 });
    expect(fit.anomalyScore({ x: [0] })).toMatchObject({ threshold: null, flagged: null });
  });

  test('refuse a quantile that is none, and rows without a density', async () => {
    const fit = await (await compileModel(spec)).train({ x });
    expect(() => fit.anomalyScore({ x }, { quantile: 99 })).toThrow(/quantile is 99.*from 0 to 1/);
    const joined = await compileModel('model J { param m: real observe y: real ~ Normal(m, 1) }');
    const one = await joined.train({ y: 2 });
    expect(() => one.anomalyScore({ y: 2 })).toThrow(/no density of their own/);
  });
});
