// Gradients of what moves or adds values along axes. A repeat becomes a sum, a sum a repeat.

import { unionAxes, withoutAxis } from '../../ir/axis.ts';
import { sumTo } from './rule.ts';
import type { VjpRule } from './rule.ts';

type AlongAxes = 'reduceSum' | 'reduceMax' | 'rename' | 'gather' | 'scatterAdd' | 'sumRows' | 'spreadRows';

export const alongAxesRules: { readonly [K in AlongAxes]: VjpRule<K> } = {
  // Lacking the axis, the cotangent is constant along it.
  reduceSum: [(_, c) => c],
  // To the first maximum alone: the gradient of a chain of maxima is then one configuration (the decoded one).
  reduceMax: [(m, c, { args: [x], axis }) => m.select(m.equal(m.iota(axis), m.argMax(x, axis)), c, m.num(0))],
  rename: [(m, c, { from, to }) => m.rename(c, to, from)],
  gather: [
    (m, c, { args: [base, index], axis }) =>
      m.scatterAdd(c, [index], [axis], withoutAxis(base.type.axes, axis)),
    null,
  ],
  scatterAdd: [
    (m, c, { args: [values, ...indices], axes }) => {
      const read = indices.reduce((rest, index, position) => {
        const axis = axes[position];
        return axis === undefined ? rest : m.gather(rest, index, axis);
      }, c);
      const all = unionAxes(values.type.axes, ...indices.map((index) => index.type.axes));
      return sumTo(m, read, all, values.type.axes);
    },
    null,
    null,
    null,
    null,
  ],
  sumRows: [(m, c, { from, to }) => m.spreadRows(c, to, from)],
  spreadRows: [(m, c, { from, to }) => m.sumRows(c, to, from)],
};
