// Wrong sequences, guides, implicit observations, missing values and structural zeros: each with the code and,
// between « and », the place of its one message.

import type { Row } from './wrong-row.ts';

/** A hidden chain of `z` with what else stands in its sequence; `roll` depends on `z`. */
const chain = (statements: string, after = '', head = 'sequence t'): string =>
  `model M(K: int = 2, V: dim) { param start: simplex[K] param move: simplex[K, K] param face: simplex[K, V] param m: real param s: positive
    plate game {
      ${head} {
        latent z[0]: category<K> ~ Categorical(start)
        latent z[t]: category<K> ~ Categorical(move[z[t-1]])
        ${statements}
        observe roll[t]: category<V> ~ Categorical(face[z[t]])
        observe level[t]: real ~ Normal(m, s)
      }
      ${after}
    }
  }`;

/** Statements of a sequence of an otherwise empty model with params `m`, `s`, `start` and `move`. */
const steps = (statements: string, head = 'sequence t'): string =>
  `model M(K: int = 3, D: int = 2) { param m: real param s: positive param v: real[D] param start: simplex[K] param move: simplex[K, K]
    plate row { ${head} { ${statements} observe all[t]: real ~ Normal(m + sum(v) + start[0] + move[0, 0], s) } }
  }`;

const reads: readonly Row[] = [
  // Before the first step.
  [
    'E0645',
    steps('latent z[t]: real ~ Normal(«z[t-1]», s) observe y[t]: real ~ Normal(z[t], s)'),
    /step 0, `z\[t-1\]`/,
  ],
  [
    'E0645',
    steps(
      'latent z[0]: real ~ Normal(0, 1) latent z[t]: real ~ Normal(«z[t-2]», s) observe y[t]: real ~ Normal(z[t], s)',
    ),
    /step 1/,
  ],
  [
    'E0645',
    steps('latent z[t]: real[2] ~ Normal(m, s) observe y[t]: real ~ Normal(«z[t-1, 0]», s)'),
    /`z\[t-1, 0\]`/,
  ],
  ['E0645', chain('observe q[t]: category<K> ~ Categorical(move[«z[t-1]»])')],
  [
    'E0645',
    steps('observe y[0]: real ~ Normal(«y[t-1]», 1) observe y[t]: real ~ Normal(y[t-1], s)'),
    /step 0/,
  ],
  ['E0645', steps('let h[t] = 0.5 * «h[t-1]» observe y[t]: real ~ Normal(h[t], s)')],
  [
    'E0645',
    steps('observe y[t]: real ~ Normal(0, 1) let before = «y[t-1]» observe u[t]: real ~ Normal(before, s)'),
  ],
  [
    'E0645',
    steps('observe y[t]: real ~ Normal(0, 1) sequence u { observe w[u]: real ~ Normal(«y[t-1]», s) }'),
  ],
  // Nothing defines the step.
  ['E0646', steps('latent z[0]: real ~ Normal(0, 1) observe y[t]: real ~ Normal(«z[t]», s)'), /step 1/],
  [
    'E0646',
    steps(
      'latent z[0]: real ~ Normal(0, 1) latent z[1]: real ~ Normal(«z[2]», 1) observe y[t]: real ~ Normal(z[0], s)',
    )
      .replace('«z[2]»', '0')
      .replace('z[0], s)', '«z[t]», s)'),
    /step 2/,
  ],
  // Not generated yet.
  [
    'E0647',
    steps(
      'latent z[0]: real ~ Normal(0, 1) latent z[t]: real ~ Normal(«z[t]», s) observe y[t]: real ~ Normal(z[t], s)',
    ),
    /own definition/,
  ],
  [
    'E0647',
    steps('observe y[t]: real ~ Normal(«z[t]», s) latent z[t]: real ~ Normal(m, s)'),
    /before it is defined/,
  ],
  [
    'E0647',
    steps(
      'latent z[t]: real ~ Normal(m, s) observe y[t]: real ~ Normal(«z[t]», s) latent z[3]: real ~ Normal(0, 1)',
    ),
    /at step 3/,
  ],
  ['E0647', steps('let a = «z[t]» latent z[t]: real ~ Normal(m, s) observe y[t]: real ~ Normal(a, s)')],
  // Later steps.
  ['E0648', steps('latent z[t]: real ~ Normal(m, s) observe y[t]: real ~ Normal(«z[t+1]», s)')],
  ['E0648', steps('latent z[t]: real ~ Normal(m, s) observe y[t]: real ~ Normal(«z[3]», s)')],
  [
    'E0648',
    steps(
      'latent z[t]: real ~ Normal(m, s) observe y[2]: real ~ Normal(«z[4]», s) observe y[t]: real ~ Normal(z[t], s)',
    ),
  ],
  ['E0648', steps('let h[t] = «h[t+1]» + m observe y[t]: real ~ Normal(h[t], s)')],
  ['E0648', steps('latent z[t]: real ~ Normal(m, s) let _a = «z[t+2]» observe y[t]: real ~ Normal(z[t], s)')],
  // No step.
  ['E0649', chain('observe q[t]: category<K> ~ Categorical(move[z[«K»]])')],
  ['E0649', chain('observe q[t]: category<K> ~ Categorical(move[z[«t-K»]])')],
  ['E0649', chain('observe q[t]: category<K> ~ Categorical(move[z[«2*t»]])')],
  ['E0649', chain('observe q[t]: category<K> ~ Categorical(move[z[«-1»]])'), /counted from 0/],
  ['E0649', chain('observe q[t]: real[2] ~ Normal([for k in 0..2: level[«t-k»]], 1)')],
  [
    'E0649',
    steps('latent z[t]: real ~ Normal(m, s) sequence u { observe y[u]: real ~ Normal(z[«u»], s) }'),
    /`u` is another sequence/,
  ],
  // `last` stands alone.
  ['E0649', chain('', 'observe out: real ~ Normal(level[«last-1»], 1)'), /`last` stands alone/],
  ['E0649', chain('', 'observe out: real ~ Normal(level[«last-1»], 1)', 'sequence t: 4')],
  ['E0649', chain('observe q[t]: real ~ Normal(level[«last-1»], 1)')],
  ['E0649', chain('', 'observe out: real ~ Normal(sum(level[«1..last»]), 1)', 'sequence t: 4')],
  [
    'E0649',
    steps(
      'latent z[t]: real ~ Normal(0, 1) observe y[t]: real ~ Normal(z[t], s) let b[last] = y[«last+1»] let b[t] = b[t+1] + y[t] guide z[t] ~ Normal(b[t], 1)',
    ),
  ],
  // Which step.
  ['E0650', chain('observe q[t]: category<K> ~ Categorical(move[«z[last]»])')],
  ['E0651', chain('observe q[t]: real ~ Normal(sum(«level[0..2]»), 1)'), /several steps/],
  ['E0651', chain('observe q[t]: real ~ Normal(sum(«level[..]»), 1)')],
  ['E0651', chain('observe q[t]: real ~ Normal(sum(«level[..t]»), 1)'), /only a network/],
  ['E0652', chain('observe q[t]: category<K> ~ Categorical(move[«z»])')],
  ['E0652', chain('let h[0] = m let h[t] = h[t-1] + 1 observe q[t]: real ~ Normal(«h», s)')],
  ['E0653', chain('', 'observe out: real ~ Normal(«level[2]», 1)')],
  ['E0653', chain('', 'observe out: real ~ Normal(sum(«level[1..3]»), 1)')],
];

