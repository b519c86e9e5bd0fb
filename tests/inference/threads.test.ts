// Training by several threads gives the fit of one, bit for bit; and ends, whatever becomes of the threads.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TrainError, type AnyFit, type AnyModel, type TrainOptions } from '../../runtime/index.ts';
import { doing, stateOf, word } from '../../runtime/kernels/threads/control.ts';
import { createStream } from '../../runtime/random/stream.ts';
import { compileModel } from '../support/compile-model.ts';
import { rowCases } from '../support/row-cases.ts';

const threads = process.getBuiltinModule('node:worker_threads') as { Worker: typeof Worker };
const { Worker: RealWorker } = threads;

/** Threads that trainings started. */
let started: Worker[] = [];

/** Has trainings start threads that run `script` instead of ours; `null`: ours. */
function watchThreads(script: string | null = null): void {
  threads.Worker = class extends RealWorker {
    constructor(...[url, options]: ConstructorParameters<typeof Worker>) {
      super(script ?? url, script === null ? options : { eval: true });
      started.push(this);
    }
  };
}

beforeEach(() => {
  started = [];
  watchThreads();
});
afterEach(() => {
  threads.Worker = RealWorker;
  vi.unstubAllGlobals();
});

const bitsOf = (fit: AnyFit): unknown => ({ bytes: fit.toBytes(), training: fit.training });

describe('any number of threads gives the same fit:', () => {
  for (const [index, { name, spec, data: make, rows = 1100, options = {} }] of rowCases.entries())
    test(name, async () => {
      const model = await compileModel(spec);
      const data = make(createStream(1, 2), rows);
      const settings = { restarts: 3, iterations: 12, ...options };
      const alone = bitsOf(await model.train(data, { ...settings, threads: 1 }));
      expect(started).toEqual([]);
      const counts = [2, index % 2 === 0 ? 5 : 3];
      for (const count of counts)
        expect(bitsOf(await model.train(data, { ...settings, threads: count }))).toEqual(alone);
      const tiles = Math.ceil(rows / 256);
      expect(started.length).toBe(counts.reduce((sum, count) => sum + Math.min(count, tiles) - 1, 0));
    });
});

const spec = `model M(K: int = 3, D: dim) {
  param weight: simplex[K]
  param mean: real[K, D]
  param sd: positive[K, D]
  plate row {
    latent kind: category<K> ~ Categorical(weight)
    observe x: real[D] ~ Normal(mean[kind], sd[kind])
  }
}`;

/** Clusters that overlap, so that climbs take long. */
function data(rows: number): { readonly x: number[][] } {
  const random = createStream(3, 4);
  return {
    x: Array.from({ length: rows }, (_, i) => [(i % 3) + random.normal(), random.normal() - (i % 2)]),
  };
}

const long: TrainOptions = { restarts: 1, iterations: 400, tolerance: 0, threads: 3 };

/** The fit that one thread finds. */
async function fitAlone(model: AnyModel, given: ReturnType<typeof data>): Promise<unknown> {
  return bitsOf(await model.train(given, { ...long, threads: 1 }));
}

test('no row, one row, less than a tile, one row more', async () => {
  const model = await compileModel(spec);
  for (const rows of [3, 255, 256, 257, 513]) {
    const settings = { restarts: 2, iterations: 10, set: { K: 2 } };
    const [alone, ...others] = [1, 2, 5].map((count) =>
      model.train(data(rows), { ...settings, threads: count }).then(bitsOf),
    );
    for (const other of others) expect(await other).toEqual(await alone);
  }
});

test('what one thread does in no time starts no others', async () => {
  const model = await compileModel(spec);
  await model.train(data(2000), { restarts: 3 });
  await model.train(data(2000), { restarts: 3, threads: 'auto' });
  await model.train(data(200), { restarts: 2, iterations: 5, threads: 4 });
  expect(started).toEqual([]);
});

test('long passes start others unasked', async () => {
  vi.stubGlobal('navigator', { hardwareConcurrency: 2 });
  const model = await compileModel(spec);
  const given = data(60_000);
  const settings = { ...long, iterations: 80, set: { K: 24 } };
  const fit = bitsOf(await model.train(given, { ...settings, threads: 'auto' }));
  expect(started.length).toBe(1);
  expect(fit).toEqual(bitsOf(await model.train(given, { ...settings, threads: 1 })));
});

