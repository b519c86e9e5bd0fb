// Which of a distribution's forms a call is written in: `Normal(0, 1)`, `Normal(mean: 0, variance: 4)`.

import type { Argument } from '../1-parse/ast.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { DistributionSignature, FormSignature } from '../library/signature.ts';
import type { Span } from '../source/source.ts';
import { matchArguments, unknownArgument, type WrittenArguments } from './arguments.ts';
import type { Checker } from './checker.ts';
import { argumentsLike } from './other-words.ts';

export const conflictingArguments = defineDiagnostic({
  code: 'E0323',
  name: 'conflicting-arguments',
  severity: 'error',
  message: ({
    family,
    names,
  }: {
    family: string;
    names: readonly string[];
    forms: readonly string[];
    spans: readonly [Span, ...Span[]];
  }) => `\`${family}\` does not take ${names.map((name) => `\`${name}\``).join(' and ')} together`,
  labels: ({ spans: [first, ...rest] }) => [
    { span: first, text: 'one too many' },
    ...rest.map((span) => ({ span, text: 'beside this' })),
  ],
  fix: ({ family, forms }) => ({
    description: `write ${forms.map((form) => `\`${family}(${form})\``).join(' or ')}`,
    edits: [],
  }),
});

export interface FormMatch {
  readonly form: FormSignature;
  readonly matched: ReadonlyMap<string, Argument>;
}

/** The form and its arguments by name; null where none fits, which is reported. `callee`: where the name stands. */
export function matchForm(
  checker: Checker,
  family: DistributionSignature,
  callee: Span,
  written: WrittenArguments,
): FormMatch | null {
  const form = family.forms.find((each) => fits(each, written)) ?? closestForm(checker, family, written);
  if (form === null) return null;
  const place = { name: family.name, span: callee };
  const matched = matchArguments(checker, place, written, form.names, requiredNames(form));
  return matched === null ? null : { form, matched };
}

function requiredNames(form: FormSignature): readonly string[] {
  const optional = form.optional ?? [];
  return form.names.filter((name) => !Object.hasOwn(form.defaults, name) && !optional.includes(name));
}

function fits(form: FormSignature, written: WrittenArguments): boolean {
  const given = [
    ...form.names.slice(0, written.positional.length),
    ...written.named.map((each) => each.name.name),
  ];
  return (
    written.positional.length <= form.names.length &&
    new Set(given).size === given.length &&
    given.every((name) => form.names.includes(name)) &&
    requiredNames(form).every((name) => given.includes(name))
  );
}

/** The form against which to say what is wrong; null where no form has these names, which is reported here. */
function closestForm(
  checker: Checker,
  family: DistributionSignature,
  written: WrittenArguments,
): FormSignature | null {
  const all = [...new Set(family.forms.flatMap((form) => form.names))];
  const stranger = written.named.find((argument) => !all.includes(argument.name.name));
  if (stranger !== undefined) {
    const { name, span } = stranger.name;
    checker.report(
      unknownArgument({ callee: family.name, name, span, near: argumentsLike(name, all), known: all }),
    );
    return null;
  }
  const names = written.named.map((argument) => argument.name.name);
  const holding = family.forms.filter((form) => names.every((name) => form.names.includes(name)));
  const [first] = holding;
  if (first === undefined) {
    const [last, ...others] = [...written.named].reverse().map((argument) => argument.name.span);
    const forms = family.forms.map((form) => form.names.join(', '));
    if (last !== undefined)
      checker.report(conflictingArguments({ family: family.name, names, forms, spans: [last, ...others] }));
    return null;
  }
  return first;
}
