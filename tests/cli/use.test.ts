// `use` with files on disk, through the command.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'generand-use-'));
  write('lib/rates.gen', 'const LOWEST = 2\nfunction doubled(x: positive) -> positive { return 2 * x }\n');
  write('lib/broken.gen', 'function broken(x: real) -> real { return x + nope }\n');
  write('lib/again.gen', 'use { doubled } from "./rates.gen"\nconst FOUR = doubled(2)\n');
  write('lib/latin.gen', Buffer.from([0x63, 0x6f, 0x6e, 0x73, 0x74, 0x20, 0xe9, 0x0a]));
  mkdirSync(join(folder, 'lib/folder.gen'));
  symlinkSync('round.gen', join(folder, 'lib/round.gen'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return name;
}

function gen(...args: string[]): { readonly code: number | null; readonly said: string } {
  const ended = spawnSync(process.execPath, [join(root, 'cli/bin.mjs'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { code: ended.status, said: ended.stdout + ended.stderr };
}

const model = (uses: string, rate: string): string =>
  `${uses}\nmodel Counts {\n  param rate: positive\n  plate day { observe n: count ~ Poisson(${rate}) }\n}\n`;

test('a spec with names of other files is fine, and its module is that of the spec with all in one file', () => {
  write(
    'split/counts.gen',
    model(
      'use { doubled as twice } from "../lib/rates.gen"\nuse { FOUR } from "../lib/again.gen"',
      'twice(rate) + FOUR',
    ),
  );
  write(
    'whole/counts.gen',
    model('function twice(x: positive) -> positive { return 2 * x }\nconst FOUR = 4', 'twice(rate) + FOUR'),
  );
  expect(gen('check', 'split/counts.gen')).toEqual({ code: 0, said: 'split/counts.gen is fine\n' });
  expect(gen('build', 'split/counts.gen', 'whole/counts.gen').code).toBe(0);
  const [split, whole] = ['split', 'whole'].map((each) =>
    readFileSync(join(folder, each, 'counts.gen.ts'), 'utf8'),
  );
  expect(split).toBe(whole);
});

test('mistakes are told in their own file, once', () => {
  write('a.gen', model('use { broken } from "./lib/broken.gen"', 'exp(broken(rate))'));
  write('b.gen', model('use { broken as worse } from "./lib/../lib/broken.gen"', 'exp(worse(rate))'));
  symlinkSync(join(folder, 'lib/broken.gen'), join(folder, 'link.gen'));
  write('c.gen', model('use { broken } from "./link.gen"', 'exp(broken(rate))'));
  const { code, said } = gen(
    'check',
    'a.gen',
    'b.gen',
    'c.gen',
    'lib/broken.gen',
    join(folder, 'lib/broken.gen'),
  );
  expect(code).toBe(1);
  expect(said.match(/error\[\w+\]/g)).toEqual(['error[E0206]']);
  expect(said).toContain('lib/broken.gen:1:47');
});

test.each([
  ['./lib/gone.gen', '`lib/gone.gen` cannot be read: no such file or folder'],
  ['./lib/folder.gen', '`lib/folder.gen` cannot be read: this is a folder, not a file'],
  ['./lib/round.gen', '`lib/round.gen` cannot be read: its links lead in a circle'],
  ['./lib/latin.gen', '`lib/latin.gen` cannot be read: this is not UTF-8 text'],
  [
    './lib/rates.gen/x.gen',
    '`lib/rates.gen/x.gen` cannot be read: a part of the path is a file, not a folder',
  ],
])('%s is one message at the path', (path, message) => {
  write('wrong.gen', model(`use { f } from "${path}"`, 'rate * f(rate)'));
  const { code, said } = gen('check', 'wrong.gen');
  expect(code).toBe(1);
  expect(said.match(/error\[\w+\]/g)).toEqual(['error[E0212]']);
  expect(said).toContain(message);
  expect(said).toContain('wrong.gen:1:16');
});

test('a file that uses itself is one message', () => {
  write('itself.gen', 'use { SELF } from "./itself.gen"\nconst SELF = 1\nconst TWICE = SELF * 2\n');
  const { said } = gen('check', 'itself.gen');
  expect(said.match(/error\[\w+\]/g)).toEqual(['error[E0213]']);
});

test('files that use each other', () => {
  write('one.gen', 'use { TWO } from "./two.gen"\nconst ONE = TWO\n');
  write('two.gen', 'use { ONE } from "./one.gen"\nconst TWO = ONE\n');
  const { code, said } = gen('check', 'one.gen', 'two.gen');
  expect(code).toBe(1);
  expect(said.match(/error\[\w+\]/g)).toEqual(['error[E0213]']);
  expect(said).toContain('files use each other: `one.gen` -> `two.gen` -> `one.gen`');
});
