// The whole check, as `npm test` runs it: types, lint, tests. Everything is run even when something fails, and
// the last line counts it all, types, declarations and lint as one check each: `N passed, N failed`.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(import.meta.dirname);

interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** A test that does not come to an end is one that fails. */
const patience = 30 * 60_000;

/** Runs the executable of a dependency on this very Node. */
function runTool(name: string, module: string, args: readonly string[]): boolean {
  console.log(`\n-- ${name}`);
  const result = spawnSync(process.execPath, [fileURLToPath(import.meta.resolve(module)), ...args], {
    cwd: root,
    stdio: 'inherit',
    timeout: patience,
  });
  return result.status === 0;
}

function asCheck(passed: boolean): Count {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1 };
}

function runTests(): Count {
  const folder = mkdtempSync(join(tmpdir(), 'generand-tests-'));
  try {
    const file = join(folder, 'results.json');
    const passed = runTool('tests', '../node_modules/vitest/vitest.mjs', [
      'run',
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ]);
    const results = readCounts(file);
    // A file that does not even load has no failed test of its own.
    return passed ? results : { passed: results.passed, failed: Math.max(1, results.failed) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readCounts(file: string): Count {
  try {
    const results = JSON.parse(readFileSync(file, 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
    };
    return { passed: results.numPassedTests, failed: results.numFailedTests };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

const counts = [
  asCheck(runTool('types', '../node_modules/typescript/bin/tsc', ['-p', 'tsconfig.json'])),
  // What is published has declarations, which must name every type.
  asCheck(
    runTool('declarations', '../node_modules/typescript/bin/tsc', ['-p', 'tsconfig.build.json', '--noEmit']),
  ),
  asCheck(runTool('lint', '../node_modules/eslint/bin/eslint.js', ['.'])),
  runTests(),
];
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
console.log(`\n${String(passed)} passed, ${String(failed)} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
