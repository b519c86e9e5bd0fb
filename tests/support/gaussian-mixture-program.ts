// The expectation pass of a mixture of full-covariance Gaussians as an IR program: log likelihood, and expected
// statistics of rows x about a fixed centre, with posterior weights as the gradient of the log likelihood.

import { differentiate } from '../../compiler/6-differentiate/differentiate.ts';
import { makeAxis, plateAxis } from '../../compiler/ir/axis.ts';
import { createBuilder } from '../../compiler/ir/build.ts';
import { logSumExp } from '../../compiler/ir/log-space.ts';
import { eventOf } from '../../compiler/ir/matrices.ts';
import type { Axis, Program } from '../../compiler/ir/ops.ts';
import { makeProgram, outputOf } from '../../compiler/ir/program.ts';
import { symbolSize } from '../../compiler/sizes/size.ts';
import type { Arrays, Sizes } from '../../runtime/model/definition.ts';

/** Inputs data.x [rows, D], param.weight [K], param.mean [K, D], param.spread [K, D, D'], center.x [D]. */
export function gaussianMixtureProgram(): Program {
  const m = createBuilder();
  const rows = plateAxis('point');
  const k = makeAxis('kind', symbolSize('K'));
  const event = eventOf(m, makeAxis('x', symbolSize('D')));
  const d = event.axis;
  const f64 = (name: string, ...axes: Axis[]) => m.input(name, { dtype: 'f64', axes });
  const x = f64('data.x', rows, d);
  const weight = f64('param.weight', k);
  const mean = f64('param.mean', k, d);
  const spread = f64('param.spread', k, d, event.dual);
  const centre = f64('center.x', d);

  const factor = m.cholesky(spread, d, event.dual);
  const y = m.solveLower(factor, m.sub(x, mean), d, event.dual);
  const logDiagonal = m.log(m.gather(factor, m.iota(d), event.dual));
  const normaliser = m.add(m.sum(logDiagonal, d), m.mul(m.num(0.5 * Math.log(2 * Math.PI)), m.length(d)));
  const logDensity = m.sub(m.mul(m.num(-0.5), m.sum(m.mul(y, y), event.dual)), normaliser);
  const logJoint = m.add(m.log(weight), logDensity);
  const logLikelihood = m.sum(logSumExp(m, logJoint, k), rows);
  const [posterior] = differentiate(m, logLikelihood, [logJoint]);
  if (posterior === undefined) throw new Error('no gradient');

  const shifted = m.sub(x, centre);
  const product = m.mul(m.gather(shifted, event.packedRow, d), m.gather(shifted, event.packedColumn, d));
  return makeProgram('expectation', [
    outputOf(m, 'logLikelihood', logLikelihood, []),
    outputOf(m, 'statistic.x.weight', m.sum(posterior, rows), [k]),
    outputOf(m, 'statistic.x.sum', m.sum(m.mul(posterior, shifted), rows), [k, d]),
    outputOf(m, 'statistic.x.products', m.sum(m.mul(posterior, product), rows), [k, event.packed]),
  ]);
}

/** Inputs of the program: rows near `K` centres. */
export function gaussianMixtureInputs(rows: number, D: number, K: number): { inputs: Arrays; sizes: Sizes } {
  let state = 42;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 4294967296;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const mean = Float64Array.from({ length: K * D }, () => 3 * normal());
  const x = new Float64Array(rows * D);
  for (let row = 0; row < rows; row += 1) {
    const kind = Math.floor(uniform() * K);
    for (let d = 0; d < D; d += 1) x[row * D + d] = (mean[kind * D + d] ?? 0) + normal();
  }
  const spread = new Float64Array(K * D * D);
  for (let kind = 0; kind < K; kind += 1)
    for (let i = 0; i < D; i += 1)
      for (let j = 0; j < D; j += 1) spread[(kind * D + i) * D + j] = (i === j ? 1 : 0) + 0.2 / (1 + i + j);
  return {
    inputs: {
      'data.x': x,
      'param.weight': new Float64Array(K).fill(1 / K),
      'param.mean': mean,
      'param.spread': spread,
      'center.x': new Float64Array(D).fill(0.5),
    },
    sizes: { D, K, 'rows:point': rows },
  };
}
