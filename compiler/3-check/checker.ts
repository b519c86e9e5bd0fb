// What checking carries along: names already given a meaning, and where to say things. A part of a model that
// was reported is `null` from there on: it fits everything and says nothing more, so one mistake is one message.

import type { Definition } from '../2-resolve/definition.ts';
import type { Resolution } from '../2-resolve/resolution.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Size } from '../sizes/size.ts';
import { spanText, type SourceFile, type Span } from '../source/source.ts';
import type { Conditions } from './conditions.ts';
import type { Expression } from '../1-parse/ast.ts';
import type { Instance } from './networks/instance.ts';
import type { NetworkFrame } from './networks/frame.ts';
import type { CheckedValue } from './record.ts';
import type { StepContext } from './sequences/step-context.ts';

export interface Checker {
  readonly resolution: Resolution;
  /** What the names so far stand for. Null: reported. Without an entry: inside something that was reported. */
  readonly values: Map<Definition, CheckedValue>;
  /** Expressions whose value was found before, made by `settle`. */
  readonly settled: Map<Expression, CheckedValue>;
  /** Functions whose body was reported: their calls say nothing more. */
  readonly brokenFunctions: Set<Definition>;
  /** Networks that were looked at on their own; `broken`: with a fault, so that their uses say nothing more. */
  readonly networks: Map<Definition, 'sound' | 'broken'>;
  /** Networks with weights of their own, of the model. Null: reported. */
  readonly instances: Map<Definition, Instance | null>;
  /** Inside a network: which one, and what it is made of so far. Null elsewhere. */
  readonly frame: NetworkFrame | null;
  readonly conditions: Conditions;
  /** Ranges of comprehensions, by id. */
  readonly loops: Map<number, { readonly from: Size; readonly to: Size }>;
  /** Params declared plainly `real`, by name: where that word stands. */
  readonly realParams: Map<string, Span>;
  /** Params whose declaration was blamed for an argument already: their further uses say nothing more. */
  readonly blamedParams: Set<string>;
  /** Where checking stands in the sequences of the model. */
  readonly steps: StepContext;
  readonly report: (diagnostic: Diagnostic) => void;
  /** A new id for a `Tabulation`. */
  readonly nextLoop: () => number;
}

/** Collects diagnostics, each place and code once: a function's body is elaborated at each of its calls. */
export function createReporter(): {
  readonly report: (diagnostic: Diagnostic) => void;
  readonly diagnostics: Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const seen = new Map<SourceFile, Set<string>>();
  return {
    diagnostics,
    report: (diagnostic) => {
      const { file, start, end } = diagnostic.labels[0].span;
      const inFile = seen.get(file) ?? new Set();
      const key = `${diagnostic.code} ${String(start)} ${String(end)}`;
      if (inFile.has(key)) return;
      seen.set(file, inFile.add(key));
      diagnostics.push(diagnostic);
    },
  };
}

/** The text of a place in backticks, for messages; `this` where it is long or broken over lines. */
export function quoteSpan(span: Span): string {
  const text = spanText(span);
  return text.length === 0 || text.length > 40 || text.includes('\n') ? 'this' : `\`${text}\``;
}
