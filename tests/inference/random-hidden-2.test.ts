// The second share of the random models of hidden sequences: see the first.

import { expect, test } from 'vitest';
import { runHidden } from '../support/run-hidden.ts';

test('random hidden sequences agree with enumeration: second share', { timeout: 600_000 }, async () => {
  const { models, judged, refused } = await runHidden(2);
  expect(refused).toEqual([]);
  expect(judged).toBeGreaterThan(models / 2);
});
