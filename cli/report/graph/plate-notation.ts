// A model graph as a DOT document: plates are clusters, observed variables shaded, params small points. What it
// looks like is the style sheet's business; DOT carries the classes.

import { escapeHtml } from '../escape.ts';
import type { ModelGraph } from '../report-data.ts';

export function plateNotation(graph: ModelGraph): string {
  const ids = new Map(graph.nodes.map((node, index) => [node.name, `n${String(index)}`]));
  const clusters = (parent: string | null): string[] =>
    graph.plates.flatMap((plate, index) =>
      plate.parent === parent
        ? [
            `subgraph cluster_${String(index)} {`,
            `class="plate" style="rounded" labeljust="r" labelloc="b" margin=14 label=${quoted(plateLabel(plate))}`,
            ...nodes(plate.name),
            ...clusters(plate.name),
            '}',
          ]
        : [],
    );
  const nodes = (plate: string | null): string[] =>
    graph.nodes.flatMap((node) =>
      node.plate === plate ? [`${ids.get(node.name) ?? ''} [${nodeAttributes(node)}]`] : [],
    );
  const edges = graph.edges.flatMap((edge) => {
    const from = ids.get(edge.from);
    const to = ids.get(edge.to);
    if (from === undefined || to === undefined) return [];
    return [edge.step === null ? `${from} -> ${to}` : `${from} -> ${to} [label=${quoted(` ${edge.step} `)}]`];
  });
  return [
    'digraph {',
    'graph [bgcolor="transparent" fontname="Helvetica" fontsize=12 nodesep=0.35 ranksep=0.4]',
    'node [fontname="Helvetica" fontsize=13]',
    'edge [arrowsize=0.6 fontname="Helvetica" fontsize=10]',
    ...nodes(null),
    ...clusters(null),
    ...edges,
    '}',
  ].join('\n');
}

function nodeAttributes(node: ModelGraph['nodes'][number]): string {
  const classed = `class="${node.kind}" tooltip=${quoted(`${node.name}: ${node.type}`)}`;
  // A param is a point under its name, as the literature draws it.
  if (node.kind === 'param')
    return `${classed} shape=plaintext margin=0 height=0.3 label=<${escapeHtml(node.name)}<br/><font point-size="8">&#9679;</font>>`;
  return `${classed} shape=circle width=0.6 fixedsize=${String(node.name.length <= 6)} label=${quoted(node.name)}`;
}

function plateLabel(plate: ModelGraph['plates'][number]): string {
  return plate.size === '' ? plate.name : `${plate.name}: ${plate.size}`;
}

/** A DOT string. Backslashes would start DOT's own escapes. */
export function quoted(text: string): string {
  return `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\s+/g, ' ')}"`;
}
