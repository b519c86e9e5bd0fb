// Full-covariance Gaussian mixtures: generated modules against scikit-learn, from the same start on the
// same data.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile } from '../../compiler/index.ts';
import type { AnyModel } from '../../runtime/index.ts';
import { loadModule } from '../support/load-module.ts';

export const mixtureSpec = `
model Mixture(K: int = 2, D: dim) {
  param weight: simplex[K]
  param mean:   real[K, D]
  param spread: covariance[K, D]
  plate row {
    latent  kind: category<K> ~ Categorical(weight)
    observe x:    real[D]     ~ MvNormal(mean[kind], spread[kind])
  }
  train em
}`;

const rounds = 5;

/** What is timed is `many` iterations less `few`, so that set-up does not count; short iterations need more of them. */
export interface MixtureCase {
  readonly few: number;
  readonly many: number;
  readonly rows: number;
  readonly columns: number;
  readonly components: number;
}

export const largestMixture: MixtureCase = { rows: 100_000, columns: 8, components: 8, few: 2, many: 22 };
const cases: readonly MixtureCase[] = [
  largestMixture,
  { rows: 10_000, columns: 2, components: 3, few: 2, many: 32 },
];

export async function compareMixtures(): Promise<readonly string[]> {
  const { module } = await compile({ path: 'mixture.gen', text: mixtureSpec }, { layout: 'plain' });
  if (module === null) throw new Error('internal: the benchmark model does not compile');
  const rows = ['     rows  columns  components      ours  scikit-learn  ratio'];
  for (const item of cases) {
    // Loaded anew, as by a program that fits one size: a kernel made for a second size in one process is slower.
    const model = loadModule(module.code)['Mixture'];
    if (model === undefined) throw new Error('internal: the benchmark model is missing');
    rows.push(await compareCase(model, item));
  }
  return rows;
}

async function compareCase(model: AnyModel, item: MixtureCase): Promise<string> {
  const { rows, columns, components } = item;
  const folder = mkdtempSync(join(tmpdir(), 'generand-bench-'));
  try {
    const data = mixtureData(item);
    const file = join(folder, 'data.bin');
    writeFileSync(file, Buffer.from(data.buffer));
    const ours: number[] = [];
    const peers: number[] = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(await timeOurs(model, data, item));
      const peer = timePeer(file, item);
      if (peer !== null) peers.push(peer);
    }
    const mine = median(ours);
    const peer = peers.length === 0 ? null : median(peers);
    return [
      String(rows).padStart(9),
      String(columns).padStart(9),
      String(components).padStart(12),
      `${mine.toFixed(2)} ms`.padStart(10),
      (peer === null ? 'not installed' : `${peer.toFixed(2)} ms`).padStart(14),
      (peer === null ? '' : (mine / peer).toFixed(2)).padStart(7),
    ].join('');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds per EM iteration. */
async function timeOurs(model: AnyModel, data: Float64Array, item: MixtureCase): Promise<number> {
  const run = async (count: number): Promise<number> => {
    const start = performance.now();
    const fit = await model.train(
      { x: data },
      {
        set: { K: item.components, D: item.columns },
        init: startOf(data, item),
        iterations: count,
        tolerance: 0,
        threads: 1,
      },
    );
    // Had it converged before, fewer iterations would have been timed than are counted.
    if (fit.training?.iterations !== count)
      throw new Error(
        `internal: converged after ${String(fit.training?.iterations)} of ${String(count)} iterations`,
      );
    return performance.now() - start;
  };
  // Engines optimise while a kernel runs for the first time.
  await run(item.many);
  const few = await run(item.few);
  return ((await run(item.many)) - few) / (item.many - item.few);
}

function timePeer(file: string, { rows, columns, components, few, many }: MixtureCase): number | null {
  const script = join(import.meta.dirname, 'scikit-learn-mixture.py');
  const args = [file, rows, columns, components, few, many].map(String);
  const result = spawnSync('/usr/bin/python3', [script, ...args], {
    encoding: 'utf8',
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  });
  return result.status === 0 ? Number(result.stdout.trim()) : null;
}

/** Rows i * 997 as means, covariance 4 times the identity, equal weights. */
export function startOf(
  data: Float64Array,
  { rows, columns, components }: MixtureCase,
): Record<string, unknown> {
  const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  return {
    weight: range(components).map(() => 1 / components),
    mean: range(components).map((k) => {
      const row = (k * 997) % rows;
      return [...data.subarray(row * columns, (row + 1) * columns)];
    }),
    spread: range(components).map(() =>
      range(columns).map((i) => range(columns).map((j) => (i === j ? 4 : 0))),
    ),
  };
}

/** Rows from a random mixture, the same at each call. */
export function mixtureData({ rows, columns, components }: MixtureCase): Float64Array {
  let state = 42;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const centres = Float64Array.from({ length: components * columns }, () => 3 * normal());
  const mixing = Float64Array.from({ length: components * columns * columns }, () => 0.6 * normal());
  const data = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const component = Math.floor(uniform() * components);
    const noise = Array.from({ length: columns }, normal);
    for (let i = 0; i < columns; i++) {
      let value = centres[component * columns + i] ?? 0;
      noise.forEach((e, j) => {
        value += (mixing[(component * columns + i) * columns + j] ?? 0) * e;
      });
      data[row * columns + i] = value;
    }
  }
  return data;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}
