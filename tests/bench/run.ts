// `npm run bench`: times per EM iteration of generated modules, and their ratio to peers where those are
// installed. Both sides take turns in one run, since machines are noisy; medians are printed, ratios are quoted.

import { compareMixtures } from './mixtures.ts';

console.log('EM iterations of full-covariance Gaussian mixtures, one thread, medians');
for (const row of await compareMixtures()) console.log(row);
