// Params that bound where values may lie (`Uniform(0, top)`, the scale of a Pareto, the ends of a truncation): the
// likelihood rises towards the nearest value and falls off a cliff there, so that neither sums of statistics nor a
// gradient find its maximum.

import { subexpressions } from '../../3-check/mentions.ts';
import type {
  CheckedModel,
  CoreExpression,
  DistributionCall,
  DistributionExpression,
  Variable,
} from '../../3-check/model.ts';
import { findSignature } from '../../library/signatures/index.ts';
import type { Gap } from './stage.ts';
import { distributionsOf } from './terms.ts';

interface Bound {
  readonly value: CoreExpression;
  /** What ends there. */
  readonly of: string;
}

export function boundGaps(model: CheckedModel, variable: Variable): readonly Gap[] {
  const params = new Set(model.variables.filter(({ role }) => role === 'param').map(({ name }) => name));
  return distributionsOf(variable)
    .flatMap(boundsIn)
    .flatMap(({ value, of }) => {
      const param = paramIn(value, params);
      if (param === null) return [];
      const subject = `\`${param}\`, which bounds where \`${variable.name}\` may lie,`;
      return [
        {
          message: `estimating ${subject} is not derivable yet`,
          label: `where ${of} ends`,
          span: value.span,
          name: `estimating ${subject}`,
          instead: 'the bound may be a constant, a hyperparameter, or `given` with each row',
        },
      ];
    });
}

function boundsIn(distribution: DistributionExpression): readonly Bound[] {
  switch (distribution.kind) {
    case 'distribution':
      return boundsOf(distribution);
    case 'choice':
      return [distribution.then, distribution.else].flatMap(boundsIn);
    case 'mixture':
      return distribution.parts.flatMap(boundsIn);
    case 'truncated':
    case 'censored': {
      const own = [distribution.lower, distribution.upper].flatMap((value) =>
        value === null ? [] : [{ value, of: `the ${distribution.kind} distribution` }],
      );
      return [...own, ...boundsIn(distribution.part)];
    }
  }
}

/** The arguments that give the ends of the values. */
function boundsOf({ family, arguments: values }: DistributionCall): readonly Bound[] {
  const support = findSignature(family)?.support;
  if (support?.kind !== 'range') return [];
  return [support.lower, support.upper].flatMap((end) => {
    const value = end === null || typeof end === 'number' ? undefined : values[end.parameter];
    return value === undefined ? [] : [{ value, of: `a \`${family}\`` }];
  });
}

function paramIn(expression: CoreExpression, params: ReadonlySet<string>): string | null {
  for (const inner of subexpressions(expression))
    if (inner.kind === 'variable' && params.has(inner.name)) return inner.name;
  return null;
}
