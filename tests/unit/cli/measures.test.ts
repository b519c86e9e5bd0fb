// Confusion, log loss, calibration and residuals against numbers worked out by hand.

import { expect, test } from 'vitest';
import { measureCalibration, wilsonInterval } from '../../../cli/measures/calibration.ts';
import { measureClassification } from '../../../cli/measures/classification.ts';
import { measureRegression } from '../../../cli/measures/regression.ts';

test('a confusion matrix counts observed levels down and predicted ones across, and leaves out what is not known', () => {
  const observed = [0, 0, 1, 1, NaN, 2];
  const probability = [
    [0.7, 0.2, 0.1], // right
    [0.1, 0.8, 0.1], // 0 taken for 1
    [0.25, 0.5, 0.25], // right
    [0.4, 0.4, 0.2], // 1 taken for 0: the first of equals
    [0, 0, 1], // not known
    [0.05, 0.05, 0.9], // right
  ].flat();
  const { rows, correct, confusion, logLoss, levels } = measureClassification(observed, probability, 3);
  expect([rows, correct]).toEqual([5, 3]);
  expect([...confusion]).toEqual([1, 1, 0, 1, 1, 0, 0, 0, 1]);
  expect(logLoss).toBeCloseTo(-Math.log(0.7 * 0.1 * 0.5 * 0.4 * 0.9) / 5, 12);
  expect(levels).toEqual([
    { observed: 2, predicted: 2, precision: 0.5, recall: 0.5 },
    { observed: 2, predicted: 2, precision: 0.5, recall: 0.5 },
    { observed: 1, predicted: 1, precision: 1, recall: 1 },
  ]);
});

test('a level that is never seen, or never predicted, has no share; the impossible has an infinite loss', () => {
  const { levels, logLoss } = measureClassification([0, 0], [1, 0, 0, 1], 2);
  expect(levels).toEqual([
    { observed: 2, predicted: 1, precision: 1, recall: 0.5 },
    { observed: 0, predicted: 1, precision: 0, recall: null },
  ]);
  expect(logLoss).toBe(Infinity);
  expect(measureClassification([0], [1, 0, 0], 3).levels[2]).toMatchObject({ precision: null, recall: null });
});

test('calibration of two levels looks at the second, of more at the largest', () => {
  const two = measureCalibration([1, 0, 1, 1], [0.85, 0.15, 0.85, 0.15, 0.75, 0.25, 0.1, 0.9], 2);
  // 0.15 twice (one is 1), 0.25 once (it is 1), 0.9 once (it is 1).
  expect(two.of).toBe('second');
  expect(two.bins.map(({ count, predicted, observed }) => [count, predicted, observed])).toEqual([
    [2, 0.15, 0.5],
    [1, 0.25, 1],
    [1, 0.9, 1],
  ]);
  expect(two.error).toBeCloseTo((2 * 0.35 + 0.75 + 0.1) / 4, 12);
  const three = measureCalibration([0, 2], [0.5, 0.3, 0.2, 1, 0, 0], 3);
  expect(three.of).toBe('largest');
  expect(three.bins.map(({ from, count, observed }) => [from, count, observed])).toEqual([
    [0.5, 1, 1],
    [0.9, 1, 0],
  ]);
});

test('an interval of a share is that of Wilson', () => {
  // scipy 1.17: binomtest(8, 10).proportion_ci(method='wilson').
  const [low, high] = wilsonInterval(8, 10);
  expect(low).toBeCloseTo(0.4901625, 6);
  expect(high).toBeCloseTo(0.9433178, 6);
  expect(wilsonInterval(0, 5)[0]).toBe(0);
  expect(wilsonInterval(5, 5)[1]).toBe(1);
});

test('residuals: root mean square and the share of variance that is gone', () => {
  const { rows, error, explained } = measureRegression([1, 2, 3, 6, NaN], [1, 3, 3, 5, 9]);
  expect(rows).toBe(4);
  expect(error).toBeCloseTo(Math.sqrt(2 / 4), 12);
  // Sum of squares about the mean 3: 4 + 1 + 0 + 9.
  expect(explained).toBeCloseTo(1 - 2 / 14, 12);
  expect(measureRegression([2, 2], [2, 2]).explained).toBe(null);
});
