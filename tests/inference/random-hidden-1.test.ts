// Exact inference on hidden sequences that nobody chose: chains of order 0 to 2, one to three of them, with inputs, missing steps,
// lengths from 0, structural zeros, ends, latents of rows, partly observed states, emissions that read their past, against
// the enumeration of all configurations. `npm run models` checks 500; six files share them.

import { expect, test } from 'vitest';
import { featureCounts } from '../support/hidden-features.ts';
import { checkHidden, hiddenFixtures, hiddenModels, readFixture, runHidden } from '../support/run-hidden.ts';

test('random hidden sequences have every construct', () => {
  const counts = [...featureCounts(hiddenModels())];
  expect(counts.filter(([, count]) => count < 3)).toEqual([]);
});

test('random hidden sequences agree with enumeration: first share', { timeout: 600_000 }, async () => {
  const { models, judged, refused } = await runHidden(1);
  expect(refused).toEqual([]);
  expect(judged).toBeGreaterThan(models / 2);
});

test.each(hiddenFixtures)('the model of %s agrees with enumeration', async (name) => {
  expect(await checkHidden(readFixture(name))).not.toBeNull();
});
