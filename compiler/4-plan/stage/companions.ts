// Finite variables beside continuous ones that are eliminated exactly: given the finite ones of its own row and of
// those around it, a latent is eliminated row by row. Finite ones that vary within what the latent holds together
// would have to be summed over all their combinations.

import type { Component } from './components.ts';
import type { EliminationObstacle } from './obstacle.ts';
import type { Structure } from './structure.ts';
import type { Span } from '../../source/source.ts';

interface Companion {
  /** In backticks, or in words. */
  readonly name: string;
  readonly plate: string | null;
  readonly span: Span;
}

/** Null where every finite companion is fixed in the rows of the latents beside it. */
export function companionObstacle(structure: Structure, component: Component): EliminationObstacle | null {
  for (const term of component.terms) {
    const scope = [...(structure.scope.get(term) ?? [])].flatMap((name) => structure.hidden.get(name) ?? []);
    const latents = scope.filter(({ variable }) => component.names.has(variable.name));
    const finite: readonly Companion[] = scope
      .filter(({ kind }) => kind !== 'continuous')
      .map(({ variable }) => ({
        name: `\`${variable.name}\``,
        plate: variable.plate,
        span: variable.nameSpan,
      }));
    const mixture = term.wrappers.find(({ kind }) => kind === 'mixture');
    const parts: readonly Companion[] =
      mixture === undefined
        ? []
        : [
            {
              name: `the part of the \`Mixture\` of \`${term.variable.name}\``,
              plate: term.variable.plate,
              span: mixture.span,
            },
          ];
    for (const { name, plate, span } of [...finite, ...parts]) {
      const along = structure.chain(plate);
      const sequence = along.find((each) => component.linkedAlong.has(each));
      const first = latents[0]?.variable.name ?? '';
      if (sequence !== undefined)
        return {
          because: `${name} varies from step to step beside \`${first}\`, and the combinations of all steps of \`${sequence}\` would have to be summed over`,
          span,
          label: `finite, along \`${sequence}\``,
          exponentialAlong: sequence,
        };
      const outer = latents.find(({ variable }) => along.length > structure.chain(variable.plate).length);
      if (outer !== undefined)
        return {
          because: `${name} varies from row to row beside \`${outer.variable.name}\`, which all rows of \`${plate ?? ''}\` share, and the combinations of all rows would have to be summed over`,
          span,
          label: `finite, for each \`${plate ?? ''}\``,
          exponentialAlong: null,
        };
    }
  }
  return null;
}