const definitions: readonly Row[] = [
  // Its reads have the same mistake, which is told once.
  ['E0220', steps('latent «z»: real ~ Normal(0, 1) observe y[t]: real ~ Normal(z, s)')],
  [
    'E0661',
    steps(
      'latent z[0]: real ~ Normal(0, 1) latent z[t]: «real[2]» ~ Normal(0, s) observe y[t]: real ~ Normal(sum(z[t]), s)',
    ),
  ],
  ['E0661', steps('observe y[0]: real ~ Normal(0, 1) observe y[t]: «real?» ~ Normal(y[t-1], s)')],
  [
    'E0661',
    steps(
      'observe y[0]: category<K> ~ Categorical(start) observe y[t]: «token<K>» ~ Categorical(move[y[t-1]])',
    ),
  ],
  [
    'E0656',
    steps('let h[0] = v let h[t] = «m» observe y[t]: real ~ Normal(sum(h[t]), s)'),
    /`real\[D\]` at one step and `real`/,
  ],
  ['E0656', steps('let h[0] = m let h[t] = «[h[t-1], m]» observe y[t]: real ~ Normal(sum(h[t]), s)')],
  [
    'E0656',
    steps('let h[0] = (a: m, b: s) let h[t] = «(a: h[t-1].a, c: s)» observe y[t]: real ~ Normal(h[t].a, s)'),
  ],
  ['E0310', steps('observe y[t]: real[«t»] ~ Normal(0, s)')],
  ['E0311', steps('observe y[t]: real ~ Normal(v[«t»], s)'), /may lie outside/],
  [
    'E0401',
    steps('latent z[t]: real[2] ~ Normal(m, s) observe y[t]: real ~ Normal(z[t, «2»], s)'),
    /within `z`/,
  ],
  ['E0658', chain('', '', 'sequence t: 4 until «roll»')],
  ['E0659', chain('', '', 'sequence t until «level»'), /no symbol/],
  [
    'E0659',
    chain('', '', 'sequence t until «roll»').replace('roll[t]: category<V>', 'roll[t]: category<V>?'),
    /may be missing/,
  ],
  [
    'E0659',
    chain('', '', 'sequence t until «pair»').replace(
      'observe level',
      'observe pair[t]: category<K>[2] ~ Categorical(start) observe level',
    ),
  ],
  [
    'E0659',
    chain('', '', 'sequence t until «sign»').replace(
      'observe level',
      'observe sign[0]: category<K> ~ Categorical(start) observe level',
    ),
    /step 0 only/,
  ],
  [
    'E0659',
    chain('', '', 'sequence t until «sign»').replace(
      'observe level',
      'observe sign[0]: category<K> ~ Categorical(start) observe sign[2]: category<K> ~ Categorical(start) observe level',
    ),
    /steps 0 and 2 only/,
  ],
  [
    'E0401',
    steps('observe sign[t]: category<1> ~ Categorical([1])', 'sequence t until «sign»'),
    /besides END/,
  ],
  [
    'E0660',
    'model M { param m: real plate row { sequence t: 4 { observe y[t]: real ~ Normal(m, 1) } sequence «t»: 5 { observe x[t]: real ~ Normal(m, 1) } } }',
  ],
  [
    'E0669',
    'model M { param m: real plate row { sequence «t» { latent z[0]: real ~ Normal(m, 1) latent z[t]: real ~ Normal(z[t-1], 1) } observe y: real ~ Normal(z[last], 1) } }',
  ],
];

