// `npm run bench`: times per EM iteration of generated modules, and their ratio to peers where those are
// installed. Both sides take turns in one run, since machines are noisy; medians are printed, ratios are quoted.
// `npm run bench -- specs`, `-- mixtures`, `-- regressions` or `-- classifiers` runs one part.

import { compareClassifiers } from './classifiers.ts';
import { timeLargeSpecs } from './large-specs.ts';
import { compareMixtures } from './mixtures.ts';
import { compareRegressions } from './regression-mixtures.ts';

const only = process.argv[2];

if (only === undefined || only === 'specs') {
  console.log('Large specs through phases 1 to 4, warm, medians');
  for (const row of timeLargeSpecs()) console.log(row);
}
if (only === undefined || only === 'mixtures') {
  console.log('EM iterations of full-covariance Gaussian mixtures, one thread, medians');
  for (const row of await compareMixtures()) console.log(row);
}
if (only === undefined || only === 'regressions') {
  console.log('EM iterations of regressions in a mixture, beside a Gaussian mixture, medians');
  for (const row of await compareRegressions()) console.log(row);
}
if (only === undefined || only === 'classifiers') {
  console.log('Training of fully observed classifiers, one thread, medians; memory of the whole process');
  for (const row of compareClassifiers()) console.log(row);
}
