import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeFailure } from '../../../cli/errors.ts';
import { writeFileWhole } from '../../../cli/write-file.ts';

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

test.runIf(existsSync('/dev/full'))('a full device says so', () => {
  expect(failureOf(() => { writeFileWhole('/dev/full', 'text'); })).toContain('no space left on the device'); // prettier-ignore
});
