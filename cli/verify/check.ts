// What a check of a compiled model against itself is, and what it found.

import type { Analysis } from '../../compiler/pipeline.ts';
import type { Derivation } from '../../compiler/4-plan/derivation.ts';
import type { AnyModel } from '../../runtime/model/model.ts';

/** The model that is checked. */
export interface Subject {
  readonly analysis: Analysis;
  readonly derivation: Derivation;
  readonly model: AnyModel;
  /** The model that a module's text exports under this name. */
  readonly load: (code: string, name: string) => Promise<AnyModel> | AnyModel;
  /** Values of hyperparameters that were asked for. */
  readonly set: Readonly<Record<string, number | boolean>>;
  readonly seed: number;
}

export interface Finding {
  /** How many things were compared. */
  readonly cases: number;
  /** The largest disagreement; null where nothing could be compared. */
  readonly worst: number | null;
  /** What it may be; null where nothing could be compared. */
  readonly tolerance: number | null;
  /** Where the largest was, or what was left out and why; null: nothing to add. */
  readonly note: string | null;
}

export interface Check {
  readonly name: string;
  /** What agrees with what. */
  readonly meaning: string;
  run(subject: Subject): Finding | Promise<Finding>;
}

export interface Verdict extends Finding {
  readonly name: string;
  readonly meaning: string;
  /** `skipped`: the model has nothing to compare. */
  readonly verdict: 'passed' | 'failed' | 'skipped';
  readonly seconds: number;
}

/** Hyperparameters that are no sizes. */
export function hyperOf({ model, set }: Subject): Record<string, number> {
  const values: Record<string, number> = {};
  for (const { name, type, defaultValue } of model.definition.hyperparameters)
    if (type.element !== 'int') values[name] = Number(set[name] ?? defaultValue ?? 0);
  return values;
}

/** How long a check may take before it leaves the rest, and says so. */
export interface TimeBox {
  isOver(): boolean;
  notes(): readonly string[];
}

export function timeBox(seconds: number): TimeBox {
  const end = performance.now() + 1000 * seconds;
  let cut = false;
  return {
    isOver: () => (cut ||= performance.now() > end),
    notes: () => (cut ? [`cut after ${String(seconds)} s`] : []),
  };
}

/** Nothing to compare, and why. */
export const skipped = (note: string): Finding => ({ cases: 0, worst: null, tolerance: null, note });

/** Collects the largest of many disagreements. */
export class Agreement {
  cases = 0;
  worst = 0;
  place: string | null = null;

  /** |a - b| in units of `scale`, which is 1 at least. Equal infinities agree; NaN agrees with nothing but NaN. */
  compare(a: number, b: number, place: string, scale = 1): void {
    this.cases++;
    const both = Object.is(a, b) || a === b;
    const gap = both ? 0 : Math.abs(a - b) / Math.max(1, Math.abs(scale));
    if (!(gap <= this.worst)) [this.worst, this.place] = [Number.isNaN(gap) ? Infinity : gap, place];
  }

  finding(tolerance: number, note: string | null = null): Finding {
    const where = this.place === null || this.worst <= tolerance ? null : `worst at ${this.place}`;
    const notes = [where, note].filter((each) => each !== null);
    return {
      cases: this.cases,
      worst: this.worst,
      tolerance,
      note: notes.length === 0 ? null : notes.join('; '),
    };
  }
}
