// A sum into an array that is itself added into another goes there at once:
//
//   counts[label[row]][v] += ([w[row] == v] for each v)  ->  counts[label[row], w[row]] += 1
//
// one addition for each row instead of as many as the inner array has elements. Rounds differently, and is always on:
// it never adds work.

import { hasAxis, unionAxes } from '../../ir/axis.ts';
import { createBuilder } from '../../ir/build.ts';
import type { Builder } from '../../ir/build.ts';
import type { Node } from '../../ir/ops.ts';
import { mapProgram, rebuild } from '../../ir/rebuild.ts';
import type { Pass } from '../pass.ts';

export const joinScatters: Pass = {
  name: 'join-scatters',
  run: (program) => {
    const m = createBuilder();
    return mapProgram(m, program, (node, operands) => {
      const copy = rebuild(m, node, operands);
      return copy.op === 'scatterAdd' ? (joined(m, copy) ?? copy) : copy;
    });
  },
};

function joined(m: Builder, outer: Node<'scatterAdd'>): Node | null {
  const [inner, ...indices] = outer.args;
  if (inner.op !== 'scatterAdd') return null;
  const [values, ...innerIndices] = inner.args;
  const innerLoops = unionAxes(...inner.args.map(({ type }) => type.axes));
  const indexAxes = indices.flatMap(({ type }) => type.axes);
  // What the inner sum fills is kept, and nobody's index varies along it.
  for (const axis of inner.axes)
    if (!hasAxis(outer.keep, axis) || hasAxis(indexAxes, axis) || hasAxis(innerLoops, axis)) return null;
  // What it sums away must not come back as an axis of an outer index; what the outer sum fills, not be one of its loops.
  if (innerLoops.some((axis) => !hasAxis(inner.keep, axis) && hasAxis(indexAxes, axis))) return null;
  if (outer.axes.some((axis) => hasAxis(innerLoops, axis))) return null;
  const keep = outer.keep.filter((axis) => !hasAxis(inner.axes, axis));
  return m.scatterAdd(values, [...indices, ...innerIndices], [...outer.axes, ...inner.axes], keep);
}