const backwards: readonly Row[] = [
  [
    'E0665',
    steps(
      'latent z[t]: real ~ Normal(0, 1) observe y[t]: real ~ Normal(z[t], s) let b[last] = m let b[t] = b[t+1] + «z[t]» guide z[t] ~ Normal(b[t], 1)',
    ),
    /latent `z`/,
  ],
  [
    'E0665',
    steps(
      'latent z[t]: real ~ Normal(0, 1) observe y[t]: real ~ Normal(z[t], s) let a[t] = 2 * z[t] let b[last] = m let b[t] = b[t+1] + «a[t]» guide z[t] ~ Normal(b[t], 1)',
    ),
  ],
  [
    'E0666',
    steps(
      'observe x[t]: real ~ Normal(0, 1) let b[last] = m let b[t] = b[t+1] + x[t] observe y[t]: real ~ Normal(«b[t]», s)',
    ),
  ],
  [
    'E0646',
    steps(
      'latent z[t]: real ~ Normal(0, 1) observe y[t]: real ~ Normal(z[t], s) let b[last] = m guide z[t] ~ Normal(«b[t]», 1)',
    ),
  ],
];

/** Statements of a plate with a continuous latent `z`, an observation `x` of it, and a finite latent `k`. */
const guided = (statements: string, x = 'real'): string =>
  `model M(K: int = 2) { param m: real param s: positive param w: simplex[K]
    plate row { latent k: category<K> ~ Categorical(w) latent z: real ~ Normal(w[k], 1) latent u: positive ~ Gamma(2, 1)
      observe x: ${x} ~ Normal(z * u + m, s) ${statements} } }`;

