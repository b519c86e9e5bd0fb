// The cost of summing out: tables beyond the limit are refused with the latents that make them, rather than left to run out
// of memory. Of constants that is known here; what hyperparameters and dims decide is tested before a fit starts.

import { failsAtDefaults } from '../../3-check/conditions.ts';
import type { CheckedModel } from '../../3-check/model.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import {
  addSizes,
  constantSize,
  constantValue,
  evaluateSize,
  sizeSymbols,
  tooLarge,
} from '../../sizes/size.ts';
import type { Size } from '../../sizes/size.ts';
import type { Span } from '../../source/source.ts';
import type { Derivation, Elimination } from '../derivation.ts';
import { listedNames, tableTooLarge } from '../diagnostics.ts';
import { defaultSizes } from '../eliminate/order.ts';
import { printEntries } from '../eliminate/print-elimination.ts';

/** Entries of one table in one row: 8 MB, of which a pass and its derivatives keep some dozens. */
export const tableLimit = 1_000_000;

/** Entries of all tables in one row together. */
export const totalLimit = 8_000_000;

/** What has to hold, before anything is computed, of sizes that are no constants. */
export interface TableNeed {
  /** Follows "summing out". */
  readonly what: string;
  readonly entries: Size;
  readonly most: number;
  readonly span: Span;
}

type Planned = Pick<Derivation, 'model' | 'eliminations'>;

/** Of what is not known yet. The last is of all tables together. */
export function tableNeeds({ model, eliminations }: Planned): readonly TableNeed[] {
  const needs = largest(eliminations).map((elimination): TableNeed => ({
    what: `${listedNames(elimination.scope)} needs a table of ${printEntries(elimination.cost)} entries for each row`,
    entries: elimination.cost,
    most: tableLimit,
    span: spanOf(model, elimination),
  }));
  const total = totalOf(eliminations);
  const all: TableNeed = {
    what: `all latents needs tables of ${printEntries(total)} entries for each row`,
    entries: total,
    most: totalLimit,
    span: model.nameSpan,
  };
  return [...needs, ...(eliminations.length > 1 ? [all] : [])].filter(
    ({ entries }) => sizeSymbols(entries).length > 0,
  );
}

/** Whether constants alone make it too much. */
export function isBeyondLimits(eliminations: readonly Elimination[]): boolean {
  return (
    eliminations.some(({ cost }) => knownEntries(cost) > tableLimit) ||
    knownEntries(totalOf(eliminations)) > totalLimit
  );
}

export function checkTables(
  model: CheckedModel,
  eliminations: readonly Elimination[],
): readonly Diagnostic[] {
  const found = largest(eliminations).flatMap((elimination): Diagnostic[] => {
    const entries = knownEntries(elimination.cost);
    const span = spanOf(model, elimination);
    return entries > tableLimit ? [tableTooLarge({ variables: elimination.scope, entries, span })] : [];
  });
  if (found.length > 0) return found;
  const entries = knownEntries(totalOf(eliminations));
  if (entries > totalLimit) return [tableTooLarge({ variables: null, entries, span: model.nameSpan })];
  const defaults = defaultSizes(model);
  const [first] = tableNeeds({ model, eliminations }).filter(
    (need) =>
      sizeSymbols(need.entries).every((name) => defaults(name) !== null) &&
      evaluateSize(need.entries, (name) => defaults(name) ?? 0) > need.most,
  );
  return first === undefined
    ? []
    : [
        failsAtDefaults({
          message: `summing out ${first.what}, at most ${first.most.toLocaleString('en')}`,
          span: first.span,
        }),
      ];
}

/** Those over latents that no other table holds all of: what summing out one latent leaves goes into the tables of the next. */
function largest(eliminations: readonly Elimination[]): readonly Elimination[] {
  return eliminations.filter(
    ({ scope }, position) =>
      !eliminations.some(
        (other, at) =>
          at !== position &&
          (other.scope.length > scope.length || (other.scope.length === scope.length && at < position)) &&
          scope.every((name) => other.scope.includes(name)),
      ),
  );
}

/** 0 where symbols take part; Infinity beyond what sizes can be. */
function knownEntries(size: Size): number {
  return size === tooLarge ? Infinity : (constantValue(size) ?? 0);
}

function totalOf(eliminations: readonly Elimination[]): Size {
  return eliminations.reduce((sum, { cost }) => addSizes(sum, cost), constantSize(0));
}

function spanOf(model: CheckedModel, { variable }: Elimination): Span {
  return model.variables.find(({ name }) => name === variable)?.nameSpan ?? model.nameSpan;
}
