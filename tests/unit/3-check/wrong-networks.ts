// Wrong networks and records, one spec at least for every code: exactly one message, at exactly the place between
// « and ». Rows of `wrong-specs.test.ts`.

type Row = readonly [code: string, spec: string, message?: RegExp];

/** A network of four numbers, its body behind `return`. */
const net = (body: string, result = 'real[_]', input = 'real[4]'): string =>
  `network Net(x: ${input}) -> ${result} { return ${body} } `;

/** A model with the file's networks, data `x` of four numbers and `y`. */
const model = (statements: string, inPlate = ''): string =>
  `model M(K: int = 3) { param m: real param w: simplex[K] ${statements} ` +
  `plate row { given x: real[4] ${inPlate} observe y: real ~ Normal(m + w[0] + sum(x), 1) } }`;

/** A model that calls `f`. */
const uses = model('', 'let _z = f(m)');

const spread = 'function f(x: real) -> (mean: real, sd: positive) { return (mean: x, sd: exp(x)) } ';

const records: readonly Row[] = [
  ['E0313', spread + model('', 'observe z: count ~ Poisson(«...f(m)»)'), /no argument `mean`/],
  [
    'E0314',
    spread + model('', 'observe z: real ~ Normal(m, «...f(m)»)'),
    /`mean` of `Normal` is given twice/,
  ],
  ['E0317', spread + model('', 'observe z: real ~ Normal(...f(m), «1»)')],
  ['E0324', spread + model('', 'observe z: real ~ Normal(«f(m)», 1)'), /a record of several values/],
  ['E0324', model('', 'let r = (a: m, b: 1) observe z: real ~ Normal(«r» + r.a, 1)')],
  ['E0324', 'function f(x: real) -> real { return «(a: x, b: 1)» } ' + model('', 'let _z = f(m)')],
  ['E0324', model('', 'let r = (a: m, b: 1) let _s = (c: «r»)')],
  [
    'E0325',
    spread + model('', 'let r = f(m) observe z: real ~ Normal(r.«men», r.sd)'),
    /did you mean `mean`/,
  ],
  ['E0326', model('', 'observe z: real ~ Normal(m.«mean», 1)'), /`m` is no record/],
  ['E0327', model('', 'let r = (a: m, «a»: 1) observe z: real ~ Normal(r.a, 1)')],
  ['E0327', 'function f(x: real) -> (a: real, «a»: real) { return (a: x) } ' + uses],
  ['E0328', model('', 'observe z: real ~ Normal(...«m», 1)')],
  ['E0329', 'function f(x: real) -> (a: real, b: real) { return «(a: x)» } ' + uses, /lacks `b`/],
  ['E0329', 'function f(x: real) -> (a: real) { return «(a: x, b: x)» } ' + uses, /no field `b`/],
  ['E0330', 'function f(x: real) -> (a: real, b: real) { return «x» } ' + uses],
  ['E0322', 'function f(x: real) -> (a: positive) { return (a: «x») } ' + uses, /`a` of `f`/],
  ['E0331', spread + model('', 'observe z: real ~ Normal(«f(m)»(1), 1)')],
  ['E0331', model('', 'observe z: real ~ Normal(«m.exp»(1), 1)')],
  ['E0332', spread + model('', 'let r = if m > 0 then f(m) else «m» observe z: real ~ Normal(r.mean, 1)')],
  ['E0332', model('', 'let r = if m > 0 then (a: m) else «(b: m)» observe z: real ~ Normal(r.a, 1)')],
];

