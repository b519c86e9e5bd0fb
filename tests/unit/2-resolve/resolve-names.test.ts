import { describe, expect, test } from 'vitest';
import { loadFiles } from '../../../compiler/2-resolve/load-files.ts';
import { resolveDiagnostics } from '../../../compiler/2-resolve/diagnostics.ts';
import { resolveNames } from '../../../compiler/2-resolve/resolve-names.ts';
import { registryProblems } from '../../../compiler/diagnostics/registry.ts';
import type { Diagnostic } from '../../../compiler/diagnostics/diagnostic.ts';
import { oneLine, unmark } from '../../support/one-line.ts';

function resolve(text: string): {
  diagnostics: readonly Diagnostic[];
  resolution: ReturnType<typeof resolveNames>['value'];
} {
  const loaded = loadFiles([{ path: 'test.gen', text }], () => ({ problem: 'no such file or folder' }));
  expect(loaded.value.flatMap(({ parsed }) => parsed.diagnostics.map(oneLine))).toEqual([]);
  const { value, diagnostics } = resolveNames(loaded.value);
  return { resolution: value, diagnostics: [...loaded.diagnostics, ...diagnostics] };
}

/** Code and spec; the place that the message points at is between « and ». */
type Row = readonly [code: string, spec: string, message?: RegExp];
const named = ([code, spec, message]: Row): { code: string; spec: string; message: RegExp } => ({
  code,
  spec,
  message: message ?? /./,
});
const wrong: readonly Row[] = [
  ['E0201', 'model M { param p: unit param «p»: unit observe y: bool ~ Bernoulli(p) }', /defined twice/],
  ['E0201', 'const N = 1 const «N» = 2'],
  ['E0201', 'model M(K: int = 1, «K»: int = 2) { param a: real[K] }'],
  ['E0202', 'const p = 0.5 model M { param «p»: unit observe y: bool ~ Bernoulli(p) }', /constant/],
  ['E0202', 'model M { param p: unit plate row { let «p» = 1 observe y: bool ~ Bernoulli(p) } }', /param/],
  ['E0202', 'model M { param k: real[3] let s = [for «k» in 0..3: k] observe y: real[3] ~ Normal(s, 1) }'],
  [
    'E0203',
    'model M { plate a { observe y: bool ~ Bernoulli(0.5) } plate b { observe «y»: bool ~ Bernoulli(0.5) } }',
    /another plate/,
  ],
  [
    'E0203',
    'model M { plate a { plate c { observe x: real ~ Normal() } } plate b { plate «c» { observe y: real ~ Normal() } } }',
  ],
  ['E0204', 'function «exp»(x: real) -> real { return x }', /a function of the language/],
  ['E0204', 'model M { param «Normal»: real }', /a distribution/],
  ['E0204', 'function «LogNormal»(x: real) -> real { return x }', /a distribution/],
  ['E0205', 'model M { observe «_»: real ~ Normal() }'],
  [
    'E0206',
    'model M { param weight: unit observe y: bool ~ Bernoulli(«wieght») let a = weight let b = a let c = b let _d = c }',
    /did you mean `weight`/,
  ],
  ['E0206', 'model M { observe y: real ~ «normal»() }', /did you mean `Normal`/],
  ['E0206', 'model M { observe y: real ~ Normal(«zzzz») }', /nothing here is named `zzzz`$/],
  ['E0206', 'model M { observe y: real ~ Normal(«constructor», 1) }'],
  ['E0206', 'model M { observe y: real ~ «toString»() }'],
  ['E0207', 'model M { observe y: real ~ Normal(«m», 1) param m: real }', /before it is defined/],
  ['E0207', 'model M { latent z: real ~ Normal(«z», 1) }', /own definition/],
  [
    'E0208',
    'model M { plate row { latent z: real ~ Normal() } observe y: real ~ Normal(«z», 1) }',
    /plate `row`/,
  ],
  [
    'E0208',
    'model M { plate a { latent z: real ~ Normal() } plate b { observe y: real ~ Normal(«z», 1) } }',
    /plate `a`/,
  ],
  [
    'E0208',
    'model M { plate a { plate b { latent z: real ~ Normal() } observe y: real ~ Normal(«z», 1) } }',
    /plate `b`/,
  ],
  ['E0209', 'model M { param m: real[3] observe y: real ~ Normal(«m»(0), 1) }', /not a function/],
  ['E0209', 'model M { observe y: real ~ «Normal» }', /not a value/],
  [
    'E0209',
    'function f(x: real) -> real { return x } model M { observe y: real ~ Normal(«f», 1) }',
    /not a value/,
  ],
  ['E0210', 'const «A» = B const B = C const C = A', /`A` -> `B` -> `C` -> `A`/],
  ['E0210', 'function «f»(x: real) -> real { return f(x - 1) }', /calls itself/],
  ['W0201', 'model M(«K»: int = 2) { param m: real observe y: real ~ Normal(m, 1) }', /hyperparameter `K`/],
  ['W0201', 'model M { let «a» = 1 observe y: real ~ Normal() }'],
  [
    'W0201',
    'model M { plate row { latent «z»: bool ~ Bernoulli(0.5) observe y: real ~ Normal() } }',
    /latent/,
  ],
  ['W0201', 'model M { given «c»: real observe y: real ~ Normal() }', /input/],
  ['W0201', 'function f(x: real, «y»: real) -> real { return x }', /argument/],
];

