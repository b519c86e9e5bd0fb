// The arithmetic that layers compute shapes with, over symbolic sizes: what constants break is an error at the
// layer, what hyperparameters and dims may break becomes a precondition of training.

import type { LayerProblem, SizeArithmetic } from '../../library/layer.ts';
import {
  addSizes,
  constantSize,
  constantValue,
  equalSizes,
  floorDivideSize,
  multiplySizes,
  printSize,
  sizeSymbols,
  subtractSizes,
  type Size,
} from '../../sizes/size.ts';
import type { Span } from '../../source/source.ts';
import type { Checker } from '../checker.ts';
import { isOpen } from './frame.ts';

export interface LayerSizes extends SizeArithmetic<Size> {
  /** Problems that constants showed, in order. */
  readonly problems: readonly LayerProblem[];
  /** A divisor that would have to be known when compiling. */
  readonly unknownDivisor: LayerProblem | null;
}

/** `placeOf`: where the argument for a parameter stands; of null, where the layer does. */
export function layerSizes(checker: Checker, placeOf: (about: string | null) => Span): LayerSizes {
  const problems: LayerProblem[] = [];
  let unknownDivisor: LayerProblem | null = null;

  const requireAtMost = (left: Size, right: Size, problem: LayerProblem): void => {
    const difference = subtractSizes(right, left);
    const slack = constantValue(difference);
    // How long a series is differs from row to row: it is tested when data come in.
    if (slack === null && sizeSymbols(difference).some((name) => name.includes(':'))) return;
    if (slack === null) checker.conditions.require(left, right, problem.message, placeOf(problem.about));
    else if (slack < 0) problems.push(problem);
  };
  return {
    problems,
    get unknownDivisor() {
      return unknownDivisor;
    },
    constant: constantSize,
    add: addSizes,
    subtract: subtractSizes,
    multiply: multiplySizes,
    floorDivide: floorDivideSize,
    equal: equalSizes,
    print: printSize,
    requireAtMost,
    requireDivides(divisor, size, problem) {
      const constant = constantValue(divisor);
      if (constant === null) {
        if (!isMultiple(size, divisor) && !isOpen(checker.frame, divisor, size)) unknownDivisor = problem;
      } else if (constant < 1) problems.push(problem);
      // size = divisor * floor(size / divisor), and never less.
      else requireAtMost(size, multiplySizes(divisor, floorDivideSize(size, constant)), problem);
    },
  };
}

/** Whether every term of the size has the divisor, one symbol or product, as a factor: `4*H*D` and `H`. */
function isMultiple(size: Size, divisor: Size): boolean {
  const [factor, another] = divisor.terms;
  if (factor === undefined || another !== undefined) return false;
  return size.terms.every((term) => {
    if (term.coefficient % factor.coefficient !== 0) return false;
    const rest = term.atoms.map(atomText);
    return factor.atoms.every((atom) => {
      const at = rest.indexOf(atomText(atom));
      if (at >= 0) rest.splice(at, 1);
      return at >= 0;
    });
  });
}

function atomText(atom: Size['terms'][number]['atoms'][number]): string {
  return atom.kind === 'symbol' ? atom.name : `floor(${atom.numerator.key} / ${String(atom.divisor)})`;
}
