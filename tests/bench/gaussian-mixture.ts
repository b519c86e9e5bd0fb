// Milliseconds of one expectation pass of a Gaussian mixture: node tests/bench/gaussian-mixture.ts [rows D K]

import { optimize } from '../../compiler/7-optimize/optimize.ts';
import { emitKernel } from '../../compiler/8-emit/typescript/emit-kernel.ts';
import { gaussianMixtureInputs, gaussianMixtureProgram } from '../support/gaussian-mixture-program.ts';
import { allocateOutputs, loadKernel } from '../support/run-kernel.ts';

const program = optimize(gaussianMixtureProgram(), { checked: true, dump: () => undefined });
const emitted = emitKernel(program, { name: 'expectation' });
const make = loadKernel(emitted, 'expectation');
const given = process.argv.slice(2).map(Number);
const cases = given.length === 3 ? [given] : [[100_000, 8, 8], [10_000, 2, 3]]; // prettier-ignore
for (const [rows = 0, D = 0, K = 0] of cases) {
  const { inputs, sizes } = gaussianMixtureInputs(rows, D, K);
  const outputs = allocateOutputs(program, sizes);
  const kernel = make(sizes);
  const times: number[] = [];
  for (let run = 0; run < (rows > 50_000 ? 25 : 200); run += 1) {
    const start = performance.now();
    kernel(inputs, outputs, sizes);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const median = times[times.length >> 1] ?? NaN;
  console.log(
    `rows ${String(rows)} D ${String(D)} K ${String(K)}: median ${median.toFixed(3)} ms, best ${(times[0] ?? NaN).toFixed(3)} ms`,
  );
}
