// `npm run models`: all random models against enumeration, of which `npm test` checks some. GEN_SEED names others, RANDOM_MODELS how
// many.

import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allRuns } from './support/random-runs.ts';

const vitest = fileURLToPath(import.meta.resolve('../node_modules/vitest/vitest.mjs'));
const { status } = spawnSync(process.execPath, [vitest, 'run', 'tests/inference/random-'], {
  cwd: dirname(import.meta.dirname),
  stdio: 'inherit',
  env: { RANDOM_MODELS: String(allRuns), ...process.env },
});
process.exitCode = status ?? 1;
