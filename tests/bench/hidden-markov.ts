// Milliseconds of one EM iteration (Baum-Welch) of a categorical hidden Markov model, K = 16 states and V = 64 symbols: 1,000
// sequences of 200 steps, and one of 200,000; and of a kernel written by hand for just these sizes (shared/bench/hmm.mjs) where a folder
// with its installed packages is named by PEERS. Both take turns; medians are printed, with the ratio. One of 2,000,000 is gone along in
// blocks, which computes what passes leave twice; ten times the kernel's work stands beside it.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyModel } from '../../runtime/index.ts';
import { numbersFrom } from '../gradients/expect-gradient.ts';
import { compileModel } from '../support/compile-model.ts';

const [K, V] = [16, 64];
const rounds = 3;

const chain = (around: string): string => `model Chain(K: int = ${String(K)}, V: int = ${String(V)}) {
  param start: simplex[K]
  param move:  simplex[K, K]
  param face:  simplex[K, V]
  ${around} {
    latent  z[0]: category<K> ~ Categorical(start)
    latent  z[t]: category<K> ~ Categorical(move[z[t-1]])
    observe x[t]: category<V> ~ Categorical(face[z[t]])
  }
}`;

/** A model of many sequences of such symbols. */
export const manySequences = chain('plate row { sequence t').replace(/\}\s*$/, '} }');

export function hiddenMarkovSymbols(): number[] {
  const random = numbersFrom(42);
  return Array.from({ length: 200_000 }, () => Math.floor(random() ** 2 * V));
}

/** 1,000 of 200 steps. */
export function inSequences(symbols: readonly number[]): number[][] {
  return Array.from({ length: 1000 }, (_, row) => symbols.slice(row * 200, (row + 1) * 200));
}

export async function compareHiddenMarkov(): Promise<readonly string[]> {
  const many = await compileModel(manySequences);
  const one = await compileModel(chain('sequence t'));
  const symbols = hiddenMarkovSymbols();
  const rows = inSequences(symbols);
  const long = Array.from({ length: 10 }, () => symbols).flat();
  const times: Record<'many' | 'one' | 'long' | 'peer', number[]> = { many: [], one: [], long: [], peer: [] };
  for (let round = 0; round < rounds; round += 1) {
    times.many.push(await iteration(many, { x: rows }));
    times.one.push(await iteration(one, { x: symbols }));
    times.long.push(await iteration(one, { x: long }));
    const peer = timePeer();
    if (peer !== null) times.peer.push(peer);
  }
  const once = times.peer.length === 0 ? null : median(times.peer);
  const line = (name: string, own: readonly number[], work = 1): string => {
    const peer = once === null ? null : once * work;
    return `${name.padEnd(31)}${`${median(own).toFixed(1)} ms`.padStart(12)}${(peer === null ? 'not installed' : `${peer.toFixed(1)} ms`).padStart(15)}${(peer === null ? '' : (median(own) / peer).toFixed(2)).padStart(7)}`;
  };
  return [
    `${''.padEnd(31)}${'ours'.padStart(12)}${'by hand'.padStart(15)}${'ratio'.padStart(7)}`,
    line('1,000 sequences of 200 steps', times.many),
    line('one sequence of 200,000 steps', times.one),
    line('one sequence of 2,000,000 steps', times.long, 10),
  ];
}

/** Params to start from: states that mostly last. */
export function hiddenMarkovStart(): Record<string, unknown> {
  const random = numbersFrom(777);
  const simplexes = (rows: number, size: number): number[][] =>
    Array.from({ length: rows }, (_, row) => {
      const own = Array.from({ length: size }, (_unused, k) => 0.2 + random() + (k === row ? 3 : 0));
      const total = own.reduce((sum, value) => sum + value, 0);
      return own.map((value) => value / total);
    });
  const [start] = simplexes(1, K);
  return { start, move: simplexes(K, K), face: simplexes(K, V) };
}

/** The median time between iterations of a training. */
async function iteration(model: AnyModel, data: Readonly<Record<string, unknown>>): Promise<number> {
  const between: number[] = [];
  let last = 0;
  await model.train(data, {
    init: hiddenMarkovStart(),
    iterations: 15,
    tolerance: 0,
    threads: 1,
    onProgress: () => {
      const now = performance.now();
      if (last > 0) between.push(now - last);
      last = now;
    },
  });
  return median(between);
}

/** What the kernel by hand prints of itself; null where it or its packages are not there. */
function timePeer(): number | null {
  const folder = process.env.PEERS;
  if (folder === undefined || !existsSync(join(folder, 'hmm.mjs'))) return null;
  const { stdout } = spawnSync(process.execPath, ['hmm.mjs'], { cwd: folder, encoding: 'utf8' });
  const found = /WASM.* median ([\d.]+)/u.exec(stdout);
  return found === null ? null : Number(found[1]);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}
