import { describe, expect, test } from 'vitest';
import { resolveDiagnostics } from '../../../compiler/2-resolve/diagnostics.ts';
import { registryProblems } from '../../../compiler/diagnostics/registry.ts';
import { oneLine, unmark } from '../../support/one-line.ts';
import { resolveSpec } from '../../support/resolve-spec.ts';
import { wrongNames } from './wrong-names.ts';

describe('names', () => {
  test.each(wrongNames)('$code in $spec', ({ code, spec, message, others }) => {
    const { text, start, end } = unmark(spec);
    const { diagnostics } = resolveSpec(text, others);
    expect(diagnostics.map(oneLine)).toHaveLength(1);
    const [diagnostic] = diagnostics;
    expect(diagnostic?.code).toBe(code);
    expect(diagnostic?.labels[0].span).toMatchObject({ start, end });
    expect(diagnostic?.message).toMatch(message);
  });

  test('every code has a wrong spec', () => {
    const raised = new Set(wrongNames.map(({ code }) => code));
    expect(resolveDiagnostics.map(({ code }) => code).filter((code) => !raised.has(code))).toEqual([]);
    expect(registryProblems(resolveDiagnostics)).toEqual([]);
  });

  test.each([
    [
      'a param may bear the name of a reduction',
      'model M { param mean: real[3] let m = mean(mean) observe y: real ~ Normal(m, 1) }',
    ],
    [
      'JavaScript’s own names are names',
      'model M { param constructor: real param __proto__: positive let class = constructor observe toString: real ~ Normal(class, __proto__) }',
    ],
    [
      'lets of sibling plates may share a name',
      'model M { plate a { let m = 1 observe x: real ~ Normal(m, 1) } plate b { let m = 2 observe y: real ~ Normal(m, 1) } }',
    ],
    [
      'constants and functions of a file stand in any order',
      'const A = f(B) const B = 2 function f(x: real) -> real { return x } model M { observe y: real ~ Normal(A, 1) }',
    ],
    ['a leading underscore says unused', 'model M(_K: int = 2) { let _a = 1 observe y: real ~ Normal() }'],
    [
      'two models share names',
      'model A { param m: real observe y: real ~ Normal(m, 1) } model B { param m: real observe y: real ~ Normal(m, 1) }',
    ],
    ['a model may bear the name of a distribution', 'model Mixture { observe y: real ~ Normal() }'],
    [
      'one comprehension variable after another',
      'model M { let a = [for k in 0..3: k] let b = [for k in 0..3: a[k]] observe y: real[3] ~ Normal(b, 1) }',
    ],
    [
      'what a sequence indexes is read in all of its block, by steps, and after it',
      `model M(V: int = 3) {
        param move: simplex[V, V]
        plate word {
          sequence t until letter {
            let scores = move[letter[t-1]]
            observe letter[t]: token<V> ~ Categorical(scores)
          }
          observe y: real ~ Normal(sum(move[letter[last]]), 1)
        }
      }`,
    ],
    [
      'sequences of one name in one row share their steps',
      `model M {
        plate row {
          sequence t { latent z[t]: real ~ Normal() observe x[t]: real ~ Normal(z[t], 1) }
          sequence t {
            let b[last] = x[last]
            let b[t] = b[t+1] + x[t]
            guide z[t] ~ Normal(b[t], 1)
          }
        }
      }`,
    ],
    [
      'lets of each step may share a name',
      'model M { sequence t { let m = 1 observe x[t]: real ~ Normal(m, 1) } plate row { let m = 2 observe y: real ~ Normal(m, 1) } }',
    ],
    [
      'plates and sequences nest',
      `model M {
        plate a {
          sequence t {
            latent z[0]: real ~ Normal()
            latent z[t]: real ~ Normal(z[t-1], 1)
            plate b {
              observe x[t]: real ~ Normal(z[t], 1)
              sequence s { observe w[s]: real ~ Normal(z[t-1] + x[t], 1) }
              let end = w[last]
              observe v[t]: real ~ Normal(end, 1)
            }
          }
        }
      }`,
    ],
    [
      '`last` is an ordinary name elsewhere, and the last step in brackets of what a sequence indexes',
      `model M {
        given last: int
        param p: real[3]
        let _a = p[1 + last * 0]
        plate row {
          sequence t { observe x[t]: real ~ Normal(0, 1) }
          observe y: real ~ Normal(x[last] + last, 1)
        }
      }`,
    ],
    [
      'layers, activations and networks are called apart from what is read',
      `network Block(units: int)(x: real[_]) -> real[_] { return x |> dense(units, relu) |> residual { dense(units) |> tanh } }
      network Net(K: int)(relu: real[4], dense: real[4]) -> real[K] {
        network inner = Block(K)
        let h = relu |> dense(4, activation: tanh) |> Block(3) |> repeat 2 { Block(3) |> inner }
        return dense |> conv2d(K, kernel: 3, padding: same) |> concat(h) |> inner |> sigmoid
      }
      model M(K: int = 2) {
        network net  = Net(K)
        network cell = Lstm(K)
        given a: real[4]
        let state = cell((h: a, c: a), a)
        observe y: real[K] ~ Normal(net(a, state.h), 1)
        train adversarial(critic: net, loss: hinge, optimizer: adam(1e-3))
      }`,
    ],
    [
      'an instance used in `train` alone is used',
      `network Critic(x: real[4]) -> real { return x |> dense(1) }
      model M {
        network judge = Critic()
        plate row { observe x: real[4] ~ Normal(0, 1) }
        train adversarial(critic: judge)
      }`,
    ],
  ])('%s', (_, spec) => {
    expect(resolveSpec(spec).diagnostics.map(oneLine)).toEqual([]);
  });

  test('one unknown name is one message wherever it stands', () => {
    const { diagnostics } = resolveSpec('model M { let a = nope[0] + f(1) observe y: real ~ Normal(a, 1) }');
    expect(diagnostics.map((diagnostic) => diagnostic.message)).toEqual([
      'nothing here is named `nope`',
      'there is no function `f`',
    ]);
  });

  test('uses lead to their definitions', () => {
    const { resolution } = resolveSpec(
      'const N = 3 model M { param m: real[N] plate row { observe y: real ~ Normal(m[0], 1) } }',
    );
    const links = [...resolution.uses].map(([use, definition]) => [
      use.name,
      definition.kind,
      definition.nameSpan?.start ?? null,
    ]);
    expect(links).toEqual([
      ['N', 'const', 6],
      ['Normal', 'distribution', null],
      ['m', 'variable', 28],
    ]);
  });

  test('a misspelt name comes with its edit', () => {
    const { diagnostics } = resolveSpec(
      'model M { param weight: unit observe y: bool ~ Bernoulli(weigth) let _a = weight }',
    );
    expect(diagnostics[0]?.fix?.edits.map((edit) => edit.text)).toEqual(['weight']);
  });
});
