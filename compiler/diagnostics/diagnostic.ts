// What the compiler says about a spec: data, rendered later by terminal, JSON or editor.

import type { Span } from '../source/source.ts';

export type Severity = 'error' | 'warning' | 'note';

export interface Label {
  readonly span: Span;
  /** What this place is, shown under its underline; may be empty on the primary label. */
  readonly text: string;
}

/** A concrete edit. `certain` edits are offered as quick fixes. */
export interface Fix {
  readonly description: string;
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
}

export interface Diagnostic {
  /** Stable, never reused: `E....` errors, `W....` warnings, `N....` notes. */
  readonly code: string;
  /** Kebab-case, says what is wrong: `axis-mismatch`. */
  readonly name: string;
  readonly severity: Severity;
  /** What it is about could be left out: shown faded by editors, and not said while a name may still get its use. */
  readonly unnecessary: boolean;
  /** Stands alone in a problems list: lowercase, no full stop, the user's own names in backticks. */
  readonly message: string;
  /** First = primary: the smallest text that is wrong. Never empty. */
  readonly labels: readonly [Label, ...Label[]];
  readonly why: string | null;
  readonly fix: Fix | null;
}

export interface DiagnosticDefinition<Data> {
  readonly code: string;
  readonly name: string;
  readonly severity: Severity;
  readonly unnecessary?: boolean;
  readonly message: (data: Data) => string;
  readonly labels: (data: Data) => readonly [Label, ...Label[]];
  readonly why?: (data: Data) => string | null;
  readonly fix?: (data: Data) => Fix | null;
}

export type DiagnosticFactory<Data> = ((data: Data) => Diagnostic) & {
  readonly definition: DiagnosticDefinition<Data>;
};

/** Declares a diagnostic beside the check that raises it; calling the result makes one. */
export function defineDiagnostic<Data>(definition: DiagnosticDefinition<Data>): DiagnosticFactory<Data> {
  const make = (data: Data): Diagnostic => ({
    code: definition.code,
    name: definition.name,
    severity: definition.severity,
    unnecessary: definition.unnecessary ?? false,
    message: definition.message(data),
    labels: definition.labels(data),
    why: definition.why?.(data) ?? null,
    fix: definition.fix?.(data) ?? null,
  });
  return Object.assign(make, { definition });
}

/** What every phase returns: a value, always, and what there is to say. */
export interface Outcome<Value> {
  readonly value: Value;
  readonly diagnostics: readonly Diagnostic[];
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
