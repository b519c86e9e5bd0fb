// `observe x: T = e` is the model's own draw of x: without anything random in it there is only one, and nothing to
// compare the data with.

import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';
import type { CheckedModel, CoreExpression, Variable } from '../model.ts';
import { allRead, partsByName } from './reads.ts';

export const implicitWithoutChance = defineDiagnostic({
  code: 'E0664',
  name: 'nothing-random-in-observation',
  severity: 'error',
  message: ({ variable }: { variable: Variable; span: Span }) =>
    `nothing random goes into \`${variable.name}\`, which is a function of params and inputs`,
  labels: ({ span }) => [{ span, text: 'the same for every draw' }],
  why: () =>
    'an observation that is a function of what is above it learns by comparing draws with data, so it reads a `latent`',
  fix: ({ variable: { name } }) => ({
    description: `give \`${name}\` a distribution, \`~ Normal(..., sd)\`, or read a latent`,
    edits: [],
  }),
});

export function implicitsWithoutChance(
  model: Pick<CheckedModel, 'variables' | 'recurrences'>,
): readonly { readonly variable: Variable; readonly span: Span }[] {
  const implicit = model.variables.flatMap((variable) => {
    const [value] = valuesOf(variable);
    return value === undefined ? [] : [{ variable, value }];
  });
  if (implicit.length === 0) return [];
  const parts = partsByName(model);
  const random = new Set(
    model.variables
      .filter(
        (variable) =>
          variable.role === 'latent' || (variable.role === 'observe' && hasDistribution(variable)),
      )
      .map((variable) => variable.name),
  );
  return implicit
    .filter(({ variable }) => {
      if (random.has(variable.name)) return false;
      const read = allRead(parts, parts.get(variable.name) ?? []);
      return ![...read].some((name) => random.has(name));
    })
    .map(({ variable, value }) => ({ variable, span: value.span }));
}

function valuesOf({ value, steps }: Variable): readonly CoreExpression[] {
  return [value, ...(steps?.special ?? []).map((definition) => definition.value)].filter(
    (each) => each !== null,
  );
}

function hasDistribution({ distribution, steps }: Variable): boolean {
  return (
    distribution !== null || (steps?.special ?? []).some((definition) => definition.distribution !== null)
  );
}
