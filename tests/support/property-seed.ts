// Properties are tried on the same examples at every run, so that a change that passes once passes again. Fresh examples:
// `PROPERTY_SEED=random npx vitest run`, or a number, as a failure names it.

import fc from 'fast-check';

const wanted = process.env['PROPERTY_SEED'];

if (wanted !== 'random') fc.configureGlobal({ seed: wanted === undefined ? 1 : Number(wanted) });
