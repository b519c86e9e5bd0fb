// Vega-Lite specification in, SVG text out; no DOM, no script in the result.

import type { TopLevelSpec } from 'vega-lite';
import { escapeHtml } from '../escape.ts';
import type { Chart } from './chart.ts';
import { compactSvg } from './compact-svg.ts';

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
  const { value, titles } = withoutTitles(chart);
  const compiled = vegaLite.compile({ ...(value as Chart), config } as unknown as TopLevelSpec).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: 'none', logLevel: vega.Error });
  try {
    const svg = await view.toSVG();
    return withTitles(ownIds(compactSvg(svg), id), titles).replace(
      '<svg ',
      `<svg role="img" aria-label="${description}" `,
    );
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

/** As long as the title, so that there is room for it: a character for private use, repeated. */
const titleToken = (title: string, index: number): string =>
  String.fromCharCode(firstToken + index).repeat(Math.max(1, title.length));
const firstToken = 0xe000;

/**
 * Titles replaced by tokens: Vega looks texts up in tables of its own, and stumbles over names that any object has
 * (`toString`, `__proto__`). Data are safe from that, and left alone.
 */
function withoutTitles(chart: Chart): { readonly value: unknown; readonly titles: readonly string[] } {
  const titles: string[] = [];
  // Layers that share an axis have one title, and so one token.
  const tokenOf = (title: string): string =>
    titleToken(title, titles.includes(title) ? titles.indexOf(title) : titles.push(title) - 1);
  const visit = (value: unknown, key: string): unknown => {
    if (key === 'title' && typeof value === 'string') return tokenOf(value);
    if (key === 'data' || typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((element) => visit(element, ''));
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, visit(inner, name)]));
  };
  return { value: visit(chart, ''), titles };
}

function withTitles(svg: string, titles: readonly string[]): string {
  return svg.replace(/>([\ue000-\uf8ff])\1*<\/text>/g, (text, token: string) => {
    const title = titles[token.charCodeAt(0) - firstToken];
    return title === undefined ? text : `>${escapeHtml(title)}</text>`;
  });
}
