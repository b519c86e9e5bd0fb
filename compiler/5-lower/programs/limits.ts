// What hyperparameters make of the arguments of priors that must not be too small, or the posterior may have no
// maximum: tested when a fit starts.

import type { Derivation } from '../../4-plan/derivation.ts';
import { limitMessage } from '../../4-plan/rules/refusals.ts';
import { priorLimits, smallest } from '../../4-plan/rules/prior-limits.ts';
import type { Program } from '../../ir/ops.ts';
import { makeProgram, outputOf } from '../../ir/program.ts';
import type { Span } from '../../source/source.ts';
import { createContext } from '../context.ts';
import { rowEnvironment } from '../environment.ts';
import { lowerExpression } from '../expressions.ts';

export interface LoweredLimits {
  /** `limit.<position>`: the numbers that are limited. */
  readonly program: Program;
  readonly limits: readonly {
    readonly output: string;
    readonly least: number;
    readonly message: string;
    readonly span: Span;
  }[];
}

/** Null where the spec itself says all of them. */
export function lowerLimits({ model, ...derivation }: Derivation): LoweredLimits | null {
  const context = createContext({ model, ...derivation });
  const open = priorLimits(model).filter(({ expression }) => Number.isNaN(smallest(expression)));
  if (open.length === 0 || model.train?.method === 'posterior') return null;
  const limits = open.map((limit, position) => ({
    output: `limit.${String(position)}`,
    least: limit.least,
    message: limitMessage(limit),
    span: limit.span,
  }));
  const outputs = open.map(({ expression }, position) => {
    const { node, axes } = lowerExpression(rowEnvironment(context, null), expression);
    return outputOf(context.m, `limit.${String(position)}`, context.m.cast(node, 'f64'), axes);
  });
  return { program: makeProgram('limits', outputs), limits };
}
