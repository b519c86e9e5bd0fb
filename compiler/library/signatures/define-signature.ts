// A signature from what is peculiar to it.

import type { DistributionSignature, FormSignature, ParameterDefinition } from '../signature.ts';

interface Facts {
  readonly support: DistributionSignature['support'];
  /** In positional order. */
  readonly parameters: Readonly<Record<string, ParameterDefinition>>;
  /** Of the parameters, those that may be left out. */
  readonly optional?: readonly string[];
  /** Other ways to write the arguments. */
  readonly alternatives?: readonly Pick<FormSignature, 'names' | 'parameters'>[];
  readonly eventRank?: 0 | 1 | 2;
}

export function continuous(name: string, density: string, facts: Facts): DistributionSignature {
  return defineSignature(name, density, false, facts);
}

export function discrete(name: string, density: string, facts: Facts): DistributionSignature {
  return defineSignature(name, density, true, facts);
}

function defineSignature(
  name: string,
  density: string,
  discrete: boolean,
  facts: Facts,
): DistributionSignature {
  const { support, parameters, optional = [], alternatives = [], eventRank = 0 } = facts;
  const names = Object.keys(parameters);
  return {
    name,
    summary: `${name}(${names.join(', ')}): ${density}`,
    eventRank,
    support,
    discrete,
    parameters,
    forms: [
      { names, defaults: {}, optional, parameters: {} },
      ...alternatives.map((form) => ({ ...form, defaults: {} })),
    ],
  };
}
