// `npm run fuzz`: many random, mutated and truncated inputs through phases 1 to 4 and the formatter. Two processes'
// worth of threads; input number n is the same on every machine, so a failure is named by its number:
//
//   node tests/fuzz/run.ts --count 500000 [--from 0] [--threads 2]
//
// Reports exceptions, inputs over the time limit (tried again, since machines pause) and hangs, and ends with counts.

import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { readCorpus } from './corpus.ts';
import { generateInput, sourceOf } from './generate.ts';
import type { WorkerReport } from './worker.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    from: { type: 'string', default: '0' },
    threads: { type: 'string', default: '2' },
  },
});
const first = Number(values.from);
const count = Number(values.count);
const threads = Number(values.threads);
const hangMs = 60_000;

const source = sourceOf(readCorpus());
const totals = { inputs: 0, parses: 0, sound: 0, slowest: 0, failures: 0 };
const started = performance.now();

function runThread(thread: number): Promise<void> {
  return new Promise((resolve) => {
    let next = first + thread;
    let lastSeen = performance.now();
    let worker: Worker | null = null;
    const start = (): void => {
      worker = new Worker(new URL('./worker.ts', import.meta.url), {
        workerData: { from: next, to: first + count, step: threads },
      });
      lastSeen = performance.now();
      worker.on('message', (report: WorkerReport) => {
        lastSeen = performance.now();
        next = report.next;
        totals.inputs += report.inputs;
        totals.parses += report.parses;
        totals.sound += report.sound;
        totals.slowest = Math.max(totals.slowest, report.slowest);
        for (const failure of report.failures) fail(failure.index, failure.message);
        if (report.done) finish();
      });
      worker.on('error', (error) => {
        fail(next, String(error));
        finish();
      });
    };
    const finish = (): void => {
      clearInterval(watch);
      void worker?.terminate();
      resolve();
    };
    const watch = setInterval(() => {
      if (performance.now() - lastSeen < hangMs) return;
      // A batch that hangs: it is somewhere from `next` on; go through it one by one.
      fail(next, `hangs, or an input of the same batch after it`);
      void worker?.terminate();
      next += 20 * threads;
      start();
    }, 1000);
    start();
  });
}

function fail(index: number, message: string): void {
  totals.failures += 1;
  if (totals.failures > 20) return;
  const { kind, text } = generateInput(source, index);
  console.log(`-- input ${String(index)}, ${kind}: ${message}\n${text}\n`);
}

const ticker = setInterval(() => {
  process.stderr.write(`${String(totals.inputs)} inputs, ${String(totals.failures)} failures\n`);
}, 30_000);
await Promise.all(Array.from({ length: threads }, (_, thread) => runThread(thread)));
clearInterval(ticker);
const seconds = (performance.now() - started) / 1000;
console.log(
  `${String(totals.inputs)} inputs in ${seconds.toFixed(0)} s: ${String(totals.parses)} parse, ${String(totals.sound)} hold a sound model, ` +
    `slowest ${totals.slowest.toFixed(0)} ms, ${String(totals.failures)} failures`,
);
process.exitCode = totals.failures === 0 ? 0 : 1;
