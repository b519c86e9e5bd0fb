import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeFailure } from '../../../cli/errors.ts';
import { plainReading } from '../../../cli/data-options.ts';
import { draftRun, manifestText, readManifest, type RunManifest } from '../../../cli/run-folder.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'generand-run-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const manifest: RunManifest = {
  format: 'generand-run',
  formatVersion: 1,
  generand: '0.1.0',
  model: 'Geyser',
  spec: 'geyser.gen',
  module: 'geyser.gen.ts',
  fit: 'fit.safetensors',
  reading: plainReading,
  columns: { x: ['a', 'b'] },
};

function writeRun(path: string, content: string): void {
  const draft = draftRun(path);
  draft.write('run.json', manifestText(manifest));
  draft.write('metrics.json', content);
  draft.commit();
  draft.abandon();
}

function messageOf(work: () => unknown): { exitCode: number; message: string | null } {
  try {
    work();
  } catch (error) {
    return describeFailure(error);
  }
  throw new Error('nothing was thrown');
}

test('a run appears at commit, not before, and leaves nothing beside it', () => {
  const path = join(folder, 'deep', 'run');
  const draft = draftRun(path);
  draft.write('run.json', manifestText(manifest));
  expect(existsSync(path)).toBe(false);
  draft.commit();
  expect(readManifest(path)).toEqual(manifest);
  expect(readdirSync(join(folder, 'deep'))).toEqual(['run']);
});

test('a run given up leaves no trace, not even the folders around it', () => {
  const draft = draftRun(join(folder, 'deep', 'deeper', 'run'));
  draft.write('run.json', '{}');
  draft.abandon();
  expect(readdirSync(folder)).toEqual([]);
});

test('a run replaces a run, whole', () => {
  const path = join(folder, 'run');
  writeRun(path, 'first');
  writeFileSync(join(path, 'stale.txt'), '');
  writeRun(path, 'second');
  expect(readFileSync(join(path, 'metrics.json'), 'utf8')).toBe('second');
  expect(readdirSync(path).sort()).toEqual(['metrics.json', 'run.json']);
  expect(readdirSync(folder)).toEqual(['run']);
});

test('an earlier run stays when the new one is given up', () => {
  const path = join(folder, 'run');
  writeRun(path, 'first');
  const draft = draftRun(path);
  draft.write('metrics.json', 'second');
  draft.abandon();
  expect(readFileSync(join(path, 'metrics.json'), 'utf8')).toBe('first');
  expect(readdirSync(folder)).toEqual(['run']);
});

test('a folder with something else in it is not overwritten', () => {
  writeFileSync(join(folder, 'thesis.txt'), 'years of work');
  expect(messageOf(() => draftRun(folder))).toEqual({
    exitCode: 1,
    message: `error: ${folder}: this folder holds something else than a run, so it is not overwritten\nfix: name another folder with --out`,
  });
  expect(readdirSync(folder)).toEqual(['thesis.txt']);
});

test('an empty folder may be used', () => {
  const path = join(folder, 'empty');
  mkdirSync(path);
  writeRun(path, 'content');
  expect(readdirSync(path)).toContain('metrics.json');
});

test('places that cannot be written are refused at the start, with their path', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(messageOf(() => draftRun(file)).message).toContain(
    'this is a file, so no run folder can be written there',
  );
  expect(messageOf(() => draftRun(join(file, 'run'))).message).toContain(
    'no run folder can be written below it',
  );
  const below = messageOf(() => draftRun(join(file, 'below', 'run')));
  expect(below.exitCode).toBe(1);
  expect(below.message).toContain(`${file}: this is a file, not a folder`);
  expect(readdirSync(folder)).toEqual(['file']);
});

test('what is no run is told so', () => {
  expect(() => readManifest(join(folder, 'missing'))).toThrow('no such run folder or spec');
  expect(() => readManifest(folder)).toThrow('this is not a run folder');
  writeFileSync(join(folder, 'run.json'), '{"format": "other"}');
  expect(() => readManifest(folder)).toThrow('this is not the description of a run');
});
