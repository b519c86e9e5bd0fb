// `guide z ~ D`, `guide z[t] ~ D`: the latent that is meant.

import type { Target } from '../1-parse/ast.ts';
import type { TargetPosition, VariableDefinition } from './definition.ts';
import { innermostSequence, reportIndex, type BodyPlace } from './define-names.ts';
import { useGuided } from './look-up.ts';
import { report, type Resolver } from './resolver.ts';
import { guideElsewhere, guideOfNoLatent, guideTwice } from './rules/guide-target.ts';
import { stepIndexMissing } from './rules/step-target.ts';
import type { Scope } from './scope.ts';
import { targetPosition } from './target-position.ts';

/** False where something is wrong, which is reported. */
export function resolveGuideTarget(resolver: Resolver, scope: Scope, target: Target, at: BodyPlace): boolean {
  const { name } = target;
  const definition = useGuided(resolver, scope, name);
  if (definition === null) return false;
  if (definition.kind !== 'variable' || definition.node.kind !== 'latent') {
    resolver.read.add(definition);
    report(resolver, guideOfNoLatent({ definition, span: name.span }));
    return false;
  }
  if (definition.block !== (at.blocks.at(-1) ?? null)) {
    report(resolver, guideElsewhere({ definition, span: target.span }));
    return false;
  }
  resolver.uses.set(name, definition);
  const position = guidePosition(resolver, target, definition, at);
  if (position === undefined) return false;

  const guided = resolver.guided.get(definition) ?? new Map<TargetPosition | null, Target>();
  const before = guided.get(position);
  resolver.guided.set(definition, guided);
  if (before !== undefined) {
    report(resolver, guideTwice({ target, before: before.span }));
    return false;
  }
  guided.set(position, target);
  if (position !== null) resolver.positions.set(target, position);
  return true;
}

/** Null without steps, undefined where something is wrong. */
function guidePosition(
  resolver: Resolver,
  target: Target,
  definition: VariableDefinition,
  at: BodyPlace,
): TargetPosition | null | undefined {
  const sequence = innermostSequence(at);
  if (definition.sequence === null || sequence === null) {
    if (target.index === null) return null;
    reportIndex(resolver, target, at.place);
    return undefined;
  }
  if (target.index === null) {
    report(resolver, stepIndexMissing({ target, word: 'guide', sequence: sequence.name }));
    return undefined;
  }
  return targetPosition(resolver, target, 'guide', sequence, at.blocks) ?? undefined;
}
