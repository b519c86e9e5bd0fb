// Random models of sequences of what is observed, with data: a chain of letters of some order and something that hangs on
// it, in a plate or alone, with latents of rows and of steps, ended by a symbol or not.

import { createStream } from '../../runtime/random/stream.ts';
import type { Nested } from '../../cli/verify/oracle/nested.ts';

export interface RandomSequence {
  readonly spec: string;
  readonly data: Readonly<Record<string, Nested>>;
  readonly sizes: Readonly<Record<string, number>>;
}

interface Choices {
  readonly isAlone: boolean;
  readonly ends: boolean;
  readonly hasSize: boolean;
  readonly order: number;
  readonly levels: number;
  readonly rowLatent: boolean;
  readonly stepLatent: boolean;
  readonly overridden: boolean;
  readonly follower: 'none' | 'real' | 'bool' | 'vector' | 'byLatent';
  readonly input: boolean;
  readonly first: boolean;
  readonly outcome: boolean;
  readonly prior: boolean;
}

export function randomSequence(seed: number): RandomSequence {
  const stream = createStream(seed, 77);
  stream.seek(0, 0, 0);
  const flip = (p = 0.5): boolean => stream.uniform() < p;
  const below = (n: number): number => Math.floor(stream.uniform() * n);
  const isAlone = flip(0.2);
  const ends = flip(0.35);
  const stepLatent = flip(0.35);
  const choices: Choices = {
    isAlone,
    ends,
    hasSize: !ends && flip(0.3),
    order: below(3),
    levels: 2 + below(2) + (ends ? 1 : 0),
    rowLatent: !isAlone && flip(0.4),
    stepLatent,
    overridden: flip(0.3),
    follower:
      (['none', 'real', 'bool', 'vector', stepLatent ? 'byLatent' : 'real'] as const)[below(5)] ?? 'none',
    input: flip(0.3),
    // What one sequence begins with is the same at all its steps.
    first: !ends && flip(0.3) && !isAlone,
    outcome: !ends && !isAlone && flip(0.35),
    prior: flip(0.3),
  };
  return { spec: specOf(choices), ...dataOf(choices, { below, normal: () => stream.normal() }) };
}

