// What the package says about itself: exact pins, each with its reason; entry points and bin that exist.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

interface Package {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(read('package.json')) as Package;
const dependencies = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });

test.each(dependencies)('%s is pinned to one version', (_, version) => {
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});

test('ARCHITECTURE.md gives the reason for every dependency and its version', () => {
  const text = read('ARCHITECTURE.md');
  const helpers = /^(@types\/|@eslint\/js$)/; // type declarations, and a part of eslint
  for (const [name, version] of dependencies)
    if (!helpers.test(name)) expect(text, name).toContain(`${name} ${version}`);
});

test('entry points have sources, and the command exists', () => {
  for (const target of Object.values(manifest.exports))
    if (typeof target !== 'string')
      expect(existsSync(join(root, target['generand-source'] ?? ''))).toBe(true);
  for (const file of Object.values(manifest.bin)) expect(existsSync(join(root, file))).toBe(true);
});

test('what runs on a fresh checkout is the test command of the README', () => {
  const command = read('.ci/run').trimEnd().split('\n').at(-1);
  expect(command).toBe('npm ci && npm test');
  expect(read('README.md')).toContain(`\n${String(command)} `);
});
