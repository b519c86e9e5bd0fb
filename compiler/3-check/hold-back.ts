// Checking on trial: what is said, and what is asked of sizes, counts only once it is released.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Checker } from './checker.ts';
import { Conditions } from './conditions.ts';

export interface HeldBack {
  readonly checker: Checker;
  /** Says it all. */
  readonly release: () => void;
  /** Takes it back: nothing was said or settled. */
  readonly discard: () => void;
}

export function holdBack(checker: Checker): HeldBack {
  const held: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => {
    held.push(diagnostic);
  };
  const conditions = new Conditions(report, checker.conditions);
  const blamedParams = new Set(checker.blamedParams);
  // What the uses of an instance settled.
  const settled = [...checker.instances.values()].map((instance) => ({
    instance,
    before: instance?.settled,
  }));
  return {
    checker: { ...checker, report, conditions, blamedParams },
    release: () => {
      checker.conditions.adopt(conditions);
      for (const name of blamedParams) checker.blamedParams.add(name);
      held.forEach(checker.report);
    },
    discard: () => {
      for (const { instance, before } of settled)
        if (instance !== null && before !== undefined) instance.settled = before;
    },
  };
}
