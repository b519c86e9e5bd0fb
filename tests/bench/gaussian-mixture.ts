// Milliseconds of one expectation pass of a Gaussian mixture: the generated TypeScript, the generated WebAssembly with and
// without relaxed SIMD, and kernels written by hand for these very sizes (shared/bench/gmm.mjs), if a folder with their
// installed packages is named by PEERS. All take turns in each round; medians are printed, with the ratio to the kernels by hand.
//   node tests/bench/gaussian-mixture.ts [rows D K]

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { emitKernel } from '../../compiler/8-emit/typescript/emit-kernel.ts';
import { optimize } from '../../compiler/7-optimize/optimize.ts';
import { fastKernel } from '../../runtime/kernels/wasm/fast-kernel.ts';
import { gaussianMixtureInputs, gaussianMixtureProgram } from '../support/gaussian-mixture-program.ts';
import { allocateOutputs, loadKernel } from '../support/run-kernel.ts';
import { bundleOf } from '../support/run-wasm-kernel.ts';

const rounds = 3;
const backends = ['typescript', 'relaxed', 'plain'] as const;

export function compareKernels(given: readonly number[] = []): readonly string[] {
  const cases = given.length === 3 ? [given] : [[100_000, 8, 8], [10_000, 2, 3]]; // prettier-ignore
  const program = optimize(gaussianMixtureProgram(), { checked: true, dump: () => undefined });
  const typescript = loadKernel(emitKernel(program, { name: 'expectation' }), 'expectation');
  const bundle = bundleOf([{ name: 'expectation', program }]);
  const lines = ['     rows   D   K  TypeScript  WebAssembly   plain SIMD      by hand  ratio'];
  for (const [rows = 0, D = 0, K = 0] of cases) {
    const { inputs, sizes } = gaussianMixtureInputs(rows, D, K);
    const outputs = allocateOutputs(program, sizes);
    const make = fastKernel(typescript, () => bundle, 'expectation');
    const kernels = backends.map((backend) => ({ run: make(sizes, backend), times: [] as number[] }));
    const peers: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      // As in training, one kernel after the other goes over the same data: each would find another's in the caches.
      for (const { run: kernel, times } of kernels)
        for (let run = 0; run < (rows > 50_000 ? 12 : 100); run += 1) {
          const start = performance.now();
          kernel(inputs, outputs, sizes);
          times.push(performance.now() - start);
        }
      const peer = timePeer(rows, D, K);
      if (peer !== null) peers.push(peer);
    }
    const [, relaxed = NaN] = kernels.map(({ times }) => median(times));
    const peer = peers.length === 0 ? null : median(peers);
    const columns = [
      String(rows).padStart(9),
      String(D).padStart(4),
      String(K).padStart(4),
      ...kernels.map(({ times }, k) => `${median(times).toFixed(3)} ms`.padStart(k === 0 ? 12 : 13)),
      (peer === null ? 'not installed' : `${peer.toFixed(3)} ms`).padStart(13),
      (peer === null ? '' : (relaxed / peer).toFixed(2)).padStart(7),
    ];
    lines.push(columns.join(''));
  }
  return lines;
}

/** The median that the kernels by hand print of themselves; null where they or their packages are not there. */
function timePeer(...sizes: readonly number[]): number | null {
  const folder = process.env.PEERS;
  if (folder === undefined || !existsSync(join(folder, 'gmm.mjs'))) return null;
  const { stdout } = spawnSync(process.execPath, ['gmm.mjs', ...sizes.map(String)], {
    cwd: folder,
    encoding: 'utf8',
  });
  const found = /^WASM.* median ([\d.]+) ms/mu.exec(stdout)?.[1];
  return found === undefined ? null : Number(found);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

if (import.meta.main) for (const line of compareKernels(process.argv.slice(2).map(Number))) console.log(line);
