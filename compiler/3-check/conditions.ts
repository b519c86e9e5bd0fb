// Checks of sizes' values: `left <= right`. Between constants they are made here. Where hyperparameters or dims
// take part they become preconditions of a fit, and a warning where the defaults break them already.

import { defineDiagnostic, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { constantValue, evaluateSize, sizeSymbols, subtractSizes, type Size } from '../sizes/size.ts';
import type { Span } from '../source/source.ts';
import type { Precondition } from './model.ts';

interface Failure {
  readonly message: string;
  readonly span: Span;
}

export const sizeOutOfRange = defineDiagnostic({
  code: 'E0401',
  name: 'size-out-of-range',
  severity: 'error',
  message: ({ message }: Failure) => message,
  labels: ({ span }) => [{ span, text: '' }],
  why: () => 'sizes are at least 1, and indices count from 0',
});

export const failsAtDefaults = defineDiagnostic({
  code: 'W0401',
  name: 'fails-at-defaults',
  severity: 'warning',
  message: ({ message }: Failure) => `${message}, which does not hold at the default hyperparameters`,
  labels: ({ span }) => [{ span, text: 'needed here' }],
  why: () => 'training with the defaults will be refused; other values may do',
  fix: () => ({
    description: 'change the default, or leave it out, so that each run has to say the value',
    edits: [],
  }),
});

export class Conditions {
  readonly preconditions: Precondition[];
  /** Defaults of int hyperparameters, by name. */
  readonly defaults: Map<string, number>;
  readonly #seen: Set<string>;
  readonly #base: Conditions | null;
  readonly #report: (diagnostic: Diagnostic) => void;

  /** `same`: the conditions are one with those; else `base` is required already, and takes these over by `adopt`. */
  constructor(
    report: (diagnostic: Diagnostic) => void,
    base: Conditions | null = null,
    same: Conditions | null = null,
  ) {
    this.preconditions = same?.preconditions ?? [];
    this.#seen = same === null ? new Set<string>() : same.#seen;
    this.defaults = (same ?? base)?.defaults ?? new Map<string, number>();
    this.#base = same === null ? base : same.#base;
    this.#report = report;
  }

  /** The same conditions; what is wrong is said elsewhere. */
  reportingTo(report: (diagnostic: Diagnostic) => void): Conditions {
    return new Conditions(report, null, this);
  }

  /** Takes over what was required on top of this one. */
  adopt(onTop: Conditions): void {
    this.preconditions.push(...onTop.preconditions);
    for (const key of onTop.#seen) this.#seen.add(key);
  }

  /** `left <= right`, or the message. */
  require(left: Size, right: Size, message: string, span: Span): void {
    const slack = subtractSizes(right, left);
    const constant = constantValue(slack);
    if (constant !== null) {
      if (constant < 0) this.#report(sizeOutOfRange({ message, span }));
      return;
    }
    const symbols = sizeSymbols(slack);
    // How long a sequence is differs from row to row: nothing to be tested when a fit starts.
    if (symbols.some((name) => name.includes(':'))) {
      this.#report(sizeOutOfRange({ message, span }));
      return;
    }
    if (this.#isSeen(slack.key)) return;
    this.#seen.add(slack.key);
    this.preconditions.push({ left, right, message, span });
    if (!symbols.every((name) => this.defaults.has(name))) return;
    if (evaluateSize(slack, (name) => this.defaults.get(name) ?? 0) < 0)
      this.#report(failsAtDefaults({ message, span }));
  }

  #isSeen(key: string): boolean {
    return this.#seen.has(key) || (this.#base !== null && this.#base.#isSeen(key));
  }
}
