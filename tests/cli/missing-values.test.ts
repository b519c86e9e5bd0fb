// `gen` on a table with gaps: a label that may be missing and measurements that may be, from training to the completed
// table.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'generand-cli-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function gen(...args: string[]): {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
} {
  const ended = spawnSync(process.execPath, [join(root, 'cli/bin.mjs'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { code: ended.status, out: ended.stdout, err: ended.stderr };
}

function file(name: string, lines: readonly string[]): string {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  return name;
}

const tableOf = (name: string): string[][] =>
  readFileSync(join(folder, name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));

test('train, score, predict and impute', () => {
  const spec = file('birds.gen', [
    'model Birds(C: int = 2, D: dim) {',
    '  param prior: simplex[C]',
    '  param mean: real[C, D]',
    '  param sd: positive[C, D]',
    '  plate bird {',
    '    observe kind: category<C>? ~ Categorical(prior)',
    '    observe x: real[D]? ~ Normal(mean[kind], sd[kind])',
    '  }',
    '}',
  ]);
  const rows = ['owl,10,1', 'owl,11,', 'owl,12,2', 'wren,1,7', 'wren,2,8', 'wren,,9', ',1.5,7.5'];
  const data = file('birds.csv', ['kind,weight,pitch', ...rows]);
  const trained = gen('train', spec, '--data', data, '--map', 'x=weight,pitch', '--out', 'run', '--json');
  expect(trained.err).not.toContain('error');
  expect(trained.code).toBe(0);

  // Without the column of labels the same questions are answered.
  const unlabelled = file('unlabelled.csv', ['weight,pitch', ...rows.map((row) => row.replace(/^\w*,/, ''))]);
  const scored = gen('score', 'run', '--data', unlabelled, '--what', 'logProb,posterior,predict', '--json');
  expect(scored.code).toBe(0);
  const answer = JSON.parse(scored.out) as {
    rows: number[];
    posterior: { kind: number[][] };
    predict: { kind: { value: string[]; probability: number[][] } };
  };
  expect(answer.rows).toHaveLength(7);
  expect(answer.predict.kind.value).toEqual(['owl', 'owl', 'owl', 'wren', 'wren', 'wren', 'wren']);
  expect(answer.posterior.kind).toEqual(answer.predict.kind.probability);

  // Of data that hold the labels these are predicted as well, but for what is missing of them.
  const held = file('held.csv', ['kind,weight,pitch', 'owl,1,8', 'wren,11,1']);
  const predicted = gen('score', 'run', '--data', held, '--what', 'predict', '--json');
  const { predict } = JSON.parse(predicted.out) as typeof answer;
  expect(predict.kind.value).toEqual(['wren', 'owl']);

  expect(gen('score', 'run', '--data', data, '--what', 'impute', '--out', 'full.csv').code).toBe(0);
  const [head = [], ...full] = tableOf('full.csv');
  expect(head).toEqual(['kind', 'probability.kind', 'weight', 'pitch', 'sd.weight', 'sd.pitch']);
  expect(full.map(([kind]) => kind)).toEqual(['owl', 'owl', 'owl', 'wren', 'wren', 'wren', 'wren']);
  expect(full[0]).toEqual(['owl', '1', '10', '1', '0', '0']);
  // The mean and sd of the owls that were heard.
  expect(full[1]?.slice(0, 5)).toEqual(['owl', '1', '11', '1.5', '0']);
  expect(Number(full[1]?.[5])).toBeCloseTo(0.5, 6);

  const refused = gen('score', 'run', '--data', file('text.csv', ['weight,pitch', '1,loud']));
  expect(refused.code).toBe(1);
});
