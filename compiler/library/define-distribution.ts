// Small parts that the files in `distributions/` share: domains, the canonical form, and reading values by name.

import type { Distribution, Form, Values } from './distribution.ts';
import type { Arithmetic, Event } from './arithmetic.ts';

export {
  bool,
  cholesky,
  correlationCholesky,
  count,
  covariance,
  matrix,
  nonnegative,
  ordered,
  positive,
  real,
  scalar,
  simplex,
  unit,
  vector,
} from './domains.ts';

/** The values of these names; `const { mean, sd } = take(parameters, 'mean', 'sd')`. */
export function take<V, Name extends string>(values: Values<V>, ...names: readonly Name[]): Record<Name, V> {
  const taken: Partial<Record<Name, V>> = {};
  for (const name of names) {
    const value = values[name];
    if (value === undefined)
      throw new Error(`internal: no \`${name}\` among ${Object.keys(values).join(', ')}`);
    taken[name] = value;
  }
  return taken as Record<Name, V>;
}

/** The least positive normal number, as whose logarithm that of 0 is written where arguments must be finite. */
export const leastNormal = 2.2250738585072014e-308;

/** log(a) as an argument in log space: finite at 0 too, and still NaN at NaN. */
export const finiteLog = <V, A>(m: Arithmetic<V, A>, a: V): V => m.log(m.max(a, m.num(leastNormal)));

/** The event of a family whose value or parameters are vectors. */
export function vectorEvent<V, A>(event: Event<V, A>): NonNullable<Event<V, A>> {
  if (event === null) throw new Error('internal: a family with vectors needs the axes of its event');
  return event;
}

/** The first form: the parameters by their own names, in this order. */
export function canonicalForm(
  names: readonly string[],
  defaults: Readonly<Record<string, number>> = {},
): Form {
  return {
    names,
    defaults,
    parameters: {},
    toCanonical: (_m, values) => values,
    fromCanonical: (_m, values) => values,
    logDensity: null,
  };
}

/**
 * Log density in nats of an event whose arguments are given by the names of `form`; -Infinity outside the
 * support. Callers that know the event to be in the support may take the form's or the family's own.
 */
export function logDensityOf<V, A>(
  m: Arithmetic<V, A>,
  distribution: Distribution,
  x: V,
  values: Values<V>,
  event: Event<V, A>,
  form: Form = distribution.forms[0],
): V {
  const density = (at: V): V =>
    form.logDensity === null
      ? distribution.logDensity(m, at, form.toCanonical(m, values, event), event)
      : form.logDensity(m, at, values, event);
  if (distribution.inSupport === null) return density(x);
  const inside = distribution.inSupport(m, x, form.toCanonical(m, values, event), event);
  // Outside, the formula is read at a point inside: a NaN there would enter gradients in spite of the choice.
  return m.select(
    inside,
    density(m.select(inside, x, pointInside(m, distribution, event))),
    m.num(-Infinity),
  );
}

/** A value in every support: counts of nothing, equal shares, the identity matrix. */
function pointInside<V, A>(
  m: Arithmetic<V, A>,
  { eventRank, discrete }: Distribution,
  event: Event<V, A>,
): V {
  if (discrete) return m.num(0);
  if (event === null || eventRank === 0) return m.num(1);
  if (eventRank === 1) return m.div(m.num(1), m.length(event.axis));
  return m.equal(m.positions(event.axis), m.positions(event.dual));
}
