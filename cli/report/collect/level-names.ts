// Levels of finite variables as a reader knows them.

import { endedBy } from '../../../runtime/data/sequences.ts';
import type { VariableDefinition } from '../../../runtime/model/definition.ts';
import type { AnyFit } from '../../../runtime/model/model.ts';

/** One for each code. */
export function levelNames({ definition, levels, sizes }: AnyFit, variable: VariableDefinition): string[] {
  const { name, type } = variable;
  if (type.element === 'bool') return ['false', 'true'];
  const [lower, upper] = [type.lower?.value ?? 0, type.upper?.value ?? -1];
  if (type.element === 'int')
    return Array.from({ length: upper - lower + 1 }, (_, level) => String(lower + level));
  const texts = Object.hasOwn(levels, name) ? levels[name] : undefined;
  const count = type.levels?.(sizes) ?? 0;
  const end = endedBy(definition, name) === null ? -1 : count - 1;
  return Array.from({ length: count }, (_, code) => {
    const text = texts?.[code];
    if (code === end) return 'END';
    return text === undefined ? String(code) : shownText(text);
  });
}

/** Blanks and line ends would not be seen. */
function shownText(text: string): string {
  return text === '' || text.trim() !== text || /[\r\n\t]/.test(text) ? JSON.stringify(text) : text;
}

/** Whether the variable has finitely many values, each a number by itself. */
export function isFiniteScalar({ type }: VariableDefinition): boolean {
  return (type.element === 'category' || type.element === 'bool') && type.shape.length === 0;
}

/** Whether it is a whole number that is summed out: of those between bounds. */
export function isSummedNumber({ role, type }: VariableDefinition): boolean {
  return role === 'latent' && type.element === 'int' && type.shape.length === 0;
}
