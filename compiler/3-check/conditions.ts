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
  readonly preconditions: Precondition[] = [];
  /** Defaults of int hyperparameters, by name. */
  readonly defaults = new Map<string, number>();
  readonly #seen = new Set<string>();
  readonly #report: (diagnostic: Diagnostic) => void;

  constructor(report: (diagnostic: Diagnostic) => void) {
    this.#report = report;
  }

  /** `left <= right`, or the message. */
  require(left: Size, right: Size, message: string, span: Span): void {
    const slack = subtractSizes(right, left);
    const constant = constantValue(slack);
    if (constant !== null) {
      if (constant < 0) this.#report(sizeOutOfRange({ message, span }));
      return;
    }
    if (this.#seen.has(slack.key)) return;
    this.#seen.add(slack.key);
    this.preconditions.push({ left, right, message, span });
    if (!sizeSymbols(slack).every((name) => this.defaults.has(name))) return;
    if (evaluateSize(slack, (name) => this.defaults.get(name) ?? 0) < 0)
      this.#report(failsAtDefaults({ message, span }));
  }
}
