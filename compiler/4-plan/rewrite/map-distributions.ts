// Every distribution of a model's variables rewritten, from the inside out.

import type { CheckedModel, DistributionExpression } from '../../3-check/model.ts';

type Rewrite = (distribution: DistributionExpression) => DistributionExpression;

/** The model itself where nothing changes. `rewrite` sees what it made of the parts of a distribution. */
export function mapDistributions(model: CheckedModel, rewrite: Rewrite): CheckedModel {
  const all = (distribution: DistributionExpression | null): DistributionExpression | null =>
    distribution && mapDistribution(distribution, rewrite);
  const variables = model.variables.map((variable) => {
    const { steps } = variable;
    const distribution = all(variable.distribution);
    const special = steps?.special.map((step) => {
      const own = all(step.distribution);
      return own === step.distribution ? step : { ...step, distribution: own };
    });
    const isSame =
      distribution === variable.distribution &&
      special?.every((step, i) => step === steps?.special[i]) !== false;
    return isSame
      ? variable
      : { ...variable, distribution, steps: steps && special ? { ...steps, special } : steps };
  });
  return variables.every((variable, i) => variable === model.variables[i]) ? model : { ...model, variables };
}

function mapDistribution(distribution: DistributionExpression, rewrite: Rewrite): DistributionExpression {
  const inner = (part: DistributionExpression): DistributionExpression => mapDistribution(part, rewrite);
  switch (distribution.kind) {
    case 'distribution':
      return rewrite(distribution);
    case 'choice': {
      const [then, otherwise] = [inner(distribution.then), inner(distribution.else)];
      const isSame = then === distribution.then && otherwise === distribution.else;
      return rewrite(isSame ? distribution : { ...distribution, then, else: otherwise });
    }
    case 'mixture': {
      const [first, ...rest] = distribution.parts;
      const parts = [inner(first), ...rest.map(inner)] as const;
      const isSame = parts.every((part, i) => part === distribution.parts[i]);
      return rewrite(isSame ? distribution : { ...distribution, parts });
    }
    case 'truncated':
    case 'censored': {
      const part = inner(distribution.part);
      return rewrite(part === distribution.part ? distribution : { ...distribution, part });
    }
  }
}
