// Type-aware linting: typescript-eslint's strict set, and of the stylistic set what does not fight the code style.

import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'runs/', 'node_modules/', '**/*.gen.ts', 'tests/fixtures/']),
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      // Names from specs and data are keys, not properties of ours.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      'no-console': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      // `typeof import('x')` types what is loaded later.
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Asks for `!`, which the code does without.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // `{}` is the attribute record of operations without attributes.
      '@typescript-eslint/no-empty-object-type': ['error', { allowObjectTypes: 'always' }],
      '@typescript-eslint/no-generated-empty-object-type': 'off',
      // A mapped type over one union reads better as a type, an object as an interface: the author's choice.
      '@typescript-eslint/consistent-type-definitions': 'off',
    },
  },
  // Tests run the text of generated modules.
  { files: ['tests/**'], rules: { '@typescript-eslint/no-implied-eval': 'off' } },
  // The test runner, the benchmarks and the fuzzer talk to a person.
  { files: ['tests/run.ts', 'tests/bench/**', 'tests/fuzz/run.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', URL: 'readonly', console: 'readonly' } },
  },
);
