// One thread of `run.ts`: tries its share of the inputs and reports in batches.

import { parentPort, workerData } from 'node:worker_threads';
import { readCorpus } from './corpus.ts';
import { generateInput, sourceOf } from './generate.ts';
import { tryInput } from './try-input.ts';

export interface WorkerReport {
  /** The first input of the batch to come. */
  readonly next: number;
  readonly inputs: number;
  readonly parses: number;
  readonly sound: number;
  readonly slowest: number;
  readonly failures: readonly { readonly index: number; readonly message: string }[];
  readonly done: boolean;
}

const limitMs = 100;
const batch = 20;
const { from, to, step } = workerData as { from: number; to: number; step: number };
const source = sourceOf(readCorpus());

/** The least of three: a pause of the machine is no fault of the input. */
function timeOf(text: string): number {
  let least = Infinity;
  for (let i = 0; i < 3; i += 1) least = Math.min(least, tryInput(text).milliseconds);
  return least;
}

for (let start = from; start < to; start += step * batch) {
  const failures: { index: number; message: string }[] = [];
  let [inputs, parses, sound, slowest] = [0, 0, 0, 0];
  for (let index = start; index < Math.min(to, start + step * batch); index += step) {
    inputs += 1;
    const { text } = generateInput(source, index);
    try {
      const trial = tryInput(text);
      parses += Number(trial.parses);
      sound += Number(trial.sound);
      const milliseconds = trial.milliseconds > limitMs ? timeOf(text) : trial.milliseconds;
      slowest = Math.max(slowest, milliseconds);
      if (milliseconds > limitMs) failures.push({ index, message: `took ${milliseconds.toFixed(0)} ms` });
    } catch (error) {
      failures.push({
        index,
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    }
  }
  const next = start + step * batch;
  const report: WorkerReport = { next, inputs, parses, sound, slowest, failures, done: next >= to };
  parentPort?.postMessage(report);
}
if (from >= to)
  parentPort?.postMessage({ next: to, inputs: 0, parses: 0, sound: 0, slowest: 0, failures: [], done: true });
