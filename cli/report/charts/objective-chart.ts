// The objective over the iterations, a line for each restart; the one kept stands out.

import type { Chart } from './chart.ts';

/** Iterations drawn of one curve: more would not be seen. */
const longest = 400;
/** The first steps from a random start are far below the rest: the axis begins where the curves get interesting. */
const shownRange = 0.98;

export function objectiveChart(
  curves: readonly (readonly number[])[],
  best: number,
  objective: string,
): Chart | null {
  const points = curves.flatMap((curve, restart) =>
    thinned(curve).map(({ iteration, value }) => ({ restart, iteration, value, best: restart === best })),
  );
  // One or two steps have no course to show.
  if (curves.every((curve) => curve.length < 3)) return null;
  const values = points.map((point) => point.value).sort((a, b) => a - b);
  const top = values[values.length - 1] ?? 0;
  const bottom = values[Math.floor((1 - shownRange) * values.length)] ?? top;
  const margin = Math.max((top - bottom) * 0.05, Math.abs(top) * 1e-9, 1e-9);
  const encoding = {
    x: { field: 'iteration', type: 'quantitative', title: 'iteration', axis: { grid: false, format: 'd' } },
    y: {
      field: 'value',
      type: 'quantitative',
      title: objective,
      scale: { domain: [bottom - margin, top + margin], zero: false },
    },
    detail: { field: 'restart', type: 'nominal' },
  } as const;
  return {
    width: 640,
    height: 220,
    data: { values: points },
    layer: [
      {
        transform: [{ filter: '!datum.best' }],
        mark: { type: 'line', clip: true, color: 'var(--faint)', strokeWidth: 1.25 },
        encoding,
      },
      {
        transform: [{ filter: 'datum.best' }],
        mark: { type: 'line', clip: true, color: 'var(--accent)', strokeWidth: 2.25 },
        encoding,
      },
    ],
  };
}

function thinned(curve: readonly number[]): { iteration: number; value: number }[] {
  const step = Math.max(1, Math.ceil(curve.length / longest));
  return curve.flatMap((value, index) =>
    Number.isFinite(value) && (index % step === 0 || index === curve.length - 1)
      ? [{ iteration: index + 1, value }]
      : [],
  );
}
