// `npm run bench`: times per EM iteration of generated modules, and their ratio to peers where those are
// installed. Both sides take turns in one run, since machines are noisy; medians are printed, ratios are quoted.
// `npm run bench -- specs`, `-- kernels`, `-- mixtures`, `-- sequences`, `-- regressions`, `-- classifiers` or `-- streams` runs one part.

import { compareClassifiers } from './classifiers.ts';
import { compareKernels } from './gaussian-mixture.ts';
import { compareHiddenMarkov } from './hidden-markov.ts';
import { timeLargeSpecs } from './large-specs.ts';
import { compareMixtures } from './mixtures.ts';
import { compareRegressions } from './regression-mixtures.ts';
import { timeStreams } from './streaming.ts';

const only = process.argv[2];

if (only === undefined || only === 'specs') {
  console.log('Large specs through phases 1 to 4, warm, medians');
  for (const row of timeLargeSpecs()) console.log(row);
}
if (only === undefined || only === 'kernels') {
  console.log(
    'Expectation passes of a Gaussian mixture, one thread, medians (PEERS: a folder with gmm.mjs, its packages installed)',
  );
  for (const row of compareKernels()) console.log(row);
}
if (only === undefined || only === 'mixtures') {
  console.log('EM iterations of full-covariance Gaussian mixtures, one thread, medians');
  for (const row of await compareMixtures()) console.log(row);
}
if (only === undefined || only === 'sequences') {
  console.log('EM iterations of hidden Markov models, 16 states, 64 symbols, one thread, medians');
  for (const row of await compareHiddenMarkov()) console.log(row);
}
if (only === undefined || only === 'regressions') {
  console.log('EM iterations of regressions in a mixture, beside a Gaussian mixture, medians');
  for (const row of await compareRegressions()) console.log(row);
}
if (only === undefined || only === 'classifiers') {
  console.log('Training of fully observed classifiers, one thread, medians; memory of the whole process');
  for (const row of compareClassifiers()) console.log(row);
}
if (only === undefined || only === 'streams') {
  console.log(
    'Streams from an NPY file: EM iterations of a Gaussian mixture, and memory of the whole process',
  );
  for (const row of timeStreams()) console.log(row);
}
