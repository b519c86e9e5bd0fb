// Arguments to parameters: positional first, then by name, each once; defaults for those left out.

import type { Argument } from '../1-parse/ast.ts';
import { askWhetherMeant, renamingFix } from '../diagnostics/did-you-mean.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { spanText, type Span } from '../source/source.ts';
import type { Checker } from './checker.ts';
import { argumentsLike } from './other-words.ts';
import { settle, spreadFields } from './record.ts';

export const unknownArgument = defineDiagnostic({
  code: 'E0313',
  name: 'unknown-argument',
  severity: 'error',
  message: ({
    callee,
    name,
    near,
  }: {
    callee: string;
    name: string;
    span: Span;
    near: readonly string[];
    known: readonly string[];
  }) => `\`${callee}\` has no argument \`${name}\`${askWhetherMeant(near)}`,
  labels: ({ span }) => [{ span, text: 'not an argument of it' }],
  why: ({ callee, known }) =>
    known.length === 0 ? `\`${callee}\` takes no arguments` : `\`${callee}\` takes ${known.join(', ')}`,
  // The field of a record that is spread is not written here.
  fix: ({ name, span, near }) => (spanText(span) === name ? renamingFix(span, near) : null),
});

export const argumentTwice = defineDiagnostic({
  code: 'E0314',
  name: 'argument-twice',
  severity: 'error',
  message: ({ callee, name }: { callee: string; name: string; span: Span }) =>
    `argument \`${name}\` of \`${callee}\` is given twice`,
  labels: ({ span }) => [{ span, text: 'given again' }],
});

export const tooManyArguments = defineDiagnostic({
  code: 'E0315',
  name: 'too-many-arguments',
  severity: 'error',
  message: ({ callee, known }: { callee: string; known: readonly string[]; span: Span }) =>
    `\`${callee}\` takes ${known.length === 0 ? 'no arguments' : `at most ${String(known.length)}: ${known.join(', ')}`}`,
  labels: ({ span }) => [{ span, text: 'one too many' }],
});

export const missingArgument = defineDiagnostic({
  code: 'E0316',
  name: 'missing-argument',
  severity: 'error',
  message: ({
    callee,
    missing,
  }: {
    callee: string;
    missing: readonly string[];
    span: Span;
    /** Where it may be left out elsewhere. */
    why?: string;
  }) => `\`${callee}\` needs ${missing.map((name) => `\`${name}\``).join(' and ')}`,
  labels: ({ span, missing }) => [
    { span, text: missing.length === 1 ? 'an argument is missing' : 'arguments are missing' },
  ],
  why: ({ why }) => why ?? null,
  fix: ({ callee, missing }) => ({
    description: `write \`${callee}(..., ${missing.map((name) => `${name}: ...`).join(', ')})\``,
    edits: [],
  }),
});

export const positionalAfterNamed = defineDiagnostic<{ span: Span }>({
  code: 'E0317',
  name: 'positional-after-named',
  severity: 'error',
  message: () => 'arguments without a name come before the named ones',
  labels: ({ span }) => [{ span, text: 'which argument is this?' }],
  fix: () => ({ description: 'give it its name, `name: value`, or move it forward', edits: [] }),
});

/** How arguments are written, before it is known what they may be called. */
export interface WrittenArguments {
  readonly positional: readonly Argument[];
  readonly named: readonly NamedArgument[];
}

export type NamedArgument = Argument & { readonly name: NonNullable<Argument['name']> };

/** Null where their order is wrong, or a spread is of no record, which is reported. A spread gives named ones. */
export function sortArguments(checker: Checker, args: readonly Argument[]): WrittenArguments | null {
  const positional: Argument[] = [];
  const named: NamedArgument[] = [];
  for (const argument of args) {
    const { name } = argument;
    if (argument.spread) {
      const fields = spreadArguments(checker, argument);
      if (fields === null) return null;
      named.push(...fields);
    } else if (name !== null) named.push({ ...argument, name });
    else if (named.length === 0) positional.push(argument);
    else {
      checker.report(positionalAfterNamed({ span: argument.span }));
      return null;
    }
  }
  return { positional, named };
}

/** `...r`: one named argument for each field, all of them at the place of the spread. */
export function spreadArguments(checker: Checker, argument: Argument): readonly NamedArgument[] | null {
  const { span } = argument;
  const fields = spreadFields(checker, argument.value);
  if (fields === null) return null;
  return [...fields].map(([name, field]) => ({
    name: { kind: 'identifier', name, span },
    spread: false,
    value: settle(checker, field, span),
    span,
  }));
}

/**
 * Arguments by parameter name. `names` in positional order; `required`: those that may not be left out;
 * `near`: further names to propose for a misspelt one. Null where something does not fit, which is reported.
 */
export function matchArguments(
  checker: Checker,
  callee: { readonly name: string; readonly span: Span },
  written: WrittenArguments,
  names: readonly string[],
  required: readonly string[],
): ReadonlyMap<string, Argument> | null {
  const matched = new Map<string, Argument>();
  const surplus = written.positional[names.length];
  if (surplus !== undefined) {
    checker.report(tooManyArguments({ callee: callee.name, known: names, span: surplus.span }));
    return null;
  }
  for (const [index, argument] of written.positional.entries()) matched.set(names[index] ?? '', argument);
  for (const argument of written.named) {
    const { name, span } = argument.name;
    if (!names.includes(name)) {
      checker.report(
        unknownArgument({ callee: callee.name, name, span, near: argumentsLike(name, names), known: names }),
      );
      return null;
    }
    if (matched.has(name)) {
      checker.report(argumentTwice({ callee: callee.name, name, span }));
      return null;
    }
    matched.set(name, argument);
  }
  const missing = required.filter((name) => !matched.has(name));
  if (missing.length > 0) {
    checker.report(missingArgument({ callee: callee.name, missing, span: callee.span }));
    return null;
  }
  return matched;
}
