// A mistake in a name is told by name resolution alone: checking what is left says nothing more.

import { expect, test } from 'vitest';
import { checkFiles } from '../../support/check-spec.ts';
import { oneLine, unmark } from '../../support/one-line.ts';
import { wrongNames } from './wrong-names.ts';

test.each(wrongNames)('$code in $spec', ({ code, spec, others }) => {
  const { diagnostics } = checkFiles({ 'test.gen': unmark(spec).text, ...others });
  const said = diagnostics.filter(({ severity }) => severity === 'error' || code.startsWith('W'));
  expect(said.map(oneLine)).toEqual([expect.stringMatching(new RegExp(`^${code} `))]);
});
