// What an argument as written is made of: a Gamma's `scale` is 1 / rate, its `mean` is shape / rate; and what a canonical
// parameter is made of. Read off the form's own formulas, so that a new form cannot forget to say it.

import { makeAxis } from '../../ir/axis.ts';
import { createBuilder } from '../../ir/build.ts';
import type { Builder } from '../../ir/build.ts';
import { eventOf, parameterAxes } from '../../ir/matrices.ts';
import type { Axis, Node } from '../../ir/ops.ts';
import { topologicalOrder } from '../../ir/order.ts';
import type { Event } from '../../library/arithmetic.ts';
import type { Distribution, Form, ParameterDefinition, Values } from '../../library/distribution.ts';
import { constantSize } from '../../sizes/size.ts';

/** The canonical parameters that `fromCanonical` reads to give the argument. */
export function madeOf(family: Distribution, form: Form, argument: string): readonly string[] {
  return inputsOf(argument, (m, event) =>
    form.fromCanonical(m, inputs(m, event, Object.entries(family.parameters)), event),
  );
}

/** The arguments that `toCanonical` reads to give the parameter. */
export function argumentsFor(family: Distribution, form: Form, parameter: string): readonly string[] {
  const definitions = { ...family.parameters, ...form.parameters };
  const own = Object.entries(definitions).filter(([name]) => form.names.includes(name));
  return inputsOf(parameter, (m, event) => form.toCanonical(m, inputs(m, event, own), event));
}

function inputsOf(
  wanted: string,
  values: (m: Builder, event: Event<Node, Axis>) => Values<Node>,
): readonly string[] {
  const m = createBuilder();
  const [axis, columns] = [makeAxis('event', constantSize(2)), makeAxis('columns', constantSize(2))];
  const node = values(m, eventOf(m, axis, undefined, columns))[wanted];
  if (node === undefined) throw new Error(`internal: a form does not give ${wanted}`);
  return topologicalOrder([node]).flatMap((inner) => (inner.op === 'input' ? [inner.name] : []));
}

function inputs(
  m: Builder,
  event: Event<Node, Axis>,
  definitions: readonly (readonly [string, ParameterDefinition])[],
): Values<Node> {
  return Object.fromEntries(
    definitions.map(([name, definition]) => [
      name,
      m.input(name, { dtype: 'f64', axes: parameterAxes(definition, event) }),
    ]),
  );
}
