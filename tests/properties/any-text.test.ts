// A share of what `npm run fuzz` does, on every run: any text gives a tree and messages, never an exception.

import { expect, test } from 'vitest';
import { readCorpus } from '../fuzz/corpus.ts';
import { generateInput, sourceOf } from '../fuzz/generate.ts';
import { tryInput } from '../fuzz/try-input.ts';

test('random, mutated and truncated texts', { timeout: 120_000 }, () => {
  const source = sourceOf(readCorpus());
  const failures: string[] = [];
  let parses = 0;
  for (let index = 0; index < 3000; index += 1) {
    const { kind, text } = generateInput(source, index);
    try {
      if (tryInput(text).parses) parses += 1;
    } catch (error) {
      failures.push(`input ${String(index)}, ${kind}: ${String(error)}\n${text}`);
    }
  }
  expect(failures).toEqual([]);
  // The formatter is tried only where a mutation still parses: there must be enough of those.
  expect(parses).toBeGreaterThan(200);
});
