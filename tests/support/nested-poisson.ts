// Groups of counts: a latent kind for each group, and a ragged plate of counts inside it.
//
//   plate group { latent kind: category<K> ~ Categorical(weight)
//                 plate item { observe x: count ~ Poisson(rate[kind]) } }
//
// `solver` says how rates are found: in closed form, or by gradient in log(rate) on the expected log joint.

import type { Arrays, ModelDefinition, NumericArray, Sizes } from '../../runtime/model/definition.ts';
import { axis, f64, i32, kernel, symbol, types, variable } from './define.ts';

const K = symbol('K');
const groups = symbol('rows:group');
const items = symbol('rows:item');

const get = (arrays: Arrays, name: string): NumericArray => {
  const array = arrays[name];
  if (array === undefined) throw new Error(`no array ${name}`);
  return array;
};
const num = (array: NumericArray, index: number): number => array[index] ?? Number.NaN;

const data = [f64('data.x', items), i32('parent.item', items), i32('offset.item', (s) => groups(s) + 1)];
const params = [f64('param.weight', K), f64('param.rate', K)];
const statistics = [
  { name: 'statistic.kind.count', factor: 'kind', statistic: 'count', axes: [axis('event', 'kind', K)] },
  { name: 'statistic.x.weight', factor: 'x', statistic: 'weight', axes: [axis('latent', 'kind', K)] },
  { name: 'statistic.x.x', factor: 'x', statistic: 'x', axes: [axis('latent', 'kind', K)] },
];
const statisticArrays = statistics.map(({ name }) => f64(name, K));

function logFactorial(n: number): number {
  let sum = 0;
  for (let i = 2; i <= n; i++) sum += Math.log(i);
  return sum;
}

/** log p(kind, x of the group), groups by kinds. */
function logJoint(inputs: Arrays, sizes: Sizes): Float64Array {
  const k = K(sizes);
  const joint = new Float64Array(groups(sizes) * k);
  for (let group = 0; group < groups(sizes); group++)
    for (let kind = 0; kind < k; kind++) {
      const rate = num(get(inputs, 'param.rate'), kind);
      let sum = Math.log(num(get(inputs, 'param.weight'), kind));
      const offset = get(inputs, 'offset.item');
      for (let item = num(offset, group); item < num(offset, group + 1); item++) {
        const x = num(get(inputs, 'data.x'), item);
        sum += (x === 0 ? 0 : x * Math.log(rate)) - rate - logFactorial(x);
      }
      joint[group * k + kind] = sum;
    }
  return joint;
}

function normalise(joint: Float64Array, k: number): { posterior: Float64Array; rows: Float64Array } {
  const posterior = new Float64Array(joint.length);
  const rows = new Float64Array(joint.length / k);
  rows.forEach((_, row) => {
    const own = joint.subarray(row * k, row * k + k);
    const peak = Math.max(...own);
    const sum = own.reduce((s, v) => s + Math.exp(v - peak), 0);
    rows[row] = peak + Math.log(sum);
    own.forEach((v, c) => (posterior[row * k + c] = Math.exp(v - peak) / sum));
  });
  return { posterior, rows };
}