describe('names', () => {
  test.each(wrong.map(named))('$code in $spec', ({ code, spec, message }) => {
    const { text, start, end } = unmark(spec);
    const { diagnostics } = resolve(text);
    expect(diagnostics.map(oneLine)).toHaveLength(1);
    const [diagnostic] = diagnostics;
    expect(diagnostic?.code).toBe(code);
    expect(diagnostic?.labels[0].span).toMatchObject({ start, end });
    expect(diagnostic?.message).toMatch(message);
  });

  test('every code has a wrong spec', () => {
    const raised = new Set(wrong.map(([code]) => code));
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
      'sequences, networks and guides are quiet',
      `
      use { f, g as h } from "./other.gen"
      network Encoder(L: int)(x: unit[784]) -> (mean: real[L], sd: positive[L]) {
        let h = x |> dense(400, relu)
        return (mean: h |> dense(L), sd: h |> residual { dense(L) })
      }
      model Casino(K: int = 2) {
        network encode = Encoder(K)
        param start: simplex[K]
        plate game {
          sequence t until roll {
            latent  die[0]:  category<K> ~ Categorical(start)
            latent  die[t]:  category<K> ~ Categorical(start[die[t-1]])
            observe roll[t]: category<K> ~ Categorical(logits: encode(die[t]))
          }
          observe y: real ~ Normal(die[last], 1)
          guide die ~ Normal(...encode(y))
        }
        train adversarial(critic: encode, loss: hinge)
      }`,
    ],
  ])('%s', (_, spec) => {
    expect(resolve(spec).diagnostics.map(oneLine)).toEqual([]);
  });

  test('one unknown name is one message wherever it stands', () => {
    const { diagnostics } = resolve('model M { let a = nope[0] + f(1) observe y: real ~ Normal(a, 1) }');
    expect(diagnostics.map((diagnostic) => diagnostic.message)).toEqual([
      'nothing here is named `nope`',
      'there is no function or distribution `f`',
    ]);
  });

  test('uses lead to their definitions', () => {
    const { resolution } = resolve(
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
    const { diagnostics } = resolve(
      'model M { param weight: unit observe y: bool ~ Bernoulli(weigth) let _a = weight }',
    );
    expect(diagnostics[0]?.fix?.edits.map((edit) => edit.text)).toEqual(['weight']);
  });
});
