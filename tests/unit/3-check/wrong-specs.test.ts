// One wrong spec at least for every code: exactly one message, at exactly the place between « and ».

import { describe, expect, test } from 'vitest';
import { checkDiagnostics } from '../../../compiler/3-check/diagnostics.ts';
import { registryProblems } from '../../../compiler/diagnostics/registry.ts';
import { checkSpec, oneLine, unmark } from '../../support/check-spec.ts';
import { networkRows } from './wrong-networks.ts';
import type { Row } from './wrong-row.ts';
import { wrongSequences } from './wrong-sequences.ts';

const named = ([code, spec, message]: Row): { code: string; spec: string; message: RegExp } => ({
  code,
  spec,
  message: message ?? /./,
});

/** Statements of a model, the last an observation that depends on `m` and `s`. */
const inModel = (statements: string): string =>
  `model M(K: int = 2, D: dim) { param m: real param w: simplex[K] ${statements} observe last: real[D] ~ Normal(m + w[0], 1) }`;

const types: readonly Row[] = [
  [
    'E0301',
    inModel('plate row { latent k: category<K> ~ Categorical(w) observe y: real ~ Normal(«k» + 1, 1) }'),
    /label/,
  ],
  ['E0301', inModel('plate row { latent k: category<K> ~ Categorical(w) observe y: real ~ Normal(«k», 1) }')],
  ['E0302', inModel('observe y: real ~ Normal(if «m» then 0 else 1, 1)'), /true or false/],
  ['E0302', inModel('observe y: real ~ Normal(if not «m» then 0 else 1, 1)')],
  [
    'E0303',
    inModel(
      'plate row { latent k: category<K> ~ Categorical(w) let b = k == «m» observe y: real ~ Normal(if b then 1 else 0, 1) }',
    ),
  ],
  ['E0304', inModel('observe y: real ~ Normal(log(«m»), 1)'), /`log` needs .* but `m` may be less than 0/],
  ['E0304', inModel('observe y: real ~ Normal(sqrt(«m - 1»), 1)')],
  ['E0305', inModel('observe y: real ~ Normal(«m» ^ 0.5, 1)')],
  ['E0306', inModel('observe y: real ~ Normal(«"a"», 1)')],
  ['E0307', inModel('observe y: real[«_»] ~ Normal(m, 1)')],
  ['E0308', inModel('observe y: real ~ Normal(sum(«[]»), 1)')],
  ['E0309', inModel('let a = [m, «[m]»] observe y: real ~ Normal(a[0], 1)')],
  [
    'E0309',
    inModel(
      'plate row { latent k: category<K> ~ Categorical(w) let a = if m > 0 then k else «m» observe y: real ~ Normal(w[a], 1) }',
    ),
  ],
  ['E0310', inModel('observe y: real[«m»] ~ Normal(m, 1)'), /not a size/],
  ['E0310', inModel('observe y: real[«D / 2»] ~ Normal(m, 1)')],
  ['E0311', inModel('observe n: count ~ Poisson(1) observe y: real ~ Normal(w[«n»], 1)'), /may lie outside/],
  ['E0312', inModel('given k: category<K>[3] observe y: real[3] ~ Normal(w[«k»], 1)')],
  ['E0313', inModel('observe y: real ~ Normal(0, «sc»: 1)'), /no argument `sc`/],
  ['E0313', inModel('observe y: real ~ Normal(exp(«y»: 1), 1)')],
  ['E0314', inModel('observe y: real ~ Normal(0, 1, «mean»: 1)'), /twice/],
  ['E0315', inModel('observe y: real ~ Normal(0, 1, «2»)'), /at most 2: mean, sd/],
  ['E0315', inModel('observe y: real ~ Normal(exp(1, «2»), 2)')],
  ['E0316', inModel('observe y: count ~ «Poisson»()'), /needs `rate`/],
  ['E0316', inModel('observe y: positive ~ «Gamma»(scale: 2)'), /needs `shape`/],
  // How many there are is the sum of what is observed, and a latent has none.
  [
    'E0316',
    inModel('latent n: count[3] ~ «Multinomial»(p: [0.2, 0.3, 0.5]) observe y: real ~ Normal(m + n[0], 1)'),
    /needs `n`/,
  ],
  ['E0317', inModel('observe y: real ~ Normal(sd: 1, «0»)')],
  ['E0318', inModel('observe y: «reel» ~ Normal(0, 1)'), /did you mean `real`/],
  ['E0319', inModel('latent _k: «category» ~ Categorical(w)'), /number of its levels/],
  ['E0319', inModel('observe y: «dim» ~ Normal(0, 1)')],
  ['E0319', inModel('param _v: «simplex»')],
  ['E0319', inModel('observe y: positive<«lower: 1»> ~ Gamma(1, 1)')],
  ['E0319', inModel('observe y: real<«low: 1»> ~ Normal()')],
  ['E0319', inModel('given _p: «image[3]»')],
  ['E0320', inModel('observe y: real<lower: «m»> ~ Gamma(1, 1)')],
  ['E0321', inModel('given _y: «int<lower: 3, upper: 2>»')],
  [
    'E0322',
    'function f(x: positive) -> real { return x } ' + inModel('observe y: real ~ Normal(f(«m»), 1)'),
    /argument `x`/,
  ],
  [
    'E0322',
    'function f(x: real) -> positive { return «x» } ' + inModel('observe y: real ~ Normal(f(m), 1)'),
    /result of `f`/,
  ],
  ['E0322', inModel('param _s: positive = «-1»'), /does not fit `_s`/],
  ['E0322', inModel('param _s: real[K] = «[1, 2, 3]»')],
  [
    'E0323',
    inModel('observe y: real ~ Normal(0, sd: 1, «variance»: 2)'),
    /does not take `sd` and `variance` together/,
  ],
];

