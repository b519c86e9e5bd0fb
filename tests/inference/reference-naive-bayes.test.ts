// Naive Bayes classifiers of real tables against trusted results: how many test rows are classified right, and how well
// calibrated the probabilities are. Each is a spec of its own; nothing in the compiler knows of naive Bayes.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AnyFit, AnyValues } from '../../runtime/index.ts';
import { compileModel } from '../support/compile-model.ts';
import { bytesOf, cellsOf, everyFifth, linesOf, words } from '../support/real-tables.ts';
import { sharedFile, sharedFolder } from '../support/shared-folder.ts';

interface Reference {
  readonly n_train: number;
  readonly n_test: number;
  readonly correct: number;
  readonly log_loss: number;
  readonly mean_test_log_marginal?: number;
  readonly first_test_rows_log_posterior: readonly (readonly number[])[];
}

/** Data of one classifier, split into what is trained on and what is tested. */
interface Problem {
  readonly train: AnyValues;
  /** Without the labels. */
  readonly test: AnyValues;
  /** True classes of the test rows, as codes. */
  readonly truth: readonly number[];
  readonly levels?: Readonly<Record<string, readonly string[]>>;
}

interface Case {
  readonly name: string;
  readonly label: string;
  readonly spec: string;
  readonly files: readonly string[];
  readonly read: () => Problem;
}

const gaussian = `model Classes(C: dim, D: dim) {
  param share: simplex[C]
  param mean:  real[C, D]
  param sd:    positive[C, D]
  plate row {
    observe label: category<C> ~ Categorical(share)
    observe x:     real[D]     ~ Normal(mean[label], sd[label])
  }
}`;

const bits = (size: number): string => `model Bits(C: dim) {
  param share: simplex[C]
  param on:    unit[C, ${String(size)}] ~ Beta(2.0, 2.0)
  plate row {
    observe label: category<C> ~ Categorical(share)
    observe x:     bool[${String(size)}] ~ Bernoulli(on[label])
  }
}`;

/** A column for each of several categories, each with levels of its own. */
const columns = (count: number): string => {
  const each = (line: (i: number) => string): string =>
    Array.from({ length: count }, (_, i) => line(i)).join('\n');
  return `model Columns(C: dim, ${Array.from({ length: count }, (_, i) => `V${String(i)}: dim`).join(', ')}) {
  param share: simplex[C]
${each((i) => `  param p${String(i)}: simplex[C, V${String(i)}] ~ Dirichlet(2.0)`)}
  plate row {
    observe label: category<C> ~ Categorical(share)
${each((i) => `    observe x${String(i)}: category<V${String(i)}> ~ Categorical(p${String(i)}[label])`)}
  }
}`;
};

/** Numbers and a label, from rows of cells. */
function numbers(rows: readonly (readonly string[])[], from: number, to: number, label: number): Problem {
  const { train, test } = everyFifth(rows);
  const codes = [...new Set(rows.map((row) => row[label] ?? ''))].sort();
  const x = (part: typeof train): number[][] => part.map((row) => row.slice(from, to).map(Number));
  const labels = (part: typeof train): number[] => part.map((row) => codes.indexOf(row[label] ?? ''));
  return { train: { x: x(train), label: labels(train) }, test: { x: x(test) }, truth: labels(test) };
}

function categories(rows: readonly (readonly string[])[], label: number): Problem {
  const { train, test } = everyFifth(rows);
  const distinct = (column: number): string[] => [...new Set(rows.map((row) => row[column] ?? ''))].sort();
  const variables = Array.from({ length: label }, (_, i) => [`x${String(i)}`, i] as const);
  const read = (part: typeof train): Record<string, string[]> =>
    Object.fromEntries(variables.map(([name, i]) => [name, part.map((row) => row[i] ?? '')]));
  const classes = distinct(label);
  return {
    train: { ...read(train), label: train.map((row) => row[label] ?? '') },
    test: read(test),
    truth: test.map((row) => classes.indexOf(row[label] ?? '')),
    levels: {
      label: classes,
      ...Object.fromEntries(variables.map(([name, i]) => [name, distinct(i)])),
    },
  };
}

const must = <T>(value: T | null): T => {
  if (value === null) throw new Error('the file was there a moment ago');
  return value;
};

const messages = (): readonly { readonly spam: boolean; readonly words: readonly string[] }[] =>
  must(linesOf('sms_spam/SMSSpamCollection.txt')).map((line) => ({
    spam: line.startsWith('spam\t'),
    words: words(line.slice(line.indexOf('\t') + 1)),
  }));

function spamWords(): Problem {
  const { train, test } = everyFifth(messages());
  const vocabulary = [...new Set(train.flatMap((message) => message.words))].sort();
  const known = new Set(vocabulary);
  return {
    train: { label: train.map(({ spam }) => Number(spam)), w: train.map((message) => message.words) },
    test: { w: test.map((message) => message.words.filter((word) => known.has(word))) },
    truth: test.map(({ spam }) => Number(spam)),
    levels: { w: vocabulary },
  };
}

