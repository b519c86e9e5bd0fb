// `Delta(x)`: one value for certain, which must be of the declared type.

import type { CallExpression } from '../1-parse/ast.ts';
import type { DerivedSupport, DistributionSignature } from '../library/signature.ts';
import { fitArgumentShape, repeatsOf, type EventTarget } from './argument-shape.ts';
import { quoteSpan, type Checker } from './checker.ts';
import type { FormMatch } from './distribution-form.ts';
import { infer } from './infer.ts';
import { intersect, isEmpty, within } from './intervals.ts';
import { requireLabel } from './label-range.ts';
import { structureRank, type CoreExpression, type DistributionCall, type ValueType } from './model.ts';
import { proveStructure } from './structure.ts';
import { nothingLeft, supportOutsideType, type Cut } from './support.ts';
import { elementFits, elementType, intervalOf, isWhole, printType } from './type.ts';

export function inferDelta(
  checker: Checker,
  signature: DistributionSignature,
  support: DerivedSupport & { readonly kind: 'value' },
  { matched }: FormMatch,
  call: CallExpression,
  target: EventTarget,
  cut: Cut | null,
): DistributionCall | null {
  const argument = matched.get(support.of);
  const value = argument === undefined ? null : infer(checker, argument.value);
  if (value === null) return null;
  const { name: family } = signature;
  const { type } = target;
  const rank = structureRank(type.structure);
  const axes = {
    batch: repeatsOf(type, rank),
    own: type.shape.slice(type.shape.length - rank).map((size) => ({ size, due: null })),
  };
  const shaped = fitArgumentShape(checker, value, axes, target, { family, parameter: support.of });
  if (shaped === null) return null;
  if (cut !== null && isEmpty(intersect(intervalOf(value.type), cut.interval))) {
    checker.report(nothingLeft({ family, cut, span: call.span }));
    return null;
  }
  const fitted = fitElements(checker, family, shaped, target, cut);
  if (fitted === undefined) {
    const gives = `\`${family}\` gives ${quoteSpan(value.span)}`;
    const problem =
      value.kind === 'number' ? gives : `${gives}, which is \`${printType(elementType(value.type))}\``;
    checker.report(
      supportOutsideType({ signature, span: call.span, ...target, problem, values: null, declare: null }),
    );
  }
  return fitted === undefined || fitted === null
    ? null
    : { kind: 'distribution', family, arguments: { [support.of]: fitted }, span: call.span };
}

/** Undefined where it is none of the type; null where that is reported already. */
function fitElements(
  checker: Checker,
  family: string,
  value: CoreExpression,
  target: EventTarget,
  cut: Cut | null,
): CoreExpression | null | undefined {
  const { type } = target;
  if (type.structure !== null) return proveStructure(value, type.structure) ?? undefined;
  if (type.element === 'category' && isWhole(value.type) && value.type.element === 'int')
    return requireLabel(checker, family, value, target) ? value : null;
  return fitsCut(value.type, type, cut) ? value : undefined;
}

function fitsCut(value: ValueType, type: ValueType, cut: Cut | null): boolean {
  if (cut === null || value.element === 'category' || type.element === 'category')
    return elementFits(value, type);
  const interval = intersect(intervalOf(value), cut.interval);
  const kindFits =
    type.element === 'bool' ? value.element === 'bool' : type.element === 'real' || isWhole(value);
  return kindFits && within(interval, intervalOf(type));
}