function specOf(c: Choices): string {
  const kind = c.rowLatent ? 'kind, ' : '';
  const kinds = c.rowLatent ? 'C, ' : '';
  const params: string[] = [];
  const steps: string[] = [];
  const prior = c.prior ? ' ~ Dirichlet(1.7)' : '';
  const table = (name: string, parents: number): string => {
    params.push(`param ${name}: simplex[${kinds}${'V, '.repeat(parents)}V]${prior}`);
    return name;
  };
  const picked = (name: string, reads: readonly string[]): string => {
    const indices = `${kind}${reads.join(', ')}`.replace(/, $/u, '');
    return indices === '' ? name : `${name}[${indices}]`;
  };
  for (let step = 0; step < c.order; step++) {
    const reads = Array.from({ length: step }, (_, before) => `letter[${String(before)}]`);
    steps.push(
      `observe letter[${String(step)}]: token<V> ~ Categorical(${picked(table(`first${String(step)}`, step), reads)})`,
    );
  }
  const lags = Array.from({ length: c.order }, (_, k) => `letter[t-${String(c.order - k)}]`);
  steps.push(`observe letter[t]: token<V> ~ Categorical(${picked(table('move', c.order), lags)})`);
  if (c.overridden) steps.push(`observe letter[3]: token<V> ~ Categorical(${picked(table('third', 0), [])})`);
  if (c.stepLatent) {
    params.push(`param mood: simplex[S]`, 'param tone: real[S]');
    steps.push('latent z[t]: category<S> ~ Categorical(mood)');
    params.push('param face: simplex[S, 2]');
    steps.push('observe sign[t]: category<2> ~ Categorical(face[z[t]])');
  }
  if (c.input) steps.push('given u[t]: real');
  const extra = `${c.input ? ' + slope * u[t]' : ''}${c.first ? ' + (if letter[0] == 0 then tilt else 0)' : ''} + 0.1 * t`;
  if (c.follower !== 'none') {
    if (c.input) params.push('param slope: real');
    if (c.first) params.push('param tilt: real');
    if (c.follower === 'real') {
      params.push('param level: real[V]', 'param sd: positive');
      steps.push(
        `observe y[0]: real ~ Normal(0, sd)`,
        `observe y[t]: real ~ Normal(level[letter[t-1]]${extra}, sd)`,
      );
    } else if (c.follower === 'bool') {
      params.push('param rate: unit[V, 2]');
      steps.push(
        'observe y[0]: bool ~ Bernoulli(0.5)',
        'observe y[t]: bool ~ Bernoulli(rate[letter[t-1], y[t-1]])',
      );
    } else if (c.follower === 'vector') {
      params.push('param keep: real', 'param sd: positive');
      steps.push(
        'observe y[0]: real[2] ~ Normal(0, 1)',
        `observe y[t]: real[2] ~ Normal(keep * y[t-1]${extra}, sd)`,
      );
    } else {
      params.push('param sd: positive');
      steps.push(`observe y[t]: real ~ Normal(tone[z[t]]${extra}, sd)`);
    }
  }
  if (c.outcome) params.push('param win: unit[V]');
  const sequence = `sequence t${c.hasSize ? ': T' : ''}${c.ends ? ' until letter' : ''} {
    ${steps.join('\n    ')}
  }`;
  const body = c.isAlone
    ? sequence
    : `plate row {
    ${c.rowLatent ? 'latent kind: category<C> ~ Categorical(share)' : ''}
    ${sequence}
    ${c.outcome ? 'observe won: bool ~ Bernoulli(win[letter[last]])' : ''}
  }`;
  if (c.rowLatent) params.push('param share: simplex[C]');
  // Only params that something reads.
  const used = params.filter((param) => {
    const name = /^param (\w+)/u.exec(param)?.[1] ?? '';
    return new RegExp(`\\b${name}\\b`, 'u').test(body);
  });
  return `model Random(V: dim, C: int = 2, S: int = 2${c.hasSize ? ', T: dim' : ''}) {
  ${used.join('\n  ')}
  ${body}
}`;
}

interface Source {
  readonly below: (n: number) => number;
  readonly normal: () => number;
}

function dataOf(c: Choices, { below, normal }: Source): Pick<RandomSequence, 'data' | 'sizes'> {
  const symbols = c.ends ? c.levels - 1 : c.levels;
  const rows = c.isAlone ? 1 : 7;
  // One row has all letters, so that V is known.
  const size = 4 + below(2);
  const drawn = Array.from({ length: rows }, (_, row) =>
    row === 0 ? 6 : c.ends ? below(5) : 1 + below(5),
  ).map((length) => (c.hasSize ? size : length));
  // Another row begins with another letter where that has an effect.
  const lengths = drawn.map((length, row) => (row === 1 && c.first ? Math.max(2, length) : length));
  const each = (value: (row: number, step: number) => Nested): Nested => {
    const all = lengths.map((length, row) => Array.from({ length }, (_, step) => value(row, step)));
    return c.isAlone ? (all[0] ?? []) : all;
  };
  const data: Record<string, Nested> = {
    letter: each((row, step) => {
      if (row === 0 && step < symbols) return step;
      const letter = below(symbols);
      return c.first && row === 1 && step === 0 ? 1 : letter;
    }),
  };
  if (c.stepLatent) data['sign'] = each(() => below(2));
  if (c.input) data['u'] = each(() => normal());
  if (c.follower === 'real' || c.follower === 'byLatent')
    data['y'] = each((_, step) => normal() + 0.1 * step);
  if (c.follower === 'bool') data['y'] = each(() => below(2));
  if (c.follower === 'vector') data['y'] = each(() => [normal(), normal()]);
  if (c.outcome) data['won'] = lengths.map(() => below(2));
  return { data, sizes: { V: c.levels, C: 2, S: 2, ...(c.hasSize ? { T: size } : {}) } };
}
