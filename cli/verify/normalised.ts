// The densities of the model's families of numbers add up to one: sums over counts, integrals over the line.

import { familyNamed } from '../../compiler/4-plan/factor-graph.ts';
import { logDensityOf } from '../../compiler/library/define-distribution.ts';
import { boundNames, readCutName, type Bounds } from '../../compiler/library/derived/index.ts';
import type { Distribution } from '../../compiler/library/distribution.ts';
import { numberArithmetic } from '../../compiler/library/number-arithmetic.ts';
import type { Domain } from '../../compiler/library/signature.ts';
import { createStream, type Stream } from '../../runtime/random/stream.ts';
import { Agreement, skipped, type Check, type Finding, type Subject } from './check.ts';

const draws = 5;
/** The probability beyond the outermost points on either side of an integral. */
const cut = 1e-10;

export const normalised: Check = {
  name: 'densities',
  meaning: 'the densities of its families of numbers add up to one',
  run: addUp,
};

function addUp({ derivation, seed }: Subject): Finding {
  const names = [...new Set(derivation.factors.map(({ family }) => family))];
  const left: string[] = [];
  const found = new Agreement();
  const random = createStream(seed, 9);
  random.seek(1, 0, 0);
  for (const name of names) {
    const family = familyNamed(name);
    const domains = Object.entries(family.parameters).map(([key, { domain, rank }]) => ({
      key,
      domain,
      rank,
    }));
    if (
      family.eventRank > 0 ||
      family.quantiles === null ||
      domains.some(({ domain, rank }) => rank > 0 || domain.kind === 'any')
    ) {
      left.push(name);
      continue;
    }
    for (let draw = 0; draw < draws; draw++) {
      const drawn = Object.fromEntries(domains.map(({ key, domain }) => [key, valueIn(domain, random)]));
      const parameters = withBounds(name, inOrder(drawn));
      const total = totalOf(name, family, parameters);
      if (total !== null) found.compare(total, 1, `${name}(${JSON.stringify(parameters)})`);
    }
  }
  const note =
    left.length === 0
      ? null
      : `left to enumeration, as values or parameters are no single numbers: ${left.join(', ')}`;
  return found.cases === 0 ? skipped(note ?? 'the model has no families') : found.finding(1e-8, note);
}

function valueIn(domain: Domain, random: Stream): number {
  switch (domain.kind) {
    case 'interval': {
      const { lower, upper } = domain;
      if (lower !== null && upper !== null) return lower + (upper - lower) * (0.1 + 0.8 * random.uniform());
      if (lower !== null) return lower + 0.5 + 3 * random.uniform();
      return upper === null ? random.normal() : upper - 0.5 - 3 * random.uniform();
    }
    case 'count':
      return 2 + Math.floor(8 * random.uniform());
    case 'whole':
      return Math.round(3 * random.normal());
    case 'bool':
      return Number(random.uniform() < 0.5);
    default:
      return random.normal();
  }
}

/** Ends that are drawn apart from one another, in order and not together. */
function inOrder(parameters: Record<string, number>): Record<string, number> {
  const { lower, upper } = parameters;
  return lower !== undefined && upper !== undefined
    ? { ...parameters, upper: lower + 1 + Math.abs(Math.round(upper)) }
    : parameters;
}

/** What is truncated or censored is so where its part has mass. */
function withBounds(name: string, parameters: Record<string, number>): Record<string, number> {
  const made = readCutName(name);
  if (made === null) return parameters;
  const part = familyNamed(made.part);
  const { lower, upper } = boundNames(part, made.bounds);
  const at = (p: number): number => part.quantiles?.quantile(p, parameters) ?? NaN;
  return {
    ...parameters,
    ...(lower === null ? {} : { [lower]: at(0.2) }),
    ...(upper === null ? {} : { [upper]: at(0.9) }),
  };
}

type Parameters = Readonly<Record<string, number>>;

const density = (family: Distribution, x: number, parameters: Parameters): number =>
  Math.exp(logDensityOf(numberArithmetic(), family, x, parameters, null));

function totalOf(name: string, family: Distribution, parameters: Parameters): number | null {
  if (family.discrete) return sumOf(family, parameters);
  const made = readCutName(name);
  return made?.kind === 'Censored'
    ? censoredTotal(family, familyNamed(made.part), made.bounds, parameters)
    : integralOf(family, parameters);
}

/** The mass at the bounds, and the density between them. */
function censoredTotal(
  family: Distribution,
  part: Distribution,
  bounds: Bounds,
  parameters: Parameters,
): number | null {
  const names = boundNames(part, bounds);
  const lower = parameters[names.lower ?? ''] ?? -Infinity;
  const upper = parameters[names.upper ?? ''] ?? Infinity;
  const points = quantilePoints(part, parameters);
  if (points === null) return null;
  const atoms = [lower, upper].map((bound) =>
    Number.isFinite(bound) ? density(family, bound, parameters) : cut,
  );
  const inside = points.filter((x) => x > lower && x < upper);
  const ends = [lower, ...inside, upper].filter((x) => Number.isFinite(x));
  return atoms.reduce((sum, mass) => sum + mass, 0) + panels(family, ends, parameters);
}

/** Null where the parameters, drawn apart from one another, are none of the family's. */
export function sumOf(family: Distribution, parameters: Parameters): number | null {
  if (family.support.kind === 'bool') return density(family, 0, parameters) + density(family, 1, parameters);
  const [first, last] = [1e-15, 1 - 1e-12].map((p) => family.quantiles?.quantile(p, parameters) ?? NaN);
  if (first === undefined || last === undefined || !(last - first < 1e5)) return null;
  let total = 0;
  for (let x = Math.floor(first); x <= last + 5; x++) total += density(family, x, parameters);
  return total;
}

/** What lies beyond the outermost quantiles is known. Null as for sums. */
export function integralOf(family: Distribution, parameters: Parameters): number | null {
  const points = quantilePoints(family, parameters);
  return points === null ? null : 2 * cut + panels(family, points, parameters);
}

/** Beyond the outermost on either side lies as much as `cut`. */
function quantilePoints(family: Distribution, parameters: Parameters): readonly number[] | null {
  const levels = [cut, ...tailLevels(), ...Array.from({ length: 63 }, (_, i) => (i + 1) / 64)];
  const sorted = [...new Set([...levels, ...levels.map((p) => 1 - p)])].sort((a, b) => a - b);
  const points = sorted.map((p) => family.quantiles?.quantile(p, parameters) ?? NaN);
  return points.every((x) => Number.isFinite(x)) ? points : null;
}

/** Between each point and the next by Gauss and Legendre with five points, twice. */
function panels(family: Distribution, points: readonly number[], parameters: Parameters): number {
  let total = 0;
  points.slice(1).forEach((to, i) => {
    const from = points[i] ?? to;
    const half = (to - from) / 4;
    for (const middle of [from + half, to - half])
      for (const [node, weight] of gaussLegendre)
        total += half * weight * density(family, middle + half * node, parameters);
  });
  return total;
}

/** Halving towards the tail, so that a density changes little within a panel. */
function tailLevels(): readonly number[] {
  const levels: number[] = [];
  for (let p = 1 / 64; p > cut; p /= 1.5) levels.push(p);
  return levels;
}

/** Nodes and weights on [-1, 1]: Abramowitz and Stegun (1964), table 25.4. */
const gaussLegendre = [
  [0, 0.5688888888888889],
  [0.5384693101056831, 0.4786286704993665],
  [-0.5384693101056831, 0.4786286704993665],
  [0.906179845938664, 0.2369268850561891],
  [-0.906179845938664, 0.2369268850561891],
] as const;
