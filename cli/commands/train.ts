// `gen train FILE --data DATA`: compile, fit, and write a run folder.

import type { Command } from 'commander';
import { addDataOptions, type DataFlags } from '../data-options.ts';
import {
  collectSettingValues,
  parsePositiveInteger,
  parseSeed,
  parseThreads,
  type SettingValues,
} from '../options.ts';

interface TrainFlags extends DataFlags {
  readonly data: string;
  readonly model?: string;
  readonly set?: SettingValues;
  readonly stream?: boolean;
  readonly select?: string;
  readonly method?: string;
  readonly init?: string;
  readonly iterations?: number;
  readonly seed?: number;
  readonly threads?: number | 'auto';
  readonly out?: string;
  readonly json?: boolean;
}

export function addTrainCommand(program: Command, version: string): void {
  const command = program
    .command('train')
    .description('fits a model to data and writes a run folder: fit, metrics, report, module')
    .argument('<file>', 'a spec, `model.gen`')
    .requiredOption(
      '--data <file>',
      'the data: a table, JSON, text or arrays; x=a.npy,y=b.npy for several files',
    )
    .option('--model <name>', 'which model of the file');
  addDataOptions(command, false)
    .option(
      '--stream',
      'read the rows in chunks at each pass, for data larger than memory: NPY, Parquet, CSV, TSV (default: from 1 GB on)',
    )
    .option(
      '--set <K=3>',
      'a hyperparameter, or several values to compare, K=1..8 or K=2,4,8; may be repeated',
      collectSettingValues,
    )
    .option('--select <criterion>', 'fit every value of --set and keep the best by bic, aic or loglik')
    .option('--method <name>', 'refuse unless the model is fitted by this method: mle, map or em')
    .option('--init <file>', 'params to start from, `{name: nested arrays}`')
    .option('--iterations <number>', 'iterations of one restart at most', parsePositiveInteger)
    .option('--seed <number>', 'the same seed gives the same fit (default: 1)', parseSeed)
    .option('--threads <number>', 'threads that share the rows (default: auto, as many as pay)', parseThreads)
    .option('--out <folder>', 'the run folder (default: runs/<model>-<number>)')
    .option('--json', 'print one JSON object')
    .action((file: string, flags: TrainFlags) => trainFile(file, flags, version));
}

async function trainFile(file: string, flags: TrainFlags, version: string): Promise<void> {
  const { compileSpec } = await import('../spec.ts');
  const { loadModel } = await import('../load-module.ts');
  const { defaultRunFolder, draftRun } = await import('../run-folder.ts');
  const { stopSignals } = await import('../stop-signals.ts');
  const { fitModel, readTrainingData } = await import('../train/fit-model.ts');
  const { selectModel } = await import('../train/select-model.ts');
  const { parseCriterion, settingsGrid } = await import('../train/settings-grid.ts');
  const { writeRun } = await import('../train/write-run.ts');
  const { printJson, printLine } = await import('../output.ts');

  const criterion = flags.select === undefined ? null : parseCriterion(flags.select);
  const grid = settingsGrid(flags.set ?? {}, criterion);
  const compiled = await compileSpec(file, flags.model);
  const folder = flags.out ?? defaultRunFolder(compiled.model.name);
  const draft = draftRun(folder);
  const signals = stopSignals(draft.abandon);
  try {
    const model = await loadModel(compiled.code, compiled.moduleName, compiled.model.name);
    const input = await readTrainingData(model, flags, flags.json === true);
    const { fitted, selection } =
      criterion === null
        ? {
            fitted: await fitModel(model, input, { ...flags, set: grid[0] ?? {} }, signals),
            selection: null,
          }
        : await selectModel(model, input, grid, criterion, flags, signals);
    const summary = await writeRun(draft, { compiled, fitted, selection, folder, version, flags });
    draft.commit();
    if (flags.json === true) await printJson(summary.json);
    else await printLine(summary.text);
  } finally {
    signals.release();
    draft.abandon();
  }
}
