// Diagnostics in the shape of the Language Server Protocol (3.17, `Diagnostic`), with the file beside each:
// lines and characters from zero, characters in UTF-16 units. An edit has the shape of its `TextEdit`, with the file
// beside it too.

import { positionAt } from '../source/source.ts';
import type { SourceFile, Span } from '../source/source.ts';
import type { Diagnostic, Severity } from './diagnostic.ts';

export interface JsonPosition {
  readonly line: number;
  readonly character: number;
}

export interface JsonRange {
  readonly start: JsonPosition;
  readonly end: JsonPosition;
}

export interface JsonDiagnostic {
  readonly file: string;
  readonly range: JsonRange;
  /** 1 error, 2 warning, 3 information. */
  readonly severity: 1 | 2 | 3;
  readonly code: string;
  readonly source: 'generand';
  readonly message: string;
  /** 1: unnecessary. */
  readonly tags: readonly 1[];
  /** The places that contribute, without the first. */
  readonly relatedInformation: readonly {
    readonly location: { readonly uri: string; readonly range: JsonRange };
    readonly message: string;
  }[];
  readonly data: {
    readonly name: string;
    /** What the first place is; may be empty. */
    readonly label: string;
    readonly why: string | null;
    readonly fix: {
      readonly description: string;
      readonly edits: readonly {
        readonly file: string;
        readonly range: JsonRange;
        readonly newText: string;
      }[];
    } | null;
  };
}

const severityNumber: Readonly<Record<Severity, 1 | 2 | 3>> = { error: 1, warning: 2, note: 3 };

export function diagnosticToJson(diagnostic: Diagnostic): JsonDiagnostic {
  const [primary, ...related] = diagnostic.labels;
  const { fix } = diagnostic;
  return {
    file: primary.span.file.path,
    range: rangeOf(primary.span),
    severity: severityNumber[diagnostic.severity],
    code: diagnostic.code,
    source: 'generand',
    message: diagnostic.message,
    tags: diagnostic.unnecessary ? [1] : [],
    relatedInformation: related.map((label) => ({
      location: { uri: uriOf(label.span.file.path), range: rangeOf(label.span) },
      message: label.text,
    })),
    data: {
      name: diagnostic.name,
      label: primary.text,
      why: diagnostic.why,
      fix:
        fix === null
          ? null
          : {
              description: fix.description,
              edits: fix.edits.map((edit) => ({
                file: edit.span.file.path,
                range: rangeOf(edit.span),
                newText: edit.text,
              })),
            },
    },
  };
}

/** A path as the protocol has it; of a relative one, the reference that an absolute one is made from. */
function uriOf(path: string): string {
  const parts = path.replaceAll('\\', '/').split('/');
  const encoded = parts.map((part, index) =>
    index === 0 && /^[A-Za-z]:$/.test(part) ? `/${part}` : encodeURIComponent(part),
  );
  const joined = encoded.join('/');
  return joined.startsWith('/') ? `file://${joined}` : joined;
}

function rangeOf(span: Span): JsonRange {
  return { start: jsonPosition(span.file, span.start), end: jsonPosition(span.file, span.end) };
}

function jsonPosition(file: SourceFile, offset: number): JsonPosition {
  const { line, column } = positionAt(file, offset);
  return { line: line - 1, character: column - 1 };
}
