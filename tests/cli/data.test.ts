// Data files and their options through the command: what is said before training, what a run remembers, what is written.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readNpy } from '../../runtime/data/readers/npy.ts';

const root = join(import.meta.dirname, '../..');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'generand-cli-data-'));
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

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

const spam = `model Spam(C: dim, V: dim) {
  param share: simplex[C]    ~ Dirichlet(2)
  param theta: simplex[C, V] ~ Dirichlet(2)
  plate message {
    observe kind: category<C> ~ Categorical(share)
    plate word { observe w: token<V> ~ Categorical(theta[kind]) }
  }
}
`;
const messages =
  'ham\tsee you at lunch\nspam\tWIN a prize, win!\nham\tat home\nspam\twin lunch\nham\tnew words\n';

describe('messages and their words', () => {
  beforeAll(() => {
    file('spam.gen', spam);
    file('sms.txt', messages);
  });

  test('are trained on after a summary, without the rows that are left out', () => {
    const ended = gen('train', 'spam.gen', '--data', 'sms.txt', '--map', 'kind=x1', '--map', 'w=x2', '--not-every', '5', '--out', 'run');
    expect(ended.code).toBe(0);
    expect(ended.err).toContain('data: sms.txt, 4 of 5 rows');
    expect(ended.err).toContain('kind: category<C>, column x1: 2 levels (ham 2, spam 2)');
    expect(ended.err).toContain('w: token<V>, column x2: 8 tokens (win 3, at 2, lunch 2, ');
    expect(ended.err).toContain('plate word: 12 rows, 2 to 4, mean 3, in each message');
    const again = gen('train', 'spam.gen', '--data', 'sms.txt', '--map', 'kind=x1', '--map', 'w=x2', '--rows', '..4', '--out', 'run');
    expect(again.out).toContain('wrote run, in place of an earlier run');
  }); // prettier-ignore

  test('are scored with the same columns; tokens that are new are refused, or left out', () => {
    const refused = gen('score', 'run', '--data', 'sms.txt');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('line 5, variable `w`, row 5, inner row 1: found the token "new"');
    expect(refused.err).toContain('--unknown w=ignore');
    expect(gen('score', 'run', '--data', 'sms.txt', '--unknown', 'w=ignore').code).toBe(0);
    expect(gen('score', 'run', '--data', 'sms.txt', '--rows', '1..4').out).toContain('over 4 rows');
  });

  test('are drawn into records', () => {
    expect(gen('sample', 'run', '-n', '4', '--out', 'drawn.jsonl').err).toBe('wrote drawn.jsonl\n');
    const records = readFileSync(join(folder, 'drawn.jsonl'), 'utf8').trim().split('\n');
    expect(records).toHaveLength(4);
    expect(Object.keys(JSON.parse(records[0] ?? '') as object)).toEqual(['kind', 'w']);
    expect(gen('score', 'run', '--data', 'drawn.jsonl', '--map', 'kind=kind', '--map', 'w=w').code).toBe(0);
    expect(gen('sample', 'run', '--out', 'drawn.npy').err).toContain('an .npy file holds one variable');
  });
});

describe('a table of measurements', () => {
  const model = 'model M(D: dim) {\n  param m: real[D]\n  param s: positive[D]\n  plate row { observe x: real[D] ~ Normal(m, s) }\n}\n';
  const rows = Array.from({ length: 30 }, (_, i) => `${String(100 + i)},${String(Math.sin(i))},${String(Math.cos(i))},${String(i % 2)}`);

  beforeAll(() => {
    file('m.gen', model);
    file('m.csv', `id,a,b,label\n${rows.join('\n')}\n`);
  });

  test('an id and a label are not fitted by accident', () => {
    const ended = gen('train', 'm.gen', '--data', 'm.csv', '--out', 'no');
    expect(ended.code).toBe(1);
    expect(ended.err).toContain('`id` is named like an id, a date or a label');
    expect(ended.err).toContain('fix: say it: --map x=a,b');
  });

  test('arrays are written for NumPy, and tables with tabs', () => {
    expect(gen('train', 'm.gen', '--data', 'm.csv', '--map', 'x=a..b', '--out', 'm', '--json').err).toBe('');
    expect(gen('sample', 'm', '-n', '7', '--out', 'm.npy').code).toBe(0);
    const { values, shape } = readNpy(readFileSync(join(folder, 'm.npy')), 'm.npy');
    expect(shape).toEqual([7, 2]);
    expect(values).toBeInstanceOf(Float64Array);
    expect(gen('score', 'm', '--data', 'm.npy', '--map', 'x=x1,x2').out).toContain('over 7 rows');
    gen('sample', 'm', '-n', '2', '--out', 'm.tsv');
    expect(readFileSync(join(folder, 'm.tsv'), 'utf8').split('\n')[0]).toBe('a\tb');
    gen('score', 'm', '--data', 'm.csv', '--out', 'rows.npy');
    expect(readNpy(readFileSync(join(folder, 'rows.npy')), 'rows.npy').shape).toEqual([30]);
    expect(gen('sample', 'm', '--out', 'm.png').code).toBe(2);
  });

  test.each([
    [['--rows', '5..1'], 'runs backwards'],
    [['--unknown', 'x=drop'], '`drop` is none of error, ignore, symbol'],
    [['--header', 'maybe'], '`maybe` is neither yes nor no'],
  ])('usage: %j', (options, message) => {
    const ended = gen('train', 'm.gen', '--data', 'm.csv', ...options);
    expect(ended.err).toContain(message);
    expect(ended.code).toBe(2);
  });
}); // prettier-ignore
