import { describe, expect, test } from 'vitest';
import type { CheckedModel, DistributionExpression, Variable } from '../../../compiler/3-check/model.ts';
import { printType } from '../../../compiler/3-check/type.ts';
import { printExpression } from '../../../compiler/3-check/print-expression.ts';
import { printDistribution } from '../../../compiler/3-check/print-model.ts';
import { checkSpec, oneLine, soundModel } from '../../support/check-spec.ts';

const types = (model: CheckedModel): Record<string, string> =>
  Object.fromEntries(model.variables.map((variable) => [variable.name, printType(variable.type)]));

function variable(model: CheckedModel, name: string): Variable {
  const found = model.variables.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no variable ${name}`);
  return found;
}

const showDistribution = (d: DistributionExpression | null): string | null =>
  d === null ? null : printDistribution(d);

/** The mean of `z` in a model with params, inputs, functions and a table to make it of. */
function mean(expression: string): { text: string; type: string } {
  const model = soundModel(`
    const table = [[0.1, 0.9], [0.5, 0.5]]
    function square(x: real) -> nonnegative { return x * x }
    function twice(x: real[_], by: real = 2) -> real[_] { let y = x * by return y }
    model M(K: int = 3, a: real = 1) {
      param m: real param v: real[3] param w: simplex[K] param A: real[3, 2] param p: positive param q: unit
      plate row {
        given c: bool given k: category<K> given n: count
        let value = ${expression}
        observe y: real ~ Normal(0, exp(m + sum(v) + sum(w) + sum(sum(A)) + p + q + a + w[k] + n + (if c then 1 else 0) + sum(table[c])))
        observe z: real ~ Normal(value, 1)
      }
    }`);
  const distribution = variable(model, 'z').distribution;
  const value = distribution?.kind === 'distribution' ? distribution.arguments.mean : undefined;
  if (value === undefined) throw new Error('no mean');
  return { text: printExpression(value), type: printType(value.type) };
}

describe('weighted means', () => {
  test.each([
    ['q + (1 - q) * q', 'unit'],
    ['q + (1 - q) * sigmoid(m)', 'real<lower: 0, upper: 1>'],
    ['(1 - q) * p + q * exp(m)', 'positive'],
    ['m - m * q + q', 'real'],
    ['1 + (p - 1) * q', 'positive'],
    ['0.25 * q + 0.75 * q^2', 'unit'],
    ['q * q + (1 - m) * q', 'real'],
    ['sum(q * w + (1 - q) * [for i in 0..K: 1 / K])', 'real<lower: 1, upper: 1>'],
    ['sum([0.5, 0.5] @ table)', 'nonnegative'],
    ['w @ (p + w)', 'positive'],
  ])('%s is %s', (expression, type) => {
    expect(mean(expression).type).toBe(type);
  });
});

describe('the programs of the language page', () => {
  test('geyser', () => {
    const model = soundModel(`
      /// Old Faithful: a mixture of K full-covariance Gaussians.
      model Geyser(K: int = 2, D: dim) {
        /// How common each kind is.
        param weight: simplex[K]
        param mean:   real[K, D]
        param spread: covariance[K, D]

        plate eruption {
          latent  kind: category<K> ~ Categorical(weight)
          observe x:    real[D]     ~ MvNormal(mean[kind], spread[kind])
        }

        train em(restarts: 10, tolerance: 1e-8)
      }`);
    expect(types(model)).toEqual({
      weight: 'simplex[K]',
      mean: 'real[K, D]',
      spread: 'covariance[K, D]',
      kind: 'category<K>',
      x: 'real[D]',
    });
    expect(variable(model, 'spread').type.shape.map((size) => size.key)).toEqual(['K', 'D', 'D']);
    expect(showDistribution(variable(model, 'kind').distribution)).toBe('Categorical(p: weight)');
    expect(showDistribution(variable(model, 'x').distribution)).toBe(
      'MvNormal(mean: mean[kind, ..], covariance: spread[kind, .., ..])',
    );
    expect(model.doc).toBe('Old Faithful: a mixture of K full-covariance Gaussians.');
    expect(variable(model, 'weight').doc).toBe('How common each kind is.');
    expect(model.hyperparameters.map(({ name, defaultValue }) => [name, defaultValue])).toEqual([['K', 2]]);
    expect(model.dims.map(({ name }) => name)).toEqual(['D']);
    expect(model.plates.map(({ name, parent, size }) => [name, parent, size])).toEqual([
      ['eruption', null, null],
    ]);
    expect(model.variables.map(({ role, plate }) => `${role} ${String(plate)}`)).toEqual([
      'param null',
      'param null',
      'param null',
      'latent eruption',
      'observe eruption',
    ]);
    expect(model.train?.method).toBe('em');
    expect(model.train?.options.map(({ name, value }) => [name, value])).toEqual([
      ['restarts', { kind: 'number', value: 10 }],
      ['tolerance', { kind: 'number', value: 1e-8 }],
    ]);
    expect(model.preconditions.map(({ left, right }) => `${left.key} <= ${right.key}`)).toEqual([
      '1 <= K',
      '1 <= D',
    ]);
  });

  test('naive Bayes with a prior', () => {
    const model = soundModel(`
      model Penguins(C: int = 3, D: dim) {
        param prior: simplex[C] ~ Dirichlet(2.0)
        param mean:  real[C, D] ~ Normal(0, variance: 100) = 0
        param sd:    positive[C, D]
        plate bird {
          observe species: category<C> ~ Categorical(prior)
          observe x:       real[D]     ~ Normal(mean[species], sd[species])
        }
      }`);
    expect(showDistribution(variable(model, 'prior').distribution)).toBe('Dirichlet(concentration: 2)');
    expect(showDistribution(variable(model, 'mean').distribution)).toBe('Normal(mean: 0, variance: 100)');
    expect(showDistribution(variable(model, 'x').distribution)).toBe(
      'Normal(mean: mean[species, ..], sd: sd[species, ..])',
    );
    const { initial } = variable(model, 'mean');
    expect(initial === null ? null : printExpression(initial)).toBe('0');
  });

  test('nested plates, a ragged one, sizes, and a bag of words', () => {
    const model = soundModel(`
      const words = 5
      model Topics(K: int<lower: 2> = 3, V: dim, N: dim) {
        param theta: simplex[K, V]
        param top:   simplex[K] ~ Dirichlet(1 / K)
        param year:  simplex[N, K]
        plate book: N {
          latent era: category<K> ~ Categorical(year[book])
          plate page {
            latent topic: category<K> ~ Categorical(if era == 0 then top else year[book])
            plate slot: words { observe letter: category<words> ~ Categorical(weights: [for k in 0..words: 1 + k]) }
            plate word { observe w: token<V> ~ Categorical(theta[topic]) }
          }
        }
      }`);
    expect(model.plates.map(({ name, parent, size }) => [name, parent, size?.key ?? null])).toEqual([
      ['book', null, 'N'],
      ['page', 'book', null],
      ['slot', 'page', '5'],
      ['word', 'page', null],
    ]);
    expect(showDistribution(variable(model, 'era').distribution)).toBe('Categorical(p: year[#book, ..])');
    expect(showDistribution(variable(model, 'topic').distribution)).toBe(
      'Categorical(p: if(equal(era, 0), top, year[#book, ..]))',
    );
    expect(variable(model, 'w').plate).toBe('word');
    expect(types(model).w).toBe('category<V>');
  });
});

describe('expressions', () => {
  test.each([
    ['1 + 2 * 3', '7', 'int<lower: 7, upper: 7>'],
    ['-m', 'neg(m)', 'real'],
    ['v[0]', 'v[0]', 'real'],
    ['A[2][1]', 'A[2, 1]', 'real'],
    ['sum(A[.., 1])', 'sum(A[.., 1])', 'real'],
    ['sum(v[1..])', 'sum(v[1..3])', 'real'],
    ['w[k]', 'w[k]', 'unit'],
    ['w[K - 1]', 'w[K - 1]', 'unit'],
    ['max(w)', 'max(w)', 'unit'],
    ['max(m, 0)', 'max(m, 0)', 'nonnegative'],
    ['dot(v, v)', 'sum(mul(v, v))', 'nonnegative'],
    ['v @ A[.., 0]', '(v @ A[.., 0])', 'real'],
    ['(v @ A)[1]', '(v @ A)[1]', 'real'],
    ['square(m)', 'mul(m, m)', 'nonnegative'],
    ['m |> square()', 'mul(m, m)', 'nonnegative'],
    ['sum(twice(v))', 'sum(mul(v, 2))', 'real'],
    ['sum(twice(v, by: p))', 'sum(mul(v, p))', 'real'],
    ['square(square(m))', 'mul(mul(m, m), mul(m, m))', 'nonnegative'],
    ['if c then p else q', 'if(c, p, q)', 'nonnegative'],
    ['if m > 0 and not c then 1 else 0', 'if(and(less(0, m), not(c)), 1, 0)', 'int<lower: 0, upper: 1>'],
    ['p / (1 + p)', 'div(p, add(1, p))', 'positive'],
    ['K / 2', 'div(K, 2)', 'real<lower: 0.5>'],
    ['floor(K / 2) + floor(K / 2)', '2*floor(K / 2)', 'count'],
    ['K * K - K', 'K*K - K', 'int'],
    ['sqrt(1 - q ^ 2)', 'sqrt(sub(1, pow(q, 2)))', 'unit'],
    ['sum([for i in 0..3: v[2 - i] * i])', 'sum(for(@0 in 0..3: mul(v[sub(2, @0)], @0)))', 'real'],
    ['sum([for i in 0..K: w[i]])', 'sum(for(@0 in 0..K: w[@0]))', 'nonnegative'],
    ['table[c, 1]', '[[0.1, 0.9], [0.5, 0.5]][c, 1]', 'real<lower: 0.1, upper: 0.9>'],
    ['n + 1', 'add(n, 1)', 'int<lower: 1>'],
    ['v[argMax(v)]', 'v[argMax(v)]', 'real'],
    ['sum(softmax(v))', 'sum(softmax(v))', 'real<lower: 1, upper: 1>'],
    ['if k == 1 then 1 else a', 'if(equal(k, 1), 1, a)', 'real'],
    [
      'sum(sum(A + [[1], [2], [3]]))',
      'sum(sum(add(A, for(@0 in 0..3: for(@1 in 0..2: [[1], [2], [3]][@0, 0])))))',
      'real',
    ],
  ])('%s', (source, text, type) => {
    const result = mean(source);
    expect(result.text).toBe(text);
    expect(result.type).toBe(type);
  });
});

describe('arguments against declared types', () => {
  test.each([
    ['a vector for every row of a table', 'param v: real[D] observe y: real[3, D] ~ Normal(v, 1)'],
    ['one number for all', 'param v: real observe y: real[3, D] ~ Normal(v, 1)'],
    ['a column, stretched', 'param v: real[3, 1] observe y: real[3, D] ~ Normal(v, 1)'],
    [
      'a vector event with leading axes',
      'param v: real[4, D] param c: covariance[D] observe y: real[4, D] ~ MvNormal(v, c)',
    ],
    ['a number fills a mean vector', 'param c: covariance[D] observe y: real[D] ~ MvNormal(0, c)'],
    ['by its Cholesky factor', 'param c: cholesky[D] observe y: real[D] ~ MvNormal(0, cholesky: c)'],
    [
      'a multiple of a covariance',
      'param c: covariance[D] param s: positive observe y: real[D] ~ MvNormal(0, s * c + c / 2)',
    ],
    [
      'a covariance by value',
      'param m: real observe y: real[2] ~ MvNormal(m, [[1, 0.5], [0.5, 1]]) observe z: real[D] ~ Normal()',
    ],
    [
      'scales that are positive by construction',
      'param v: real observe y: real[D] ~ Normal(0, exp(v)) observe z: real ~ Normal(0, softplus(v) + v^2 + 1)',
    ],
    ['gamma by mean', 'param v: positive observe y: positive[D] ~ Gamma(shape: 2, mean: v)'],
    [
      'half-line families on positive and nonnegative',
      'param v: positive observe y: positive[D] ~ Exponential(v) observe z: nonnegative ~ Exponential(mean: v) observe u: real ~ Exponential(1)',
    ],
    ['literal simplexes', 'param p: unit observe y: category<3>[D] ~ Categorical([p / 2, 1 - p, p * 0.5])'],
    [
      'simplexes made by comprehensions and arithmetic',
      'observe y: category<3>[D] ~ Categorical([for k in 0..3: (k + 1) / 6]) observe z: category<D> ~ Categorical([for _k in 0..D: 1 / D]) observe u: category<2> ~ Categorical([1, 3] / [4, 4])',
    ],
    [
      'softmax and logits',
      'param v: real[3] observe y: category<3> ~ Categorical(softmax(v)) observe z: category<3>[D] ~ Categorical(logits: v)',
    ],
    ['a simplex for each entry', 'param t: simplex[4, 3] observe y: category<3>[D, 4] ~ Categorical(t)'],
    [
      'equal sizes in normal form',
      'param v: real[2 * D] observe y: real[D + D] ~ Normal(v, 1) observe z: real[D] ~ Normal()',
    ],
    [
      'an if of distributions',
      'param p: unit plate r { latent s: bool ~ Bernoulli(p) observe y: real[D] ~ if s then Normal(0, 1) else if not s then Normal(1, 1) else Normal(2, 2) }',
    ],
    [
      'a latent array',
      'param w: simplex[2] latent u: category<2>[3] ~ Categorical(w) plate r { given g: category<3> given x: real[D] observe y: real ~ Normal(if u[g] == 1 then sum(x) else 0, 1) }',
    ],
    ['bools as numbers', 'given b: bool[D] observe y: real[D] ~ Normal(b, b + 1)'],
    [
      'an input as covariate',
      'param beta: real[D] param s: positive plate r { given x: real[D] observe y: real ~ Normal(x @ beta, s) }',
    ],
    [
      'a hierarchical prior',
      'param t: positive ~ Gamma(2, 1) param v: real[D] ~ Normal(0, t) observe y: real[D] ~ Normal(v, 1)',
    ],
    ['a dim that sizes a plate', 'param v: real[D] plate r: D { observe y: real ~ Normal(v[r], 1) }'],
    [
      'a bool that indexes a pair',
      'param v: real[2] plate r { given b: bool observe y: real[D] ~ Normal(v[b], 1) }',
    ],
    ['a continuous latent', 'plate r { latent z: real ~ Normal() observe y: real[D] ~ Normal(z, 1) }'],
  ])('%s', (_, statements) => {
    expect(checkSpec(`model M(D: dim) { ${statements} }`).diagnostics.map(oneLine)).toEqual([]);
  });
});

describe('hyperparameters', () => {
  test('are of use in a first value', () => {
    soundModel(
      'model M(a: real = 2) { param s: positive = exp(a) plate row { observe y: real ~ Normal(0, s) } }',
    );
  });
});

describe('conditions on hyperparameters', () => {
  test('an index that a hyperparameter decides becomes a precondition', () => {
    const model = soundModel('model M(K: int = 4) { param v: real[K] observe y: real ~ Normal(v[2], 1) }');
    expect(model.preconditions.map(({ left, right }) => `${left.key} <= ${right.key}`)).toEqual([
      '1 <= K',
      '3 <= K',
    ]);
  });

  test('declared ranges become preconditions', () => {
    const model = soundModel(
      'model M(K: int<lower: 2, upper: 9> = 4) { param v: real[K] observe y: real[K] ~ Normal(v, 1) }',
    );
    expect(model.preconditions.map(({ left, right }) => `${left.key} <= ${right.key}`)).toEqual([
      '2 <= K',
      'K <= 9',
      '1 <= K',
    ]);
  });

  test('hyperparameters that are no sizes', () => {
    const model = soundModel(
      'model M(a: positive, b: bool = true) { observe y: real ~ Normal(if b then 1 else 0, a) }',
    );
    expect(
      model.hyperparameters.map(({ name, type, defaultValue }) => [name, printType(type), defaultValue]),
    ).toEqual([
      ['a', 'positive', null],
      ['b', 'bool', 1],
    ]);
  });
});
