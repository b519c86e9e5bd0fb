// Cholesky factors whose distribution is one over factors of correlation matrices: their rows have length 1, which no type
// says. As params they move among such factors alone, and data are held to it.

import type { DistributionExpression, Variable } from '../3-check/model.ts';
import { findDistribution } from '../library/distributions/index.ts';

export function isCorrelationFactor({ type, distribution }: Variable): boolean {
  return type.structure === 'cholesky' && distribution !== null && hasUnitRows(distribution);
}

function hasUnitRows(distribution: DistributionExpression): boolean {
  switch (distribution.kind) {
    case 'distribution':
      return findDistribution(distribution.family)?.support.kind === 'correlationCholesky';
    case 'choice':
      return hasUnitRows(distribution.then) && hasUnitRows(distribution.else);
    case 'mixture':
      return distribution.parts.every(hasUnitRows);
    case 'truncated':
    case 'censored':
      return hasUnitRows(distribution.part);
  }
}