const layers: readonly Row[] = [
  // A word of the language where a number or a size is due.
  ['E0209', net('x |> reshape(4, «relu»)') + model('network f = Net()', 'let _z = sum(f(x))')],
  ['E0209', net('x |> dropout(«relu»)') + model('network f = Net()', 'let _z = sum(f(x))')],
  [
    'E0209',
    net('x |> reshape(2, 2) |> attention(1, «gelu»)') + model('network f = Net()', 'let _z = sum(f(x))'),
  ],
  ['E0302', net('if «x[0]» then x else x')],
  ['E0310', net('x |> dense(«2.5»)')],
  ['E0310', net('x |> dense(«x»)')],
  ['E0313', net('x |> dense(4, «baias»: true)'), /did you mean `bias`/],
  ['E0314', net('x |> dense(units: 4, «units»: 4)')],
  ['E0315', net('x |> dense(4, relu, true, «7»)')],
  ['E0315', net('x |> layerNorm(«4»)'), /no arguments/],
  ['E0316', net('x |> «dense»(relu)'), /needs `units`/],
  ['E0322', net('x |> exp() |> «dense(4)»', 'positive[4]')],
  ['E0322', net('x |> «dense(728)»', 'real[784]'), /the result of `Net`, which is `real\[784\]`/],
  ['E0322', net('x |> «dense(4)»', 'simplex[4]')],
  ['E0322', net('x |> «reshape(2, 2, 1)»', 'image[2, 2, 1]')],
  ['E0333', net('x |> dense(4, activation: «same»)'), /no activation `same`/],
  ['E0333', net('x |> dense(4, activation: «2»)'), /one of a list of words/],
  ['E0334', net('x |> dropout(«x[0]»)'), /known before training/],
  [
    'E0334',
    'network Net(S: int)(x: image[8, 8, 1]) -> real[_, _, 2] { return x |> conv2d(2, 3, stride: «S») } ' +
      model('network n = Net(K)', 'given i: image[8, 8, 1] let _h = n(i)'),
    /known when compiling/,
  ],
  [
    'E0334',
    'network Net(H: int)(x: real[3, 4]) -> real[3, 4] { return x |> attention(«H») } ' +
      model('network n = Net(K)', 'let _h = n([x, x, x])'),
  ],
  ['E0335', net('x |> dense(4, bias: «1»)'), /`true` or `false`/],
  ['E0335', net('x |> dropout(«x»)')],
  ['E0336', net('x |> «dense(3)»', 'real[_]', 'category<5>'), /works on numbers/],
  ['E0336', net('x |> «embedding(4, 3)»', 'real[_, _]'), /works on categories/],
  ['E0337', net('x + «dense»(4)')],
  [
    'E0410',
    net('x |> «conv2d(4, 3)» |> flatten() |> dense(3)'),
    /needs \[height, width, channels\], and \[4\]/,
  ],
  ['E0411', net('x |> dense(10) |> reshape(«3», 3)', 'real[3, 3]'), /10 elements .* 9/],
  ['E0411', net('x |> attention(«3»)', 'real[_, _]', 'real[5, 10]'), /3 and 10/],
  ['E0411', net('x |> embedding(«6», 3)', 'real[_, _]', 'token<7>[_]'), /6 rows, .* 7 levels/],
  [
    'E0411',
    net('x |> conv2d(1, «9», padding: valid)', 'real[_, _, _]', 'image[8, 8, 1]'),
    /9 in \[8, 8, 1\]/,
  ],
  ['E0411', net('x |> dropout(«1»)')],
  ['E0411', net('x |> concat(«[x, x]»)')],
  [
    'E0411',
    'network Net(x: real[_]) -> real[_, _] { return x |> reshape(«2», 2) } ' +
      model('network n = Net()', 'let _h = n([m, m, m])'),
    /3 elements/,
  ],
];

