// Applies the rewrite rules that the options allow. Nodes are interned again on the way and what no output needs
// is not visited, so that common subexpressions are one and dead code is gone.

import type { Pass } from '../pass.ts';
import { rewriteProgram } from '../rewrite.ts';
import { rewriteRules } from '../rules/index.ts';

export const simplify: Pass = {
  name: 'simplify',
  run: (program, { allowed }) =>
    rewriteProgram(
      program,
      rewriteRules.filter((rule) => allowed.includes(rule.exactness)),
    ),
};
