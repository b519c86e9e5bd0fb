// What truncated and censored families share: their names, and how their arguments are those of the family that they
// are made from, and the bounds.

import type { Arithmetic, Event } from '../arithmetic.ts';
import { real, scalar } from '../domains.ts';
import type { Distribution, Form, Values } from '../distribution.ts';

export type CutKind = 'Truncated' | 'Censored';

/** Which bounds there are. */
export interface Bounds {
  readonly lower: boolean;
  readonly upper: boolean;
}

/** A cut family's bounds as parameters; null: none on that side. */
export interface BoundNames {
  readonly lower: string | null;
  readonly upper: string | null;
}

/** `Truncated(Normal, lower)`: found by this name as other families are by theirs. */
export function cutName(kind: CutKind, part: string, { lower, upper }: Bounds): string {
  return `${kind}(${[part, ...(lower ? ['lower'] : []), ...(upper ? ['upper'] : [])].join(', ')})`;
}

/** The kind, part and bounds that a name of this form stands for; null for any other name. */
export function readCutName(
  name: string,
): { readonly kind: CutKind; readonly part: string; readonly bounds: Bounds } | null {
  const match = /^(Truncated|Censored)\((.*?)((?:, (?:lower|upper))+)\)$/.exec(name);
  if (match === null) return null;
  const [, kind = '', part = '', rest = ''] = match;
  return {
    kind: kind === 'Truncated' ? kind : 'Censored',
    part,
    bounds: { lower: rest.includes('lower'), upper: rest.includes('upper') },
  };
}

/** Parameters of the part keep their names; bounds that would bear the same get one of their own. */
export function boundNames(part: Distribution, bounds: Bounds): BoundNames {
  const taken = new Set(part.forms.flatMap(({ names }) => names));
  const free = (name: string): string => (taken.has(name) ? free(`outer ${name}`) : name);
  return {
    lower: bounds.lower ? free('lower') : null,
    upper: bounds.upper ? free('upper') : null,
  };
}

export function boundOf<V>(values: Values<V>, name: string | null): V | null {
  if (name === null) return null;
  const value = values[name];
  if (value === undefined) throw new Error(`internal: no bound \`${name}\``);
  return value;
}

/** The part's log density from its own arguments. */
type PartDensity<V> = (x: V) => V;

/** Log density from the part's, and from canonical parameters. */
export type CutDensity = <V, A>(m: Arithmetic<V, A>, x: V, parameters: Values<V>, part: PartDensity<V>) => V;

/** The part's forms, each with the bounds after its own arguments. */
export function cutForms(
  part: Distribution,
  names: BoundNames,
  density: CutDensity,
): readonly [Form, ...Form[]] {
  const bounds = [names.lower, names.upper].filter((name) => name !== null);
  const withBounds = <V>(converted: Values<V>, values: Values<V>): Values<V> => ({
    ...converted,
    ...(Object.fromEntries(
      bounds.flatMap((name) => (name in values ? [[name, values[name]] as const] : [])),
    ) as Values<V>),
  });
  const cut = (form: Form): Form => {
    const toCanonical = <V, A>(m: Arithmetic<V, A>, values: Values<V>, event: Event<V, A>): Values<V> =>
      withBounds(form.toCanonical(m, values, event), values);
    const { logDensity } = form;
    return {
      names: [...form.names, ...bounds],
      defaults: form.defaults,
      ...(form.optional === undefined ? {} : { optional: form.optional }),
      parameters: form.parameters,
      toCanonical,
      fromCanonical: (m, values, event) => withBounds(form.fromCanonical(m, values, event), values),
      logDensity:
        logDensity === null
          ? null
          : (m, x, values, event) =>
              density(m, x, toCanonical(m, values, event), (at) => logDensity(m, at, values, event)),
    };
  };
  const [first, ...rest] = part.forms;
  return [cut(first), ...rest.map(cut)];
}

export function cutParameters(part: Distribution, names: BoundNames): Distribution['parameters'] {
  const bounds = [names.lower, names.upper].filter((name) => name !== null);
  return {
    ...part.parameters,
    ...Object.fromEntries(bounds.map((name) => [name, scalar(real)])),
  };
}

/** The nearest number between the bounds. */
export function clamp<V, A>(m: Arithmetic<V, A>, x: V, lower: V | null, upper: V | null): V {
  const raised = lower === null ? x : m.max(x, lower);
  return upper === null ? raised : m.min(raised, upper);
}
