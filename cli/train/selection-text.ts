// A comparison of fits as a table for people, as JSON, and as what the report draws.

import { formatNumber, formatObjective } from '../report/format-number.ts';
import type { SelectionView } from '../report/report-data.ts';
import { criterionOf, type Candidate, type FittedCandidate, type Selection } from './select-model.ts';
import { settingsText } from './settings-grid.ts';

/** `selection.json`, and what `--json` gives. */
export function selectionJson({ criterion, candidates, best }: Selection) {
  return {
    criterion,
    best: candidates[best]?.settings ?? {},
    fits: candidates.map((candidate, position) =>
      'error' in candidate
        ? { set: candidate.settings, error: candidate.error }
        : {
            set: candidate.settings,
            parameters: candidate.parameters,
            logLikelihood: candidate.logLikelihood,
            aic: candidate.aic,
            bic: candidate.bic,
            ...(candidate.heldOut === null ? {} : { heldOut: candidate.heldOut }),
            converged: candidate.converged,
            sound: candidate.sound,
            seconds: candidate.seconds,
            best: position === best,
          },
    ),
  };
}

export interface SelectionTable {
  readonly header: readonly string[];
  readonly rows: readonly {
    readonly cells: readonly string[];
    readonly note: string;
    readonly best: boolean;
  }[];
}

export function selectionTable({ names, candidates, best, criterion }: Selection): SelectionTable {
  const heldOut = criterion === 'loglik' ? ['held out'] : [];
  return {
    header: [...names, 'parameters', 'log likelihood', 'AIC', 'BIC', ...heldOut],
    rows: candidates.map((candidate, position) => {
      const set = names.map((name) => String(candidate.settings[name]));
      return {
        cells: 'error' in candidate ? set : [...set, ...measures(candidate)],
        note: noteOf(candidate, position === best),
        best: position === best,
      };
    }),
  };
}

function measures({ parameters, logLikelihood, aic, bic, heldOut }: FittedCandidate): string[] {
  return [
    formatNumber(parameters),
    formatObjective(logLikelihood),
    formatObjective(aic),
    bic === null ? '' : formatObjective(bic),
    ...(heldOut === null ? [] : [formatObjective(heldOut)]),
  ];
}

function noteOf(candidate: Candidate, best: boolean): string {
  if ('error' in candidate) return candidate.error;
  return [
    ...(best ? ['best'] : []),
    ...(candidate.converged ? [] : ['not converged']),
    ...(candidate.sound ? [] : ['a component has too few rows: not compared with the sound ones']),
  ].join(', ');
}

const heldOutNote = 'every fifth row held out; the best was then fitted to all rows';

/** Columns of numbers to the right, the best marked with a star. */
export function selectionText(selection: Selection): string {
  const { header, rows } = selectionTable(selection);
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map(({ cells }) => (cells[column] ?? '').length)),
  );
  const line = (mark: string, cells: readonly string[], note: string): string =>
    [mark, ...header.map((_, column) => (cells[column] ?? '').padStart(widths[column] ?? 0)), note]
      .join('  ')
      .trimEnd();
  return [
    line(' ', header, ''),
    // A message takes the room of the numbers that are not there.
    ...rows.map(({ cells, note, best }) =>
      cells.length === header.length
        ? line(best ? '*' : ' ', cells, note)
        : [' ', ...cells.map((cell, column) => cell.padStart(widths[column] ?? 0)), note].join('  '),
    ),
    ...(selection.criterion === 'loglik' ? [`  ${heldOutNote}`] : []),
  ].join('\n');
}

export function selectionView(selection: Selection): SelectionView {
  const { criterion, names, candidates, best } = selection;
  const [first] = names;
  const along = names.find((name) => candidates.every(({ settings }) => typeof settings[name] === 'number'));
  const others = names.filter((name) => name !== along);
  return {
    criterion: criterion === 'loglik' ? 'held-out log likelihood' : criterion.toUpperCase(),
    explanation: criterion === 'loglik' ? `larger is better; ${heldOutNote}` : 'smaller is better',
    ...selectionTable(selection),
    axis: along ?? first ?? '',
    points:
      along === undefined
        ? []
        : candidates.flatMap((candidate, position) => {
            if ('error' in candidate) return [];
            const at = {
              x: Number(candidate.settings[along]),
              series: settingsText(candidate.settings, others),
              best: position === best,
            };
            const value = criterionOf(candidate, criterion);
            if (criterion === 'loglik') return [{ ...at, measure: 'held-out log likelihood', value: -value }];
            return [
              { ...at, measure: 'AIC', value: candidate.aic, best: at.best && criterion === 'aic' },
              ...(candidate.bic === null
                ? []
                : [{ ...at, measure: 'BIC', value: candidate.bic, best: at.best && criterion === 'bic' }]),
            ];
          }),
  };
}
