// `npm run bench`: times per EM iteration of generated modules, and their ratio to peers where those are
// installed. Both sides take turns in one run, since machines are noisy; medians are printed, ratios are quoted.
// `npm run bench -- sequences` runs one part, by a name below; `npm run bench -- sequences --write` writes what it printed into
// docs/performance.md.

import { compareClassifiers } from './classifiers.ts';
import { compareKernels } from './gaussian-mixture.ts';
import { compareHiddenMarkov } from './hidden-markov.ts';
import { timeLargeSpecs } from './large-specs.ts';
import { compareMixtures } from './mixtures.ts';
import { writePart } from './performance-page.ts';
import { compareRegressions } from './regression-mixtures.ts';
import { timeStreams } from './streaming.ts';
import { compareThreads } from './threads.ts';

interface Part {
  readonly title: string;
  /** Rows, some as they are measured. */
  readonly measure: () => Iterable<string> | Promise<Iterable<string>>;
}

const parts: Readonly<Record<string, Part>> = {
  specs: { title: 'Large specs through phases 1 to 4, warm, medians', measure: timeLargeSpecs },
  kernels: {
    title:
      'Expectation passes of a Gaussian mixture, one thread, medians (PEERS: a folder with gmm.mjs, its packages installed)',
    measure: compareKernels,
  },
  mixtures: {
    title: 'EM iterations of full-covariance Gaussian mixtures, one thread, medians',
    measure: compareMixtures,
  },
  sequences: {
    title:
      'EM iterations of hidden Markov models, 16 states, 64 symbols, one thread, medians (PEERS: a folder with hmm.mjs)',
    measure: compareHiddenMarkov,
  },
  regressions: {
    title: 'EM iterations of regressions in a mixture, beside a Gaussian mixture, medians',
    measure: compareRegressions,
  },
  classifiers: {
    title: 'Training of fully observed classifiers, one thread, medians; memory of the whole process',
    measure: compareClassifiers,
  },
  streams: {
    title: 'Streams from an NPY file: EM iterations of a Gaussian mixture, and memory of the whole process',
    measure: timeStreams,
  },
  threads: {
    title:
      'EM iterations by one thread and by two, medians, and how much of a second core was free meanwhile',
    measure: compareThreads,
  },
};

const words = process.argv.slice(2);
const [only = null] = words.filter((word) => !word.startsWith('-'));
if (only !== null && !(only in parts)) {
  console.error(`There is no part ${only}: ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}
for (const [name, { title, measure }] of Object.entries(parts)) {
  if (only !== null && name !== only) continue;
  console.log(title);
  const rows: string[] = [];
  for (const row of await measure()) {
    console.log(row);
    rows.push(row);
  }
  if (words.includes('--write')) writePart({ name, title, rows });
}
