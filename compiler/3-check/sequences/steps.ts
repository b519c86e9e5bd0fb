// At which steps a statement of a sequence holds, and whether what it reads there has a value by then.
//
//   latent z[0]: ...            holds at step 0
//   latent z[t]: ... z[t-1]     holds from step 1 on: from as many steps as there are base cases
//   latent z[7]: ...            holds at step 7, in place of z[t]

import type { StepPosition } from '../model.ts';

/** Where a statement holds. `last` and all others of a sequence that runs backwards may be any step. */
export type StepSet =
  | { readonly kind: 'one'; readonly step: number }
  | { readonly kind: 'from'; readonly from: number; readonly except: readonly number[] }
  | { readonly kind: 'last' }
  | { readonly kind: 'beforeLast' };

/** What is written in the brackets of a definition. */
export type StepTarget =
  { readonly kind: 'step'; readonly step: number } | { readonly kind: 'every' | 'last' };

/** One of the definitions of a name: which steps it is for, and how far down it stands. */
export interface StepPlace {
  readonly at: StepTarget;
  readonly order: number;
}

/** Why a read has no value, with the step of the statement at which that is so. */
export type StepFault =
  | { readonly kind: 'beforeFirst'; readonly step: number }
  | { readonly kind: 'undefined'; readonly step: number }
  | { readonly kind: 'below'; readonly step: number | null; readonly place: StepPlace }
  | { readonly kind: 'later' };

/** How many base cases there are: definitions of steps 0, 1, 2, ... without a gap. */
export function baseCases(places: readonly StepPlace[]): number {
  const single = new Set(singleSteps(places));
  let count = 0;
  while (single.has(count)) count += 1;
  return count;
}

export function singleSteps(places: readonly StepPlace[]): readonly number[] {
  return places.flatMap(({ at }) => (at.kind === 'step' ? [at.step] : [])).toSorted((a, b) => a - b);
}

/** Where one of a name's definitions holds. */
export function stepsOf(places: readonly StepPlace[], at: StepTarget): StepSet {
  if (at.kind === 'last') return { kind: 'last' };
  if (at.kind === 'step') return { kind: 'one', step: at.step };
  if (places.some((place) => place.at.kind === 'last')) return { kind: 'beforeLast' };
  const from = baseCases(places);
  return { kind: 'from', from, except: singleSteps(places).filter((step) => step >= from) };
}

/** The first step at which a statement holds. */
export function firstStep(steps: StepSet): number {
  if (steps.kind === 'one') return steps.step;
  if (steps.kind !== 'from') return 0;
  return stepAtLeast(steps, steps.from);
}

/** The first step from `least` on in a set without end. */
function stepAtLeast(steps: StepSet & { kind: 'from' }, least: number): number {
  let step = Math.max(least, steps.from);
  while (steps.except.includes(step)) step += 1;
  return step;
}

/**
 * Why a statement that holds at `reader` and stands at `order` cannot read a name at a position; null where it can.
 * `known`: the name has all its values before the statement is looked at, as what is observed has for a guide.
 */
export function stepFault(
  places: readonly StepPlace[],
  at: StepPosition,
  reader: StepSet,
  order: number,
  known: boolean,
): StepFault | null {
  switch (at.kind) {
    case 'before':
      return definedFrom(places, 0);
    case 'last':
      return null;
    case 'relative':
      if (at.offset > 0) return at.offset === 1 && reader.kind === 'beforeLast' ? null : { kind: 'later' };
      return relativeFault(places, -at.offset, reader, order, known);
    case 'absolute':
      return absoluteFault(places, at.step, reader, order, known);
  }
}

/** `z[t - back]`. */
function relativeFault(
  places: readonly StepPlace[],
  back: number,
  reader: StepSet,
  order: number,
  known: boolean,
): StepFault | null {
  if (reader.kind === 'one') {
    if (reader.step < back) return { kind: 'beforeFirst', step: reader.step };
    const place = definitionAt(places, reader.step - back);
    if (place === null) return { kind: 'undefined', step: reader.step - back };
    return back === 0 && !known && place.order >= order ? { kind: 'below', step: reader.step, place } : null;
  }
  // Backwards, any step may be the last one, or come before it.
  const steps: StepSet & { kind: 'from' } =
    reader.kind === 'from' ? reader : { kind: 'from', from: 0, except: [] };
  const first = firstStep(steps);
  if (first < back) return { kind: 'beforeFirst', step: first };
  const missing = definedFrom(places, first - back, (step) => !steps.except.includes(step + back));
  if (missing !== null || back > 0 || known) return missing;
  for (const place of places) {
    const holds =
      place.at.kind !== 'step' || (place.at.step >= steps.from && !steps.except.includes(place.at.step));
    if (holds && place.order >= order)
      return { kind: 'below', step: place.at.kind === 'step' ? place.at.step : null, place };
  }
  return null;
}

/** `z[2]`. */
function absoluteFault(
  places: readonly StepPlace[],
  step: number,
  reader: StepSet,
  order: number,
  known: boolean,
): StepFault | null {
  const place = definitionAt(places, step);
  if (reader.kind === 'last' || reader.kind === 'beforeLast') return { kind: 'later' };
  const first = firstStep(reader);
  if (first < step) return { kind: 'later' };
  if (place === null) return { kind: 'undefined', step };
  return first === step && !known && place.order >= order ? { kind: 'below', step, place } : null;
}

function definitionAt(places: readonly StepPlace[], step: number): StepPlace | null {
  return (
    places.find(({ at }) => at.kind === 'step' && at.step === step) ??
    places.find(({ at }) => at.kind === 'every') ??
    null
  );
}

/** The first step from `first` on, among those that matter, at which nothing defines the name. */
function definedFrom(
  places: readonly StepPlace[],
  first: number,
  matters: (step: number) => boolean = () => true,
): StepFault | null {
  if (places.some(({ at }) => at.kind === 'every')) return null;
  const single = new Set(singleSteps(places));
  let step = first;
  while (single.has(step) || !matters(step)) step += 1;
  return { kind: 'undefined', step };
}
