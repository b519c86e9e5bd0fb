// Constants, functions and networks of a file may stand in any order but may not need themselves: a constant would
// have no value, functions are inlined where they are called, and a network would hold itself.

import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { WrittenDefinition } from '../definition.ts';

export const definitionCycle = defineDiagnostic({
  code: 'E0210',
  name: 'definition-cycle',
  severity: 'error',
  message: ({ cycle }: { cycle: readonly [WrittenDefinition, ...WrittenDefinition[]] }) => {
    const path = [...cycle, cycle[0]].map((definition) => `\`${definition.name}\``).join(' -> ');
    switch (cycle[0].kind) {
      case 'function':
        return `function calls itself: ${path}`;
      case 'network':
        return `network uses itself: ${path}`;
      default:
        return `constant needs itself: ${path}`;
    }
  },
  labels: ({ cycle: [first, ...rest] }) => [
    { span: first.nameSpan, text: rest.length === 0 ? 'defined through itself' : 'needs the next' },
    ...rest.map((definition) => ({ span: definition.nameSpan, text: 'which needs the next' })),
  ],
  why: ({ cycle }) => {
    switch (cycle[0].kind) {
      case 'function':
        return 'functions are inlined where they are called, so a chain of calls must end';
      case 'network':
        return 'a network in a network has weights of its own, so one in itself would have no end of them; `repeat n { ... }` repeats a block';
      default:
        return 'a constant is computed from others, so a chain of them must end in a number';
    }
  },
});

export type Dependencies = ReadonlyMap<WrittenDefinition, ReadonlySet<WrittenDefinition>>;

type Cycle = readonly [WrittenDefinition, ...WrittenDefinition[]];

/** A definition on the way, with what is left of its needs. */
interface Visit {
  readonly definition: WrittenDefinition;
  readonly needs: readonly WrittenDefinition[];
  next: number;
  sound: boolean;
}

/**
 * Dependencies first, and the cycles met; what is on a cycle or needs one is left out of the order. What is needed
 * without dependencies of its own in the map is left alone.
 */
export function orderByDependency(dependencies: Dependencies): {
  readonly order: readonly WrittenDefinition[];
  readonly cycles: readonly Cycle[];
} {
  const order: WrittenDefinition[] = [];
  const cycles: Cycle[] = [];
  const sound = new Map<WrittenDefinition, boolean>();
  // A list rather than calls: a thousand constants may each need the one before.
  const path: Visit[] = [];
  const onPath = new Map<WrittenDefinition, number>();
  const enter = (definition: WrittenDefinition): void => {
    onPath.set(definition, path.length);
    path.push({ definition, needs: [...(dependencies.get(definition) ?? [])], next: 0, sound: true });
  };
  for (const start of dependencies.keys()) {
    if (!sound.has(start)) enter(start);
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const needed = visit.needs[visit.next++];
      if (needed === undefined) {
        path.pop();
        onPath.delete(visit.definition);
        sound.set(visit.definition, visit.sound);
        if (visit.sound) order.push(visit.definition);
        const around = path.at(-1);
        if (around !== undefined && !visit.sound) around.sound = false;
      } else if (onPath.has(needed)) {
        const [first, ...rest] = path.slice(onPath.get(needed)).map(({ definition }) => definition);
        if (first !== undefined) cycles.push([first, ...rest]);
        visit.sound = false;
      } else if (sound.get(needed) === false) visit.sound = false;
      else if (!sound.has(needed) && dependencies.has(needed)) enter(needed);
    }
  }
  return { order, cycles };
}
