// One mistake, one message, through all phases; two mistakes, two.

import { expect, test } from 'vitest';
import { analyse } from '../../../compiler/pipeline.ts';

const codes = (text: string): readonly string[] =>
  analyse({ path: 'test.gen', text }).diagnostics.map(({ code }) => code);

/** A model about lamps, with the prior of `rate` and the distribution of `hours` as they are given. */
const lamps = (prior: string, hours: string): string =>
  `model Lamps { param rate: positive ~ ${prior} plate lamp { observe hours: positive ~ ${hours} } }`;

test.each([
  ['a word that was skipped is no missing argument', lamps('Gamma(2 1)', 'Exponential(rate)'), ['E0111']],
  ['a misspelt use leaves nothing unused', lamps('Gamma(2, 1)', 'Exponential(rte)'), ['E0206']],
  [
    'nor does a line that could not be read',
    'model M { param rate: positive\nplate lamp {\nobsrve hours: positive ~ Exponential(rate)\n} }',
    ['E0120'],
  ],
  [
    'a brace that is missing moves no statement',
    'model M {\n  plate lamp {\n    observe hours: positive ~ Exponential(rate)\n\n  param rate: positive\n}\n',
    ['E0124'],
  ],
  ['two mistakes in two statements', lamps('Gamma(2 1)', 'Normal(rate, 1)'), ['E0111', 'E0501']],
  [
    'a name without use beside a mistake of another kind, in the order of the text',
    'model M { param m: real observe y: real ~ Normal(m, m) let idle = m }',
    ['E0502', 'W0201'],
  ],
  [
    'what is wrong in another model',
    `${lamps('Gamma(2, 1)', 'Exponential(rate)')} } model N { observe y: real ~ Poisson(1) }`,
    ['E0119', 'E0501'],
  ],
  [
    'a name that an unread line may give',
    'model M {\n mu: real ~ Normal(0, 1)\n plate r { observe y: real ~ Normal(mu, 1) }\n}',
    ['E0120'],
  ],
  [
    'what a misread statement gives fits anywhere',
    'model M { param x: real[5, 3] let y = x[,1] observe z: real[5] ~ Normal(y, 1) }',
    ['E0117'],
  ],
  [
    'a broken head takes its declaration along',
    'model M(K: int = {\n param w: simplex[K]\n param m: real[D]\n}\nmodel N { observe y: real ~ Poisson(1) }',
    ['E0117', 'E0501'],
  ],
  [
    'a block that an unknown word begins is one mistake, and what follows keeps its place',
    'model M {\n plte r {\n  observe y: real ~ Normal(mu, 1)\n  let a =\n }\n param q: real\n observe z: real ~ Normal(q, 1)\n}',
    ['E0120'],
  ],
  [
    'a function inside a model is known to it',
    'model M {\n function f(x: real) -> real { return x }\n param q: real\n observe z: real ~ Normal(f(q), 1)\n}',
    ['E0138'],
  ],
  [
    'each line that begins no statement is a mistake of its own',
    'model M {\n x = 3\n y ~ Normal(0, 1)\n param q: real\n observe z: real ~ Normal(q, 1)\n}',
    ['E0120', 'E0120'],
  ],
  ['a result without `return`', 'function f(x: real) -> real {\n let y = x\n y + 1\n}', ['E0120']],
])('%s', (_, text, expected) => {
  expect(codes(text)).toEqual(expected);
});
