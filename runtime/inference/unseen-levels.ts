// Levels that never occur of what the data hold, though params are picked by them: with nothing to learn from, these stay where
// they began, which looks like an estimate.

import { at, lookUp } from '../record.ts';
import { cellGroups, cellWeights } from './cells.ts';
import type { Problem, Statistics } from './problem.ts';

/** Events below which a level counts as never seen: what rounding leaves of none. */
const none = 1e-9;
const mostNamed = 4;

/** One for each variable, by name. With priors params have a maximum there too. */
export function unseenLevelWarnings(
  { definition, sizes, data }: Problem,
  statistics: Statistics,
): readonly string[] {
  if (definition.kernels.logPrior !== null) return [];
  const seen = new Map<string, Float64Array>();
  for (const group of cellGroups(definition, sizes)) {
    const weights = cellWeights(group, statistics);
    let inner = group.cellCount;
    for (const { name, size } of group.variables) {
      inner /= size;
      const counts = seen.get(name) ?? new Float64Array(size);
      seen.set(name, counts);
      weights.forEach((weight, cell) => {
        const level = Math.floor(cell / inner) % size;
        counts[level] = at(counts, level) + weight;
      });
    }
  }
  return definition.variables.flatMap(({ name, role, type }) => {
    const counts = seen.get(name);
    if (counts === undefined || (role !== 'observe' && role !== 'given')) return [];
    const unseen = [...counts.keys()].filter((level) => !(at(counts, level) > none));
    // Codes that seem to count from 1 have a warning of their own.
    if (unseen.length === 0 || (type.levelsDim !== null && unseen.every((level) => level === 0))) return [];
    const texts = lookUp(data.levels, name);
    const named = unseen.slice(0, mostNamed).map((level) => texts?.[level] ?? String(level));
    const more = unseen.length > mostNamed ? ` and ${String(unseen.length - mostNamed)} others` : '';
    return [
      `\`${name}\` is never ${named.join(', ')}${more}: the data say nothing about the params picked there, which stay where they began; give them a prior`,
    ];
  });
}
