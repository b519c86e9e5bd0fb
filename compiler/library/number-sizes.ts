// Sizes as plain numbers: shapes at run time, when all symbols have values.

import type { LayerProblem, SizeArithmetic } from './layer.ts';

/** `report` is told of each requirement that does not hold. */
export function numberSizes(report: (problem: LayerProblem) => void): SizeArithmetic<number> {
  return {
    constant: (value) => value,
    add: (left, right) => left + right,
    subtract: (left, right) => left - right,
    multiply: (left, right) => left * right,
    floorDivide: (size, divisor) => Math.floor(size / divisor),
    equal: (left, right) => left === right,
    print: String,
    requireAtMost(left, right, problem) {
      if (left > right) report(problem);
    },
    requireDivides(divisor, size, problem) {
      if (size % divisor !== 0) report(problem);
    },
  };
}
