// Results that cannot be written: one message, not a stack.

import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const sample = ['sample', 'examples/geyser/geyser.gen', '--params', 'examples/geyser/parameters.json'];

test.runIf(existsSync('/dev/full'))('standard output that is full', () => {
  const full = openSync('/dev/full', 'w');
  const ended = spawnSync(process.execPath, [join(root, 'cli/bin.mjs'), ...sample], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', full, 'pipe'],
  });
  closeSync(full);
  expect(ended.stderr).toBe('error: standard output: no space left on the device\n');
  expect(ended.status).toBe(1);
});

test.runIf(existsSync('/bin/sh'))('a reader that has gone away is no error', () => {
  const command = `"${process.execPath}" cli/bin.mjs ${sample.join(' ')} -n 20000; echo "code $?" >&2`;
  const ended = spawnSync('/bin/sh', ['-c', `{ ${command}; } | head -n 1`], { cwd: root, encoding: 'utf8' });
  expect(ended.stdout.split('\n')).toHaveLength(2);
  expect(ended.stderr).toBe('code 0\n');
});
