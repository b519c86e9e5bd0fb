// Two panels of a regression: observed against fitted, and standardised residuals against fitted.

import { componentColour } from '../palette.ts';
import type { RegressionView } from '../views.ts';
import type { Chart } from './chart.ts';

/** Points drawn at most; a fixed stride picks them. */
const mostPoints = 1500;
const size = 320;

export function regressionChart(view: RegressionView): Chart {
  const points = pointsOf(view);
  const fitted = domainOf(points.map(({ mean }) => mean));
  const observed = domainOf(points.map(({ value }) => value));
  const both = [Math.max(fitted[0], observed[0]), Math.min(fitted[1], observed[1])] as const;
  const residuals = domainOf([-2.5, 2.5, ...points.map(({ residual }) => residual).filter(Number.isFinite)]);
  const x = axis('mean', fitted, 'fitted mean');
  const marks = { type: 'circle', size: 20, opacity: 0.5, clip: true };
  const color = { field: 'colour', type: 'nominal', scale: null, legend: null };
  const panel = { width: size, height: size * 0.75 };
  return {
    hconcat: [
      {
        ...panel,
        layer: [
          {
            data: { values: points },
            mark: marks,
            encoding: { x, y: axis('value', observed, view.label), color },
          },
          {
            data: { values: both[0] < both[1] ? both.map((at) => ({ mean: at, value: at })) : [] },
            mark: { type: 'line', color: 'var(--ink)', strokeWidth: 1.2, strokeDash: [4, 3] },
            encoding: { x, y: axis('value', observed, view.label) },
          },
        ],
      },
      {
        ...panel,
        layer: [
          {
            data: { values: points.filter(({ residual }) => Number.isFinite(residual)) },
            mark: marks,
            encoding: { x, y: axis('residual', residuals, 'residual, in standard deviations'), color },
          },
          {
            data: {
              values: [-2, 0, 2].map((at) => ({ residual: at, dash: at === 0 ? [1, 0] : [4, 3] })),
            },
            mark: { type: 'rule', color: 'var(--soft)', strokeWidth: 1, strokeDash: [4, 3] },
            encoding: { y: axis('residual', residuals, 'residual, in standard deviations') },
          },
        ],
      },
    ],
    spacing: 36,
  };
}

function axis(field: string, domain: readonly [number, number], title: string): Chart {
  return { field, type: 'quantitative', title, scale: { domain: [...domain], nice: false, zero: false } };
}

function pointsOf({ observed, mean, sd, component }: RegressionView) {
  const stride = Math.max(1, Math.ceil(observed.length / mostPoints));
  return Array.from(observed, (value, row) => ({
    value,
    mean: mean[row] ?? NaN,
    residual: (value - (mean[row] ?? NaN)) / (sd[row] ?? NaN),
    colour: componentColour(component?.[row] ?? 0),
  })).filter(
    (point, row) => row % stride === 0 && Number.isFinite(point.value) && Number.isFinite(point.mean),
  );
}

function domainOf(values: readonly number[]): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return [0, 1];
  const room = high > low ? (high - low) * 0.04 : Math.max(Math.abs(low) * 0.05, 0.5);
  return [low - room, high + room];
}