describe('a thread that ends ends the training, with an error that says so:', () => {
  const ended = (reason: string) =>
    expect.objectContaining({
      name: 'TrainError',
      summary: expect.stringMatching(`a worker thread of the training ended: .*${reason}`) as string,
      fix: expect.stringContaining('threads: 1') as string,
    }) as TrainError;

  test('terminated', async () => {
    const model = await compileModel(spec);
    const training = model.train(data(5000), {
      ...long,
      iterations: 20_000,
      onProgress: ({ iteration }) => {
        if (iteration === 5) void started[0]?.terminate();
      },
    });
    await expect(training).rejects.toEqual(ended('it exited with code 1'));
    // Nothing is left over.
    expect(started.map(({ threadId }) => threadId)).toEqual([-1, -1]);
  });

  // Scripts that join, and misbehave when there is something to do.
  const joining = (then: string): string => `
    const { parentPort } = require('node:worker_threads');
    let control, state;
    const claim = () => {
      Atomics.store(control, state, ${String(doing.working)});
      Atomics.add(control, ${String(word.next)}, 1);
    };
    parentPort.on('message', (message) => {
      if (message.kind === 'join') {
        control = message.control;
        state = ${String(stateOf(0))} + 16 * message.thread;
        Atomics.store(control, state, ${String(doing.waiting)});
        return;
      }
      while (Atomics.load(control, ${String(word.open)}) === 0);
      ${then}
    });`;

  test.each([
    ['before a task', 'process.exit(3)', 'code 3'],
    ['in the middle of a task', 'claim(); process.exit(4)', 'code 4'],
    ['by an error in the middle of a task', "claim(); throw new Error('out of luck')", 'out of luck'],
    ['for lack of memory', "claim(); const all = []; for (;;) all.push(new Array(1e6).fill('x'.repeat(9)))", 'memory'], // prettier-ignore
  ])('%s', async (_, then, reason) => {
    const model = await compileModel(spec);
    if (reason === 'memory')
      threads.Worker = class extends RealWorker {
        constructor() {
          super(joining(then), { eval: true, resourceLimits: { maxOldGenerationSizeMb: 16 } });
        }
      };
    else watchThreads(joining(then));
    await expect(model.train(data(5000), { ...long, iterations: 5000 })).rejects.toEqual(ended(reason));
  });

  test('one that hangs is done without', async () => {
    const model = await compileModel(spec);
    const alone = await fitAlone(model, data(5000));
    watchThreads(joining('claim(); for (;;);'));
    expect(bitsOf(await model.train(data(5000), long))).toEqual(alone);
    expect(started.map(({ threadId }) => threadId)).toEqual([-1, -1]);
  });
});

test('without shared memory, threads or their script one thread does it all', async () => {
  const model = await compileModel(spec);
  const alone = await fitAlone(model, data(2000));
  watchThreads("throw new Error('no')");
  expect(bitsOf(await model.train(data(2000), long))).toEqual(alone);
  expect(started.length).toBe(2);
  threads.Worker = class extends RealWorker {
    constructor() {
      super('');
      throw new Error('no threads');
    }
  };
  expect(bitsOf(await model.train(data(2000), long))).toEqual(alone);
  vi.stubGlobal('SharedArrayBuffer', undefined);
  watchThreads();
  started = [];
  expect(bitsOf(await model.train(data(2000), long))).toEqual(alone);
  expect(started).toEqual([]);
});

test('a stream is gone over by one thread', async () => {
  const model = await compileModel(spec);
  const given = data(2000);
  const rows = async function* () {
    await Promise.resolve();
    for (const x of given.x) yield { x };
  };
  expect(bitsOf(await model.train(rows, long))).toEqual(await fitAlone(model, given));
  expect(started).toEqual([]);
});

test('a training that is stopped or fails leaves no threads', async () => {
  const model = await compileModel(spec);
  const controller = new AbortController();
  const fit = await model.train(data(3000), {
    ...long,
    signal: controller.signal,
    onProgress: () => {
      controller.abort();
    },
  });
  expect(fit.training?.converged).toBe(false);
  const failing = model.train(data(3000), {
    ...long,
    onProgress: () => {
      throw new Error('mine');
    },
  });
  await expect(failing).rejects.toThrow('mine');
  expect(started.map(({ threadId }) => threadId)).toEqual([-1, -1, -1, -1]);
});

test.each([0, 1.5, -1, NaN, 'many'])('threads: %s is refused', async (count) => {
  const model = await compileModel(spec);
  await expect(model.train(data(10), { threads: count as number })).rejects.toEqual(
    new TrainError(`\`threads\` is ${String(count)}, but must be a whole number from 1 on or 'auto'`),
  );
});

test('the command ends when the fit is written', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'generand-threads-'));
  try {
    writeFileSync(join(folder, 'm.gen'), spec);
    const rows = data(3000).x.map((row) => row.join(','));
    writeFileSync(join(folder, 'x.csv'), `x1,x2\n${rows.join('\n')}\n`);
    const gen = (...args: string[]) =>
      spawnSync(process.execPath, [join(import.meta.dirname, '../../cli/bin.mjs'), 'train', 'm.gen', ...args], {
        cwd: folder,
        encoding: 'utf8',
        timeout: 25_000,
      }); // prettier-ignore
    const [one, two] = ['1', '2'].map((count) =>
      gen('--data', 'x.csv', '--map', 'x=x1,x2', '--threads', count, '--json', '--iterations', '30', '--out', `run${count}`),
    ); // prettier-ignore
    expect([one?.status, two?.status], two?.stderr).toEqual([0, 0]);
    const params = (text = ''): unknown => (JSON.parse(text) as { readonly params: unknown }).params;
    expect(params(two?.stdout)).toEqual(params(one?.stdout));
    expect(gen('--data', 'x.csv', '--threads', 'many').stderr).toContain('`many`');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
