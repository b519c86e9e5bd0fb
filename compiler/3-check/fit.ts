// Whether a value may stand where a type is declared: arguments and results of functions, `= init`, defaults.

import { defineDiagnostic, type Fix } from '../diagnostics/diagnostic.ts';
import { spanText, type Span } from '../source/source.ts';
import { broadcastShapes } from './broadcast.ts';
import { quoteSpan, type Checker } from './checker.ts';
import type { CoreExpression, ValueType } from './model.ts';
import { proveStructure } from './structure.ts';
import { describeShape, describeType, elementFits, printType, sameShape } from './type.ts';

export const doesNotFit = defineDiagnostic({
  code: 'E0322',
  name: 'does-not-fit',
  severity: 'error',
  message: ({ value, target, name }: { value: CoreExpression; target: ValueType; name: string }) =>
    `${quoteSpan(value.span)} does not fit ${name}, which is \`${printType(target)}\``,
  labels: ({ value }) => [{ span: value.span, text: `this is \`${describeType(value.type)}\`` }],
  why: ({ value, target }) =>
    sameShape(value.type.shape, target.shape)
      ? 'every value that it may have must be one of that type'
      : `its size is ${describeShape(value.type.shape)}, and that of the type is ${describeShape(target.shape)}`,
  fix: ({ value, target }) => {
    const whole = wholeNumberFix(value.span, target);
    if (whole !== null) return whole;
    const advice = adviceFor(value, target);
    return advice === null ? null : { description: advice, edits: [] };
  },
});

/** `2` for `2.0` where an int is due. */
export function wholeNumberFix(span: Span, target: ValueType): Fix | null {
  const text = /^(\d+)\.0*$/u.exec(spanText(span))?.[1];
  return text === undefined || target.element !== 'int'
    ? null
    : { description: `write \`${text}\``, edits: [{ span, text }] };
}

/** How values come to lie where they have to. */
function adviceFor(value: CoreExpression, target: ValueType): string | null {
  const through = activationFor(target);
  if (through === null || value.kind === 'number' || value.type.element === 'category') return null;
  if (!sameShape(value.type.shape, target.shape)) return null;
  if (value.kind === 'layer' && 'activation' in value.options)
    return `give the layer \`${value.layer}\` the activation \`${through}\``;
  if (value.kind !== 'variable') return `pass it through \`${through}\``;
  const declared = printType(target.structure === null ? { ...target, shape: [] } : target);
  return `declare \`${value.name}\` as \`${declared}\`, or pass it through \`${through}\``;
}

/** The function whose results lie there: of the half-line, the unit interval, the simplex. */
function activationFor({ element, structure, lower, upper }: ValueType): string | null {
  if (structure !== null) return structure === 'simplex' ? 'softmax' : null;
  if (element !== 'real' || lower?.value !== 0) return null;
  if (upper === null) return 'softplus';
  return upper.value === 1 ? 'sigmoid' : null;
}

/**
 * The value, its type saying the structure where one is due; null where it does not fit, which is reported.
 * `name`: of what it is for, in backticks. `broadcast`: fewer axes stand for repeats.
 */
export function fitValue(
  checker: Checker,
  value: CoreExpression,
  target: ValueType,
  name: string,
  broadcast = false,
): CoreExpression | null {
  const shapeFits = broadcast ? broadcastsTo(value.type, target) : sameShape(value.type.shape, target.shape);
  const proven =
    target.structure !== null
      ? proveStructure(value, target.structure)
      : elementFits(value.type, target)
        ? value
        : null;
  if (shapeFits && proven !== null) return proven;
  checker.report(doesNotFit({ value, target, name }));
  return null;
}

function broadcastsTo(value: ValueType, target: ValueType): boolean {
  const result = broadcastShapes(target.shape, value.shape);
  return 'shape' in result && sameShape(result.shape, target.shape);
}