const guides: readonly Row[] = [
  ['E0662', guided('guide z ~ Normal(0, 1) guide u ~ Gamma(2, 1) guide «k» ~ Categorical(w)'), /summed out/],
  [
    'E0662',
    'model M { plate row { latent n: count ~ Poisson(3) observe x: real ~ Normal(n, 1) guide «n» ~ Poisson(2) } }',
    /`count`/,
  ],
  ['E0663', guided('guide z ~ Normal(0, 1)').replace('latent u', 'latent «u»'), /`u` has no guide/],
  [
    'E0663',
    steps(
      'latent «z»[0]: real ~ Normal(0, 1) latent z[t]: real ~ Normal(z[t-1], 1) observe y[t]: real ~ Normal(z[t], s) guide z[0] ~ Normal(0, 1)',
    ).replace(
      'latent «z»[0]: real ~ Normal(0, 1) latent z[t]',
      'latent z[0]: real ~ Normal(0, 1) latent «z»[t]',
    ),
    /`z\[t\]`/,
  ],
  ['E0501', guided('guide z ~ Normal(0, 1) guide u ~ «Normal(0, 1)»')],
  ['E0407', guided('guide z ~ Normal(«w», 1) guide u ~ Gamma(2, 1)')],
  ['E0667', guided('guide z ~ Normal(w[«k»], 1) guide u ~ Gamma(2, 1)'), /summed out/],
  ['E0667', guided('guide z ~ Normal(«u», 1) guide u ~ Gamma(2, 1)'), /stands below/],
  ['E0667', guided('guide z ~ Normal(«z», 1) guide u ~ Gamma(2, 1)'), /what the guide is for/],
  [
    'E0667',
    steps(
      'latent z[t]: real ~ Normal(0, 1) latent q[t]: real ~ Normal(0, 1) observe y[t]: real ~ Normal(z[t] + q[t], s) guide z[t] ~ Normal(«q[t]», 1) guide q[t] ~ Normal(0, 1)',
    ),
    /stands below/,
  ],
  // Through what is carried along, at the same step.
  [
    'E0667',
    steps(
      'latent z[t]: real ~ Normal(0, 1) let h[0] = m let h[t] = tanh(h[t-1] + z[t]) observe y[t]: real ~ Normal(h[t], s) guide z[t] ~ Normal(«h[t]», 1)',
    ),
    /what the guide is for/,
  ],
  [
    'E0667',
    steps(
      'latent z[t]: real ~ Normal(0, 1) let h[0] = z[0] let h[t] = tanh(h[t-1]) observe y[t]: real ~ Normal(h[t] + z[t], s) guide z[0] ~ Normal(«h[0]», 1) guide z[t] ~ Normal(h[t], 1)',
    ),
    /what the guide is for/,
  ],
  [
    'E0667',
    steps(
      'latent z[t]: real ~ Normal(0, 1) latent q[t]: real ~ Normal(0, 1) let h[t] = tanh(q[t]) observe y[t]: real ~ Normal(z[t] + q[t], s) guide z[t] ~ Normal(«h[t]», 1) guide q[t] ~ Normal(0, 1)',
    ),
    /stands below/,
  ],
  [
    'E0667',
    steps(
      'latent z[t]: real ~ Normal(0, 1) observe y[t]: real ~ Normal(z[t], s) guide z[0] ~ Normal(«z[0]», 1) guide z[t] ~ Normal(0, 1)',
    ),
  ],
  ['E0668', guided('guide z ~ Normal(«x», 1) guide u ~ Gamma(2, 1)', 'real?'), /may be missing/],
  [
    'E0645',
    steps(
      'latent z[t]: real ~ Normal(0, 1) observe y[t]: real ~ Normal(z[t], s) guide z[t] ~ Normal(«z[t-1]», 1)',
    ),
  ],
];

