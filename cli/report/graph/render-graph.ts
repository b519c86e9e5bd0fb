// DOT in, SVG out, by Graphviz compiled to WebAssembly.

/**
 * An `<svg>` to set into a page; its colours come from the page's style sheet. `description` is ours, never a user's text.
 */
export async function renderGraph(dot: string, description: string): Promise<string> {
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz');
  const graphviz = await Graphviz.load();
  const svg = graphviz.dot(dot);
  // Without the XML prologue, and with no comments: Graphviz repeats labels in them.
  return svg
    .slice(Math.max(0, svg.indexOf('<svg')))
    .replace(/<!--.*?-->\s*/gs, '')
    .replace(/ (?:fill|stroke)="(?:none|black|transparent|lightgrey)"/g, '')
    .replace('<svg ', `<svg role="img" aria-label="${description}" `);
}
