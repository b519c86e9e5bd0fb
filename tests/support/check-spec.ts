// From the text of a spec to its checked models and all that was said about it, in one call.

import { parse } from '../../compiler/1-parse/parse.ts';
import { resolveNames } from '../../compiler/2-resolve/resolve-names.ts';
import { check } from '../../compiler/3-check/check.ts';
import type { CheckedModel } from '../../compiler/3-check/model.ts';
import type { Diagnostic } from '../../compiler/diagnostics/diagnostic.ts';
import { positionAt, spanText } from '../../compiler/source/source.ts';

export interface CheckedSpec {
  readonly models: readonly CheckedModel[];
  readonly diagnostics: readonly Diagnostic[];
}

export function checkSpec(text: string): CheckedSpec {
  const parsed = parse({ path: 'test.gen', text });
  const resolved = resolveNames(parsed.value);
  const checked = check(parsed.value, resolved.value);
  return {
    models: checked.value.models,
    diagnostics: [...parsed.diagnostics, ...resolved.diagnostics, ...checked.diagnostics],
  };
}

/** The only model of a spec about which nothing is to be said. */
export function soundModel(text: string): CheckedModel {
  const { models, diagnostics } = checkSpec(text);
  const [model] = models;
  if (diagnostics.length > 0 || model === undefined || models.length > 1)
    throw new Error(`expected one model and no diagnostics, got:\n${diagnostics.map(oneLine).join('\n')}`);
  return model;
}

export function oneLine(diagnostic: Diagnostic): string {
  const { span } = diagnostic.labels[0];
  const { line, column } = positionAt(span.file, span.start);
  return `${diagnostic.code} ${String(line)}:${String(column)} [${spanText(span)}] ${diagnostic.message}`;
}

/** A spec whose expected place is marked: `observe x: real ~ Normal(0, «s»)`. */
export function unmark(marked: string): {
  readonly text: string;
  readonly start: number;
  readonly end: number;
} {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  return { text: marked.replace('«', '').replace('»', ''), start, end };
}
