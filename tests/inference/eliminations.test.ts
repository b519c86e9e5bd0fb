// Models with several finite latents of every shape: chains and loops within a row, latents that explain one another away,
// of groups with rows inside, of no plate at all, arrays, whole numbers between bounds. Each at random params and
// data against every configuration added up, by the checks of `gen verify`; gradients against finite differences.

import { expect, test } from 'vitest';
import type { Subject } from '../../cli/verify/check.ts';
import { enumeration } from '../../cli/verify/enumeration.ts';
import { finiteDifferences } from '../../cli/verify/finite-differences.ts';
import { verifyModel } from '../../cli/verify/verify-model.ts';
import { analyse } from '../../compiler/pipeline.ts';
import { compileModel } from '../support/compile-model.ts';
import { loadModule } from '../support/load-module.ts';

/** The statements of a model; what stands before the first blank line are its hyperparameters. */
const models: readonly (readonly [string, string])[] = [
  [
    'a chain',
    `param p: simplex[2] param q: simplex[2, 3] param r: simplex[3, 2] param m: real[2]
    plate row {
      latent a: category<2> ~ Categorical(p)
      latent b: category<3> ~ Categorical(q[a])
      latent c: category<2> ~ Categorical(r[b])
      observe x: real ~ Normal(m[c], 1)
    }`,
  ],
  [
    'a tree with observations at every node',
    `param p: simplex[3] param q: simplex[3, 2] param m: real[3] param u: unit[2] param s: positive
    plate row {
      latent root: category<3> ~ Categorical(p)
      latent left: category<2> ~ Categorical(q[root])
      latent right: category<2> ~ Categorical(q[root])
      latent leaf: bool ~ Bernoulli(u[left])
      observe x: real ~ Normal(m[root], s)
      observe y: bool ~ Bernoulli(u[right])
      observe z: real ~ Normal(if leaf then 1 else -1, s)
    }`,
  ],
  [
    'a loop of four',
    `param p: simplex[2] param q: simplex[2, 2] param w: unit[2, 2] param m: real[2, 2]
    plate row {
      latent a: category<2> ~ Categorical(p)
      latent b: category<2> ~ Categorical(q[a])
      latent c: category<2> ~ Categorical(q[a])
      latent d: bool ~ Bernoulli(w[b, c])
      observe x: real ~ Normal(m[a, b] + (if d then 1 else 0), 1)
    }`,
  ],
  [
    'two loops with an edge in common',
    `param u: unit param w: unit[2, 2] param m: real[2, 2] param s: positive
    plate row {
      latent a: bool ~ Bernoulli(u)
      latent b: bool ~ Bernoulli(if a then 0.8 else 0.1)
      latent c: bool ~ Bernoulli(w[a, b])
      latent d: bool ~ Bernoulli(w[b, c])
      latent e: bool ~ Bernoulli(w[c, d])
      observe x: real ~ Normal(m[e, a], s)
      observe y: real ~ Normal(m[d, b], s)
    }`,
  ],
  [
    'explaining away: noisy or',
    `param rate: unit[3] param strength: unit[3]
    plate row {
      latent a: bool ~ Bernoulli(rate[0])
      latent b: bool ~ Bernoulli(rate[1])
      latent c: bool ~ Bernoulli(rate[2])
      observe x: bool ~ Bernoulli(0.99 - 0.98 * (1 - a * strength[0]) * (1 - b * strength[1]) * (1 - c * strength[2]))
    }`,
  ],
  [
    'explaining away: a sum of bools',
    `param rate: unit param w: real[4] param s: positive
    plate row {
      latent on: bool[4] ~ Bernoulli(rate)
      observe x: real ~ Normal(sum(w * on), s)
    }`,
  ],
  [
    'a class for each group of rows',
    `param p: simplex[3] param m: real[3] param s: positive
    plate group {
      latent kind: category<3> ~ Categorical(p)
      plate row { observe x: real ~ Normal(m[kind], s) }
    }`,
  ],
  [
    'a class for each group, and one for each row given it',
    `param p: simplex[2] param q: simplex[2, 3] param m: real[3] param s: positive[2]
    plate group {
      latent kind: category<2> ~ Categorical(p)
      plate row {
        latent part: category<3> ~ Categorical(q[kind])
        observe x: real ~ Normal(m[part], s[kind])
      }
      observe y: count ~ Poisson(if kind == 0 then 1 else 4)
    }`,
  ],
  [
    'three plates deep, each with a latent of its own',
    `param p: simplex[2] param q: simplex[2, 2] param r: simplex[2, 2] param m: real[2, 2]
    plate region {
      latent a: category<2> ~ Categorical(p)
      plate school: 2 {
        latent b: category<2> ~ Categorical(q[a])
        plate pupil: 2 {
          latent c: category<2> ~ Categorical(r[b])
          observe x: real ~ Normal(m[a, c], 1)
        }
      }
    }`,
  ],
  [
    'two inner plates that share the latents around them',
    `param p: simplex[2] param q: simplex[2, 2] param m: real[2] param u: unit[2, 2]
    plate group {
      latent a: category<2> ~ Categorical(p)
      latent b: category<2> ~ Categorical(q[a])
      plate one { observe x: real ~ Normal(m[a], 1) }
      plate two { latent c: bool ~ Bernoulli(u[a, b]) observe y: real ~ Normal(m[if c then 1 else 0], 2) }
    }`.replace('m[if c then 1 else 0]', 'if c then m[0] else m[1]'),
  ],
  [
    'a latent of no plate',
    `param p: simplex[3] param m: real[3, 2] param q: simplex[2]
    latent regime: category<3> ~ Categorical(p)
    plate row {
      latent kind: category<2> ~ Categorical(q)
      observe x: real ~ Normal(m[regime, kind], 1)
    }`,
  ],
  [
    'two latents of no plate that rows tie together',
    `param u: unit param m: real[2, 2] param s: positive
    latent a: bool ~ Bernoulli(u)
    latent b: bool ~ Bernoulli(0.3)
    plate row { observe x: real ~ Normal(m[a, b], s) }
    plate other { observe y: bool ~ Bernoulli(if b then 0.9 else u) }`,
  ],
  [
    'a latent array of no plate, picked by an input',
    `param p: simplex[2] param m: real[2] param s: positive
    latent kind: category<2>[3] ~ Categorical(p)
    plate row {
      given group: category<3>
      observe x: real ~ Normal(m[kind[group]], s)
    }`,
  ],
  [
    'crossed: two latent arrays of no plate',
    `param p: simplex[2] param q: simplex[3] param m: real[2, 3]
    latent a: category<2>[2] ~ Categorical(p)
    latent b: category<3>[2] ~ Categorical(q)
    plate row {
      given i: category<2>
      given j: category<2>
      observe x: real ~ Normal(m[a[i], b[j]], 1)
    }`,
  ],
  [
    'a latent array in a row, its entries picked by one another',
    `param p: simplex[3] param u: unit[3] param s: positive
    plate row {
      latent which: category<3> ~ Categorical(p)
      latent on: bool[3] ~ Bernoulli(u)
      observe x: real ~ Normal(if on[which] then 2 else -1, s)
    }`,
  ],
  [
    'an if on a latent between families',
    `param zero: unit param rate: positive param u: unit
    plate row {
      latent never: bool ~ Bernoulli(zero)
      latent often: bool ~ Bernoulli(u)
      observe x: count ~ if never then Delta(0) else if often then Poisson(rate * 3) else Poisson(rate)
    }`,
  ],
  [
    'an if on a latent between distributions of a latent',
    `param p: simplex[2] param q: simplex[3] param r: simplex[3] param m: real[3]
    plate row {
      latent a: category<2> ~ Categorical(p)
      latent b: category<3> ~ if a == 0 then Categorical(q) else Categorical(r)
      observe x: real ~ Normal(m[b], 1)
    }`,
  ],
  [
    'an exclusive or, deterministic by Delta',
    `param u: unit[2] param m: real[2]
    plate row {
      latent a: bool ~ Bernoulli(u[0])
      latent b: bool ~ Bernoulli(u[1])
      latent c: bool ~ Bernoulli(if a == b then 0 else 1)
      observe x: real ~ Normal(if c then m[0] else m[1], 1)
    }`,
  ],
  [
    'whole numbers between bounds',
    `param p: unit param step: real param s: positive
    plate row {
      latent n: int<lower: 0, upper: 6> ~ Binomial(6, p)
      observe x: real ~ Normal(n * step, s)
    }`,
  ],
  [
    'whole numbers that start at one, and below zero',
    `param step: real param s: positive
    plate row {
      latent n: int<lower: 1, upper: 6> ~ DiscreteUniform(1, 6)
      latent d: int<lower: -2, upper: 1> ~ DiscreteUniform(-2, 1)
      observe x: real ~ Normal(n * step + d, s)
      observe y: count ~ Poisson(n + d + 2)
    }`,
  ],
  [
    'a sum of whole numbers, seen exactly',
    `param p: unit[2]
    plate row {
      latent a: int<lower: 0, upper: 4> ~ Binomial(4, p[0])
      latent b: int<lower: 0, upper: 3> ~ Binomial(3, p[1])
      observe x: real ~ Normal(a + b, 0.1)
    }`,
  ],
  [
    'a whole number that another counts to',
    `param p: unit param q: unit
    plate row {
      latent n: int<lower: 0, upper: 5> ~ Binomial(5, p)
      observe k: count ~ Binomial(n, q)
    }`,
  ],
  [
    'a truncated count',
    `param rate: positive param s: positive
    plate row {
      latent n: int<lower: 0, upper: 8> ~ Truncated(Poisson(rate), 0, 8)
      observe x: real ~ Normal(n, s)
    }`,
  ],
  [
    'a whole number that picks entries',
    `param p: unit param m: real[4] param s: positive
    plate row {
      latent n: int<lower: 0, upper: 3> ~ Binomial(3, p)
      observe x: real ~ Normal(m[n], s)
    }`,
  ],
  [
    'an array of whole numbers',
    `param p: unit[2] param w: real[2] param s: positive
    plate row {
      latent n: int<lower: 1, upper: 3>[2] ~ DiscreteUniform(1, 3)
      observe x: real ~ Normal(dot(n, w), s)
      observe y: bool[2] ~ Bernoulli(p)
    }`,
  ],
  [
    'a whole number for each group',
    `param p: unit param rate: positive
    plate group {
      latent n: int<lower: 1, upper: 4> ~ DiscreteUniform(1, 4)
      plate row { observe x: count ~ Poisson(rate * n) latent b: bool ~ Bernoulli(p) observe y: real ~ Normal(b + n, 1) }
    }`,
  ],
  [
    'a whole number of no plate',
    `param rate: positive
    latent n: int<lower: 2, upper: 4> ~ DiscreteUniform(2, 4)
    plate row { observe x: count ~ Poisson(rate * n) }`,
  ],
  [
    'labels that may be missing among latents',
    `param p: simplex[2] param q: simplex[2, 3] param r: simplex[3, 2] param m: real[2]
    plate row {
      latent a: category<2> ~ Categorical(p)
      observe b: category<3>? ~ Categorical(q[a])
      latent c: category<2> ~ Categorical(r[b])
      observe x: real? ~ Normal(m[c], 1)
    }`,
  ],
  [
    'an array that may be missing entry by entry, read by others',
    `param u: unit[3] param w: real[3] param p: unit
    plate row {
      latent a: bool ~ Bernoulli(p)
      observe on: bool[3]? ~ Bernoulli(if a then 0.8 else 0.2)
      observe x: real ~ Normal(sum(w * on), 1)
    }`,
  ],
  [
    'latents that no observation reads',
    `param p: simplex[3] param q: simplex[3, 2] param m: real[3]
    plate row {
      latent a: category<3> ~ Categorical(p)
      latent b: category<2> ~ Categorical(q[a])
      latent c: bool ~ Bernoulli(if b == 0 then 0.9 else 0.3)
      observe x: real ~ Normal(m[a], 1)
    }`,
  ],
  [
    'a mixture beside a latent',
    `param u: unit param m: real[2] param s: positive
    plate row {
      latent a: bool ~ Bernoulli(u)
      observe x: real ~ Mixture([0.3, 0.7], [Normal(m[0], s), Normal(if a then m[1] else 5, 1)])
    }`,
  ],
  [
    'six latents in a clique',
    `param u: unit param w: real[6] param s: positive
    plate row {
      latent a: bool ~ Bernoulli(u)
      latent b: bool ~ Bernoulli(if a then 0.7 else u)
      latent c: bool ~ Bernoulli(if a == b then 0.7 else u)
      latent d: bool ~ Bernoulli((a + b + c + 1) / 5)
      latent e: bool ~ Bernoulli((a + b + c + d + 1) / 6)
      latent f: bool ~ Bernoulli(if e then u else 0.5)
      observe x: real ~ Normal(a * w[0] + b * w[1] + c * w[2] + d * w[3] + e * w[4] + f * w[5], s)
    }`,
  ],
  [
    'a grid of six',
    `param u: unit param h: unit param s: positive
    plate row {
      latent a: bool ~ Bernoulli(u)
      latent b: bool ~ Bernoulli(if a then h else 0.2)
      latent c: bool ~ Bernoulli(if b then h else 0.2)
      latent d: bool ~ Bernoulli(if a then h else 0.3)
      latent e: bool ~ Bernoulli(if b == d then h else 0.3)
      latent f: bool ~ Bernoulli(if c == e then h else 0.3)
      observe x: real[6] ~ Normal([a, b, c, d, e, f], s)
    }`,
  ],
  [
    'products and comparisons of latents',
    `param p: simplex[3] param m: real[3] param s: positive
    plate row {
      latent a: category<3> ~ Categorical(p)
      latent b: category<3> ~ Categorical(p)
      observe same: bool ~ Bernoulli(if a == b then 0.95 else 0.05)
      observe less: bool ~ Bernoulli(if a < b then 0.9 else 0.2)
      observe x: real ~ Normal(m[a] * m[b], s)
    }`,
  ],
  [
    'a table that is symmetric in its latents',
    `param p: simplex[2] param m: real[2, 2]
    plate row {
      latent a: category<2> ~ Categorical(p)
      latent b: category<2> ~ Categorical(p)
      observe x: real ~ Normal(m[a, b] + m[b, a], 1)
      observe y: real ~ Normal(m[a, a], 1)
    }`,
  ],
  [
    'vectors under two latents',
    `param p: simplex[2] param q: simplex[3] param m: real[2, 2] param v: covariance[3, 2]
    plate row {
      latent a: category<2> ~ Categorical(p)
      latent b: category<3> ~ Categorical(q)
      observe x: real[2] ~ MvNormal(m[a], v[b])
    }`,
  ],
  [
    'the index of a row in its plate among latents',
    `param p: simplex[3, 2] param m: real[2] param s: positive[3]
    plate group {
      latent kind: category<2> ~ Categorical([0.4, 0.6])
      plate item: 3 {
        latent mark: category<2> ~ Categorical(p[item])
        observe x: real ~ Normal(m[kind] + m[mark], s[item])
      }
    }`,
  ],
  [
    'a bag of words: topics in a document',
    `param topics: simplex[2] param words: simplex[2, 2, 4]
    plate document {
      latent topic: category<2> ~ Categorical(topics)
      latent style: category<2> ~ Categorical([0.5, 0.5])
      plate word { observe w: category<4> ~ Categorical(words[topic, style]) }
    }`,
  ],
  [
    'counts with a latent total',
    `param p: simplex[3] param u: unit
    plate row {
      latent n: int<lower: 1, upper: 4> ~ DiscreteUniform(1, 4)
      latent on: bool ~ Bernoulli(u)
      observe k: count ~ BetaBinomial(n, if on then 2 else 1, 3)
      observe y: category<3> ~ Categorical(p)
    }`,
  ],
];

test.each(models)('%s', async (_, statements) => {
  const text = `model M {\n${statements}\n}`;
  const analysis = analyse({ path: 'model.gen', text });
  const [derivation] = analysis.derivations;
  if (derivation === undefined)
    throw new Error(analysis.diagnostics.map(({ message }) => message).join('\n'));
  const subject: Subject = {
    analysis,
    derivation,
    model: await compileModel(text),
    load: (code) => Object.values(loadModule(code))[0] ?? Promise.reject(new Error('no model')),
    set: {},
    seed: 1,
  };
  const verdicts = await verifyModel(subject, [enumeration, finiteDifferences]);
  expect(
    verdicts.map(({ name, verdict, note, worst }) => [
      name,
      verdict,
      verdict === 'passed' ? '' : `${String(worst)} ${note ?? ''}`,
    ]),
  ).toEqual([
    ['enumeration', 'passed', ''],
    [finiteDifferences.name, 'passed', ''],
  ]);
});