const structure: readonly Row[] = [
  ['E0401', net('x |> repeat «0» { dense(4) }')],
  // What a network that has a fault itself is called with is no fault.
  [
    'E0318',
    'network Net(w: «foo») -> real[3] { return w } model M { network n = Net() sequence t { observe w[t]: category<3> ~ Categorical(logits: n(w[..t])) } }',
  ],
  ['E0412', net('x') + model('network n = Net()', 'let _h = n(«[x, x]»)'), /several inputs at once/],
  [
    'E0413',
    'network Net(x: real[_]) -> real[_] { return x } ' +
      model('network n = Net()', 'let _h = n(x) let _g = n(«[m, m]»)'),
    /their sizes differ/,
  ],
  ['E0413', net('f(x) + f(«[1, 2]»)').replace('{', '{ network f = Dense(4)')],
  ['E0414', net('x |> «residual» { dense(5) }'), /\[4\] and \[5\]/],
  [
    'E0414',
    'network Net(x: real[_]) -> real[_] { return x |> «residual» { dense(5) } } ' +
      model('network n = Net()', 'let _h = n(x)'),
  ],
  [
    'E0414',
    'network Net(n: int)(x: real[4]) -> real[_] { return x |> «repeat» n { dense(5) } } ',
    /goes in again/,
  ],
  // Told where they stand, whatever the hyperparameters are called and though nothing uses the network.
  [
    'E0402',
    'network Net(axis: int, last: int)(x: real[4], y: real[5]) -> real[_] { let q = axis + last return x + «y * q» } ',
    /disagree on their last axis: 4 and 5/,
  ],
  ['E0322', 'network Net(size: int)(x: real[4]) -> real[5] { return «size * (x |> dense(6))» } '],
  ['E0322', 'network Net(H: int)(x: real[4]) -> positive[H] { return x |> «dense(H)» } ', /`positive\[H\]`/],
  ['E0314', net('x |> dense(4, «units»: 4)')],
  [
    'E0322',
    net('x |> dense(4)', 'real[_, 4]', 'real[_, 4]') + model('network n = Net()', 'let _h = n(«x»)'),
    /`real\[_, 4\]`/,
  ],
  ['E0319', 'network Net(K: «dim»)(x: real[K]) -> real[K] { return x }', /`K` is an `int`/],
  // Nothing follows of what reads the steps.
  [
    'E0411',
    'model M { network cell = Gru(8) param begin: real[4] plate row { sequence t { given u[t]: real[2] ' +
      'let h[0] = begin let h[t] = cell(«h[t-1]», u[t]) observe y[t]: real[8] ~ Normal(h[t], 1) } } }',
  ],
  ['E0602', 'network «Net»(x: real[4]) -> real[4] { let _y = x |> dense(4) }', /network `Net`/],
  ['E0606', net('x * k').replace('{', '{ const k = «x[0]»')],
  ['E0608', 'network Net(h: «real[2]»)(x: real) -> real { return x + h[0] }'],
  ['E0620', net('x |> repeat 64 { repeat 64 { repeat 64 { «dense(4)» } } }')],
  [
    'E0621',
    'network Net(p: unit)(x: real[_]) -> real[_] { return x |> dropout(p) } ' +
      model('param q: unit network n = Net(«q»)', 'let _h = n(x) observe z: bool ~ Bernoulli(q)'),
  ],
  [
    'E0322',
    'network Net(h: int)(x: real[_]) -> real[_] { return x |> dense(h) } ' + model('network _n = Net(«m»)'),
  ],
  ['E0622', net('x') + model('', 'let _h = «Net»(x)')],
  [
    'E0622',
    'network Net(h: int)(x: real[_]) -> real[_] { return x |> dense(h) } ' +
      model('', 'let _h = «Net(3)»(x)'),
  ],
  ['E0622', net('x') + `function f(x: real[4]) -> real[4] { return «Net»(x) } ` + model('', 'let _z = f(x)')],
  ['E0623', model('', 'let _h = x |> «dense»(4)')],
  ['E0623', model('', 'let _h = x |> «relu»')],
  ['E0624', model('', 'let _h = x |> «residual» { exp }')],
  ['E0624', model('', 'let _h = x |> «repeat» 3 { exp }')],
  [
    'E0625',
    'network Net(x: token<5>[_]) -> real[_, 5] { return x |> embedding(5, 8) |> «attention(2)» |> dense(5) } ' +
      'model M { network n = Net() sequence t until w { observe w[t]: token<5> ~ Categorical(logits: n(w[..t])) } }',
    /looks at later steps/,
  ],
];

export const networkRows: readonly Row[] = [...records, ...layers, ...structure];