const sizes: readonly Row[] = [
  ['E0401', inModel('observe y: real[«0»] ~ Normal(0, 1)')],
  ['E0401', inModel('param v: real[3] observe y: real ~ Normal(v[«3»], 1)'), /below 3/],
  ['E0401', inModel('param v: real[3] observe y: real ~ Normal(v[«-1»], 1)'), /negative/],
  ['E0401', inModel('param v: real[3] observe y: real[2] ~ Normal(v[«2..4»], 1)')],
  [
    'E0401',
    inModel('param v: real[3] let u = [for k in 0..3: v[«k + 1»]] observe y: real[3] ~ Normal(u, 1)'),
  ],
  [
    'W0401',
    'model M(K: int<lower: 1> = 1) { param v: real[K] observe y: real ~ Normal(v[«1»], 1) }',
    /defaults|default hyper/,
  ],
  ['E0402', inModel('observe y: real[3] ~ Normal([1, 2] + «[1, 2, 3]», 1)'), /last axis: 2 and 3/],
  ['E0402', inModel('param v: real[D] observe y: real[D] ~ Normal(v + «w», 1)'), /D and K/],
  ['E0403', inModel('param a: real[3, 2] observe y: real[3] ~ Normal(a @ «w», 1)')],
  ['E0404', inModel('observe y: real ~ Normal(w[0, «1»], 1)')],
  ['E0404', inModel('observe y: real ~ Normal(m[«1»], 1)'), /single value/],
  [
    'E0405',
    inModel(
      'param v: real[3] plate row { latent k: category<K> ~ Categorical(w) observe y: real ~ Normal(v[«k»], 1) }',
    ),
    /K levels.*size 3/,
  ],
  ['E0405', inModel('plate row { latent b: bool ~ Bernoulli(0.5) observe y: real ~ Normal(w[«b»], 1) }')],
  [
    'E0405',
    inModel('plate row { observe y: real ~ Normal(w[«row»], 1) }'),
    /plate `row` has as many rows as the data/,
  ],
  ['E0406', inModel('observe y: real ~ Normal(sum(«m»), 1)')],
  ['E0407', inModel('observe y: real[D] ~ Normal(«w», 1)'), /last axis has size K, not D/],
  ['E0407', inModel('observe y: real ~ Normal(«w», 1)'), /an axis too many/],
  ['E0407', inModel('param p: simplex[3] latent _k: category<K> ~ Categorical(«p»)'), /size 3, for K levels/],
  ['E0407', inModel('param c: covariance[K] observe y: real[D] ~ MvNormal(0, «c»)')],
  [
    'E0407',
    inModel('param c: covariance[4, D] observe y: real[3, D] ~ MvNormal(0, «c»)'),
    /third to last axis has size 4, not 3/,
  ],
  ['E0408', inModel('given c: bool[D] observe y: real[D] ~ if «c» then Normal(0, 1) else Normal(1, 1)')],
  ['E0409', inModel('observe y: real ~ «MvNormal(0, [[1]])»'), /describes a vector/],
];

