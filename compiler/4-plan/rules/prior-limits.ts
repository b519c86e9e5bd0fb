// Priors whose density grows without bound at an edge of their support, so that a posterior may have no maximum: each
// argument that decides it, with the least value at which the density stays finite.

import type {
  CheckedModel,
  CoreExpression,
  DistributionCall,
  DistributionExpression,
  FunctionName,
  Variable,
} from '../../3-check/model.ts';
import { constantOf, type Constant } from '../../3-check/constant-value.ts';
import { variablesIn } from '../../3-check/mentions.ts';
import { realType } from '../../3-check/type.ts';
import { readCutName } from '../../library/derived/index.ts';
import { evaluateSize, sizeSymbols } from '../../sizes/size.ts';
import type { Span } from '../../source/source.ts';
import { numberExpression } from '../rewrite/core.ts';
import { createRewriter } from '../sequences/rewrite.ts';

export interface PriorLimit {
  readonly param: string;
  readonly family: string;
  /** As people read it: `concentration`. */
  readonly argument: string;
  readonly expression: CoreExpression;
  readonly least: number;
  readonly span: Span;
}

type Edge = 'lower' | 'upper' | 'any';

interface Rule {
  /** What it takes of the arguments as written; null: these are others. */
  readonly of: (values: Readonly<Record<string, CoreExpression>>, param: Variable) => CoreExpression | null;
  readonly argument: string;
  readonly least: number;
  /** Where the density grows; a truncation inside it leaves it finite. */
  readonly edge: Edge;
}

const is = (name: string, edge: Edge, least = 1): Rule => ({
  of: (values) => values[name] ?? null,
  argument: name,
  least,
  edge,
});

/** Beta's alpha and beta from its mean and concentration. */
const betaFrom = (argument: 'alpha' | 'beta', edge: Edge): Rule => ({
  of({ mean, concentration }) {
    if (mean === undefined || concentration === undefined) return null;
    const share = argument === 'alpha' ? mean : combine('sub', numberExpression(1, mean.span), mean);
    return combine('mul', share, concentration);
  },
  argument,
  least: 1,
  edge,
});

/** A Wishart density of D by D matrices grows without bound at those without an inverse below D + 1 degrees. */
const degreesLessSize: Rule = {
  of({ df }, { type }) {
    const size = type.shape.at(-1);
    if (df === undefined || size === undefined) return null;
    return combine('sub', df, { kind: 'size', size, type: realType(), span: df.span });
  },
  argument: 'df, less the size of the matrix,',
  least: 1,
  edge: 'any',
};

/** By family. */
const rules: Readonly<Record<string, readonly Rule[]>> = {
  Dirichlet: [is('concentration', 'any')],
  Gamma: [is('shape', 'lower')],
  Weibull: [is('shape', 'lower')],
  ChiSquared: [is('df', 'lower', 2)],
  Beta: [is('alpha', 'lower'), is('beta', 'upper'), betaFrom('alpha', 'lower'), betaFrom('beta', 'upper')],
  Kumaraswamy: [is('a', 'lower'), is('b', 'upper')],
  LkjCholesky: [is('concentration', 'any')],
  Wishart: [degreesLessSize],
};

function combine(name: FunctionName, a: CoreExpression, b: CoreExpression): CoreExpression {
  const { shape } = a.type.shape.length >= b.type.shape.length ? a.type : b.type;
  return { kind: 'call', name, operands: [a, b], type: realType(shape), span: b.span };
}

/** Of all params. What depends on other params is not known before training ends. */
export function priorLimits(model: CheckedModel): readonly PriorLimit[] {
  const params = new Set(model.variables.map(({ name }) => name));
  return model.variables
    .flatMap((variable) =>
      variable.role === 'param' && variable.distribution !== null
        ? limitsOf(variable, variable.distribution, { lower: false, upper: false })
        : [],
    )
    .filter(({ expression }) => ![...variablesIn(expression)].some((name) => params.has(name)));
}

/** `cut`: on which sides the edge of the support is left out. */
function limitsOf(
  param: Variable,
  prior: DistributionExpression,
  cut: Readonly<Record<'lower' | 'upper', boolean>>,
): readonly PriorLimit[] {
  const inside = (part: DistributionExpression): readonly PriorLimit[] => limitsOf(param, part, cut);
  switch (prior.kind) {
    case 'distribution': {
      const made = readCutName(prior.family);
      if (made === null) return limitsOfCall(param, prior, cut);
      // Once cuts are families, their bounds are arguments.
      const { lower = null, upper = null } = prior.arguments;
      const part: DistributionCall = { ...prior, family: made.part };
      const kind = made.kind === 'Truncated' ? 'truncated' : 'censored';
      return inside({ kind, part, lower, upper, span: prior.span });
    }
    case 'choice':
      return [...inside(prior.then), ...inside(prior.else)];
    case 'mixture':
      return prior.parts.flatMap(inside);
    case 'censored':
      return inside(prior.part);
    case 'truncated':
      return limitsOf(param, prior.part, {
        // The families with limits begin at 0, and end at 1 if anywhere: a bound that is not known may be inside.
        lower: cut.lower || (prior.lower !== null && !(largest(prior.lower) <= 0)),
        upper: cut.upper || (prior.upper !== null && !(smallest(prior.upper) >= 1)),
      });
  }
}

function limitsOfCall(
  param: Variable,
  { family, arguments: values }: DistributionCall,
  cut: Readonly<Record<'lower' | 'upper', boolean>>,
): readonly PriorLimit[] {
  const own = Object.hasOwn(rules, family) ? (rules[family] ?? []) : [];
  return own.flatMap(({ of, argument, least, edge }) => {
    const expression = edge !== 'any' && cut[edge] ? null : of(values, param);
    return expression === null
      ? []
      : [{ param: param.name, family, argument, expression, least, span: expression.span }];
  });
}

/** The least number among constants; NaN for anything else. */
export function smallest(expression: CoreExpression): number {
  return fold(constantOf(expression), Math.min);
}

function largest(expression: CoreExpression): number {
  return fold(constantOf(expression), Math.max);
}

function fold(constant: Constant | null, pick: (...values: readonly number[]) => number): number {
  if (constant === null) return NaN;
  return typeof constant === 'number' ? constant : pick(...constant.map((part) => fold(part, pick)));
}

/** The expression with hyperparameters at their defaults; what has none stays. */
export function atDefaults(model: CheckedModel, expression: CoreExpression): CoreExpression {
  const defaults = new Map(model.hyperparameters.map(({ name, defaultValue }) => [name, defaultValue]));
  return createRewriter((part) => {
    if (part.kind === 'hyperparameter') {
      const value = defaults.get(part.name) ?? null;
      return value === null ? part : numberExpression(value, part.span);
    }
    if (part.kind !== 'size') return null;
    const isKnown = sizeSymbols(part.size).every((name) => (defaults.get(name) ?? null) !== null);
    return isKnown
      ? numberExpression(
          evaluateSize(part.size, (name) => defaults.get(name) ?? NaN),
          part.span,
        )
      : part;
  }).expression(expression);
}
