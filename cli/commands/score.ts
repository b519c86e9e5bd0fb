// `gen score RUN --data DATA`: the log density of each row, and what else is asked for.

import type { Command } from 'commander';
import { collectColumns, collectSetting, parseList, type ColumnMap, type Settings } from '../options.ts';

interface ScoreFlags {
  readonly data: string;
  readonly what?: readonly string[];
  readonly map?: ColumnMap;
  readonly group?: ColumnMap;
  readonly out?: string;
  readonly json?: boolean;
  readonly params?: string;
  readonly set?: Settings;
  readonly model?: string;
}

export function addScoreCommand(program: Command): void {
  program
    .command('score')
    .description('says how probable data are under a fit, and what is probable given them')
    .argument('<run>', 'a run folder, or a spec `model.gen` with --params')
    .requiredOption('--data <file>', 'the data, CSV or JSON')
    .option(
      '--what <list>',
      'logProb, posterior, decode, predict: any of them, joined by commas (default: logProb)',
      parseList,
    )
    .option(
      '--map <x=a,b>',
      'the columns of a variable (default: those of the training); may be repeated',
      collectColumns,
    )
    .option(
      '--group <game=id>',
      'the column that says which rows belong together (default: as in the training)',
      collectColumns,
    )
    .option('--out <file>', 'write there, as CSV (a line for each row) or JSON by the name')
    .option('--json', 'print one JSON object')
    .option(
      '--params <file>',
      'the values of the params, `{name: nested arrays}`, for a spec in place of a run',
    )
    .option('--set <K=3>', 'a hyperparameter, for a spec in place of a run; may be repeated', collectSetting)
    .option('--model <name>', 'which model of a spec')
    .action(scoreData);
}

async function scoreData(path: string, flags: ScoreFlags): Promise<void> {
  const { checkQueries, scoreFit, scoresToCsv, scoreText } = await import('../score/score-fit.ts');
  const { openFit } = await import('../open-fit.ts');
  const { readDataFile } = await import('../../runtime/data/read-data.ts');
  const { refuseIdleColumns } = await import('../read-data.ts');
  const { print, printJson, say } = await import('../output.ts');
  const { outputFormat, writeOutput } = await import('../write-output.ts');
  const what = flags.what ?? ['logProb'];
  checkQueries(what);
  const format = outputFormat(flags.out, flags.json === true);
  const { fit, map, group } = await openFit(path, flags);
  const columns = { map: { ...map, ...flags.map }, group: { ...group, ...flags.group } };
  // To predict a variable is to leave it out; the other questions need all of them.
  const partial = what.every((query) => query === 'predict');
  const { data, columns: found } = readDataFile(flags.data, fit.definition, {
    ...columns,
    partial,
    levels: fit.levels,
  });
  refuseIdleColumns(flags.data, found, flags);
  const scores = scoreFit(fit, data, what);
  if (flags.out !== undefined) {
    writeOutput(flags.out, format === 'json' ? `${JSON.stringify(scores)}\n` : scoresToCsv(fit, scores));
    say(`wrote ${flags.out}`);
  }
  if (flags.json === true) await printJson(scores);
  else if (flags.out === undefined) await print(scoreText(fit, scores));
}