const supports: readonly Row[] = [
  ['E0501', inModel('observe y: positive ~ «Normal(m, 1)»'), /negative numbers/],
  ['E0501', inModel('observe y: count ~ «Normal(m, 1)»'), /not whole/],
  ['E0501', inModel('observe y: real ~ «Poisson(1)»'), /whole numbers/],
  ['E0501', inModel('observe y: bool ~ «Categorical(w)»'), /labels/],
  ['E0501', inModel('observe y: category<K> ~ «Bernoulli(0.5)»')],
  ['E0501', inModel('observe y: unit ~ «Gamma(1, 1)»'), /above 1/],
  ['E0501', inModel('observe y: int<lower: 0, upper: 5> ~ «Poisson(1)»')],
  ['E0501', inModel('param _v: simplex[K] ~ «Normal(0, 1)»')],
  ['E0501', inModel('param _v: real[K] ~ «Dirichlet(1)»')],
  [
    'E0502',
    inModel('observe y: real ~ Normal(0, «m»)'),
    /`m` may be negative, and `sd` of `Normal` must be positive/,
  ],
  ['E0502', inModel('param s: nonnegative observe y: real ~ Normal(0, «s»)'), /may be 0/],
  ['E0502', inModel('observe y: bool ~ Bernoulli(«m»)'), /between 0 and 1/],
  ['E0502', inModel('observe y: bool ~ Bernoulli(«1.5»)'), /outside the range/],
  ['E0502', inModel('param p: positive observe y: bool ~ Bernoulli(«p»)'), /above 1/],
  ['E0502', inModel('observe y: count ~ Poisson(«m»)')],
  ['E0503', inModel('param v: real[K] latent _k: category<K> ~ Categorical(«v»)'), /simplex/],
  ['E0503', inModel('latent _k: category<2> ~ Categorical(«[0.5, 0.6]»)')],
  ['E0503', inModel('latent _k: category<2> ~ Categorical(«[m, 1 - m]»)')],
  ['E0503', inModel('param c: real[D, D] observe y: real[D] ~ MvNormal(0, «c»)'), /covariance/],
  ['E0503', inModel('observe y: real[2] ~ MvNormal(0, «[[1, 2], [2, 1]]»)')],
  ['E0503', inModel('observe y: real[D] ~ MvNormal(0, «2»)')],
  ['E0505', inModel('param c: covariance[D] param _v: covariance[D] ~ Wishart(«exp(m)», c)'), /above D - 1/],
  ['E0506', inModel('observe y: real ~ Truncated(«Exponential(1)», upper: 0)')],
  ['E0507', inModel('given n: count latent _k: category<K> ~ «DiscreteUniform(0, n)»')],
  ['E0508', inModel('latent _k: category<K> ~ Truncated(«Categorical(w)», lower: 1)'), /labels/],
  ['E0509', inModel('observe y: real ~ «Truncated»(Normal(m, 1))')],
  ['E0510', inModel('observe y: real ~ Mixture([1, 1], «m»)')],
  [
    'E0511',
    inModel('param c: covariance[D] observe y: real[D] ~ Mixture([1, 1], [MvNormal(m, c), «Normal(m, 1)»])'),
  ],
  ['E0504', 'model M(s: positive = «-1») { observe y: real ~ Normal(0, s) }'],
  ['E0504', 'model M(K: int = «2.5») { param v: real[K] observe y: real[K] ~ Normal(v, 1) }'],
  ['E0504', 'model M(K: int<lower: 2> = «1») { param v: real[K] observe y: real[K] ~ Normal(v, 1) }'],
];

