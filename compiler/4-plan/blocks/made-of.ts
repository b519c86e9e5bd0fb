// What an argument as written is made of: a Gamma's `scale` is 1 / rate, its `mean` is shape / rate. Read off the
// form's own formula, so that a new form cannot forget to say it.

import { makeAxis } from '../../ir/axis.ts';
import { createBuilder } from '../../ir/build.ts';
import { eventOf } from '../../ir/matrices.ts';
import { topologicalOrder } from '../../ir/order.ts';
import type { Distribution, Form } from '../../library/distribution.ts';
import { constantSize } from '../../sizes/size.ts';

/** The canonical parameters that `fromCanonical` reads to give the argument. */
export function madeOf(family: Distribution, form: Form, argument: string): readonly string[] {
  const m = createBuilder();
  const event = eventOf(m, makeAxis('event', constantSize(2)));
  const values = Object.entries(family.parameters).map(([name, { rank }]) => {
    const axes = [event.axis, event.dual].slice(0, rank);
    return [name, m.input(name, { dtype: 'f64', axes })] as const;
  });
  const node = form.fromCanonical(m, Object.fromEntries(values), event)[argument];
  if (node === undefined) throw new Error(`internal: a form of ${family.name} does not give ${argument}`);
  return topologicalOrder([node]).flatMap((inner) => (inner.op === 'input' ? [inner.name] : []));
}
