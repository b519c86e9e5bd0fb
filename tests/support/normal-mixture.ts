// Mixtures of multivariate normals with kernels in plain loops, as a compiler would lay them out. `shape` says
// what covariances share: everything, their off-diagonals being zero, one matrix, or one variance.

import type {
  Arrays,
  ModelDefinition,
  NumericArray,
  Sizes,
  StatisticDefinition,
  StepDefinition,
} from '../../runtime/model/definition.ts';
import { axis, f64, i32, kernel, symbol, types, variable, withDims } from './define.ts';

export type CovarianceShape = 'full' | 'diagonal' | 'tied' | 'spherical';

const K = symbol('K');
const D = symbol('D');
const pairs = (sizes: Sizes): number => (D(sizes) * (D(sizes) + 1)) / 2;
const rows = symbol('rows:row');

const get = (arrays: Arrays, name: string): NumericArray => {
  const array = arrays[name];
  if (array === undefined) throw new Error(`no array ${name}`);
  return array;
};
const num = (array: NumericArray, index: number): number => array[index] ?? Number.NaN;

/** Lower Cholesky factor of the K-th D by D matrix; NaN where it has none. */
function factor(spread: NumericArray, start: number, d: number): Float64Array {
  const lower = new Float64Array(d * d);
  for (let i = 0; i < d; i++)
    for (let j = 0; j <= i; j++) {
      let rest = num(spread, start + i * d + j);
      for (let k = 0; k < j; k++) rest -= num(lower, i * d + k) * num(lower, j * d + k);
      lower[i * d + j] = i === j ? Math.sqrt(rest) : rest / num(lower, j * d + j);
    }
  return lower;
}

/** log weight[k] + log N(x[row]; mean[k], spread[k]), rows by k. */
function logJoint(inputs: Arrays, sizes: Sizes): Float64Array {
  const [n, k, d] = [rows(sizes), K(sizes), D(sizes)];
  const [x, weight, mean, spread] = ['data.x', 'param.weight', 'param.mean', 'param.spread'].map((name) =>
    get(inputs, name),
  ) as [NumericArray, NumericArray, NumericArray, NumericArray];
  const result = new Float64Array(n * k);
  const y = new Float64Array(d);
  for (let c = 0; c < k; c++) {
    const lower = factor(spread, c * d * d, d);
    let constant = Math.log(num(weight, c)) - (d / 2) * Math.log(2 * Math.PI);
    for (let i = 0; i < d; i++) constant -= Math.log(num(lower, i * d + i));
    for (let row = 0; row < n; row++) {
      let square = 0;
      for (let i = 0; i < d; i++) {
        let rest = num(x, row * d + i) - num(mean, c * d + i);
        for (let j = 0; j < i; j++) rest -= num(lower, i * d + j) * num(y, j);
        y[i] = rest / num(lower, i * d + i);
        square += num(y, i) ** 2;
      }
      result[row * k + c] = constant - square / 2;
    }
  }
  return result;
}

function normalise(joint: Float64Array, k: number): { posterior: Float64Array; rows: Float64Array } {
  const posterior = new Float64Array(joint.length);
  const totals = new Float64Array(joint.length / k);
  totals.forEach((_, row) => {
    const own = joint.subarray(row * k, row * k + k);
    const peak = Math.max(...own);
    const sum = own.reduce((s, v) => s + Math.exp(v - peak), 0);
    totals[row] = peak + Math.log(sum);
    own.forEach((v, c) => (posterior[row * k + c] = Math.exp(v - peak) / sum));
  });
  return { posterior, rows: totals };
}

const statistics: readonly StatisticDefinition[] = [
  { name: 'statistic.kind.count', factor: 'kind', statistic: 'count', axes: [axis('event', 'kind', K)] },
  { name: 'statistic.x.weight', factor: 'x', statistic: 'weight', axes: [axis('latent', 'kind', K)] },
  {
    name: 'statistic.x.x',
    factor: 'x',
    statistic: 'x',
    axes: [axis('latent', 'kind', K), axis('event', 'x', D)],
  },
  {
    name: 'statistic.x.xx',
    factor: 'x',
    statistic: 'xx',
    axes: [axis('latent', 'kind', K), axis('event', 'x', pairs)],
  },
];
const statisticArrays = statistics.map(({ name, axes }) => f64(name, ...axes.map(({ size }) => size)));

