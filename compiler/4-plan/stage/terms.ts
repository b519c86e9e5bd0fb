// The log joint as a list of terms: one for each distribution that a variable may have, branch by branch and step by
// step, with all the expressions that it reads. What the rules look at.

import type {
  CheckedModel,
  CoreExpression,
  DistributionCall,
  DistributionExpression,
  Variable,
} from '../../3-check/model.ts';
import type { Span } from '../../source/source.ts';

/** `log p(variable | ...)` where this call is its distribution. */
export interface Term {
  readonly variable: Variable;
  readonly call: DistributionCall;
  /** Conditions of the `if`s that lead here. */
  readonly conditions: readonly CoreExpression[];
  /** The distributions around the call, outermost first. */
  readonly wrappers: readonly Wrapper[];
}

export interface Wrapper {
  readonly kind: 'mixture' | 'truncated' | 'censored';
  /** Weights of a mixture, bounds of a cut. */
  readonly expressions: readonly CoreExpression[];
  readonly span: Span;
}

/** Of latents and observations; priors of params, which read params alone, are left out. */
export function termsOf(model: CheckedModel): readonly Term[] {
  return model.variables
    .filter((variable) => variable.role !== 'param')
    .flatMap((variable) =>
      distributionsOf(variable).flatMap((distribution) => leaves(variable, distribution, [], [])),
    );
}

/** What has a distribution: a variable, or the guide of one. */
export type Defined = Pick<Variable, 'distribution' | 'steps'>;

/** Those of single steps, and the general one. */
export function distributionsOf({ distribution, steps }: Defined): readonly DistributionExpression[] {
  return [...(steps?.special ?? []).map((special) => special.distribution), distribution].filter(
    (each) => each !== null,
  );
}

/** Of an implicit observation: those of single steps, and the general one. */
export function valuesOf({ value, steps }: Variable): readonly CoreExpression[] {
  return [...(steps?.special ?? []).map((special) => special.value), value].filter((each) => each !== null);
}

function leaves(
  variable: Variable,
  distribution: DistributionExpression,
  conditions: readonly CoreExpression[],
  wrappers: readonly Wrapper[],
): readonly Term[] {
  switch (distribution.kind) {
    case 'distribution':
      return [{ variable, call: distribution, conditions, wrappers }];
    case 'choice': {
      const inside = [...conditions, distribution.condition];
      return [distribution.then, distribution.else].flatMap((branch) =>
        leaves(variable, branch, inside, wrappers),
      );
    }
    case 'mixture': {
      const { weights, span, parts } = distribution;
      const inside: readonly Wrapper[] = [...wrappers, { kind: 'mixture', expressions: [weights], span }];
      return parts.flatMap((part) => leaves(variable, part, conditions, inside));
    }
    case 'truncated':
    case 'censored': {
      const { kind, lower, upper, span, part } = distribution;
      const expressions = [lower, upper].filter((bound) => bound !== null);
      return leaves(variable, part, conditions, [...wrappers, { kind, expressions, span }]);
    }
  }
}

/** Everything that a term reads. */
export function termExpressions(term: Term): readonly CoreExpression[] {
  return [
    ...Object.values(term.call.arguments),
    ...term.conditions,
    ...term.wrappers.flatMap(({ expressions }) => expressions),
  ];
}
