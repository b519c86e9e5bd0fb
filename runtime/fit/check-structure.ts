// Values of params and of data that are structured: simplexes add up to one, covariances are positive definite, and so
// on. The first thing that is wrong with one, as an entry of its flat values and what there is to say. What has a missing
// entry (NaN) is left alone.

import { checkSimplexes } from '../data/encode-values.ts';
import { describeValue } from '../data/nesting.ts';
import { isPositiveDefinite } from '../inference/matrix.ts';
import { wrongEntry } from '../inference/structural-zeros.ts';
import type { VariableDefinition } from '../model/definition.ts';
import { at } from '../record.ts';

export interface StructureProblem {
  readonly problem: string;
  readonly fix: string | null;
  /** Its position among the flat values. */
  readonly entry: number;
  /** How many last axes the place leaves out: it is an entry (0), a vector (1) or a matrix (2) that is wrong. */
  readonly rank: 0 | 1 | 2;
}

/** What six printed digits lose. */
const tolerance = 1e-6;

/** `shape`: of all axes, the structure's own last. */
export function checkStructure(
  variable: VariableDefinition,
  values: Float64Array,
  shape: readonly number[],
): StructureProblem | null {
  const size = shape.at(-1) ?? 1;
  switch (variable.type.structure) {
    case null:
      return null;
    case 'simplex':
      return checkSimplex(variable, values, size);
    case 'ordered':
      return firstVector(values, size, (vector, start) => {
        const entry = vector.findIndex((x, i) => i > 0 && x <= at(vector, i - 1));
        return entry < 0
          ? null
          : {
              problem: `found ${describeValue(at(vector, entry))} after ${describeValue(at(vector, entry - 1))} in a vector whose entries increase`,
              fix: null,
              entry: start + entry,
              rank: 0,
            };
      });
    case 'unitVector':
      return firstVector(values, size, (vector, start) => {
        const length = Math.hypot(...vector);
        return Math.abs(length - 1) <= tolerance
          ? null
          : {
              problem: `found a unit vector whose length is ${String(length)} instead of 1`,
              fix: 'divide it by its length',
              entry: start,
              rank: 1,
            };
      });
    case 'covariance':
      return firstMatrix(values, size, (matrix, start) => checkSymmetric(matrix, size, start, 'covariance'));
    case 'correlation':
      return firstMatrix(values, size, (matrix, start) => checkCorrelation(matrix, size, start));
    case 'cholesky':
      return firstMatrix(values, size, (matrix, start) => checkTriangle(matrix, size, start));
    case 'correlationCholesky':
      return firstMatrix(
        values,
        size,
        (matrix, start) => checkTriangle(matrix, size, start) ?? checkRows(matrix, size, start),
      );
  }
}

function checkSimplex(
  variable: VariableDefinition,
  values: Float64Array,
  size: number,
): StructureProblem | null {
  const wrong = wrongEntry(variable, values);
  if (wrong !== null)
    return {
      problem: `found ${describeValue(at(values, wrong))} where the support of \`${variable.name}\` says that it is zero`,
      fix: 'put 0 there, or let the support be true there',
      entry: wrong,
      rank: 0,
    };
  const found = checkSimplexes(values, size);
  return found === null ? null : { problem: found.problem, fix: found.fix, entry: found.index, rank: 1 };
}

type CheckPart = (part: Float64Array, start: number) => StructureProblem | null;

function firstVector(values: Float64Array, size: number, check: CheckPart): StructureProblem | null {
  return firstPart(values, size, check);
}

function firstMatrix(values: Float64Array, size: number, check: CheckPart): StructureProblem | null {
  return firstPart(values, size * size, check);
}

function firstPart(values: Float64Array, length: number, check: CheckPart): StructureProblem | null {
  for (let start = 0; start < values.length; start += length) {
    const part = values.subarray(start, start + length);
    const found = part.some(Number.isNaN) ? null : check(part, start);
    if (found !== null) return found;
  }
  return null;
}

function checkSymmetric(
  matrix: Float64Array,
  size: number,
  start: number,
  noun: 'covariance' | 'correlation',
): StructureProblem | null {
  const asymmetry = matrix.findIndex((x, i) => {
    const mirror = at(matrix, (i % size) * size + Math.floor(i / size));
    return Math.abs(x - mirror) > 1e-9 * (Math.abs(x) + Math.abs(mirror));
  });
  if (asymmetry >= 0)
    return {
      problem: `found ${describeValue(at(matrix, asymmetry))} in a ${noun} that is not symmetric`,
      fix: null,
      entry: start + asymmetry,
      rank: 0,
    };
  return isPositiveDefinite(matrix)
    ? null
    : { problem: `this ${noun} is not positive definite`, fix: null, entry: start, rank: 2 };
}

function checkCorrelation(matrix: Float64Array, size: number, start: number): StructureProblem | null {
  const entry = matrix.findIndex((x, i) => Math.floor(i / size) === i % size && Math.abs(x - 1) > tolerance);
  if (entry >= 0)
    return {
      problem: `found ${describeValue(at(matrix, entry))} on the diagonal of a correlation, which is 1`,
      fix: 'divide each row and column by its standard deviation',
      entry: start + entry,
      rank: 0,
    };
  return checkSymmetric(matrix, size, start, 'correlation');
}

function checkTriangle(matrix: Float64Array, size: number, start: number): StructureProblem | null {
  const entry = matrix.findIndex((x, i) => {
    const [row, column] = [Math.floor(i / size), i % size];
    return column > row ? x !== 0 : column === row && x <= 0;
  });
  if (entry < 0) return null;
  const isDiagonal = Math.floor(entry / size) === entry % size;
  return {
    problem: `found ${describeValue(at(matrix, entry))} ${
      isDiagonal
        ? 'on the diagonal of a Cholesky factor, which is positive'
        : 'above the diagonal of a Cholesky factor, where it is 0'
    }`,
    fix: null,
    entry: start + entry,
    rank: 0,
  };
}

function checkRows(matrix: Float64Array, size: number, start: number): StructureProblem | null {
  for (let row = 0; row < size; row++) {
    const length = Math.hypot(...matrix.subarray(row * size, (row + 1) * size));
    if (Math.abs(length - 1) > tolerance)
      return {
        problem: `found a row whose length is ${String(length)} instead of 1 in the Cholesky factor of a correlation`,
        fix: 'divide each row by its length',
        entry: start + row * size,
        rank: 1,
      };
  }
  return null;
}
