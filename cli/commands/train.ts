// `gen train FILE --data DATA`: compile, fit, and write a run folder.

import type { Command } from 'commander';
import {
  collectColumns,
  collectSetting,
  parsePositiveInteger,
  parseSeed,
  type ColumnMap,
  type Settings,
} from '../options.ts';

interface TrainFlags {
  readonly data: string;
  readonly model?: string;
  readonly map?: ColumnMap;
  readonly group?: ColumnMap;
  readonly set?: Settings;
  readonly method?: string;
  readonly init?: string;
  readonly iterations?: number;
  readonly seed?: number;
  readonly out?: string;
  readonly json?: boolean;
}

export function addTrainCommand(program: Command, version: string): void {
  program
    .command('train')
    .description('fits a model to data and writes a run folder: fit, metrics, report, module')
    .argument('<file>', 'a spec, `model.gen`')
    .requiredOption('--data <file>', 'the data, CSV or JSON')
    .option('--model <name>', 'which model of the file')
    .option('--map <x=a,b>', 'the columns of a variable; may be repeated', collectColumns)
    .option(
      '--group <game=id>',
      'the column that says which rows of a long table belong together; may be repeated',
      collectColumns,
    )
    .option('--set <K=3>', 'a hyperparameter; may be repeated', collectSetting)
    .option('--method <name>', 'refuse unless the model is fitted by this method: mle, map or em')
    .option('--init <file>', 'params to start from, `{name: nested arrays}`')
    .option('--iterations <number>', 'iterations of one restart at most', parsePositiveInteger)
    .option('--seed <number>', 'the same seed gives the same fit (default: 1)', parseSeed)
    .option('--out <folder>', 'the run folder (default: runs/<model>-<number>)')
    .option('--json', 'print one JSON object')
    .action((file: string, flags: TrainFlags) => trainFile(file, flags, version));
}

async function trainFile(file: string, flags: TrainFlags, version: string): Promise<void> {
  const { compileSpec } = await import('../spec.ts');
  const { loadModel } = await import('../load-module.ts');
  const { defaultRunFolder, draftRun } = await import('../run-folder.ts');
  const { stopSignals } = await import('../stop-signals.ts');
  const { fitModel } = await import('../train/fit-model.ts');
  const { writeRun } = await import('../train/write-run.ts');
  const { printJson, printLine } = await import('../output.ts');

  const compiled = await compileSpec(file, flags.model);
  const folder = flags.out ?? defaultRunFolder(compiled.model.name);
  const draft = draftRun(folder);
  const signals = stopSignals(draft.abandon);
  try {
    const model = await loadModel(compiled.code, compiled.moduleName, compiled.model.name);
    const fitted = await fitModel(model, flags, signals);
    const summary = await writeRun(draft, { compiled, fitted, folder, version, flags });
    draft.commit();
    if (flags.json === true) await printJson(summary.json);
    else await printLine(summary.text);
  } finally {
    signals.release();
    draft.abandon();
  }
}
