// Vega-Lite specification in, SVG text out; no DOM, no script in the result.

import type { TopLevelSpec } from 'vega-lite';
import type { Chart } from './chart.ts';

/** Colours come from the page's style sheet; the chart has no background of its own. */
const config = {
  background: 'transparent',
  font: 'system-ui, sans-serif',
  aria: false,
  view: { stroke: null },
  axis: {
    labelColor: 'var(--soft)',
    titleColor: 'var(--soft)',
    gridColor: 'var(--line)',
    domainColor: 'var(--line)',
    tickColor: 'var(--line)',
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: 400,
    titlePadding: 8,
    tickCount: 5,
  },
  title: { color: 'var(--ink)', fontSize: 13, fontWeight: 500, anchor: 'start', offset: 10 },
  header: { labelColor: 'var(--ink)' },
} as const;

/**
 * The chart as a self-contained `<svg>`, which scales down with the page. `id` is unique in the page; `description`
 * is ours, never a user's text.
 */
export async function renderChart(chart: Chart, id: string, description: string): Promise<string> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  const compiled = vegaLite.compile({ ...chart, config } as unknown as TopLevelSpec).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: 'none', logLevel: vega.Error });
  try {
    const svg = await view.toSVG();
    return ownIds(svg, id).replace('<svg ', `<svg role="img" aria-label="${description}" `);
  } finally {
    view.finalize();
  }
}

/** Vega numbers clip paths through the whole process; here they are numbered chart by chart, so that bytes repeat. */
function ownIds(svg: string, id: string): string {
  const numbers = new Map<string, string>();
  return svg.replace(/(url\(#|<clipPath id=")(clip\d+)/g, (_, before: string, clip: string) => {
    const own = numbers.get(clip) ?? `${id}-${String(numbers.size)}`;
    numbers.set(clip, own);
    return `${before}${own}`;
  });
}
