// Whatever the text, names and types are checked without an exception, every place lies in the file, and a
// model comes out only where nothing is wrong with it.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasErrors } from '../../../compiler/diagnostics/diagnostic.ts';
import { checkSpec } from '../../support/check-spec.ts';

const programs = [
  `model Geyser(K: int = 2, D: dim) {
    param weight: simplex[K] ~ Dirichlet(2)
    param mean: real[K, D] = 0
    param spread: covariance[K, D]
    plate eruption: 3 {
      latent kind: category<K> ~ Categorical(weight)
      observe x: real[D] ~ MvNormal(mean[kind], spread[kind])
      plate word { given c: bool observe y: count ~ if c then Poisson(exp(mean[kind, 0])) else Poisson(1) }
    }
    train em(restarts: 10, tolerance: 1e-8)
  }`,
  `const table = [[0.1, 0.9], [0.5, 0.5]]
  function f(x: real[_], n: int = 2) -> real[_] { let y = x * n return y }
  model M(K: int<lower: 2> = 3, a: positive = 1) {
    param w: simplex[K] param v: real[3]
    let total = [for i in 0..K: w[i] * sum(f(v[1..3]))] |> sum()
    plate row { given k: category<2> observe y: category<2>[2] ~ Categorical(table[k]) observe z: real ~ Normal(total ^ 2, a) }
  }`,
  `network Encoder(L: int)(x: unit[784]) -> (mean: real[L], sd: positive[L]) { return (mean: x |> dense(L), sd: x |> dense(L)) }
  model Digits(L: int = 20) {
    network encode = Encoder(L)
    plate image { latent z: real[L] ~ Normal(0, 1) observe x: bool[784]? ~ Bernoulli(logits: encode(z)) guide z ~ Normal(...encode(x)) }
    sequence t until y { latent h[0]: real ~ Normal(0, 1) latent h[t]: real ~ Normal(h[t-1], 1) observe y[t]: real = h[t] }
    train elbo(optimizer: adam(1e-3), batch: 128)
  }`,
];

/** Words of the programs: mutants of them stay near to something that means something. */
const words = [...new Set(programs.flatMap((program) => program.match(/\w+|\S/g) ?? []))];

const mutant = fc
  .tuple(
    fc.constantFrom(...programs),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.integer({ min: 0, max: 3 }),
        fc.array(fc.constantFrom(...words), { maxLength: 3 }),
      ),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
  )
  .map(([program, edits]) => {
    const tokens = program.match(/\w+|\S|\s+/g) ?? [];
    for (const [at, removed, added] of edits)
      tokens.splice(at % tokens.length, removed, ` ${added.join(' ')} `);
    return tokens.join('');
  });

test('mutated specs', () => {
  fc.assert(
    fc.property(mutant, (text) => {
      const { models, diagnostics } = checkSpec(text);
      for (const diagnostic of diagnostics)
        for (const { span } of diagnostic.labels)
          expect(0 <= span.start && span.start <= span.end && span.end <= text.length).toBe(true);
      // A variable that is known is sound: its distribution is there.
      for (const variable of models.flatMap((model) => model.variables))
        if (variable.role === 'latent' || variable.role === 'observe')
          expect(variable.distribution).not.toBeNull();
      if (!hasErrors(diagnostics)) expect(models).toHaveLength((text.match(/\bmodel\b/g) ?? []).length);
    }),
    { numRuns: 500 },
  );
});
