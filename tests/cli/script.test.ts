// `gen script`: the program type-checks against the module, runs on a fit, and a changed one is not overwritten.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compile } from '../../compiler/index.ts';
import { typeErrors } from '../support/type-check.ts';

const root = join(import.meta.dirname, '../..');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'generand-script-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/generand'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function run(args: readonly string[]): { code: number | null; out: string; err: string } {
  const ended = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  return { code: ended.status, out: ended.stdout, err: ended.stderr };
}
const gen = (...args: string[]) => run([join(root, 'cli/bin.mjs'), ...args]);

/** Names that are words of TypeScript, inputs of every kind, sizes that the data decide. */
const spec = `model fit(K: int = 2, D: dim) {
  param class: simplex[K]
  param slope: real[K, D]
  param noise: positive
  plate row {
    given   new:    real[D]
    given   unit:   unit
    given   on:     bool
    latent  kind:   category<K> ~ Categorical(class)
    observe y:      real        ~ Normal(sum(slope[kind] * new) + unit, noise)
  }
}
`;

test('type-checks, whatever the names', async () => {
  const { module } = await compile({ path: 'odd.gen', text: spec }, { layout: 'plain' });
  writeFileSync(join(folder, 'odd.gen'), spec);
  const { out, code } = gen('script', 'odd.gen', '--out', '-');
  expect(code).toBe(0);
  expect(out).toContain('import { fit as model }');
  expect(typeErrors({ 'odd.gen.ts': module?.code ?? '', 'odd.sample.ts': out })).toEqual([]);
});

test('of a sequence by itself one draw is the data', async () => {
  const text = readFileSync(join(root, 'examples/earthquakes/earthquakes.gen'), 'utf8');
  const { module } = await compile({ path: 'earthquakes.gen', text }, { layout: 'plain' });
  writeFileSync(join(folder, 'earthquakes.gen'), text);
  const { out, code } = gen('script', 'earthquakes.gen', '--out', '-');
  expect(code).toBe(0);
  expect(out).toContain('with what is latent: level (category<K>).');
  expect(out).toContain('const one = { quakes: draws.quakes[0]! };');
  expect(typeErrors({ 'earthquakes.gen.ts': module?.code ?? '', 'earthquakes.sample.ts': out })).toEqual([]);
});

test('runs on the fit of a run folder', () => {
  for (const name of ['geyser.gen', 'eruptions.csv'])
    writeFileSync(join(folder, name), readFileSync(join(root, 'examples/geyser', name)));
  expect(gen('train', 'geyser.gen', '--data', 'eruptions.csv', '--out', 'runs/Geyser').code).toBe(0);
  expect(gen('build', 'geyser.gen').code).toBe(0);
  expect(gen('script', 'geyser.gen').code).toBe(0);
  const again = gen('script', 'geyser.gen');
  expect(again.code).toBe(1);
  expect(again.err).toContain('geyser.sample.ts: there is a file already');
  const ended = run([
    '--conditions=generand-source', '--no-warnings', 'geyser.sample.ts', 'runs/Geyser/fit.safetensors', '3',
  ]); // prettier-ignore
  expect(ended.err).toBe('');
  expect(ended.out).toContain('kind:');
});
