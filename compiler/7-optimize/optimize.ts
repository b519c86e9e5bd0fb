// Runs the passes in order, verifying and showing the program after each.

import type { Program } from '../ir/ops.ts';
import { verify } from '../ir/verify.ts';
import type { Pass } from './pass.ts';
import { dropPlaceholders } from './passes/drop-placeholders.ts';
import { expandChains } from './passes/expand-chains.ts';
import { hoistInvariants } from './passes/hoist-invariants.ts';
import { joinScatters } from './passes/join-scatters.ts';
import { simplify } from './passes/simplify.ts';
import type { Exactness } from './rewrite.ts';

export interface OptimizeHost {
  /** Verifies after every pass; always on in tests. */
  readonly checked: boolean;
  dump(pass: string, program: Program): void;
  /** Kinds of rewrite rules besides the exact ones. */
  readonly allowed?: readonly Exactness[];
}

export const passes: readonly Pass[] = [
  dropPlaceholders,
  simplify,
  expandChains,
  simplify,
  joinScatters,
  hoistInvariants,
  simplify,
];

/**
 * The same program with less to compute. Inputs and outputs keep their names, types and order. Placeholders
 * are gone, so gradients must have been taken.
 */
export function optimize(program: Program, host: OptimizeHost): Program {
  if (host.checked) verify(program, 'lowering');
  const allowed: readonly Exactness[] = ['exact', ...(host.allowed ?? [])];
  let current = program;
  for (const pass of passes) {
    current = pass.run(current, { allowed });
    if (host.checked) verify(current, pass.name);
    host.dump(pass.name, current);
  }
  return current;
}
