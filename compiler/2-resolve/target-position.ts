// The brackets of a definition in a sequence, `z[0]`, `z[t]`, `b[last]`: which steps it is for.

import type { Target } from '../1-parse/ast.ts';
import type { BlockDefinition, SequenceDefinition, TargetPosition } from './definition.ts';
import { lastPosition } from './library-words.ts';
import { report, type Resolver } from './resolver.ts';
import { stepTarget } from './rules/step-target.ts';

/** Null where it is none, which is reported. `blocks`: those around the statement. */
export function targetPosition(
  resolver: Resolver,
  target: Target,
  word: string,
  sequence: SequenceDefinition,
  blocks: readonly BlockDefinition[],
): TargetPosition | null {
  const { index } = target;
  if (index === null || index.kind === 'error') return null;
  if (index.kind === 'number' && index.integer) return index.value;
  if (index.kind === 'name' && index.name === sequence.name) {
    resolver.uses.set(index, sequence);
    return 'each';
  }
  if (index.kind === 'name' && index.name === 'last' && word === 'let') {
    resolver.uses.set(index, lastPosition);
    return 'last';
  }
  const outer =
    index.kind === 'name' && blocks.some((block) => block.kind === 'sequence' && block.name === index.name);
  report(resolver, stepTarget({ target, word, sequence: sequence.name, index, outer }));
  return null;
}
