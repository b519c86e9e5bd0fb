// The arithmetic of sizes over their normal form, which keeps what is required.

import type { LayerProblem, SizeArithmetic } from '../../compiler/library/layer.ts';
import {
  addSizes,
  constantSize,
  equalSizes,
  evaluateSize,
  floorDivideSize,
  multiplySizes,
  printSize,
  subtractSizes,
  type Size,
} from '../../compiler/sizes/size.ts';

export interface Requirement {
  readonly problem: LayerProblem;
  /** With these values of the symbols. */
  readonly holds: (value: (name: string) => number) => boolean;
}

export function symbolicSizes(requirements: Requirement[]): SizeArithmetic<Size> {
  return {
    constant: constantSize,
    add: addSizes,
    subtract: subtractSizes,
    multiply: multiplySizes,
    floorDivide: floorDivideSize,
    equal: equalSizes,
    print: printSize,
    requireAtMost(left, right, problem) {
      requirements.push({
        problem,
        holds: (value) => evaluateSize(left, value) <= evaluateSize(right, value),
      });
    },
    requireDivides(divisor, size, problem) {
      requirements.push({
        problem,
        holds: (value) => evaluateSize(size, value) % evaluateSize(divisor, value) === 0,
      });
    },
  };
}
