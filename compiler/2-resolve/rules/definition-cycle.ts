// Constants and functions of a file may stand in any order but may not need themselves: a constant would have
// no value, and functions are inlined where they are called.

import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { WrittenDefinition } from '../definition.ts';

export const definitionCycle = defineDiagnostic({
  code: 'E0210',
  name: 'definition-cycle',
  severity: 'error',
  message: ({ cycle }: { cycle: readonly [WrittenDefinition, ...WrittenDefinition[]] }) => {
    const path = [...cycle, cycle[0]].map((definition) => `\`${definition.name}\``).join(' -> ');
    return cycle[0].kind === 'function' ? `function calls itself: ${path}` : `constant needs itself: ${path}`;
  },
  labels: ({ cycle: [first, ...rest] }) => [
    { span: first.nameSpan, text: rest.length === 0 ? 'defined through itself' : 'needs the next' },
    ...rest.map((definition) => ({ span: definition.nameSpan, text: 'which needs the next' })),
  ],
  why: ({ cycle }) =>
    cycle[0].kind === 'function'
      ? 'functions are inlined where they are called, so a chain of calls must end'
      : 'a constant is computed from others, so a chain of them must end in a number',
});

export type Dependencies = ReadonlyMap<WrittenDefinition, ReadonlySet<WrittenDefinition>>;

/** Dependencies first, and the cycles met; what is on a cycle or needs one is left out of the order. */
export function orderByDependency(dependencies: Dependencies): {
  readonly order: readonly WrittenDefinition[];
  readonly cycles: readonly (readonly [WrittenDefinition, ...WrittenDefinition[]])[];
} {
  const order: WrittenDefinition[] = [];
  const cycles: [WrittenDefinition, ...WrittenDefinition[]][] = [];
  const sound = new Map<WrittenDefinition, boolean>();
  const path: WrittenDefinition[] = [];
  const visit = (definition: WrittenDefinition): boolean => {
    const known = sound.get(definition);
    if (known !== undefined) return known;
    const at = path.indexOf(definition);
    if (at >= 0) {
      const [first, ...rest] = path.slice(at);
      if (first !== undefined) cycles.push([first, ...rest]);
      return false;
    }
    path.push(definition);
    let fine = true;
    for (const needed of dependencies.get(definition) ?? []) fine = visit(needed) && fine;
    path.pop();
    sound.set(definition, fine);
    if (fine) order.push(definition);
    return fine;
  };
  for (const definition of dependencies.keys()) visit(definition);
  return { order, cycles };
}