const others: readonly Row[] = [
  ['E0664', 'model M { param m: real plate row { observe y: real = «m + 1» } }'],
  [
    'E0664',
    'model M { plate row { given c: real sequence t { let h[0] = c let h[t] = 2 * h[t-1] observe y[t]: real = «h[t]» } } }',
  ],
  ['E0654', 'model M { plate row { latent z: real ~ Normal(0, 1) observe y: «real?» = z } }'],
  [
    'E0605',
    'model M { param m: real plate row { given c: «real?» observe y: real ~ Normal(m * c, 1) } }',
    /an input/,
  ],
  ['E0605', 'model M { param m: «real?» observe y: real ~ Normal(m, 1) }', /a param/],
  ['E0605', 'model M { latent z: «real?» ~ Normal(0, 1) observe y: real ~ Normal(z, 1) }', /a latent/],
  ['E0322', 'model M { plate row { latent z: real ~ Normal(0, 1) observe y: positive = «z» } }'],
  [
    'E0643',
    'model M(K: int = 2) { param p: simplex<support: «[[true, false], [true, true]]»>[K, K] observe y: category<K> ~ Categorical(p[0]) }',
    /\[2, 2\].*\[K, K\]/,
  ],
  [
    'E0643',
    'model M { param p: simplex<support: «[[1, 0], [1, 1]]»>[2, 2] observe y: category<2> ~ Categorical(p[0]) }',
    /`true` and `false`/,
  ],
  [
    'E0643',
    'model M { param p: simplex<support: «[[true, false], [false, false]]»>[2, 2] observe y: category<2> ~ Categorical(p[0]) }',
    /no `true`/,
  ],
  ['E0643', 'model M { param p: simplex<support: «true»>[2, 2] observe y: category<2> ~ Categorical(p[0]) }'],
  [
    'E0643',
    'model M(K: int = 2) { param p: simplex<support: «[K > 1, true]»>[2] observe y: category<2> ~ Categorical(p) }',
    /not a constant/,
  ],
  [
    'E0644',
    'model M { latent p: simplex<«support: [true, true]»>[2] ~ Dirichlet(2) observe y: category<2> ~ Categorical(p) }',
  ],
  [
    'E0655',
    'model M { param p: simplex<support: [[true, false], [true, true]]>[2, 2] = «[0.5, 0.5]» observe y: category<2> ~ Categorical(p[0]) }',
  ],
  [
    'E0642',
    'model M(K: int = 2) { param p: simplex[K] observe y: category<K> ~ Categorical(stationary(«p»)) }',
  ],
  [
    'E0642',
    'model M(K: int = 2) { param p: simplex[3, K] observe y: category<K> ~ Categorical(stationary(«p»)) }',
    /3 rows and K columns/,
  ],
  [
    'E0642',
    'model M(K: int = 2) { param p: positive[K, K] observe y: category<K> ~ Categorical(stationary(«p»)) }',
    /rows that cannot be shown/,
  ],
];

const idle: readonly Row[] = [
  [
    'W0602',
    'model M { param s: positive plate row { latent «z»: real ~ Normal(0, 1) latent _w: real ~ Normal(z, 1) observe y: real ~ Normal(0, s) } }',
  ],
  [
    'W0602',
    'model M { param s: positive sequence t { latent z[0]: real ~ Normal(0, 1) latent w[0]: real ~ Normal(0, 1) latent z[t]: real ~ Normal(w[t-1], 1) latent «w»[t]: real ~ Normal(z[t], 1) observe y[t]: real ~ Normal(0, s) } }',
  ],
  [
    'W0601',
    'model M { param «v»: real param s: positive sequence t { let h[0] = v let h[t] = h[t-1] + 1 let _a = h[t] observe y[t]: real ~ Normal(0, s) } }',
  ],
  [
    'W0603',
    'model M { network «f» = Dense(2) param s: positive plate row { given x: real[2] let _y = f(x) observe y: real ~ Normal(sum(x), s) } }',
  ],
  ['W0604', 'model M(«K»: int = 1) { param s: positive[K - K + 2] observe y: real[2] ~ Normal(0, s) }'],
];

export const wrongSequences: readonly Row[] = [
  ...reads,
  ...definitions,
  ...backwards,
  ...guides,
  ...others,
  ...idle,
];
