// The critic of adversarial training is called with what is observed, in the order written, and may go on to what is
// given; it gives one number.

import type { CheckedModel, NetworkInstance, ValueType, Variable } from '../../3-check/model.ts';
import { printType } from '../../3-check/type.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { criticMismatch } from '../diagnostics.ts';
import type { Analysis } from '../stage/analysis.ts';

export function checkCritic(model: CheckedModel, { structure }: Analysis): readonly Diagnostic[] {
  const option = model.train?.options.find(({ name }) => name === 'critic');
  if (option?.value.kind !== 'network' || structure.implicit.length === 0) return [];
  const { instance } = option.value;
  const critic = model.networks.find(({ name }) => name === instance);
  if (critic === undefined) return [];
  const message = mismatch(critic, structure.implicit, inputsOf(model));
  return message === null ? [] : [criticMismatch({ ...message, critic, span: option.span })];
}

function inputsOf(model: CheckedModel): readonly Variable[] {
  return model.variables.filter(({ role }) => role === 'given');
}

interface Mismatch {
  readonly message: string;
  /** What it should be called with, or give. */
  readonly because: string;
}

function mismatch(
  { name, inputs, results }: NetworkInstance,
  observed: readonly Variable[],
  given: readonly Variable[],
): Mismatch | null {
  const called = observed.map((variable) => `\`${variable.name}\``).join(', ');
  const offered = [...observed, ...given];
  if (inputs.length < observed.length || inputs.length > offered.length)
    return {
      message: `the critic \`${name}\` takes ${String(inputs.length)} ${inputs.length === 1 ? 'value' : 'values'}, and is called with ${called}`,
      because:
        'a critic is called with all that is observed, in the order written, and may take what is given after it',
    };
  for (const [position, input] of inputs.entries()) {
    const variable = offered[position];
    if (variable === undefined || accepts(input.type, variable.type)) continue;
    return {
      message: `the critic \`${name}\` takes \`${printType(input.type)}\`, and \`${variable.name}\` is \`${printType(variable.type)}\``,
      because: `\`${name}\` is called with ${called}`,
    };
  }
  const [result, another] = results;
  const single =
    another === undefined &&
    result?.value.type.shape.length === 0 &&
    result.value.type.element !== 'category';
  return single
    ? null
    : {
        message: `the critic \`${name}\` does not give one number`,
        because: 'the number says how much like data a row looks',
      };
}

/** Numbers go where numbers are taken, categories where there are as many levels. */
function accepts(input: ValueType, value: ValueType): boolean {
  const same =
    input.shape.length === value.shape.length &&
    input.shape.every((size, axis) => size.key === value.shape[axis]?.key);
  if (!same) return false;
  if (input.element === 'category' || value.element === 'category')
    return input.element === value.element && input.levels?.key === value.levels?.key;
  return true;
}
