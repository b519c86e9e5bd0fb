// Trains one classifier and prints how long that took and what memory the process had: run by classifiers.ts.

import { compileModel } from '../support/compile-model.ts';
import { bytesOf, everyFifth, linesOf, words } from '../support/real-tables.ts';

const specs: Readonly<Record<string, string>> = {
  spam: `model Spam(V: dim) {
    param share: simplex[2]
    param theta: simplex[2, V] ~ Dirichlet(2.0)
    plate message {
      observe label: category<2> ~ Categorical(share)
      plate word { observe w: token<V> ~ Categorical(theta[label]) }
    }
  }`,
  mnist: `model Images(C: dim) {
    param share: simplex[C]
    param on:    unit[C, 784] ~ Beta(2.0, 2.0)
    plate image {
      observe label: category<C> ~ Categorical(share)
      observe x:     bool[784]   ~ Bernoulli(on[label])
    }
  }`,
};

function spam(): Record<string, unknown> {
  const { train } = everyFifth(linesOf('sms_spam/SMSSpamCollection.txt') ?? []);
  return {
    label: train.map((line) => Number(line.startsWith('spam\t'))),
    w: train.map((line) => words(line.slice(line.indexOf('\t') + 1))),
  };
}

function mnist(): Record<string, unknown> {
  return {
    x: bytesOf('mnist/train-images-idx3-ubyte.gz')
      ?.subarray(16)
      .map((grey) => Number(grey >= 128)),
    label: bytesOf('mnist/train-labels-idx1-ubyte.gz')?.subarray(8),
  };
}

const name = process.argv[2] ?? '';
const model = await compileModel(specs[name] ?? '');
const data = name === 'spam' ? spam() : mnist();
const start = performance.now();
await model.train(data);
const seconds = (performance.now() - start) / 1000;
// Kilobytes at most, compiling and reading included.
console.log(JSON.stringify({ seconds, megabytes: process.resourceUsage().maxRSS / 1000 }));
