// Trains a mixture on the rows of an NPY file as a stream and prints seconds per iteration and the memory that the process
// had: run by streaming.ts.

import { fileRows } from '../../runtime/data/stream/file-rows.ts';
import { compileModel } from '../support/compile-model.ts';

const model = await compileModel(`model Blobs(K: int = 3, D: dim) {
  param weight: simplex[K]
  param mean: real[K, D]
  param spread: covariance[K, D]
  plate row {
    latent kind: category<K> ~ Categorical(weight)
    observe x: real[D] ~ MvNormal(mean[kind], spread[kind])
  }
}`);
const path = process.argv[2] ?? '';
const start = performance.now();
const marks: number[] = [];
const { rows } = await fileRows(path, model.definition);
await model.train(rows, {
  restarts: 1,
  iterations: 8,
  tolerance: 0,
  onProgress: () => void marks.push(performance.now()),
});
const gaps = marks.slice(1).map((mark, i) => (mark - (marks[i] ?? NaN)) / 1000);
console.log(
  JSON.stringify({
    iteration: gaps.sort((a, b) => a - b)[gaps.length >> 1],
    seconds: (performance.now() - start) / 1000,
    // Kilobytes at most, compiling included.
    megabytes: process.resourceUsage().maxRSS / 1000,
  }),
);
