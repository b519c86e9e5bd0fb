// What sequences add to a derivation in words: at which steps a factor counts, and what inputs are of other steps.

import type { CheckedModel, CoreExpression } from '../../3-check/model.ts';
import type { Derivation, Factor, Lag } from '../derivation.ts';

/** `, from step 1 on, except at END`; where more decides, that too. */
export function guardWords(model: CheckedModel, { guard }: Factor): string {
  const at: number[] = [];
  const except: number[] = [];
  let atEnd = false;
  let branches = false;
  for (const { condition, holds } of guard) {
    const step = stepOf(model, condition);
    if (step !== null) (holds ? at : except).push(step);
    else if (isEnd(model, condition)) atEnd = true;
    else branches = true;
  }
  let from = 0;
  while (except.includes(from)) from += 1;
  const later = except.filter((step) => step > from);
  const words = [
    ...at.map((step) => `at step ${String(step)}`),
    ...(at.length === 0 && from > 0 ? [`from step ${String(from)} on`] : []),
    ...(at.length === 0 ? later.map((step) => `except at step ${String(step)}`) : []),
    ...(atEnd ? ['except at END'] : []),
    ...(branches ? ['where its branch of the `if` holds'] : []),
  ];
  return words.map((each) => `, ${each}`).join('');
}

/** `#t == 3`, of a sequence `t`. */
function stepOf({ plates }: CheckedModel, condition: CoreExpression): number | null {
  if (condition.kind !== 'call' || condition.name !== 'equal') return null;
  const [index, step] = condition.operands;
  if (index?.kind !== 'plateIndex' || step?.kind !== 'number') return null;
  return plates.some(({ name, sequence }) => name === index.plate && sequence !== null) ? step.value : null;
}

/** The symbol that ends a sequence equals its last level. */
function isEnd({ plates }: CheckedModel, condition: CoreExpression): boolean {
  if (condition.kind !== 'call' || condition.name !== 'equal') return false;
  const [symbol, end] = condition.operands;
  return (
    symbol?.kind === 'variable' &&
    end?.kind === 'size' &&
    plates.some(({ sequence }) => sequence?.until === symbol.name)
  );
}

export function lagLines({ lags }: Derivation): readonly string[] {
  return lags
    .filter(({ hidden }) => !hidden)
    .map(({ name, of, sequence, at }) => `${name}: \`${of}\` ${placeWords(at, sequence)}`);
}

function placeWords(at: Lag['at'], sequence: string): string {
  switch (at.kind) {
    case 'back':
      return at.steps === 1
        ? `one step of ${sequence} before`
        : `${String(at.steps)} steps of ${sequence} before`;
    case 'absolute':
      return `at step ${String(at.step)} of ${sequence}`;
    case 'last':
      return `at the last step of ${sequence}`;
    case 'all':
      return `at all steps of ${sequence}`;
  }
}
