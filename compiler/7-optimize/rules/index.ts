// All rewrite rules, in the order in which they are tried at a node.

import type { RewriteRule } from '../rewrite.ts';
import { constantRules } from './constants.ts';
import { logSpaceRules } from './log-space.ts';
import { selectRules } from './selects.ts';
import { signRules } from './signs.ts';
import { tableRules } from './tables.ts';

export const rewriteRules: readonly RewriteRule[] = [
  ...logSpaceRules,
  ...selectRules,
  ...signRules,
  ...constantRules,
  ...tableRules,
];
