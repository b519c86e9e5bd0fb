// `gen train --stream`: the fit of training in memory, and nothing left over however it ends.

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { npyBytes } from '../support/npy-bytes.ts';

const root = join(import.meta.dirname, '../..');
let folder = '';

const mixture = `model Two(K: int = 2, D: dim) {
  param weight: simplex[K]
  param mean:   real[K, D]
  param sd:     positive[K, D]
  plate row {
    latent  kind: category<K> ~ Categorical(weight)
    observe x:    real[D]     ~ Normal(mean[kind], sd[kind])
  }
  train em(restarts: 4)
}
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'generand-stream-'));
  mkdirSync(join(folder, 'tmp'));
  writeFileSync(join(folder, 'two.gen'), mixture);
  const values = Float64Array.from({ length: 2000 }, (_, i) => (i % 3 === 0 ? 6 : 0) + ((i * 37) % 61) / 30);
  writeFileSync(join(folder, 'x.npy'), npyBytes(values, [1000, 2]));
  writeFileSync(join(folder, 'steps.gen'), 'model S { param m: real sequence t { observe x[t]: real ~ Normal(m, 1) } }'); // prettier-ignore
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const environment = () => ({ ...process.env, NO_COLOR: '1', TMPDIR: join(folder, 'tmp') });
/** Node keeps a cache of its own there. */
const leftOver = (): readonly string[] =>
  readdirSync(join(folder, 'tmp')).filter((name) => name.startsWith('generand'));

function gen(...args: string[]): { readonly code: number | null; readonly said: string } {
  const ended = spawnSync(process.execPath, [join(root, 'cli/bin.mjs'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: environment(),
  });
  return { code: ended.status, said: ended.stdout + ended.stderr };
}

test('the fit is that of training in memory', () => {
  expect(gen('train', 'two.gen', '--data', 'x.npy', '--out', 'whole').code).toBe(0);
  const streamed = gen('train', 'two.gen', '--data', 'x.npy', '--stream', '--out', 'streamed');
  expect(streamed.code, streamed.said).toBe(0);
  expect(streamed.said).toContain('x.npy, 1000 rows');
  expect(streamed.said).toContain('note: the file is read in chunks');
  const fit = (run: string): Buffer => readFileSync(join(folder, run, 'fit.safetensors'));
  expect(Buffer.compare(fit('streamed'), fit('whole'))).toBe(0);
  const metrics = JSON.parse(readFileSync(join(folder, 'streamed/metrics.json'), 'utf8')) as object;
  expect(metrics).toMatchObject({
    rows: 1000,
    standardErrorsNote: 'no standard errors: the data were streamed',
  });
  expect(leftOver()).toEqual([]);
});

test('what cannot be streamed is said', () => {
  const several = gen('train', 'two.gen', '--data', 'x=x.npy', '--stream');
  expect(several.code).toBe(1);
  expect(several.said).toContain('--stream reads one file');
  const held = gen(
    'train',
    'two.gen',
    '--data',
    'x.npy',
    '--stream',
    '--set',
    'K=1..2',
    '--select',
    'loglik',
  );
  expect(held.said).toContain('--select loglik holds out rows');
  const steps = gen('train', 'steps.gen', '--data', 'x.npy', '--stream');
  expect(steps.code).toBe(1);
  expect(steps.said).toContain('the steps of sequence `t`, which are one long row');
});

test.each(['SIGINT', 'SIGKILL'] as const)('%s leaves no temporary file', async (signal) => {
  const args = ['train', 'two.gen', '--data', 'x.npy', '--stream', '--out', 'stopped'];
  const child = spawn(process.execPath, [join(root, 'cli/bin.mjs'), ...args], {
    cwd: folder,
    env: environment(),
  });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  child.stderr.on('data', (text: Buffer) => {
    if (text.toString().includes('note: the file')) child.kill(signal);
    // A second one gives up.
    if (text.toString().includes('stopping')) child.kill(signal);
  });
  await ended;
  expect(leftOver()).toEqual([]);
  expect(readdirSync(folder)).not.toContain('stopped.tmp');
});
