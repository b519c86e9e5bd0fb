import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const source = (file: string) => join(import.meta.dirname, file);

export default defineConfig({
  // What generated modules import is the sources here, not a built `dist/`.
  resolve: {
    alias: {
      'generand/runtime': source('runtime/index.ts'),
      'generand/compiler': source('compiler/index.ts'),
    },
  },
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'tests/fixtures/**'],
    setupFiles: ['tests/support/property-seed.ts'],
    testTimeout: 30_000,
  },
});
