// Observations that may be missing: which entries are there, and values in place of those that are not. In data a
// missing number is NaN, a missing value of a finite type -1. What is missing is left out of densities and statistics by a
// choice between it and 0; the formulas see a harmless value there, since a NaN would enter gradients in spite of that.

import type { ValueType, Variable } from '../3-check/model.ts';
import { isFinite } from '../3-check/model.ts';
import type { Factor } from '../4-plan/derivation.ts';
import { onDiagonal } from '../ir/matrices.ts';
import type { Axis, Node } from '../ir/ops.ts';
import type { DerivedSupport, Support } from '../library/signature.ts';
import type { Context } from './context.ts';
import { dataInput, valueAxes, variable } from './context.ts';
import { constantSize } from '../sizes/size.ts';
import type { AlignedCall } from './events.ts';

/** The events of a factor as its rows have them. */
export interface SeenEvents {
  /** Where something is missing, any value of the support. */
  readonly x: Node;
  /** Whether an event counts; null: every one does. Of vectors with missing entries, those with any that is there. */
  readonly counts: Node | null;
  /** Of vectors whose entries may be missing one by one, which are there; null elsewhere. */
  readonly entries: Node | null;
}

/** `given`: the values of the factor's variable, from the data or drawn. */
export function seenEvents(
  context: Context,
  { missing }: Pick<Factor, 'missing'>,
  call: AlignedCall,
  declared: Variable,
  given: Node,
): SeenEvents {
  const { m } = context;
  const end = atEnd(context, declared);
  // Data hold nothing of the step END; what kernels see there counts nothing, but must not be out of the support.
  const x = end === null ? given : m.select(end, harmless(context, declared, call.family.support), given);
  if (missing === 'nothing') return { x, counts: null, entries: null };
  const here = isHere(context, declared, x);
  const known = m.select(here, x, harmless(context, declared, call.family.support));
  const eventAxes = valueAxes(declared).slice(call.repeats.length);
  if (eventAxes.length === 0) return { x: known, counts: here, entries: null };
  if (missing === 'events') return { x: known, counts: all(context, here, eventAxes), entries: null };
  return { x: known, counts: any(context, here, eventAxes), entries: here };
}

/** Whether a row is the step END of a sequence, of which the data hold nothing of this variable; null: there is no such step. */
function atEnd(context: Context, { name, role, plate }: Variable): Node | null {
  const until = context.derivation.model.plates.find((each) => each.name === plate)?.sequence?.until ?? null;
  if (until === null || until === name || role !== 'observe') return null;
  const { m } = context;
  const symbol = variable(context, until);
  const last = m.sub(m.size(symbol.type.levels ?? constantSize(2)), m.num(1));
  return m.equal(m.cast(dataInput(context, symbol), 'f64'), last);
}

/** Whether a value is there. */
export function isHere(context: Context, { type }: Variable, x: Node): Node {
  const { m } = context;
  // Comparisons with NaN are false.
  return isFinite(type) ? m.lessEqual(m.constant(0, 'i32'), x) : m.less(m.abs(x), m.num(Infinity));
}

function all(context: Context, condition: Node, axes: readonly Axis[]): Node {
  const { m } = context;
  return m.not(any(context, m.not(condition), axes));
}

function any(context: Context, condition: Node, axes: readonly Axis[]): Node {
  const { m } = context;
  return m.less(
    m.num(0),
    axes.reduce((count, axis) => m.sum(count, axis), condition),
  );
}

/** A value of the type, and of the support as far as that does not depend on arguments. */
function harmless(context: Context, declared: Variable, support: Support | DerivedSupport): Node {
  const { m } = context;
  const { type } = declared;
  const axes = valueAxes(declared);
  const [last, column] = [axes.at(-1), axes.at(-2)];
  if (isFinite(type)) return m.constant(0, 'i32');
  if (last === undefined) return m.num(numberIn(type, support));
  switch (type.structure) {
    case null:
      return support.kind === 'simplex' ? m.div(m.num(1), m.length(last)) : m.num(numberIn(type, support));
    case 'simplex':
      return m.div(m.num(1), m.length(last));
    case 'unitVector':
      return m.div(m.num(1), m.sqrt(m.length(last)));
    case 'ordered':
      return m.cast(m.iota(last), 'f64');
    case 'covariance':
    case 'cholesky':
    case 'correlation':
      if (column === undefined) throw new Error(`internal: ${declared.name} is no matrix`);
      return m.cast(onDiagonal(m, last, column), 'f64');
  }
}

function numberIn(type: ValueType, support: Support | DerivedSupport): number {
  if (type.element !== 'real') return type.lower?.value ?? type.upper?.value ?? 0;
  const interval = support.kind === 'interval' ? support : null;
  const lower = interval?.lower ?? type.lower?.value ?? null;
  const upper = interval?.upper ?? type.upper?.value ?? null;
  if (lower !== null && upper !== null) return (lower + upper) / 2;
  if (lower !== null) return lower + 1;
  return upper === null ? 0 : upper - 1;
}
