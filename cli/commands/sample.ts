// `gen sample RUN -n 100`: draws of the observed variables from a fit.

import type { Command } from 'commander';
import {
  collectColumns,
  collectGiven,
  collectRows,
  collectSetting,
  parsePositiveInteger,
  parseSeed,
  type ColumnMap,
  type Settings,
} from '../options.ts';

interface SampleFlags {
  readonly n?: number;
  readonly seed: number;
  readonly rows?: Readonly<Record<string, number>>;
  readonly given?: Readonly<Record<string, unknown>>;
  readonly givenData?: string;
  readonly map?: ColumnMap;
  readonly group?: ColumnMap;
  readonly latents?: boolean;
  readonly out?: string;
  readonly json?: boolean;
  readonly params?: string;
  readonly set?: Settings;
  readonly model?: string;
}

export function addSampleCommand(program: Command): void {
  program
    .command('sample')
    .description('draws data from a fitted model')
    .argument('<run>', 'a run folder, or a spec `model.gen` with --params')
    .option(
      '-n <rows>',
      'rows of the outermost plate (default: 100, or as --given-data)',
      parsePositiveInteger,
    )
    .option('--seed <number>', 'the same seed gives the same draws', parseSeed, 1)
    .option('--rows <plate=5>', 'rows of an inner plate in each row around it; may be repeated', collectRows)
    .option(
      '--given <y=2>',
      'an input, one value for all rows (arrays as x=1,2); may be repeated',
      collectGiven,
    )
    .option('--given-data <file>', 'a data file with the inputs of each row')
    .option('--map <x=a,b>', 'the columns of a variable (default: those of the training)', collectColumns)
    .option(
      '--group <game=id>',
      'the column that says which rows belong together (default: as in the training)',
      collectColumns,
    )
    .option('--latents', 'draw the latent variables too')
    .option(
      '--out <file>',
      'write there, by the name as .csv, .tsv, .json, .jsonl, .npy or .txt (standard output: CSV)',
    )
    .option('--json', 'print one JSON object')
    .option(
      '--params <file>',
      'the values of the params, `{name: nested arrays}`, for a spec in place of a run',
    )
    .option('--set <K=3>', 'a hyperparameter, for a spec in place of a run; may be repeated', collectSetting)
    .option('--model <name>', 'which model of a spec')
    .action(sampleFit);
}

async function sampleFit(path: string, flags: SampleFlags): Promise<void> {
  const { openFit } = await import('../open-fit.ts');
  const { readingOf } = await import('../data-options.ts');
  const { readInputs, rowsOfInputs } = await import('../read-data.ts');
  const { formatValues } = await import('../format-values.ts');
  const { definitionOfDraws, inputsOfDraws, isDrawnWhole } = await import('../whole-draws.ts');
  const { toCsv, valuesToTable } = await import('../table.ts');
  const { print, printJson, say } = await import('../output.ts');
  const { UsageError } = await import('../errors.ts');
  const { outputFormat, writeOutput } = await import('../write-output.ts');
  const format = outputFormat(flags.out, flags.json === true);
  const opened = await openFit(path, flags);
  const { fit } = opened;
  const { group, split } = readingOf(flags, opened.reading);
  // Of a file with inputs all rows are read: --rows says here how many to draw.
  const inputFlags = {
    ...(flags.map === undefined ? {} : { map: flags.map }),
    ...(flags.group === undefined ? {} : { group: flags.group }),
  };
  const inputs =
    flags.givenData === undefined ? null : await readInputs(flags.givenData, fit, inputFlags, opened.reading);
  // What is drawn as a whole has all inputs in each draw.
  const whole = isDrawnWhole(fit.definition);
  if (!whole && inputs !== null && flags.n !== undefined && flags.n !== inputs.rows)
    throw new UsageError(`-n ${String(flags.n)}: --given-data has inputs for ${String(inputs.rows)} rows`);
  const given = { ...inputs?.values, ...flags.given };
  const count = (whole ? null : inputs?.rows) ?? flags.n ?? (inputs === null ? 100 : 1);
  const options = {
    seed: flags.seed,
    ...(Object.keys(given).length === 0 ? {} : { given }),
    rows: { ...rowsOfInputs(fit.definition, inputs?.values ?? {}), ...flags.rows },
  };
  const draws = flags.latents === true ? fit.simulate(count, options) : fit.sample(count, options);
  // A table with the inputs is one that can be read again.
  const values = { ...inputsOfDraws(fit.definition, inputs?.values ?? {}, count), ...draws };
  const definition = definitionOfDraws(fit.definition);
  const variables = definition.variables.filter(({ name }) => Object.hasOwn(values, name));
  const request = {
    definition,
    values,
    variables,
    columns: { ...opened.columns, ...flags.map },
    group,
    split,
  };
  if (flags.out !== undefined) say(writeOutput(flags.out, formatValues(format, request)));
  if (flags.json === true) await printJson(flags.out === undefined ? values : { out: flags.out });
  else if (flags.out === undefined) await print(toCsv(valuesToTable(request)));
}
