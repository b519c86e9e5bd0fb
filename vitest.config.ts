import { defineConfig } from 'vitest/config';

export default defineConfig({
  // `generand/runtime` in generated modules means the sources here, not a built `dist/`.
  resolve: { conditions: ['generand-source'] },
  ssr: { resolve: { conditions: ['generand-source'] } },
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'tests/fixtures/**'],
    testTimeout: 30_000,
    // Property tests print the seed of a failure; a test that starts no assertion is a mistake.
    expect: { requireAssertions: true },
  },
});
