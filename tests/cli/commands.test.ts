// The `gen` command as a process: few runs, each looked at closely. What commands do inside is tested in tests/unit.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const geyser = join(root, 'examples/geyser/geyser.gen');
const eruptions = join(root, 'examples/geyser/eruptions.csv');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'generand-cli-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function gen(...args: string[]): Ended {
  const ended = spawnSync(process.execPath, [join(root, 'cli/bin.mjs'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { code: ended.status, out: ended.stdout, err: ended.stderr };
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('--version says the version and nothing else', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  expect(gen('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

test.each([
  [['frobnicate'], "unknown command 'frobnicate'"],
  [['train', geyser], "required option '--data <file>' not specified"],
  [['train', geyser, '--data', 'x.csv', '--set', 'K'], 'is not of the form K=3'],
  [['sample', geyser], 'give the values of its params with --params FILE.json'],
  [['score', 'run', '--data', 'x.csv', '--what', 'luck'], 'this is no question'],
])('usage: %j', (args, message) => {
  const ended = gen(...args);
  expect(ended.err).toContain(message);
  expect(ended.code).toBe(2);
  expect(ended.out).toBe('');
});

describe('check', () => {
  test('a spec without mistakes', () => {
    const ended = gen('check', geyser, '--json');
    expect(ended).toMatchObject({ code: 0, err: '' });
    // Nothing but a note.
    expect(JSON.parse(ended.out)).toMatchObject({ diagnostics: [{ code: 'N0601', severity: 3 }] });
  });

  test('a mistake has its place, in the shape that editors read', () => {
    const spec = file(
      'wrong.gen',
      'model M {\n  param m: real\n  plate row {\n    observe x: real ~ Normal(n, 1)\n  }\n}\n',
    );
    const ended = gen('check', spec);
    expect(ended.code).toBe(1);
    expect(ended.out).toContain(`${spec}:4:30`);
    const [brief, ...others] = gen('check', spec, '--brief').out.trim().split('\n');
    expect(brief).toMatch(/^[^\n]*wrong\.gen:4:30: error\[E0206\] nothing here is named `n`/);
    expect(others.every((line) => line.startsWith(`${spec}:`))).toBe(true);
    const { diagnostics } = JSON.parse(gen('check', spec, '--json').out) as {
      diagnostics: { file: string; severity: number; range: unknown }[];
    };
    expect(diagnostics.find(({ severity }) => severity === 1)).toMatchObject({
      file: spec,
      range: { start: { line: 3, character: 29 }, end: { line: 3, character: 30 } },
    });
  });

  test('a spec that is not there', () => {
    expect(gen('check', 'none.gen')).toEqual({
      code: 1,
      out: '',
      err: 'error: none.gen: no such file or folder\n',
    });
  });
});

describe('format', () => {
  const format = (input: string | Uint8Array): Ended => {
    const ended = spawnSync(process.execPath, [join(root, 'cli/bin.mjs'), 'format', '-'], {
      input,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    });
    return { code: ended.status, out: ended.stdout, err: ended.stderr };
  };

  test('standard input goes to standard output', () => {
    expect(format('model M{param x:real}')).toEqual({
      code: 0,
      out: 'model M {\n  param x: real\n}\n',
      err: '',
    });
  });

  test('with mistakes nothing goes there', () => {
    const ended = format('model M {');
    expect(ended).toMatchObject({ code: 1, out: '' });
    expect(ended.err).toContain('standard input:1:');
    expect(format(Uint8Array.of(0xff))).toMatchObject({ code: 1, out: '' });
  });
});

describe('a run', () => {
  const map = ['--map', 'x=eruptions,waiting'];
  let run = '';
  let trained: Ended = { code: null, out: '', err: '' };
  beforeAll(() => {
    run = join(folder, 'run');
    trained = gen('train', geyser, '--data', eruptions, ...map, '--out', run, '--json');
  });

  test('is trained, and says so in one object', () => {
    expect(trained).toMatchObject({ code: 0 });
    const result = JSON.parse(trained.out) as Readonly<Record<string, unknown>>;
    expect(Object.keys(result)).toEqual([
      'model', 'method', 'objective', 'value', 'parameters', 'aic', 'bic', 'iterations', 'converged', 'seed', 'seconds',
      'params', 'standardErrors', 'run',
    ]); // prettier-ignore
    expect(result).toMatchObject({
      model: 'Geyser',
      method: 'em',
      objective: 'logLikelihood',
      converged: true,
      run,
    });
  });

  test('has a report, numbers, the fit, the module and the spec', () => {
    expect(readdirSync(run).sort()).toEqual([
      'fit.safetensors', 'geyser.gen', 'geyser.gen.ts', 'metrics.json', 'report.html', 'run.json',
    ]); // prettier-ignore
    const report = readFileSync(join(run, 'report.html'), 'utf8');
    expect(report).toContain('Old Faithful');
    expect(report).toContain('waiting');
    expect(report).not.toContain('<script');
  });

  test('is sampled: named columns, the same seed the same draws', () => {
    const first = gen('sample', run, '-n', '3', '--seed', '7');
    expect(first.code).toBe(0);
    expect(first.out.split('\n')).toHaveLength(5);
    expect(first.out.split('\n')[0]).toBe('eruptions,waiting');
    expect(gen('sample', run, '-n', '3', '--seed', '7').out).toBe(first.out);
    expect(gen('sample', run, '-n', '3', '--seed', '8').out).not.toBe(first.out);
  });

  test('scores the data it was trained on with the same columns', () => {
    const ended = gen('score', run, '--data', eruptions, '--what', 'logProb,posterior,decode', '--json');
    expect(ended.code).toBe(0);
    const scores = JSON.parse(ended.out) as {
      total: number;
      rows: number[];
      posterior: { kind: number[][] };
      decode: { kind: number[] };
    };
    const { value } = JSON.parse(trained.out) as { value: number };
    expect(scores.total).toBeCloseTo(value, 8);
    expect(scores.rows).toHaveLength(272);
    expect(scores.posterior.kind.every(([a = 0, b = 0]) => Math.abs(a + b - 1) < 1e-12)).toBe(true);
    expect(scores.decode.kind[0]).toBe((scores.posterior.kind[0]?.[0] ?? 0) > 0.5 ? 0 : 1);
  });

  test('may be replaced by a run, but nothing else may', () => {
    const foreign = join(folder, 'foreign');
    expect(gen('train', geyser, '--data', eruptions, ...map, '--out', folder).err).toContain(
      'is not overwritten',
    );
    expect(existsSync(foreign)).toBe(false);
  });

  test.each([
    ['an unknown column', 'a,b\n1,2\n', /nothing\.csv|no column|`eruptions`/],
    ['text in a numeric column', 'eruptions,waiting\n1,2\n3,long\n', /line 3.*`waiting`.*long/s],
    ['a NaN', 'eruptions,waiting\n1,2\nNaN,4\n', /line 3.*`eruptions`.*NaN/s],
    ['an empty file', '', /empty|no rows|nothing/],
    ['more components than rows', 'eruptions,waiting\n1,2\n', /K|row/],
  ])('%s: one message, and nothing is written', (name, text, message) => {
    const data = file(`${name}.csv`, text);
    const out = join(folder, 'refused');
    const before = readdirSync(folder);
    const ended = gen('train', geyser, '--data', data, ...map, '--out', out);
    expect(ended.err).toMatch(message);
    expect(ended.err.match(/^error: /gm)).toHaveLength(1);
    expect(ended.code).toBe(1);
    expect(readdirSync(folder)).toEqual(before);
  });

  test('a fit file that is broken is refused', () => {
    const broken = join(folder, 'broken');
    expect(gen('train', geyser, '--data', eruptions, ...map, '--out', broken, '--iterations', '2').code).toBe(
      0,
    );
    writeFileSync(join(broken, 'fit.safetensors'), 'not a fit');
    const ended = gen('sample', broken);
    expect(ended.code).toBe(1);
    expect(ended.err).toContain('fit.safetensors');
  });
});
