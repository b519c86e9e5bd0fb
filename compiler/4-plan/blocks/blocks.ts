// Blocks of params: the connected components of the graph that joins params which occur in one factor or prior.
// Given the expectations, each block is estimated on its own, by its steps.

import type { ModelIndex } from '../arguments.ts';
import { factorParams, priorParams } from '../factor-graph.ts';
import type { Block, Factor } from '../derivation.ts';
import { variableOf } from '../arguments.ts';
import { blockSteps } from './steps.ts';

export function buildBlocks(index: ModelIndex, factors: readonly Factor[]): readonly Block[] {
  const params = index.model.variables
    .filter((variable) => variable.role === 'param')
    .map((param) => param.name);
  const read = factors.map((factor) => factorParams(index, factor));
  const component = connectedComponents(params, [
    ...read,
    ...params.map((param) => priorParams(index, param)),
  ]);
  const membersOf = Map.groupBy(params, component);
  const factorsOf = Map.groupBy(factors, (_, position) => {
    const [first] = read[position] ?? [];
    return first === undefined ? null : component(first);
  });
  return [...membersOf].map(([root, members]) => {
    const involved = factorsOf.get(root) ?? [];
    return {
      name: members.join(', '),
      params: members,
      factors: involved.map((factor) => factor.id),
      steps: blockSteps(index, { params: members, factors: involved }),
      hasPrior: members.some((param) => variableOf(index, param).distribution !== null),
    };
  });
}

/** Union-find; the representative is the first member in the given order. */
function connectedComponents(
  names: readonly string[],
  groups: readonly (readonly string[])[],
): (name: string) => string {
  const parent = new Map(names.map((name) => [name, name]));
  const find = (name: string): string => {
    let root = name;
    for (let next = parent.get(root); next !== undefined && next !== root; next = parent.get(root))
      root = next;
    return root;
  };
  const rank = new Map(names.map((name, position) => [name, position]));
  for (const [first, ...rest] of groups) {
    if (first === undefined) continue;
    for (const other of rest) {
      const [a, b] = [find(first), find(other)];
      const [low, high] = (rank.get(a) ?? 0) <= (rank.get(b) ?? 0) ? [a, b] : [b, a];
      parent.set(high, low);
    }
  }
  return find;
}
