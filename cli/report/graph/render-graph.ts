// DOT in, SVG out, by Graphviz compiled to WebAssembly.

import { plateNotation } from './plate-notation.ts';
import type { ModelGraph } from '../report-data.ts';

/** An `<svg>` to set into a page; its colours come from the page's style sheet. */
export async function renderGraph(graph: ModelGraph): Promise<string> {
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz');
  const graphviz = await Graphviz.load();
  const svg = graphviz.dot(plateNotation(graph));
  // Without the XML prologue, and with no comments: Graphviz repeats labels in them.
  return svg
    .slice(Math.max(0, svg.indexOf('<svg')))
    .replace(/<!--.*?-->\s*/gs, '')
    .replace('<svg ', '<svg role="img" aria-label="The model in plate notation" ');
}
