// What is summed out, in words: each table with its entries, and what all of them cost for a row and over the data.

import type { CheckedModel, Plate } from '../../3-check/model.ts';
import {
  addSizes,
  constantSize,
  constantValue,
  evaluateSize,
  printSize,
  sizeSymbols,
  tooLarge,
} from '../../sizes/size.ts';
import type { Size } from '../../sizes/size.ts';
import type { Derivation, Elimination } from '../derivation.ts';
import { defaultSizes } from './order.ts';

/** A line for each elimination, and one for all together where there are several. */
export function eliminationLines(derivation: Derivation): readonly string[] {
  const { eliminations } = derivation;
  const lines = eliminations.map(
    (elimination, position) => `${String(position + 1)}. ${eliminationLine(derivation, elimination)}`,
  );
  return eliminations.length < 2 ? lines : [...lines, totalLine(derivation)];
}

function eliminationLine(derivation: Derivation, elimination: Elimination): string {
  const { variable, plate, cost, remaining, chain } = elimination;
  const left = remaining.length === 0 ? '' : `, which leaves a function of ${namesText(remaining)}`;
  const seen = derivation.latents.find(({ name }) => name === variable)?.hasEvidence === true;
  const alone = seen ? '; where it is seen, that value alone counts' : '';
  const entries = `${printEntries(cost)} entries`;
  if (chain === null) return `${variable}: a table of ${entries} ${perRow(plate)}${left}${alone}`;
  const states = namesText([...new Set(chain.map(({ now }) => now))]);
  return `${states} along ${plate ?? ''}: tables of up to ${entries} for each step${left}${alone}`;
}

/** Neighbours in an array as a range: `a, on[1] to on[11]`. */
function namesText(names: readonly string[]): string {
  const runs: string[][] = [];
  for (const name of names) {
    const run = runs.at(-1);
    if (run !== undefined && name === following(run.at(-1) ?? '')) run.push(name);
    else runs.push([name]);
  }
  return runs
    .flatMap((run) => (run.length > 2 ? [`${run[0] ?? ''} to ${run.at(-1) ?? ''}`] : run))
    .join(', ');
}

/** `on[3]` after `on[2]`, `z[0, 3]` after `z[0, 2]`; null after what is no entry of an array. */
function following(name: string): string | null {
  const parts = /^(.*\[(?:.*, )?)(\d+)\]$/u.exec(name);
  return parts === null ? null : `${parts[1] ?? ''}${String(Number(parts[2]) + 1)}]`;
}

/** `In all 4*K entries for each row, K for each group; over the data 4*K * rows(row) + K * rows(group)`. */
function totalLine({ model, eliminations }: Derivation): string {
  const totals = new Map<string | null, Size>();
  for (const { plate, cost } of eliminations)
    totals.set(plate, addSizes(totals.get(plate) ?? constantSize(0), cost));
  const each = (text: (total: Size) => string, unit: string): string =>
    [...totals]
      .map(([plate, total], position) => {
        const of = position === 0 ? unit : '';
        return `${text(total)}${of} ${plate === null && position > 0 ? 'besides' : perRow(plate)}`;
      })
      .join(', ');
  const over = [...totals].map(([plate, total]) => timesRows(model.plates, plate, total));
  const data = totals.size === 1 && totals.has(null) ? '' : `; over the data ${over.join(' + ')}`;
  return `In all ${each(printEntries, ' entries')}${data}${atDefaults(model, totals, each)}`;
}

/** `; with K = 3 that is 12 for each row`, where all sizes have defaults. */
function atDefaults(
  model: CheckedModel,
  totals: ReadonlyMap<string | null, Size>,
  each: (text: (total: Size) => string, unit: string) => string,
): string {
  const defaults = defaultSizes(model);
  const symbols = [...new Set([...totals.values()].flatMap(sizeSymbols))];
  if (symbols.length === 0 || symbols.some((name) => defaults(name) === null)) return '';
  const values = symbols.map((name) => `${name} = ${String(defaults(name))}`);
  const value = (total: Size): string =>
    evaluateSize(total, (name) => defaults(name) ?? 0).toLocaleString('en');
  return `; with ${values.join(', ')} that is ${each(value, '')}`;
}

/** `(K^2 + K) * rows(row)`: those of all rows around it together. */
function timesRows(plates: readonly Plate[], plate: string | null, total: Size): string {
  const entries = printEntries(total);
  if (plate === null) return entries;
  const factor = total.terms.length > 1 ? `(${entries})` : entries;
  const sequence = plates.find(({ name }) => name === plate)?.sequence ?? null;
  return `${factor} * ${sequence === null ? 'rows' : 'steps'}(${plate})`;
}

function perRow(plate: string | null): string {
  return plate === null ? 'in all' : `for each ${plate}`;
}

/** As `printSize`, products of one symbol as powers and constants in groups of three digits: `K^2*L + 1,024`. */
export function printEntries(size: Size): string {
  const value = constantValue(size);
  if (size === tooLarge) return 'more than 10^15';
  if (value !== null) return value.toLocaleString('en');
  return printSize(size).replace(
    /\b([\p{L}_][\p{L}\p{N}_]*)(?:\*\1\b)+/gu,
    (power, name: string) => `${name}^${String(power.split('*').length)}`,
  );
}
