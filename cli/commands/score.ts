// `gen score RUN --data DATA`: the log density of each row, and what else is asked for.

import type { Command } from 'commander';
import { addDataOptions, type DataFlags } from '../data-options.ts';
import { collectSetting, parseList, parseNumber, type Settings } from '../options.ts';

interface ScoreFlags extends DataFlags {
  readonly data: string;
  readonly what?: readonly string[];
  readonly quantile?: number;
  readonly steps?: number;
  readonly out?: string;
  readonly json?: boolean;
  readonly params?: string;
  readonly set?: Settings;
  readonly model?: string;
}

export function addScoreCommand(program: Command): void {
  const command = program
    .command('score')
    .description('says how probable data are under a fit, and what is probable given them')
    .argument('<run>', 'a run folder, or a spec `model.gen` with --params')
    .requiredOption(
      '--data <file>',
      'the data: a table, JSON, text or arrays; x=a.npy,y=b.npy for several files',
    )
    .option(
      '--what <list>',
      'logProb, posterior, filter, decode, predict, impute, forecast, anomaly: any of them, joined by commas (default: logProb)',
      parseList,
    );
  addDataOptions(command, true)
    .option(
      '--quantile <0.99>',
      'for anomaly: the quantile of the training scores above which a row is odd',
      parseNumber,
    )
    .option('--steps <10>', 'for forecast: how many steps after the data (default: 1)', parseNumber)
    .option(
      '--out <file>',
      'write there, by the name as .csv or .tsv (a line for each row), .json, .jsonl or .npy',
    )
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
  const { checkQueries, scoreFit, scoresToTable, scoreText } = await import('../score/score-fit.ts');
  const { formatScores } = await import('../score/format-scores.ts');
  const { isDrawnWhole } = await import('../whole-draws.ts');
  const { completedTable } = await import('../score/completed-table.ts');
  const { openFit } = await import('../open-fit.ts');
  const { readDataFile } = await import('../../runtime/data/read-data.ts');
  const { dataPaths, readOptions } = await import('../data-options.ts');
  const { refuseIdleColumns } = await import('../read-data.ts');
  const { print, printJson, say } = await import('../output.ts');
  const { outputFormat, writeOutput } = await import('../write-output.ts');
  const what = flags.what ?? ['logProb'];
  checkQueries(what);
  const format = outputFormat(flags.out, flags.json === true);
  const { fit, reading } = await openFit(path, flags);
  // To predict a variable is to leave it out; the other questions need all of them.
  const partial = what.every((query) => query === 'predict');
  const isImputeAlone = what.every((query) => query === 'impute');
  const { data, columns: found } = await readDataFile(dataPaths(flags.data), fit.definition, {
    ...readOptions(flags, reading),
    partial,
    levels: fit.levels,
    trained: fit.training !== null,
  });
  refuseIdleColumns(flags.data, found, flags);
  const scores = scoreFit(fit, data, what, flags);
  if (flags.out !== undefined) {
    const table = () =>
      isImputeAlone && scores.impute !== undefined
        ? completedTable(fit, data, scores.impute, { ...reading, map: { ...reading.map, ...found } })
        : scoresToTable(fit, scores, reading.group);
    say(writeOutput(flags.out, formatScores(format, scores, table, isDrawnWhole(fit.definition))));
  }
  if (flags.json === true) await printJson(scores);
  else if (flags.out === undefined) await print(scoreText(fit, scores, reading.group));
}
