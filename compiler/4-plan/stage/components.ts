// Continuous hidden variables that share terms, directly or through one another: what is eliminated together.

import { directNames, recurrenceParts } from './reads.ts';
import { subexpressions } from '../../3-check/mentions.ts';
import type { CoreExpression } from '../../3-check/model.ts';
import type { Hidden, Structure } from './structure.ts';
import { termExpressions, type Term } from './terms.ts';

export interface Component {
  /** In the model's order. */
  readonly members: readonly Hidden[];
  readonly names: ReadonlySet<string>;
  /** Terms that touch a member, in the model's order. */
  readonly terms: readonly Term[];
  /** Sequences along which members depend on one another. */
  readonly linkedAlong: ReadonlySet<string>;
}

export function componentsOf(structure: Structure): readonly Component[] {
  const continuous = [...structure.hidden.values()].filter(
    ({ kind, barren }) => kind === 'continuous' && !barren,
  );
  const waiting = new Map(continuous.map((each) => [each.variable.name, each]));
  const order = new Map(structure.terms.map((term, position) => [term, position]));
  const position = new Map([...structure.hidden.keys()].map((name, at) => [name, at]));
  const components: Component[] = [];
  for (const { variable: first } of continuous) {
    if (!waiting.has(first.name)) continue;
    const members: Hidden[] = [];
    const terms = new Set<Term>();
    const next = [first.name];
    for (let name = next.pop(); name !== undefined; name = next.pop()) {
      const member = waiting.get(name);
      if (member === undefined) continue;
      waiting.delete(name);
      members.push(member);
      for (const term of structure.touching.get(name) ?? []) {
        if (terms.has(term)) continue;
        terms.add(term);
        next.push(...(structure.scope.get(term) ?? []));
      }
    }
    const names = new Set(members.map(({ variable }) => variable.name));
    const sorted = [...terms].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    components.push({
      members: members.sort(
        (a, b) => (position.get(a.variable.name) ?? 0) - (position.get(b.variable.name) ?? 0),
      ),
      names,
      terms: sorted,
      linkedAlong: linkedAlong(structure, names, sorted),
    });
  }
  return components;
}

/** Sequences of which one step reads one of these at another step, or at all of them. */
export function linkedAlong(
  structure: Structure,
  names: ReadonlySet<string>,
  terms: readonly Term[],
): ReadonlySet<string> {
  const carried = structure.model.recurrences.filter((recurrence) =>
    recurrenceParts(recurrence).some((part) =>
      [...structure.reads.variables(part)].some((name) => names.has(name)),
    ),
  );
  const sequences = new Map([
    ...[...names].map((name) => [name, structure.variables.get(name)?.steps?.sequence] as const),
    ...carried.map(({ name, steps }) => [name, steps.sequence] as const),
  ]);
  const linked = new Set<string>();
  const visit = (expression: CoreExpression): void => {
    if (![...directNames([expression])].some((name) => sequences.has(name))) return;
    for (const part of subexpressions(expression)) {
      if (part.kind !== 'variable' && part.kind !== 'step') continue;
      const sequence = sequences.get(part.name);
      const sameStep = part.kind === 'step' && part.at.kind === 'relative' && part.at.offset === 0;
      if (sequence !== undefined && !sameStep) linked.add(sequence);
    }
  };
  for (const term of terms) termExpressions(term).forEach(visit);
  for (const recurrence of carried) recurrenceParts(recurrence).forEach(visit);
  return linked;
}