const dataArray = f64('data.x', rows, D);
const paramArrays = [f64('param.weight', K), f64('param.mean', K, D), f64('param.spread', K, D, D)];
const center = f64('center.x', D);

export function normalMixture(shape: CovarianceShape, defaultLevels = 2): ModelDefinition {
  return {
    name: 'Mixture',
    file: 'mixture.gen',
    doc: null,
    hash: `mixture-${shape}`,
    hyperparameters: [
      { name: 'K', type: { ...types.count('int'), lower: null }, defaultValue: defaultLevels },
    ],
    dims: ['D'],
    plates: [{ name: 'row', parent: null, size: null, sizeDim: null, sequence: null }],
    lags: [],
    variables: [
      variable('param', 'weight', types.simplex('simplex[K]', K)),
      variable('param', 'mean', withDims(types.real('real[K, D]', K, D), null, 'D')),
      variable('param', 'spread', withDims(types.covariance('covariance[K, D]', K, D, D), null, 'D', 'D')),
      variable('latent', 'kind', types.category('category<K>', K), 'row'),
      variable('observe', 'x', withDims(types.real('real[D]', D), 'D'), 'row'),
    ],
    latents: [
      {
        variable: 'kind',
        levels: K,
        entryOf: null,
        exchangeable: ['weight', 'mean', 'spread'].map((param) => ({ param, axes: [0] })),
      },
    ],
    preconditions: [],
    method: { name: 'em', restarts: null, tolerance: null, iterations: null },
    blocks: [
      { name: 'weight', params: ['weight'], factors: ['kind'], steps: [closed('weight')] },
      {
        name: 'mean, spread',
        params: ['mean', 'spread'],
        factors: ['x'],
        steps: [closed('mean', 'spread')],
      },
    ],
    statistics,
    centered: ['x'],
    filterObstacle: 'it is made by hand',
    kernels: {
      expectation: kernel(
        [dataArray, ...paramArrays, center],
        [f64('logLikelihood'), ...statisticArrays],
        expectation,
      ),
      maximise: kernel([...statisticArrays, center], paramArrays, (sizes) => maximise(shape, sizes)),
      logPrior: null,
      score: kernel(
        [dataArray, ...paramArrays],
        [f64('logLikelihood'), f64('rows.row', rows)],
        (sizes) => (inputs, outputs) => {
          const found = normalise(logJoint(inputs, sizes), K(sizes));
          get(outputs, 'rows.row').set(found.rows);
          get(outputs, 'logLikelihood')[0] = found.rows.reduce((a, b) => a + b, 0);
        },
      ),
      posterior: kernel(
        [dataArray, ...paramArrays],
        [f64('posterior.kind', rows, K)],
        (sizes) => (inputs, outputs) => {
          get(outputs, 'posterior.kind').set(normalise(logJoint(inputs, sizes), K(sizes)).posterior);
        },
      ),
      decode: kernel(
        [dataArray, ...paramArrays],
        [i32('decode.kind', rows), f64('logJoint')],
        (sizes) => (inputs, outputs) => {
          const joint = logJoint(inputs, sizes);
          const k = K(sizes);
          let total = 0;
          for (let row = 0; row < rows(sizes); row++) {
            const own = joint.subarray(row * k, row * k + k);
            const peak = Math.max(...own);
            get(outputs, 'decode.kind')[row] = own.indexOf(peak);
            total += peak;
          }
          get(outputs, 'logJoint')[0] = total;
        },
      ),
      // Not random: row i has kind i % K and stands at its mean plus the key. Enough to see where things go.
      simulate: kernel(
        [...paramArrays, i32('key', () => 2)],
        [i32('value.kind', rows), f64('value.x', rows, D)],
        (sizes) => (inputs, outputs) => {
          for (let row = 0; row < rows(sizes); row++) {
            const kind = row % K(sizes);
            get(outputs, 'value.kind')[row] = kind;
            for (let i = 0; i < D(sizes); i++)
              get(outputs, 'value.x')[row * D(sizes) + i] =
                num(get(inputs, 'param.mean'), kind * D(sizes) + i) + num(get(inputs, 'key'), 0);
          }
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

function expectation(sizes: Sizes) {
  return (inputs: Arrays, outputs: Arrays): void => {
    const [n, k, d] = [rows(sizes), K(sizes), D(sizes)];
    const { posterior, rows: totals } = normalise(logJoint(inputs, sizes), k);
    for (const name of Object.keys(outputs)) get(outputs, name).fill(0);
    const [count, weight, first, second] = ['kind.count', 'x.weight', 'x.x', 'x.xx'].map((name) =>
      get(outputs, `statistic.${name}`),
    ) as [NumericArray, NumericArray, NumericArray, NumericArray];
    const [x, middle] = [get(inputs, 'data.x'), get(inputs, 'center.x')];
    for (let row = 0; row < n; row++)
      for (let c = 0; c < k; c++) {
        const p = num(posterior, row * k + c);
        count[c] = num(count, c) + p;
        weight[c] = num(weight, c) + p;
        for (let i = 0, pair = c * pairs(sizes); i < d; i++) {
          const xi = num(x, row * d + i) - num(middle, i);
          first[c * d + i] = num(first, c * d + i) + p * xi;
          for (let j = 0; j <= i; j++, pair++)
            second[pair] = num(second, pair) + p * xi * (num(x, row * d + j) - num(middle, j));
        }
      }
    get(outputs, 'logLikelihood')[0] = totals.reduce((a, b) => a + b, 0);
  };
}

function maximise(shape: CovarianceShape, sizes: Sizes) {
  return (inputs: Arrays, outputs: Arrays): void => {
    const [k, d] = [K(sizes), D(sizes)];
    const [count, weight, first, second] = ['kind.count', 'x.weight', 'x.x', 'x.xx'].map((name) =>
      get(inputs, `statistic.${name}`),
    ) as [NumericArray, NumericArray, NumericArray, NumericArray];
    const [outWeight, mean, spread] = ['weight', 'mean', 'spread'].map((name) =>
      get(outputs, `param.${name}`),
    ) as [NumericArray, NumericArray, NumericArray];
    const total = Array.from({ length: k }, (_, c) => num(count, c)).reduce((a, b) => a + b, 0);
    const all = Array.from({ length: k }, (_, c) => num(weight, c)).reduce((a, b) => a + b, 0);
    const tied = new Float64Array(d * d);
    for (let c = 0; c < k; c++) {
      outWeight[c] = num(count, c) / total;
      const w = num(weight, c);
      for (let i = 0; i < d; i++)
        mean[c * d + i] = num(first, c * d + i) / w + num(get(inputs, 'center.x'), i);
      let trace = 0;
      for (let i = 0, pair = c * pairs(sizes); i < d; i++)
        for (let j = 0; j <= i; j++, pair++) {
          const value = num(second, pair) / w - (num(first, c * d + i) / w) * (num(first, c * d + j) / w);
          const kept = i === j || shape === 'full' || shape === 'tied' ? value : 0;
          spread[(c * d + i) * d + j] = kept;
          spread[(c * d + j) * d + i] = kept;
          if (i === j) trace += value;
        }
      for (let i = 0; i < d * d; i++) tied[i] = num(tied, i) + (w / all) * num(spread, c * d * d + i);
      if (shape === 'spherical') for (let i = 0; i < d; i++) spread[(c * d + i) * d + i] = trace / d;
    }
    if (shape === 'tied') for (let c = 0; c < k; c++) spread.set(tied, c * d * d);
  };
}

function closed(...params: string[]): StepDefinition {
  return { kind: 'closedForm', params, exact: true };
}
