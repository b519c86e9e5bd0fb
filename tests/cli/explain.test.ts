// `gen explain` as a process: pages of codes, derivations of specs, and no mixture of both.

import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const geyser = join(root, 'examples/geyser/geyser.gen');

function explain(...args: string[]): {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
} {
  const ended = spawnSync(process.execPath, [join(root, 'cli/bin.mjs'), 'explain', ...args], {
    cwd: tmpdir(),
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { code: ended.status, out: ended.stdout, err: ended.stderr };
}

test('codes, wherever the command runs', () => {
  const ended = explain('e0402', 'W0201');
  expect(ended).toMatchObject({ code: 0, err: '' });
  expect(ended.out).toMatch(/^E0402: shape-mismatch\n/);
  expect(ended.out).toContain('\n\nW0201: unused-name\n');
  expect(ended.out).toContain('\n    model ');
  expect(ended.out).not.toContain('```');
});

test('a code as one JSON object', () => {
  const { out } = explain('E0402', '--json');
  expect(JSON.parse(out)).toMatchObject({ pages: [{ code: 'E0402', name: 'shape-mismatch' }] });
});

test('a code that is not one', () => {
  expect(explain('E402')).toEqual({
    code: 1,
    out: '',
    err: 'error: there is no code `E402`; did you mean `E0402`?\n',
  });
});

test('a spec', () => {
  const ended = explain(geyser);
  expect(ended).toMatchObject({ code: 0, err: '' });
  expect(ended.out).toContain('Geyser');
});

test('a spec and a code are two questions', () => {
  expect(explain(geyser, 'E0402')).toMatchObject({ code: 2, out: '' });
});
