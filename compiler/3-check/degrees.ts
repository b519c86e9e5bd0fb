// Degrees of freedom of a distribution over D by D matrices: shown to be above D - 1, D a size.

import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import {
  addSizes,
  constantSize,
  constantValue,
  printSize,
  sizeSymbols,
  subtractSizes,
  type Size,
} from '../sizes/size.ts';
import type { ArgumentPlace, EventTarget } from './argument-shape.ts';
import { quoteSpan, type Checker } from './checker.ts';
import type { CoreExpression } from './model.ts';
import { sizeOf } from './size-of.ts';
import { intervalOf, printType } from './type.ts';

export const fewDegrees = defineDiagnostic({
  code: 'E0505',
  name: 'few-degrees',
  severity: 'error',
  message: ({ value, family, parameter, least }: ArgumentPlace & { value: CoreExpression; least: Size }) =>
    `\`${parameter}\` of \`${family}\` must be above ${printSize(least)}, and ${quoteSpan(value.span)} cannot be shown to be`,
  labels: ({ value }) => [{ span: value.span, text: `this is \`${printType(value.type)}\`` }],
  why: ({ family }) => `with fewer degrees of freedom than the matrix has rows \`${family}\` has no density`,
  fix: ({ least }) => ({
    description: `write it as \`${printSize(least)} + extra\` with \`extra: positive\``,
    edits: [],
  }),
});

/** Null where it cannot be shown, which is reported. What hyperparameters and dims decide becomes a precondition. */
export function fitDegrees(
  checker: Checker,
  value: CoreExpression,
  target: EventTarget,
  place: ArgumentPlace,
): CoreExpression | null {
  const rows = target.type.shape.at(-1) ?? constantSize(1);
  const least = subtractSizes(rows, constantSize(1));
  const { size, rest, open } = lowestValue(value);
  // size + rest > rows - 1, or >= where `open` says that the sum is never reached; sizes are whole.
  const slack = open ? Math.floor(rest) : Math.ceil(rest) - 1;
  const known = constantValue(subtractSizes(size, least));
  // Of a number alone it is the size of the matrix that may be too large; of anything else it is not known.
  const told = known !== null || sizeSymbols(size).length > 0 || value.kind === 'number';
  if (!told || !Number.isFinite(slack) || (known !== null && known + slack < 0)) {
    checker.report(fewDegrees({ ...place, value, least }));
    return null;
  }
  const message = `\`${place.parameter}\` of \`${place.family}\` must be above ${printSize(least)}`;
  checker.conditions.require(least, addSizes(size, constantSize(slack)), message, value.span);
  return value;
}

interface Lowest {
  readonly size: Size;
  readonly rest: number;
  /** The sum of the two is not reached. */
  readonly open: boolean;
}

/** What the expression is at least: a size and a number, of the terms of a sum. */
function lowestValue(value: CoreExpression): Lowest {
  const whole = sizeOf(value);
  if (whole !== null) return { size: whole, rest: 0, open: false };
  if (value.kind === 'call' && (value.name === 'add' || value.name === 'sub')) {
    const [left, right] = value.operands;
    const taken = right === undefined ? null : value.name === 'add' ? lowestValue(right) : highest(right);
    if (left !== undefined && taken !== null) {
      const given = lowestValue(left);
      return {
        size: addSizes(given.size, taken.size),
        rest: given.rest + taken.rest,
        open: given.open || taken.open,
      };
    }
  }
  const { lower, lowerOpen } = intervalOf(value.type);
  return { size: constantSize(0), rest: lower, open: lowerOpen };
}

/** Minus the most that is taken away: a size or a number. */
function highest(value: CoreExpression): Lowest {
  const whole = sizeOf(value);
  if (whole !== null) return { size: subtractSizes(constantSize(0), whole), rest: 0, open: false };
  const { upper, upperOpen } = intervalOf(value.type);
  return { size: constantSize(0), rest: -upper, open: upperOpen };
}
