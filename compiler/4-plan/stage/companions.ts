// Finite variables beside continuous ones that are eliminated exactly: given the finite ones of its own row and of
// those around it, a latent is eliminated row by row. Finite ones that vary within what the latent holds together
// would have to be summed over all their combinations.

import { findSignature } from '../../library/signatures/index.ts';
import { constantValue } from '../../sizes/size.ts';
import type { Span } from '../../source/source.ts';
import type { Component } from './components.ts';
import type { EliminationObstacle } from './obstacle.ts';
import type { Hidden, Structure } from './structure.ts';
import type { Term } from './terms.ts';

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
      // Whatever else is eliminated with them may be what the rows share.
      const isOuter = ({ variable }: Hidden): boolean =>
        along.length > structure.chain(variable.plate).length;
      const outer = latents.find(isOuter) ?? component.members.find(isOuter);
      if (outer !== undefined) {
        const [row, rows] = structure.isSequence(plate) ? ['step', 'steps'] : ['row', 'rows'];
        return {
          because: `${name} varies from ${row} to ${row} beside \`${outer.variable.name}\`, which all ${rows} of \`${plate ?? ''}\` share, and the combinations of all ${rows} would have to be summed over`,
          span,
          label: `finite, for each \`${plate ?? ''}\``,
          exponentialAlong: null,
        };
      }
    }
    const found = mixture === undefined || latents.length === 0 ? null : entriesApart(term, mixture.span);
    if (found !== null) return found;
  }
  return null;
}

/** So few entries of an array are summed over in all their combinations. */
const mostEntries = 8;

/** Entries of an array are independent repeats, each with a part of the mixture of its own. */
function entriesApart({ variable, call }: Term, span: Span): EliminationObstacle | null {
  const rank = findSignature(call.family)?.eventRank ?? 0;
  const counts = variable.type.shape.slice(0, variable.type.shape.length - rank).map(constantValue);
  const entries = counts.reduce<number>((product, count) => product * (count ?? Infinity), 1);
  return entries <= mostEntries
    ? null
    : {
        because: `each entry of \`${variable.name}\` has a part of its own in the \`Mixture\`, and the combinations of all entries would have to be summed over`,
        span,
        label: 'a part for each entry',
        exponentialAlong: null,
      };
}
