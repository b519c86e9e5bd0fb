// The report's style sheet. Colours are variables, set once for light and once for dark pages; charts use them too.

import { paletteSize } from './palette.ts';

export const styleSheet = `
:root {
  color-scheme: light dark;
  --page: #fbfbf9; --card: #ffffff; --ink: #22262b; --soft: #5c646e; --faint: #c3c8ce; --line: #e4e6e8;
  --bar: #d5dbe1; --shade: #dfe5ea; --accent: #2f6f9f;
  --c0: #2f6f9f; --c1: #d9822b; --c2: #3d8f5f; --c3: #a8518a; --c4: #8a6d3b; --c5: #6a5acd; --c6: #b5485d; --c7: #2f8f95; --c8: #8c8a1f; --c9: #6f7780;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #15181c; --card: #1c2025; --ink: #e6e8ea; --soft: #a2aab3; --faint: #4a525b; --line: #30363d;
    --bar: #3a424b; --shade: #39434d; --accent: #6fb1e0;
    --c0: #6fb1e0; --c1: #eda55d; --c2: #74c294; --c3: #d58fc0; --c4: #c9ab76; --c5: #a79df0; --c6: #e58a9b; --c7: #6cc8cd; --c8: #cdca5c; --c9: #aab3bd;
  }
}
@media (prefers-color-scheme: dark) { .ink { filter: invert(1); } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, 'Segoe UI', sans-serif; }
main { max-width: 860px; margin: 0 auto; padding: 40px 24px 80px; }
header { margin-bottom: 22px; }
h1 { font-size: 30px; font-weight: 600; letter-spacing: -0.01em; margin: 0; }
h2 { font-size: 18px; font-weight: 600; margin: 0 0 14px; }
h3 { font-size: 14px; font-weight: 500; margin: 0 0 6px; }
p { margin: 0 0 10px; }
code, pre { font-family: ui-monospace, 'SF Mono', Menlo, Consolas, monospace; }
p code { font-size: 0.93em; }
.lead { color: var(--soft); font-size: 17px; margin: 6px 0 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 22px 26px; margin: 0 0 20px; }
.facts { display: flex; flex-wrap: wrap; gap: 14px 30px; margin: 0; }
.facts div { min-width: 90px; }
.facts dt { color: var(--soft); font-size: 12.5px; }
.facts dd { margin: 0; font-size: 19px; font-variant-numeric: tabular-nums; }
.note { color: var(--soft); margin: 16px 0 0; }
.warning { border-left: 3px solid var(--c1); padding-left: 12px; }
figure { margin: 0; }
figcaption, .caption { color: var(--soft); font-size: 13px; }
.caption { margin: 10px 0 0; }
.chart + .chart { margin-top: 28px; }
.chart svg, .graph svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; color: var(--soft); font-size: 13px; margin: 0 0 12px; padding: 0; list-style: none; }
.dot { display: inline-block; width: 9px; height: 9px; border-radius: 50%; margin-right: 6px; }
${Array.from({ length: paletteSize }, (_, k) => `.k${String(k)} { background: var(--c${String(k)}); }`).join(' ')}
.parameter { margin: 0 0 22px; }
.parameter:last-child { margin-bottom: 0; }
.type { color: var(--soft); font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 12.5px; margin-left: 6px; }
.doc { color: var(--soft); font-size: 13.5px; }
.number { font-size: 17px; font-variant-numeric: tabular-nums; }
td small, th small, dd small, caption small, .number small { color: var(--soft); font-size: 0.86em; white-space: nowrap; }
table caption { text-align: left; color: var(--soft); font-size: 13px; padding-bottom: 4px; white-space: nowrap; }
.chart + table, .facts + table, .facts + .columns, .facts + .chart { margin-top: 18px; }
.columns { display: flex; flex-wrap: wrap; gap: 20px 32px; align-items: flex-start; }
.columns > div { max-width: 100%; }
.stack table + table { margin-top: 18px; }
.columns table { max-width: 100%; }
table + .caption + .chart, .columns + .caption + .chart { margin-top: 22px; }
.confusion td { min-width: 46px; text-align: center; padding: 4px 8px; }
.confusion td small { display: block; line-height: 1.2; }
.confusion th[scope="col"] { text-align: center; padding: 3px 8px; }
.confusion.small { font-size: 12.5px; }
.confusion.small td { min-width: 34px; padding: 3px 5px; }
.heat { background: color-mix(in srgb, var(--accent) calc(var(--s) * 55%), transparent); }
td.heat small { color: inherit; opacity: 0.75; }
.none { color: var(--faint); }
.pictures td { padding: 4px 14px 4px 0; white-space: nowrap; text-align: left; }
.pictures th[scope="col"] { text-align: left; }
.pictures img { image-rendering: pixelated; margin-right: 4px; border: 1px solid var(--line); vertical-align: middle; }
.best td, .best th { font-weight: 600; color: var(--ink); }
td.text, th.text { text-align: left; font-weight: 400; color: var(--soft); }
.blocks { display: flex; flex-wrap: wrap; gap: 16px 40px; }
table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; display: block; overflow-x: auto; }
th { color: var(--soft); font-weight: 400; text-align: right; padding: 3px 12px 3px 0; white-space: nowrap; }
td { text-align: right; padding: 3px 12px 3px 0; min-width: 62px; }
.wide { font-size: 12.5px; }
.wide td, .wide th { min-width: 0; padding-right: 10px; }
tr + tr td, tr + tr th { border-top: 1px solid var(--line); }
pre { margin: 0; font-size: 13px; line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere; }
footer { color: var(--soft); font-size: 13px; }
.graph text { fill: var(--ink); font-family: system-ui, sans-serif; }
.graph .node ellipse, .graph .node polygon { fill: none; stroke: var(--ink); }
.graph .node.observe ellipse { fill: var(--shade); }
.graph .node.given ellipse { fill: var(--shade); stroke-dasharray: 3 2; }
.graph .edge text { fill: var(--soft); }
.chain .node ellipse { stroke: var(--soft); fill: var(--shade); }
${Array.from({ length: paletteSize }, (_, k) => `.chain .s${String(k)} ellipse { fill: color-mix(in srgb, var(--c${String(k)}) 30%, var(--card)); stroke: var(--c${String(k)}); }`).join(' ')}
.chain svg { max-height: 300px; }
.caption + .chart { margin-top: 18px; }
.path { overflow-x: auto; }
.path svg { min-width: 620px; }
.words { display: flex; flex-wrap: wrap; gap: 6px 12px; }
.words span { display: inline-block; text-align: center; }
.words small { display: block; color: var(--soft); font-size: 11px; line-height: 1.2; }
.graph .edge path { fill: none; stroke: var(--soft); }
.graph .edge polygon { fill: var(--soft); stroke: var(--soft); }
.graph .cluster path, .graph .cluster polygon { fill: none; stroke: var(--faint); }
.graph .cluster text { fill: var(--soft); }
@media print { .card { break-inside: avoid; } }
`;
