// A checked model as text, for dumps and goldens: what each name is, with everything inlined.
//
//   model Geyser(K: int = 2, D: dim)
//     param weight: simplex[K]
//     plate eruption
//     latent kind: category<K> in eruption ~ Categorical(p: weight)
//     needs 1 <= K

import { printSize } from '../sizes/size.ts';
import type {
  CheckedModel,
  CoreExpression,
  DistributionExpression,
  OptionValue,
  Plate,
  Steps,
  Variable,
} from './model.ts';
import { printExpression } from './print-expression.ts';
import { printNetwork } from './print-network.ts';
import { printType } from './type.ts';

export function printModel(model: CheckedModel): string {
  const { name, hyperparameters, dims } = model;
  const inputs = [
    ...hyperparameters.map(
      ({ name: hyper, type, defaultValue }) =>
        `${hyper}: ${printType(type)}${defaultValue === null ? '' : ` = ${String(defaultValue)}`}`,
    ),
    ...dims.map((dim) => `${dim.name}: dim`),
  ];
  const lines = [
    ...model.plates.map(plateLine),
    ...model.variables.flatMap(variableLines),
    ...model.recurrences.flatMap(({ name: own, type, plate, direction, value, steps }) => [
      `let ${own}: ${printType(type)} in ${plate}${direction === 'backwards' ? ', backwards' : ''}${means(value)}${from(steps)}`,
      ...steps.special.map((special) => `  [${String(special.step)}]${means(special.value)}`),
    ]),
    ...model.guides.flatMap(({ latent, distribution, steps }) => [
      `guide ${latent}${follows(distribution)}${from(steps)}`,
      ...specialLines(steps),
    ]),
    ...model.networks.flatMap((network) => `network ${printNetwork(network)}`.split('\n')),
    ...model.preconditions.map(({ left, right }) => `needs ${printSize(left)} <= ${printSize(right)}`),
    ...(model.train === null ? [] : [`train ${model.train.method}${settings(model.train.options)}`]),
  ];
  return [`model ${name}(${inputs.join(', ')})`, ...lines.map((line) => `  ${line}`)].join('\n') + '\n';
}

function plateLine({ name, parent, size, sequence }: Plate): string {
  const end = sequence?.until ?? null;
  const until = end === null ? '' : ` until ${end}`;
  const count = size === null ? '' : `: ${printSize(size)}`;
  return `${sequence === null ? 'plate' : 'sequence'} ${name}${count}${until}${inside(parent)}`;
}

function variableLines(variable: Variable): readonly string[] {
  const { name, role, type, plate, distribution, value, initial, support, steps } = variable;
  const kinds = [
    variable.optional ? 'may be missing' : '',
    variable.vocabulary ? 'a vocabulary' : '',
    support === null ? '' : `not zero where ${printExpression(support)}`,
  ].filter((kind) => kind !== '');
  const notes = kinds.length === 0 ? '' : ` (${kinds.join(', ')})`;
  const start = initial === null ? '' : `, starts at ${printExpression(initial)}`;
  return [
    `${role} ${name}: ${printType(type)}${notes}${inside(plate)}${follows(distribution)}${means(value)}${start}${from(steps)}`,
    ...specialLines(steps),
  ];
}

function specialLines(steps: Variable['steps']): readonly string[] {
  return (steps?.special ?? []).map(
    ({ step, distribution, value }) => `  [${String(step)}]${follows(distribution)}${means(value)}`,
  );
}

function inside(plate: string | null): string {
  return plate === null ? '' : ` in ${plate}`;
}

function from(steps: Steps<unknown> | null): string {
  return steps === null ? '' : `, for ${steps.sequence} from ${String(steps.from)} on`;
}

function means(value: CoreExpression | null): string {
  return value === null ? '' : ` = ${printExpression(value)}`;
}

function follows(distribution: DistributionExpression | null): string {
  return distribution === null ? '' : ` ~ ${printDistribution(distribution)}`;
}

export function printDistribution(distribution: DistributionExpression): string {
  switch (distribution.kind) {
    case 'distribution': {
      const given = Object.entries(distribution.arguments).map(
        ([name, value]) => `${name}: ${printExpression(value)}`,
      );
      return `${distribution.family}(${given.join(', ')})`;
    }
    case 'choice': {
      const [then, otherwise] = [distribution.then, distribution.else].map(printDistribution);
      return `if(${printExpression(distribution.condition)}, ${then ?? ''}, ${otherwise ?? ''})`;
    }
    case 'mixture':
      return `Mixture(${printExpression(distribution.weights)}, [${distribution.parts.map(printDistribution).join(', ')}])`;
    case 'truncated':
    case 'censored': {
      const bounds = [
        distribution.lower === null ? '' : `, lower: ${printExpression(distribution.lower)}`,
        distribution.upper === null ? '' : `, upper: ${printExpression(distribution.upper)}`,
      ];
      const name = distribution.kind === 'truncated' ? 'Truncated' : 'Censored';
      return `${name}(${printDistribution(distribution.part)}${bounds.join('')})`;
    }
    default:
      return distribution satisfies never;
  }
}

function settings(options: readonly { readonly name: string; readonly value: OptionValue }[]): string {
  return `(${options.map(({ name, value }) => `${name}: ${printOption(value)}`).join(', ')})`;
}

function printOption(option: OptionValue): string {
  switch (option.kind) {
    case 'number':
    case 'bool':
      return String(option.value);
    case 'network':
      return option.instance;
    case 'word':
      return option.settings.length === 0 ? option.word : option.word + settings(option.settings);
  }
}