const structure: readonly Row[] = [
  ['E0601', inModel('let d = «Normal(0, 1)» observe y: real ~ Normal(d, 1)')],
  [
    'E0614',
    `function f0(x: real) -> real { return x } ${Array.from({ length: 9 }, (_, i) => `function ${i === 8 ? '«f9»' : `f${String(i + 1)}`}(x: real) -> real { return f${String(i)}(x) + f${String(i)}(x + 1) }`).join('\n')}
     model M { param m: real plate row { observe x: real ~ Normal(f9(m), 1) } }`,
  ],
  [
    'E0615',
    `model M { param m: real let y0 = m ${Array.from({ length: 501 }, (_, i) => `let ${i === 499 ? '«y500»' : `y${String(i + 1)}`} = y${String(i)} + 1`).join('\n')}
     observe x: real ~ Normal(y501, 1) }`,
    /more than 500 operations/,
  ],
  [
    'E0602',
    'function «f»(x: real) -> real { let _y = x } ' + inModel('observe y: real ~ Normal(f(m), 1)'),
    /does not return/,
  ],
  ['E0605', inModel('latent _z: «bool?» ~ Bernoulli(0.5)')],
  ['E0605', inModel('given _c: «real?»')],
  ['E0605', inModel('param _c: «real?»')],
  ['E0606', inModel('const c = «K + 1» observe y: real ~ Normal(c, 1)')],
  ['E0607', inModel('observe y: real ~ «m»'), /not a distribution/],
  ['E0607', inModel('observe y: real ~ «exp(m)»')],
  ['E0608', 'model M(v: «real[2]») { observe y: real[2] ~ Normal(v, 1) }'],
  ['E0608', 'model M(v: «category<2>») { observe y: real ~ Normal(if v == 1 then 0 else 1, 1) }'],
  [
    'E0609',
    'model M(J: int = 2, K: int = «J + 1») { param v: real[K, J] observe y: real[K, J] ~ Normal(v, 1) }',
  ],
  ['E0610', 'model M(D: dim = «3») { observe y: real[D] ~ Normal(0, 1) }'],
  ['E0611', inModel('param _c: «count»')],
  ['E0611', inModel('param _k: «category<K>»')],
  ['E0612', inModel('latent z: bool ~ Bernoulli(0.5) param _v: real ~ Normal(if «z» then 1 else 0, 1)')],
  ['E0612', inModel('param _v: real = «m»')],
  ['E0613', 'model M(«D: dim») { param v: real[D] observe y: real ~ Normal(sum(v), 1) }', /no data decide/],
  ['E0613', 'model M(«D: dim») { observe y: real[2 * D] ~ Normal(0, 1) }'],
  ['W0601', inModel('param «v»: real'), /no observation depends on param `v`/],
  ['W0601', inModel('param «v»: real param _u: real ~ Normal(v, 1) latent _z: real ~ Normal(_u, 1)')],
];

