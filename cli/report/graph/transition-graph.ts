// A table of transitions as a DOT document: an arrow for each that is not rare, the wider the more probable.

import type { TransitionView } from '../views.ts';
import { paletteSize } from '../palette.ts';
import { quoted } from './plate-notation.ts';

/** More circles than these are a thicket: the heat map shows them. */
export const mostStates = 12;
const mostArrows = 40;
/** Rarer transitions are left out. */
export const rarest = 0.005;

export interface TransitionGraph {
  readonly dot: string;
  /** Whether possible transitions are left out. */
  readonly partial: boolean;
}

/** Null where there are too many states, or one alone. */
export function transitionGraph({ from, to, probability, coloured }: TransitionView): TransitionGraph | null {
  if (to.length > mostStates || to.length < 2) return null;
  const arrows = Array.from(probability, (value, cell) => ({
    row: Math.floor(cell / to.length),
    column: cell % to.length,
    value,
  }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value);
  // The most probable way out of a state is shown however rare it is.
  const exits = new Set(
    from.map((name, row) => arrows.find((arrow) => arrow.row === row && to[arrow.column] !== name)),
  );
  const shown = arrows.filter(
    (arrow, rank) => exits.has(arrow) || (arrow.value >= rarest && rank < mostArrows),
  );
  const nodes = to.map(
    (name, index) =>
      `n${String(index)} [class="state${coloured ? ` s${String(index % paletteSize)}` : ''}" label=${quoted(name)}]`,
  );
  const edges = shown.map(({ row, column, value }) => {
    const target = to.indexOf(from[row] ?? '');
    return `n${String(target)} -> n${String(column)} [label=" ${percent(value)} " penwidth=${(0.5 + 4 * value).toFixed(2)}]`;
  });
  return {
    dot: [
      'digraph {',
      `graph [bgcolor="transparent" rankdir=LR nodesep=0.5 ranksep=0.8 fontname="Helvetica"]`,
      'node [fontname="Helvetica" fontsize=13 shape=circle width=0.55]',
      'edge [fontname="Helvetica" fontsize=10 arrowsize=0.7]',
      ...nodes,
      ...edges,
      '}',
    ].join('\n'),
    partial: shown.length < arrows.length,
  };
}

/** What is nearly certain does not look certain, nor what is rare impossible. */
function percent(value: number): string {
  const share = value * 100;
  if (share > 99.9 && share < 100) return share > 99.99 ? '>99.99%' : `${share.toFixed(2)}%`;
  if (share < 0.1) return share < 0.001 ? '<0.001%' : `${share.toPrecision(1)}%`;
  return `${share.toFixed(share < 10 ? 1 : 0)}%`;
}