function spamPresence(): Problem {
  const { train, test } = everyFifth(messages());
  const vocabulary = [...new Set(train.flatMap((message) => message.words))].sort();
  const position = new Map(vocabulary.map((word, i) => [word, i]));
  const presence = (part: typeof train): Uint8Array => {
    const flat = new Uint8Array(part.length * vocabulary.length);
    part.forEach((message, row) => {
      for (const word of message.words) {
        const at = position.get(word);
        if (at !== undefined) flat[row * vocabulary.length + at] = 1;
      }
    });
    return flat;
  };
  return {
    train: { label: train.map(({ spam }) => Number(spam)), x: presence(train) },
    test: { x: presence(test) },
    truth: test.map(({ spam }) => Number(spam)),
  };
}

const digitRows = (): readonly (readonly string[])[] => must(cellsOf('digits/digits.csv.gz', 0));
const digitBits = (): Problem => {
  const problem = numbers(digitRows(), 0, 64, 64);
  const binary = (values: unknown): boolean[][] =>
    (values as number[][]).map((row) => row.map((value) => value >= 8));
  return {
    ...problem,
    train: { ...problem.train, x: binary(problem.train['x']) },
    test: { x: binary(problem.test['x']) },
  };
};

const cases: readonly Case[] = [
  {
    name: 'iris_gaussian',
    label: 'label',
    spec: gaussian,
    files: ['iris/iris.csv'],
    read: () => numbers(must(cellsOf('iris/iris.csv', 1)), 1, 5, 5),
  },
  {
    name: 'wine_gaussian',
    label: 'label',
    spec: gaussian,
    files: ['wine/wine_data.csv'],
    read: () => numbers(must(cellsOf('wine/wine_data.csv', 1)), 0, 13, 13),
  },
  {
    name: 'breast_cancer_gaussian',
    label: 'label',
    spec: gaussian,
    files: ['breast_cancer/breast_cancer.csv'],
    read: () => numbers(must(cellsOf('breast_cancer/breast_cancer.csv', 1)), 0, 30, 30),
  },
  {
    name: 'penguins_gaussian',
    label: 'label',
    spec: gaussian,
    files: ['penguins/penguins.csv'],
    read: () => {
      const rows = must(cellsOf('penguins/penguins.csv', 1)).map((row) => [...row.slice(2, 6), row[0] ?? '']);
      const complete = rows.filter((row) => row.every((cell) => cell !== '' && cell !== 'NA'));
      return numbers(complete, 0, 4, 4);
    },
  },
  {
    name: 'sms_spam_multinomial',
    label: 'label',
    spec: `model Spam(V: dim) {
      param share: simplex[2]
      param theta: simplex[2, V] ~ Dirichlet(2.0)
      plate message {
        observe label: category<2> ~ Categorical(share)
        plate word { observe w: token<V> ~ Categorical(theta[label]) }
      }
    }`,
    files: ['sms_spam/SMSSpamCollection.txt'],
    read: spamWords,
  },
  {
    name: 'sms_spam_bernoulli',
    label: 'label',
    spec: `model Spam(V: dim) {
      param share: simplex[2]
      param on:    unit[2, V] ~ Beta(2.0, 2.0)
      plate message {
        observe label: category<2> ~ Categorical(share)
        observe x:     bool[V]     ~ Bernoulli(on[label])
      }
    }`,
    files: ['sms_spam/SMSSpamCollection.txt'],
    read: spamPresence,
  },
  {
    name: 'breast_cancer_wisconsin_categorical',
    label: 'label',
    spec: columns(9),
    files: ['breast_cancer/breast-cancer-wisconsin.csv'],
    read: () => categories(must(cellsOf('breast_cancer/breast-cancer-wisconsin.csv', 0)), 9),
  },
  {
    name: 'breast_cancer_ljubljana_categorical',
    label: 'label',
    spec: columns(9),
    files: ['breast_cancer/breast-cancer-ljubljana.csv'],
    read: () => categories(must(cellsOf('breast_cancer/breast-cancer-ljubljana.csv', 0)), 9),
  },
  {
    name: 'digits_multinomial',
    label: 'label',
    spec: `model Digits(C: dim) {
      param share: simplex[C]
      param theta: simplex[C, 64] ~ Dirichlet(2.0)
      plate image {
        observe label: category<C> ~ Categorical(share)
        observe x:     count[64]   ~ Multinomial(p: theta[label])
      }
    }`,
    files: ['digits/digits.csv.gz'],
    read: () => numbers(digitRows(), 0, 64, 64),
  },
  {
    name: 'digits_bernoulli',
    label: 'label',
    spec: bits(64),
    files: ['digits/digits.csv.gz'],
    read: digitBits,
  },
  {
    name: 'digits_categorical',
    label: 'label',
    spec: `model Digits(C: dim) {
      param share: simplex[C]
      param p:     simplex[C, 64, 17] ~ Dirichlet(2.0)
      plate image {
        observe label: category<C>      ~ Categorical(share)
        observe x:     category<17>[64] ~ Categorical(p[label])
      }
    }`,
    files: ['digits/digits.csv.gz'],
    read: () => numbers(digitRows(), 0, 64, 64),
  },
];

