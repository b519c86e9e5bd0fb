// The settings that one command fits: every combination of the values that `--set` names.

import { UsageError } from '../errors.ts';
import type { Settings, SettingValues } from '../options.ts';

/** Fits of one command at most. */
const mostFits = 64;

/** What fits may be compared by. */
export const criteria = ['bic', 'aic', 'loglik'] as const;
export type Criterion = (typeof criteria)[number];

/** Error: `UsageError` for a word that is no criterion. */
export function parseCriterion(text: string): Criterion {
  const found = criteria.find((criterion) => criterion === text);
  if (found === undefined)
    throw new UsageError(`--select ${text}: fits are compared by ${criteria.join(', ')}`);
  return found;
}

/** Every combination, the last name's values fastest. Errors: `UsageError` for several without a criterion, or too many. */
export function settingsGrid(values: SettingValues, criterion: Criterion | null): readonly Settings[] {
  const names = Object.keys(values);
  const several = names.filter((name) => (values[name] ?? []).length > 1);
  const [first] = several;
  if (first !== undefined && criterion === null)
    throw new UsageError(
      `--set ${first} has ${String(values[first]?.length ?? 0)} values: say with --select bic (or aic, loglik) by what the best is chosen`,
    );
  if (first === undefined && criterion !== null)
    throw new UsageError(
      `--select ${criterion} compares fits, and there is one alone: give --set several values, as K=1..8 or K=2,4,8`,
    );
  const count = names.reduce((product, name) => product * (values[name]?.length ?? 1), 1);
  if (count > mostFits)
    throw new UsageError(
      `--set asks for ${String(count)} fits, more than the ${String(mostFits)} that one command makes: name fewer values`,
    );
  return names.reduce<readonly Settings[]>(
    (grid, name) =>
      grid.flatMap((settings) => (values[name] ?? []).map((value) => extended(settings, name, value))),
    [extended(null, '', 0)],
  );
}

/** `K=3, flag=true`, of the names that differ between fits. */
export function settingsText(settings: Settings, names: readonly string[]): string {
  return names.map((name) => `${name}=${String(settings[name])}`).join(', ');
}

/** Without a prototype: a hyperparameter may be called `__proto__`. */
function extended(settings: Settings | null, name: string, value: number | boolean): Settings {
  const result = Object.create(null) as Record<string, number | boolean>;
  if (settings === null) return result;
  for (const key of Object.keys(settings)) result[key] = settings[key] ?? 0;
  result[name] = value;
  return result;
}