export function nestedPoisson(solver: 'closedForm' | 'gradient' = 'closedForm'): ModelDefinition {
  const isClosed = solver === 'closedForm';
  const estimated = isClosed ? params : params.slice(0, 1);
  return {
    name: 'Groups',
    file: 'groups.gen',
    doc: null,
    hash: `groups-${solver}`,
    hyperparameters: [{ name: 'K', type: types.count('int'), defaultValue: 2 }],
    dims: [],
    lags: [],
    plates: [
      { name: 'group', parent: null, size: null, sizeDim: null, sequence: null },
      { name: 'item', parent: 'group', size: null, sizeDim: null, sequence: null },
    ],
    variables: [
      variable('param', 'weight', types.simplex('simplex[K]', K)),
      variable('param', 'rate', types.positive('positive[K]', K)),
      variable('latent', 'kind', types.category('category<K>', K), 'group'),
      variable('observe', 'x', types.count('count'), 'item'),
    ],
    latents: [
      {
        variable: 'kind',
        levels: K,
        entryOf: null,
        exchangeable: ['weight', 'rate'].map((param) => ({ param, axes: [0] })),
      },
    ],
    preconditions: [{ holds: (sizes) => K(sizes) <= 5, message: 'K is at most 5', place: 'groups.gen:2' }],
    method: { name: 'em', restarts: 5, tolerance: null, iterations: null },
    blocks: [
      {
        name: 'weight',
        params: ['weight'],
        factors: ['kind'],
        steps: [{ kind: 'closedForm', params: ['weight'], exact: true }],
      },
      {
        name: 'rate',
        params: ['rate'],
        factors: ['x'],
        steps: [
          isClosed
            ? { kind: 'closedForm', params: ['rate'], exact: true }
            : {
                kind: 'gradient',
                params: ['rate'],
                objective: kernel(
                  [f64('free.rate', K), ...statisticArrays.slice(1)],
                  [f64('value'), f64('gradient.rate', K)],
                  (sizes) => (inputs, outputs) => {
                    let value = 0;
                    for (let k = 0; k < K(sizes); k++) {
                      const free = num(get(inputs, 'free.rate'), k);
                      const [w, x] = [
                        num(get(inputs, 'statistic.x.weight'), k),
                        num(get(inputs, 'statistic.x.x'), k),
                      ];
                      value += x * free - w * Math.exp(free);
                      get(outputs, 'gradient.rate')[k] = x - w * Math.exp(free);
                    }
                    get(outputs, 'value')[0] = value;
                  },
                ),
                constrain: kernel([f64('free.rate', K)], [f64('param.rate', K)], () => (inputs, outputs) => {
                  get(inputs, 'free.rate').forEach(
                    (v: number, k: number) => (get(outputs, 'param.rate')[k] = Math.exp(v)),
                  );
                }),
                unconstrain: kernel(
                  [f64('param.rate', K)],
                  [f64('free.rate', K)],
                  () => (inputs, outputs) => {
                    get(inputs, 'param.rate').forEach(
                      (v: number, k: number) => (get(outputs, 'free.rate')[k] = Math.log(v)),
                    );
                  },
                ),
              },
        ],
      },
    ],
    statistics,
    centered: [],
    filterObstacle: 'it is made by hand',
    kernels: {
      expectation: kernel(
        [...data, ...params],
        [f64('logLikelihood'), ...statisticArrays],
        (sizes) => (inputs, outputs) => {
          const { posterior, rows } = normalise(logJoint(inputs, sizes), K(sizes));
          for (const name of Object.keys(outputs)) get(outputs, name).fill(0);
          const add = (name: string, k: number, v: number) => {
            const array = get(outputs, name);
            array[k] = num(array, k) + v;
          };
          for (let k = 0; k < K(sizes); k++) {
            for (let group = 0; group < groups(sizes); group++)
              add('statistic.kind.count', k, num(posterior, group * K(sizes) + k));
            get(inputs, 'parent.item').forEach((group: number, item: number) => {
              const p = num(posterior, group * K(sizes) + k);
              add('statistic.x.weight', k, p);
              add('statistic.x.x', k, p * num(get(inputs, 'data.x'), item));
            });
          }
          get(outputs, 'logLikelihood')[0] = rows.reduce((a, b) => a + b, 0);
        },
      ),
      maximise: kernel(statisticArrays, estimated, (sizes) => (inputs, outputs) => {
        const count = get(inputs, 'statistic.kind.count');
        let total = 0;
        for (let k = 0; k < K(sizes); k++) total += num(count, k);
        for (let k = 0; k < K(sizes); k++) {
          get(outputs, 'param.weight')[k] = num(count, k) / total;
          if (isClosed)
            get(outputs, 'param.rate')[k] =
              num(get(inputs, 'statistic.x.x'), k) / num(get(inputs, 'statistic.x.weight'), k);
        }
      }),
      logPrior: null,
      score: kernel(
        [...data, ...params],
        [f64('logLikelihood'), f64('rows.group', groups)],
        (sizes) => (inputs, outputs) => {
          const { rows } = normalise(logJoint(inputs, sizes), K(sizes));
          get(outputs, 'rows.group').set(rows);
          get(outputs, 'logLikelihood')[0] = rows.reduce((a, b) => a + b, 0);
        },
      ),
      posterior: kernel(
        [...data, ...params],
        [f64('posterior.kind', groups, K)],
        (sizes) => (inputs, outputs) => {
          get(outputs, 'posterior.kind').set(normalise(logJoint(inputs, sizes), K(sizes)).posterior);
        },
      ),
      decode: null,
      // Not random: group g has kind g % K, and its items are the group's number plus the key.
      simulate: kernel(
        [...params, i32('parent.item', items), i32('key', () => 2)],
        [i32('value.kind', groups), f64('value.x', items)],
        (sizes) => (inputs, outputs) => {
          for (let g = 0; g < groups(sizes); g++) get(outputs, 'value.kind')[g] = g % K(sizes);
          get(inputs, 'parent.item').forEach(
            (g: number, i: number) => (get(outputs, 'value.x')[i] = g + num(get(inputs, 'key'), 0)),
          );
        },
      ),
      predictParents: null,
      predictLeaves: null,
      gradient: null,
      unconstrain: null,
      initial: null,
      filter: null,
      drawPosterior: null,
    },
  };
}
