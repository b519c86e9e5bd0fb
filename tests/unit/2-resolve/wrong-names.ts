// Specs with one mistake in their names each, and what is said of it.

/** Code and spec; the place that the message points at is between « and ». `others`: further files, by path. */
export interface Wrong {
  readonly code: string;
  readonly spec: string;
  readonly message: RegExp;
  readonly others: Readonly<Record<string, string>>;
}

type Row = readonly [code: string, spec: string, message?: RegExp, others?: Wrong['others']];

const observed = 'observe y: real ~ Normal()';
const inModel = (body: string): string =>
  `model M(K: int = 2) { param m: real[K] ${body} observe y: real ~ Normal(m[0], 1) }`;
const inSequence = (body: string): string =>
  `model M { param m: real plate row { sequence t { ${body} } } observe y: real ~ Normal(m, 1) }`;
const inNetwork = (stages: string): string =>
  `network Net(x: real[4]) -> real[2] { return x |> ${stages} } model M { network net = Net() given x: real[4] observe y: real[2] ~ Normal(net(x), 1) }`;
const shared = {
  'shared.gen':
    'const N = 3 const SIZE = N function half(x: real) -> real { return x / 2 } model Other { observe y: real ~ Normal() }',
};

const scopes: readonly Row[] = [
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
  // Nor is anything said of what may share that name.
  ['E0204', `function «mean»(x: real) -> real { return x } model M { param mean: real ${observed} }`],
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

const words: readonly Row[] = [
  [
    'E0206',
    'model M { observe y: real ~ «Gaussian»(0, 1) }',
    /no distribution `Gaussian`; did you mean `Normal`\?$/,
  ],
  ['E0206', 'model M { observe y: real ~ «N»(0, 1) }', /did you mean `Normal`\?$/],
  ['E0206', 'model M { observe y: bool ~ «Bern»(0.5) }', /did you mean `Bernoulli`\?$/],
  ['E0206', 'model M { observe y: positive ~ «lognormal»(0, 1) }', /did you mean `LogNormal`\?$/],
  [
    'E0206',
    'model M(D: dim) { param m: real[D] observe y: real[D] ~ «MultivariateNormal»(m, 1) }',
    /did you mean `MvNormal`\?$/,
  ],
  [
    'E0206',
    'function normale(x: real) -> real { return x } model M { observe y: real ~ «Normale»(0, 1) let _z = normale(y) }',
    /did you mean `Normal`\?$/,
  ],
  [
    'E0206',
    'model M { param a: positive let b = «ln»(a) observe y: real ~ Normal(b, 1) }',
    /no function `ln`; did you mean `log`\?$/,
  ],
  [
    'E0206',
    'model M(Size: int = 2) { param side: real let _a = side param m: real[«sise»] let _b = Size observe y: real ~ Normal(m[0], 1) }',
    /did you mean `Size`\?$/,
  ],
  [
    'E0206',
    inNetwork('dense(8, «rely») |> dense(2)'),
    /nothing here is named `rely`; did you mean `relu`\?$/,
  ],
  ['E0206', inNetwork('«linear»(8) |> dense(2)'), /no layer or function `linear`; did you mean `dense`\?$/],
  ['E0206', inNetwork('dense(2) |> «ReLU»'), /did you mean `relu`\?$/],
  ['E0206', inNetwork('«Conv2d»(2)'), /did you mean `conv2d`\?$/],
  [
    'E0206',
    'model M { network cell = «LSTM»(3) observe y: real ~ Normal() let _c = cell }'.replace(
      ' let _c = cell',
      ' train adversarial(critic: cell)',
    ),
    /no network `LSTM`; did you mean `Lstm`\?$/,
  ],
  [
    'E0206',
    'network Encoder(x: real[4]) -> real[2] { return x |> dense(2) } model M { network e = «Encode»() given x: real[4] observe y: real[2] ~ Normal(e(x), 1) }',
    /did you mean `Encoder`\?$/,
  ],
  [
    'E0206',
    'model M { observe y: real ~ Mixture([0.5, 0.5], [Normal(), «Normol»()]) }',
    /no function or distribution `Normol`; did you mean `Normal`\?$/,
  ],
  ['E0209', 'model M { let a = «real» observe y: real ~ Normal(a, 1) }', /`real` is a type, not a value/],
  [
    'E0209',
    'model M { let a = «relu» observe y: real ~ Normal(a, 1) }',
    /`relu` is an activation, not a value/,
  ],
  ['E0209', 'model M { let a = «dense» observe y: real ~ Normal(a, 1) }', /`dense` is a layer, not a value/],
  [
    'E0209',
    'model M { let a = «Gru» observe y: real ~ Normal(a, 1) }',
    /a network of the language, not a value/,
  ],
  [
    'E0204',
    'model M { network «dense» = Dense(3) given x: real[2] observe y: real[3] ~ Normal(dense(x), 1) }',
    /is a layer and cannot/,
  ],
];

const networks: readonly Row[] = [
  ['E0201', 'network Net(K: int)(x: real[4], «x»: real[4]) -> real[K] { return x |> dense(K) }'],
  ['E0202', 'network Net(K: int)(«K»: real[4]) -> real[2] { return K |> dense(2) }', /hyperparameter/],
  ['E0206', 'network Net(x: real[4]) -> real[«H»] { return x |> dense(4) }'],
  ['E0207', 'network Net(K: int = «H», H: int = 2)(x: real[4]) -> real[K] { return x |> dense(H) }'],
  [
    'E0207',
    'network Net(x: real[4]) -> real[2] { let a = x |> «f» network f = Dense(2) return a |> f }',
    /before it is defined/,
  ],
  [
    'E0210',
    'network «Net»(x: real[4]) -> real[4] { return x |> Net() }',
    /network uses itself: `Net` -> `Net`/,
  ],
  [
    'E0210',
    'network «A»(x: real[4]) -> real[4] { return x |> B() } network B(x: real[4]) -> real[4] { network a = A() return x |> a }',
  ],
  ['E0217', inModel('network f = «dense»(3) let _a = f(m)'), /`dense` is a layer, not a network/],
  ['E0217', inModel('network f = «Normal»(3) let _a = f(m)'), /`Normal` is a distribution, not a network/],
  ['E0217', inModel('network f = «Dense» let _a = f(m)'), /an instance is made by calling it/],
  ['E0217', inModel('network f = «3» let _a = f(m)'), /made by calling a network/],
  [
    'E0217',
    inModel('network f = Dense(3) network g = «f»(2) let _a = g(m)'),
    /`f` is a network instance, not a network/,
  ],
  ['E0218', inNetwork('«Dense»(2)'), /the layer is `dense`/],
  ['W0201', 'network Net(«K»: int)(x: real[4]) -> real[2] { return x |> dense(2) }', /hyperparameter `K`/],
  [
    'W0201',
    'network Net(x: real[4], «h»: real) -> real[2] { return x |> dense(2) }',
    /^input of the network `h` is/,
  ],
  ['W0201', 'network Net(x: real[4]) -> real[2] { let «h» = x |> dense(3) return x |> dense(2) }', /let `h`/],
  [
    'W0201',
    'network Net(x: real[4]) -> real[2] { network «f» = Dense(3) return x |> dense(2) }',
    /network instance `f`/,
  ],
  ['W0201', inModel('network «f» = Dense(3)'), /network instance `f`/],
];

const sequences: readonly Row[] = [
  [
    'E0219',
    inSequence(
      'latent z[0]: real ~ Normal() latent z[«t+1»]: real ~ Normal(z[t], 1) observe x[t]: real ~ Normal(z[t], 1)',
    ),
    /a `latent` defines `z` at `\[t\]`/,
  ],
  ['E0219', inSequence('observe x[«last»]: real ~ Normal(m, 1)'), /an `observe` defines `x`/],
  ['E0219', inSequence('observe x[«0.5»]: real ~ Normal(m, 1)')],
  ['E0219', inSequence('observe x[«-1»]: real ~ Normal(m, 1)')],
  ['E0219', inSequence('sequence s { observe x[«t»]: real ~ Normal(m, 1) }'), /at `\[s\]`/],
  ['E0220', inSequence('observe «x»: real ~ Normal(m, 1)'), /write `x\[t\]`/],
  ['E0220', inSequence('given «x»: real observe y2[t]: real ~ Normal(x[t], 1)')],
  ['E0220', inSequence('plate sensor { observe «x»: real ~ Normal(m, 1) }'), /each step of `t`/],
  [
    'E0220',
    inSequence(
      'latent z[t]: real ~ Normal() observe x[t]: real ~ Normal(z[t], 1) guide «z» ~ Normal(x[t], 1)',
    ),
    /write `z\[t\]`/,
  ],
  [
    'E0221',
    inSequence(
      'latent z[0]: real ~ Normal() latent «z[0]»: real ~ Normal() latent z[t]: real ~ Normal(z[t-1], 1) observe x[t]: real ~ Normal(z[t], 1)',
    ),
    /`z\[0\]` is defined twice/,
  ],
  ['E0221', inSequence('observe x[t]: real ~ Normal(m, 1) observe «x[t]»: real ~ Normal(m, 1)')],
  ['E0221', inSequence('let h[0] = m let «h[0]» = m let h[t] = h[t-1] observe x[t]: real ~ Normal(h[t], 1)')],
  [
    'E0222',
    inSequence('latent z[0]: real ~ Normal() observe «z[t]»: real ~ Normal(z[t-1], m)'),
    /`z` is a `latent` at one step and an `observe` at another/,
  ],
  [
    'E0222',
    inSequence('let z[0] = m latent «z[t]»: real ~ Normal(z[t-1], 1) observe x[t]: real ~ Normal(z[t], 1)'),
    /is a `let` at one step and a `latent`/,
  ],
  [
    'E0203',
    inSequence(
      'latent z[t]: real ~ Normal() plate sensor { observe x[t]: real ~ Normal(z[t], 1) } plate other { observe «x[t]»: real ~ Normal(z[t], 1) }'.replace(
        '«x[t]»',
        '«x»[t]',
      ),
    ),
  ],
  [
    'E0203',
    'model M { plate a { sequence t { observe x[t]: real ~ Normal() } } plate b { sequence «t» { observe y[t]: real ~ Normal() } } }',
  ],
  [
    'E0203',
    'model M { plate a { sequence t { let h[t] = 1 observe x[t]: real ~ Normal(h[t], 1) } } plate b { sequence s { let «h»[s] = 2 observe y[s]: real ~ Normal(h[s], 1) } } }',
  ],
  [
    'E0202',
    inSequence('sequence «t» { observe x[t]: real ~ Normal(m, 1) }'),
    /sequence that is visible here/,
  ],
  ['E0201', inSequence('let h = m let «h»[t] = m observe x[t]: real ~ Normal(h[t], 1)')],
  ['E0206', inSequence('observe x[t]: real ~ Normal(«zz»[last], 1)'), /nothing here is named `zz`$/],
  ['E0206', inSequence('observe x[t]: real ~ Normal(m + «last», 1)'), /named `last`$/],
  [
    'E0207',
    'model M { plate row { let a = «z»[last] sequence t { latent z[t]: real ~ Normal(a, 1) observe x[t]: real ~ Normal(z[t], 1) } } }',
    /before it is defined/,
  ],
  [
    'E0207',
    inSequence('latent z[t]: real ~ Normal(«z», 1) observe x[t]: real ~ Normal(z[t], 1)'),
    /own definition/,
  ],
  ['E0207', inSequence('observe x[t]: real ~ Normal(«c», 1) let c = m')],
  [
    'E0208',
    inSequence('let c = m observe x[t]: real ~ Normal(c, 1)').replace(
      '} } observe',
      '} observe z: real ~ Normal(«c», 1) } observe',
    ),
    /one value for each step of sequence `t`/,
  ],
  [
    'E0208',
    inSequence('observe x[t]: real ~ Normal(m, 1)').replace(
      '} } observe',
      '} observe z: real ~ Normal(x[«t»], 1) } observe',
    ),
    /step's number inside sequence `t`/,
  ],
  [
    'E0208',
    'model M { plate row { observe x: real ~ Normal() } observe y: real ~ Normal(«row», 1) }',
    /row's number inside plate `row`/,
  ],
  [
    'E0208',
    inSequence(
      'plate sensor { observe x[t]: real ~ Normal(m, 1) } latent z[t]: real ~ Normal(«x»[t], 1) observe w[t]: real ~ Normal(z[t], 1)',
    ),
    /each row of plate `sensor`/,
  ],
  [
    'E0208',
    inSequence('sequence s { observe x[s]: real ~ Normal(m, 1) }').replace(
      '} } } observe',
      '} } observe z: real ~ Normal(«x»[last], 1) } observe',
    ),
    /each step of sequence `t`/,
  ],
  [
    'E0223',
    'model M { sequence t until «z» { latent z[t]: category<3> ~ Categorical([0.2, 0.3, 0.5]) observe x[t]: token<3> ~ Categorical([0.2, 0.3, 0.5]) let _a = z[t] } }',
    /`z` is a latent/,
  ],
  [
    'E0223',
    'model M { sequence t until «leter» { observe letter[t]: token<3> ~ Categorical([0.2, 0.3, 0.5]) } }',
    /did you mean `letter`/,
  ],
  ['E0604', inModel('let a[«0»] = m observe x: real[K] ~ Normal(a, 1)')],
  [
    'E0604',
    inModel('plate row { latent z[«row»]: real ~ Normal() observe x: real ~ Normal(z, 1) }'),
    /for each row without an index/,
  ],
  ['E0604', 'function f(x: real) -> real { let a[«0»] = x return a }'],
  [
    'E0604',
    inModel(
      'plate row { latent z: real ~ Normal() observe x: real ~ Normal(z, 1) guide z[«0»] ~ Normal(x, 1) }',
    ),
  ],
  ['W0201', inSequence('let «c» = m observe x[t]: real ~ Normal(m, 1)'), /let `c`/],
  [
    'W0201',
    inSequence(
      'latent «z»[0]: real ~ Normal() latent z[t]: real ~ Normal(z[t-1], 1) observe x[t]: real ~ Normal(m, 1)',
    ),
    /latent `z`/,
  ],
  ['W0201', inSequence('let «h»[0] = m let h[t] = h[t-1] observe x[t]: real ~ Normal(m, 1)'), /let `h`/],
];

const guides: readonly Row[] = [
  [
    'E0224',
    inModel('plate row { observe x: real ~ Normal() guide «x» ~ Normal(0, 1) }'),
    /`x` is an observation, and only latents/,
  ],
  ['E0224', inModel('plate row { observe x: real ~ Normal() } guide «m» ~ Normal(0, 1)'), /`m` is a param/],
  [
    'E0225',
    inModel(
      'latent z: real ~ Normal() plate row { observe x: real ~ Normal(z, 1) guide «z» ~ Normal(x, 1) }',
    ),
    /outside every plate/,
  ],
  [
    'E0225',
    inSequence('latent z[t]: real ~ Normal() observe x[t]: real ~ Normal(z[t], 1)').replace(
      '} } observe',
      '} guide «z» ~ Normal(0, 1) } observe',
    ),
    /in sequence `t`/,
  ],
  [
    'E0226',
    inModel(
      'plate row { latent z: real ~ Normal() observe x: real ~ Normal(z, 1) guide z ~ Normal(x, 1) guide «z» ~ Normal(x, 2) }',
    ),
    /`z` has two guides/,
  ],
  [
    'E0226',
    inSequence(
      'latent z[t]: real ~ Normal() observe x[t]: real ~ Normal(z[t], 1) guide z[t] ~ Normal(x[t], 1) guide «z[t]» ~ Normal(x[t], 1)',
    ),
  ],
  [
    'E0206',
    inModel(
      'plate row { latent zeta: real ~ Normal() observe z: real ~ Normal(zeta, 1) guide «zetta» ~ Normal(z, 1) }',
    ),
    /did you mean `zeta`\?$/,
  ],
  [
    'E0208',
    inModel(
      'plate row { latent z: real ~ Normal() observe x: real ~ Normal(z, 1) } guide «z» ~ Normal(0, 1)',
    ),
  ],
];

const misplaced: readonly Row[] = [
  [
    'E0603',
    'function f(x: real) -> real { «param» a: real return x + a }',
    /`param` has no meaning in a function/,
  ],
  [
    'E0603',
    'function f(x: real) -> real { «plate» row { observe y: real ~ Normal() } return x }',
    /`plate` has no meaning in a function/,
  ],
  [
    'E0603',
    'function f(x: real) -> real { «network» g = Dense(3) return x + g(x) }',
    /`network` has no meaning in a function/,
  ],
  [
    'E0603',
    'network Net(x: real[4]) -> real[2] { «latent» z: real ~ Normal() return x |> dense(2) }',
    /`latent` has no meaning in a network/,
  ],
  ['E0603', 'network Net(x: real[4]) -> real[2] { «train» elbo return x |> dense(2) }', /in a network/],
  ['E0603', inModel('«return» m'), /`return` has no meaning in a model/],
  ['E0603', inModel('plate row { «param» a: real observe x: real ~ Normal(a, 1) }'), /in a plate/],
  [
    'E0603',
    inModel('plate row { «network» f = Dense(2) observe x: real ~ Normal(f(m), 1) }'),
    /`network` has no meaning in a plate/,
  ],
  ['E0603', inSequence('«train» em observe x[t]: real ~ Normal(m, 1)'), /in a sequence/],
  ['E0227', 'function f(x: real) -> real { return x «let» a = 2 let b = a }'],
  ['E0227', 'function f(x: real) -> real { return x «return» x + 1 }'],
];

const files: readonly Row[] = [
  [
    'E0211',
    `use { half } from «"shared.gen"» model M { ${observed} let _a = half(y) }`,
    /begins with `.\/`/,
    shared,
  ],
  // A line break in other texts.
  [
    'E0211',
    `use { half } from «".\\new.gen"» model M { ${observed} let _a = half(y) }`,
    /has `\/` between its parts$/,
    shared,
  ],
  [
    'E0211',
    `use { half } from «"./shared"» model M { ${observed} let _a = half(y) }`,
    /ends with `.gen`/,
    shared,
  ],
  [
    'E0211',
    `use { half } from «"./shared.gen.ts"» model M { ${observed} let _a = half(y) }`,
    /ends with `.gen`/,
    shared,
  ],
  ['E0211', `use { half } from «"./shared.csv"» model M { ${observed} let _a = half(y) }`, /no spec/, shared],
  [
    'E0211',
    `use { half } from «"/shared.gen"» model M { ${observed} let _a = half(y) }`,
    /from here/,
    shared,
  ],
  ['E0211', `use { half } from «""» model M { ${observed} let _a = half(y) }`, /empty/, shared],
  [
    'E0212',
    `use { half } from «"./gone.gen"» model M { ${observed} let _a = half(y) }`,
    /`gone.gen` cannot be read: no such file/,
    shared,
  ],
  [
    'E0213',
    `use { half } from «"./test.gen"» model M { ${observed} let _a = half(y) }`,
    /`test.gen` uses itself/,
  ],
  [
    'E0214',
    `use { «haf» } from "./shared.gen" model M { ${observed} let _a = haf(y) }`,
    /does not define `haf`; did you mean `half`/,
    shared,
  ],
  // What was meant may be written where it is used.
  [
    'E0214',
    `use { «haf» } from "./shared.gen" model M { ${observed} let _a = half(y) }`,
    /did you mean `half`/,
    shared,
  ],
  [
    'E0214',
    `use { «half» } from "./lib/b.gen" model M { ${observed} let _a = half(y) }`,
    /uses `half` itself/,
    { ...shared, 'lib/b.gen': 'use { half } from "../shared.gen" const A = half(2)' },
  ],
  ['E0215', `use { «Other» } from "./shared.gen" model M { ${observed} }`, /`Other` is a model/, shared],
  [
    'E0216',
    `use { half, «half» } from "./shared.gen" model M { ${observed} let _a = half(y) }`,
    /taken from another file twice/,
    shared,
  ],
  [
    'E0201',
    `use { half } from "./shared.gen" function «half»(x: real) -> real { return x } model M { ${observed} let _a = half(y) }`,
    /defined twice/,
    shared,
  ],
  ['E0201', `use { N as A } from "./shared.gen" const «A» = 2`, /defined twice/, shared],
  [
    'E0204',
    `use { half as «exp» } from "./shared.gen" model M { ${observed} let _a = exp(y) }`,
    /a function of the language/,
    shared,
  ],
  [
    'E0202',
    `use { N } from "./shared.gen" model M(«N»: int = 2) { ${observed} let _a = N }`,
    /already names a constant/,
    shared,
  ],
  [
    'E0209',
    `use { N } from "./shared.gen" model M { ${observed} let _a = «N»(y) }`,
    /not a function/,
    shared,
  ],
  [
    'W0201',
    `use { N, «half» } from "./shared.gen" model M { ${observed} let _a = N }`,
    /imported function `half` is never used/,
    shared,
  ],
];

export const wrongNames: readonly Wrong[] = [
  ...scopes,
  ...words,
  ...networks,
  ...sequences,
  ...guides,
  ...misplaced,
  ...files,
].map(([code, spec, message = /./, others = {}]) => ({ code, spec, message, others }));
