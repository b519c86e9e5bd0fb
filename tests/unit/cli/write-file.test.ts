import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeFailure } from '../../../cli/errors.ts';
import { makeFolders, writeFileWhole } from '../../../cli/write-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'generand-file-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function failureOf(work: () => void): string | null {
  try {
    work();
  } catch (error) {
    return describeFailure(error).message;
  }
  return null;
}

test('content replaces content, and nothing else is left', () => {
  const path = join(folder, 'draws.csv');
  writeFileWhole(path, 'first');
  writeFileWhole(path, new TextEncoder().encode('second'));
  expect(readFileSync(path, 'utf8')).toBe('second');
  expect(readdirSync(folder)).toEqual(['draws.csv']);
});

test('a path below a file is refused with its name', () => {
  const file = join(folder, 'file');
  writeFileSync(file, 'kept');
  const path = join(file, 'draws.csv');
  expect(failureOf(() => { writeFileWhole(path, 'text'); })).toBe(`error: ${path}: a part of the path is a file, not a folder`); // prettier-ignore
  expect(readFileSync(file, 'utf8')).toBe('kept');
});

test('folders are made one by one, and the first one made is told', () => {
  expect(makeFolders(folder)).toBeUndefined();
  expect(makeFolders(join(folder, 'a', 'b'))).toBe(join(folder, 'a'));
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(failureOf(() => { makeFolders(join(file, 'b', 'c')); })).toBe(`error: ${file}: this is a file, not a folder`); // prettier-ignore
});

test.runIf(existsSync('/proc/self'))('a place where no folder can be made is named', () => {
  expect(failureOf(() => { makeFolders('/proc/no/such'); })).toMatch(/^error: \/proc\/no: /); // prettier-ignore
});

test.runIf(existsSync('/dev/full'))('a full device says so', () => {
  expect(failureOf(() => { writeFileWhole('/dev/full', 'text'); })).toContain('no space left on the device'); // prettier-ignore
});
