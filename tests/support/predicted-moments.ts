// Mean and standard deviation of numbers that are missing, by enumeration: those of each configuration, averaged. Of the
// families whose moments every textbook lists.

import type { DistributionExpression } from '../../compiler/3-check/model.ts';
import { evaluateCore, type Reader } from '../../cli/verify/oracle/evaluate-core.ts';
import { expectations } from '../../cli/verify/oracle/exact.ts';
import type { Term } from '../../cli/verify/oracle/log-joint.ts';
import { toNumber } from '../../cli/verify/oracle/nested.ts';
import type { Told } from '../../cli/verify/oracle/world.ts';

interface Moments {
  readonly mean: number;
  readonly variance: number;
}

type Argument = (name: string) => number | null;

const must = (value: number | null): number => value ?? Number.NaN;

const momentsOf: Readonly<Record<string, (argument: Argument) => Moments>> = {
  Normal: (of) => {
    const variance = of('variance') ?? (of('sd') === null ? 1 / must(of('precision')) : must(of('sd')) ** 2);
    return { mean: must(of('mean')), variance };
  },
  Poisson: (of) => {
    const rate = of('rate') ?? Math.exp(must(of('logRate')));
    return { mean: rate, variance: rate };
  },
  Exponential: (of) => {
    const mean = of('mean') ?? 1 / must(of('rate'));
    return { mean, variance: mean ** 2 };
  },
  Gamma: (of) => {
    const shape = must(of('shape'));
    const mean = of('mean') ?? (of('scale') === null ? shape / must(of('rate')) : shape * must(of('scale')));
    return { mean, variance: mean ** 2 / shape };
  },
  LogNormal: (of) => {
    const variance = must(of('sd')) ** 2;
    const mean = Math.exp(must(of('mean')) + variance / 2);
    return { mean, variance: mean ** 2 * Math.expm1(variance) };
  },
  Geometric: (of) => {
    const p = must(of('p'));
    return { mean: (1 - p) / p, variance: (1 - p) / p ** 2 };
  },
  Laplace: (of) => ({ mean: must(of('location')), variance: 2 * must(of('scale')) ** 2 }),
  Beta: (of) => {
    const [a, b] = [must(of('alpha')), must(of('beta'))];
    return { mean: a / (a + b), variance: (a * b) / ((a + b) ** 2 * (a + b + 1)) };
  },
};

/** By variable, in the order of its terms; those that are no plain numbers of such families are left out. */
export function predictedMoments(
  told: Told,
  names: ReadonlySet<string>,
): ReadonlyMap<string, { readonly mean: readonly number[]; readonly sd: readonly number[] }> {
  const asked = (term: Term): boolean =>
    names.has(term.variable.name) && term.variable.type.shape.length === 0 && isKnown(term.distribution);
  const found = new Map<string, { mean: number[]; sd: number[]; terms: number }>();
  const seen: Term[] = [];
  const averages = expectations(told, (term) => {
    seen.push(term);
    if (!asked(term)) return [];
    const at = (): Moments => momentsAt(term.distribution, term.reader);
    return [() => at().mean, () => at().variance + at().mean ** 2];
  });
  seen.forEach((term, position) => {
    if (!names.has(term.variable.name)) return;
    const { name } = term.variable;
    const own = found.get(name) ?? { mean: [], sd: [], terms: 0 };
    own.terms++;
    const [mean, square] = averages[position] ?? [];
    if (mean !== undefined && square !== undefined) {
      own.mean.push(mean);
      own.sd.push(Math.sqrt(square - mean ** 2));
    }
    found.set(name, own);
  });
  return new Map([...found].filter(([, { mean, terms }]) => terms > 0 && mean.length === terms));
}

function isKnown(distribution: DistributionExpression): boolean {
  if (distribution.kind === 'choice') return isKnown(distribution.then) && isKnown(distribution.else);
  if (distribution.kind !== 'distribution' || !Object.hasOwn(momentsOf, distribution.family)) return false;
  return distribution.family !== 'Beta' || 'alpha' in distribution.arguments;
}

function momentsAt(distribution: DistributionExpression, reader: Reader): Moments {
  if (distribution.kind === 'choice') {
    const holds = toNumber(evaluateCore(distribution.condition, reader)) !== 0;
    return momentsAt(holds ? distribution.then : distribution.else, reader);
  }
  if (distribution.kind !== 'distribution') throw new Error(`no moments of a ${distribution.kind}`);
  const { family, arguments: given } = distribution;
  const of = momentsOf[family];
  if (of === undefined) throw new Error(`no moments of ${family}`);
  return of((name) => {
    const value = given[name];
    return value === undefined ? null : toNumber(evaluateCore(value, reader));
  });
}