const training: readonly Row[] = [
  ['E0701', inModel('train «emm»'), /did you mean `em`/],
  ['E0702', inModel('train em(«restart»: 3)'), /did you mean `restarts`/],
  ['E0703', inModel('train em(«3»)')],
  ['E0704', inModel('train em(restarts: «0.5»)')],
  ['E0704', inModel('train em(tolerance: «-1»)')],
  ['E0704', inModel('train em(iterations: «hinge»)')],
  ['E0704', inModel('train em(iterations: «K»)')],
  [
    'E0704',
    'model M(R: int = 3) { param s: positive observe y: real ~ Normal(0, s) train em(restarts: «R») }',
  ],
  ['E0705', inModel('train em(restarts: 1, «restarts»: 2)')],
  ['E0706', inModel('train em train «map»')],
  ['E0707', inModel('train «adversarial»(loss: hinge)'), /needs a `critic`/],
  ['E0708', inModel('train elbo(optimizer: «adan»)'), /did you mean `adam`/],
];

const all = [...types, ...sizes, ...supports, ...structure, ...training, ...networkRows, ...wrongSequences];

describe('wrong specs', () => {
  test.each(all.map(named))('$code in $spec', ({ code, spec, message }) => {
    const { text, start, end } = unmark(spec);
    const { diagnostics, models } = checkSpec(text);
    expect(diagnostics.map(oneLine)).toHaveLength(1);
    const [diagnostic] = diagnostics;
    expect(diagnostic?.code).toBe(code);
    expect(diagnostic?.labels[0].span).toMatchObject({ start, end });
    expect(diagnostic?.message).toMatch(message);
    expect(models).toHaveLength(code.startsWith('E') ? 0 : 1);
  });

  test.each(all.map(named))('$code is worded for a problems list: $spec', ({ spec }) => {
    for (const diagnostic of checkSpec(unmark(spec).text).diagnostics) {
      expect(diagnostic.message).toMatch(/^[^A-Z].*[^.]$/s);
      for (const text of [
        diagnostic.message,
        diagnostic.why ?? '',
        ...diagnostic.labels.map((label) => label.text),
      ])
        expect(text).not.toMatch(/undefined|null|NaN|\[object/);
    }
  });

  test('every code has a wrong spec', () => {
    const raised = new Set(all.map(([code]) => code));
    expect(checkDiagnostics.map(({ code }) => code).filter((code) => !raised.has(code))).toEqual([]);
    expect(registryProblems(checkDiagnostics)).toEqual([]);
  });

  test('several mistakes are several messages, and nothing follows from them', () => {
    const { diagnostics } = checkSpec(`
      model M(K: int = 2) {
        param mean: real[K]
        param sd: reel[K]
        plate row {
          latent kind: category<K> ~ Categorical(wieght)
          let scale = sd[kind] * 2
          observe x: real ~ Normal(mean[kind], scale)
          observe y: count ~ Poisson(mean[kind])
        }
      }`);
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual(['E0206', 'E0318', 'E0502']);
  });

  test('a param that may be negative is offered as positive', () => {
    const { diagnostics } = checkSpec('model M { param s: real observe y: real ~ Normal(0, s) }');
    const [edit] = diagnostics[0]?.fix?.edits ?? [];
    expect(edit?.text).toBe('positive');
    expect(edit?.span).toMatchObject({ start: 19, end: 23 });
  });

  test('a fault in a function is told once, at its place', () => {
    const { diagnostics } = checkSpec(
      'function f(x: real) -> real { return log(x) } model M { param m: real observe y: real ~ Normal(f(m) + f(m), 1) }',
    );
    expect(diagnostics.map(oneLine)).toEqual([expect.stringContaining('E0304 1:42 [x]')]);
  });

  test('a model with errors does not keep others from being checked', () => {
    const { models, diagnostics } = checkSpec(
      'model A { observe y: positive ~ Normal() } model B { observe y: real ~ Normal() }',
    );
    expect(diagnostics).toHaveLength(1);
    expect(models.map((model) => model.name)).toEqual(['B']);
  });
});
