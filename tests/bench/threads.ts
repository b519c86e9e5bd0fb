// EM iterations by one thread and by several, in turns. On a machine that others use too a second core is not always free, so the
// rounds also time plain loops, by one thread and by two at once: no training gains more from a second thread than they do.
//   node tests/bench/threads.ts [threads]

import { Worker } from 'node:worker_threads';
import type { AnyModel } from '../../runtime/index.ts';
import { compileModel } from '../support/compile-model.ts';
import { hiddenMarkovStart, hiddenMarkovSymbols, inSequences, manySequences } from './hidden-markov.ts';
import { largestMixture, median, mixtureData, mixtureSpec, startOf } from './mixtures.ts';

const rounds = 7;

interface Trained {
  readonly name: string;
  readonly model: AnyModel;
  readonly data: Readonly<Record<string, unknown>>;
  readonly set: Readonly<Record<string, number>>;
  readonly init: Readonly<Record<string, unknown>>;
}

export async function compareThreads(threads = 2): Promise<readonly string[]> {
  const x = mixtureData(largestMixture);
  const cases: readonly Trained[] = [
    {
      name: 'Gaussian mixture, 100,000 x 8, K=8',
      model: await compileModel(mixtureSpec),
      data: { x },
      set: { K: largestMixture.components, D: largestMixture.columns },
      init: startOf(x, largestMixture),
    },
    {
      name: 'hidden Markov model, 1,000 x 200, K=16',
      model: await compileModel(manySequences),
      data: { x: inSequences(hiddenMarkovSymbols()) },
      set: {},
      init: hiddenMarkovStart(),
    },
  ];
  const lines = [`${''.padEnd(40)}1 thread${`${String(threads)} threads`.padStart(14)}  ratio  two loops`];
  for (const item of cases) {
    const [one, several, loops]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < rounds; round += 1) {
      one.push(await iteration(item, 1));
      several.push(await iteration(item, threads));
      loops.push(await gainOfTwoLoops());
    }
    const [alone, together] = [median(one), median(several)];
    lines.push(
      [
        item.name.padEnd(38),
        `${alone.toFixed(2)} ms`.padStart(10),
        `${together.toFixed(2)} ms`.padStart(14),
        (alone / together).toFixed(2).padStart(7),
        median(loops).toFixed(2).padStart(11),
      ].join(''),
    );
  }
  return lines;
}

/** The median time between iterations of a training, the first ones aside. */
async function iteration({ model, data, set, init }: Trained, threads: number): Promise<number> {
  const times: number[] = [];
  await model.train(data, {
    set,
    init,
    threads,
    iterations: 25,
    tolerance: 0,
    onProgress: () => times.push(performance.now()),
  });
  return median(times.slice(5).map((time, i) => time - (times[i + 4] ?? NaN)));
}

const loop = 'for (let i = 0, x = 1; i < 1e8; i += 1) x = (Math.imul(x, 31) + i) | 0;';

/** How many times as much two threads get done as one does, 2 at best. */
async function gainOfTwoLoops(): Promise<number> {
  const timeOf = async (count: number): Promise<number> => {
    const script = `
      const { parentPort } = require('node:worker_threads');
      const start = performance.now();
      ${loop}
      parentPort.postMessage(performance.now() - start);`;
    const times = await Promise.all(
      Array.from(
        { length: count },
        () =>
          new Promise<number>((resolve, reject) => {
            const worker = new Worker(script, { eval: true });
            worker.on('message', resolve);
            worker.on('error', reject);
          }),
      ),
    );
    return times.reduce((sum, time) => sum + time, 0) / count;
  };
  return (2 * (await timeOf(1))) / (await timeOf(2));
}

if (import.meta.main)
  for (const line of await compareThreads(Number(process.argv[2] ?? 2))) console.log(line);
