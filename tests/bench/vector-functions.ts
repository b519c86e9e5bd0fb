// Nanoseconds an element of the vector functions that kernels use, and of JavaScript's: node tests/bench/vector-functions.ts

import { call, f64x2 } from '../../compiler/8-emit/wasm/encoder/index.ts';
import {
  floatFunctionNames,
  VectorMath,
  vectorFunctionNames,
  type VectorFunctionName,
} from '../../compiler/8-emit/wasm/math/index.ts';
import { digamma } from '../../compiler/library/special/digamma.ts';
import { lgamma } from '../../compiler/library/special/lgamma.ts';
import { sigmoid, softplus } from '../../compiler/library/special/logistic.ts';
import { trigamma } from '../../compiler/library/special/trigamma.ts';
import { mappingKernel } from '../support/run-wasm.ts';

const { exp, expm1, log, log1p, tanh, sin, cos } = Math;
const outside = { lgamma, digamma, trigamma, sin, cos, pow: Math.pow };
const scalar: Readonly<Record<VectorFunctionName, (x: number) => number>> = {
  ...outside,
  ...{ exp, expm1, log, log1p, tanh, sigmoid, softplus },
  pow: (x) => x ** 1.5,
};

/** The least time of many passes, in nanoseconds an element. */
function least(elements: number, before: () => void, pass: () => void): string {
  let best = Infinity;
  for (let run = 0; run < 150; run += 1) {
    before();
    const start = performance.now();
    pass();
    best = Math.min(best, performance.now() - start);
  }
  return ((best * 1e6) / elements).toFixed(2).padStart(8);
}

function column(name: VectorFunctionName, relaxed: boolean, lanes: 'f64' | 'f32', called = false): string {
  const kernel = mappingKernel(
    lanes,
    (module, scope, x) => {
      const math = new VectorMath(module, { relaxed, lanes });
      const more = name === 'pow' ? [f64x2.const(1.5)] : [];
      return called ? call(math.function(name), x, ...more) : math.inline(name, scope, x, ...more);
    },
    outside,
  );
  const refill = (): void => {
    for (let i = 0; i < kernel.cells.length; i += 1) kernel.cells[i] = (i % 997) / 100 + 0.01;
  };
  return least(kernel.cells.length, refill, kernel.pass);
}

console.log('ns an element     relaxed  called   plain     f32  JavaScript');
for (const name of vectorFunctionNames) {
  const x = Float64Array.from({ length: 8192 }, (_, i) => (i % 997) / 100 + 0.01);
  const out = new Float64Array(x.length);
  const one = scalar[name];
  const plainly = least(
    x.length,
    () => undefined,
    () => {
      for (let i = 0; i < x.length; i += 1) out[i] = one(x[i] ?? NaN);
    },
  );
  const single = floatFunctionNames.some((each) => each === name) ? column(name, true, 'f32') : ' '.repeat(8);
  console.log(
    name.padEnd(16),
    column(name, true, 'f64') +
      column(name, true, 'f64', true) +
      column(name, false, 'f64') +
      single +
      plainly,
  );
}