const mnist = (part: 'train' | 't10k'): { readonly x: Uint8Array; readonly label: Int32Array } => ({
  x: must(bytesOf(`mnist/${part}-images-idx3-ubyte.gz`))
    .subarray(16)
    .map((grey) => Number(grey >= 128)),
  label: Int32Array.from(must(bytesOf(`mnist/${part}-labels-idx1-ubyte.gz`)).subarray(8)),
});

const withImages: readonly Case[] = [
  ...cases,
  {
    name: 'mnist_bernoulli',
    label: 'label',
    spec: bits(784),
    files: ['train', 't10k'].flatMap((part) => [
      `mnist/${part}-images-idx3-ubyte.gz`,
      `mnist/${part}-labels-idx1-ubyte.gz`,
    ]),
    read: () => {
      const test = mnist('t10k');
      return { train: mnist('train'), test: { x: test.x }, truth: [...test.label] };
    },
  },
];

const resultFile = sharedFile('reference/naive_bayes.json');
const results =
  resultFile === null
    ? null
    : (JSON.parse(readFileSync(resultFile, 'utf8')) as Readonly<Record<string, Reference>>);

for (const { name, label, spec, files, read } of withImages) {
  const reference = results?.[name];
  const missing = files.find((file) => sharedFile(`data/${file}`) === null);
  if (reference === undefined || missing !== undefined) {
    test.skip(`${name}: not checked, ${sharedFolder} has not all of its data and results`, () => undefined);
    continue;
  }
  describe(name, () => {
    const problem = read();
    let trained: Promise<AnyFit> | null = null;
    const fitted = (): Promise<AnyFit> =>
      (trained ??= compileModel(spec).then((model) =>
        model.train(problem.train, problem.levels === undefined ? {} : { levels: problem.levels }),
      ));

    test('classifies as many test rows right, with the same log loss', async () => {
      const posterior = logPosterior(await fitted(), label, problem.test, problem.truth.length);
      expect(posterior).toHaveLength(reference.n_test);
      const right = posterior.filter((row, i) => argMax(row) === problem.truth[i]).length;
      expect(right).toBe(reference.correct);
      const loss = posterior.reduce((sum, row, i) => sum - (row[problem.truth[i] ?? -1] ?? NaN), 0);
      expect(Math.abs(loss / posterior.length - reference.log_loss)).toBeLessThan(1e-6);
    });

    test('gives the same probabilities to the first test rows', async () => {
      const posterior = logPosterior(await fitted(), label, problem.test, problem.truth.length);
      reference.first_test_rows_log_posterior.forEach((row, i) => {
        row.forEach((value, c) => {
          expect(Math.abs((posterior[i]?.[c] ?? NaN) - value)).toBeLessThan(
            1e-6 * Math.max(1, Math.abs(value)),
          );
        });
      });
    });
  });
}

/** Log probabilities of the label, for each row: by the log densities of the rows under each label. */
function logPosterior(
  fit: AnyFit,
  label: string,
  data: AnyValues,
  count: number,
): readonly (readonly number[])[] {
  const classes = (fit.params['share'] as readonly number[]).length;
  const joint = Array.from({ length: classes }, (_, c) => {
    const scored = fit.logProb({ ...data, [label]: new Array<number>(count).fill(c) });
    if (scored.rows === null) throw new Error('rows have log densities here');
    return scored.rows;
  });
  const predicted = fit.predict(data)[label];
  if (predicted === undefined || !('probability' in predicted)) throw new Error('the label is predicted');
  const probability = predicted.probability as readonly (readonly number[])[];
  return Array.from({ length: count }, (_, row) => {
    const logs = joint.map((values) => values[row] ?? NaN);
    const peak = Math.max(...logs);
    const total = peak + Math.log(logs.reduce((sum, value) => sum + Math.exp(value - peak), 0));
    const normalised = logs.map((value) => value - total);
    // The prediction is the same, as far as a probability can say it.
    normalised.forEach((value, c) => {
      expect(Math.abs((probability[row]?.[c] ?? NaN) - Math.exp(value))).toBeLessThan(1e-10);
    });
    return normalised;
  });
}

function argMax(row: readonly number[]): number {
  return row.reduce((best, value, i) => (value > (row[best] ?? NaN) ? i : best), 0);
}
