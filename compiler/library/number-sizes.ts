// Sizes as plain numbers: shapes at run time, when all symbols have values.

import type { LayerProblem, SizeArithmetic } from './layer.ts';

/** `report` is told of each problem that is there, once. */
export function numberSizes(report: (problem: LayerProblem) => void): SizeArithmetic<number> {
  const reported = new Set<LayerProblem>();
  const require = (holds: boolean, problem: LayerProblem): void => {
    if (holds || reported.has(problem)) return;
    reported.add(problem);
    report(problem);
  };
  return {
    constant: (value) => value,
    add: (left, right) => left + right,
    subtract: (left, right) => left - right,
    multiply: (left, right) => left * right,
    floorDivide: (size, divisor) => Math.floor(size / divisor),
    equal: (left, right) => left === right,
    print: String,
    requireAtMost: (left, right, problem) => {
      require(left <= right, problem);
    },
    requireDivides: (divisor, size, problem) => {
      require(size % divisor === 0, problem);
    },
  };
}
