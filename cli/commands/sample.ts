// `gen sample RUN -n 100`: draws of the observed variables from a fit.

import type { Command } from 'commander';
import { collectGiven, collectSetting, parsePositiveInteger, parseSeed, type Settings } from '../options.ts';

interface SampleFlags {
  readonly n: number;
  readonly seed: number;
  readonly given?: Readonly<Record<string, unknown>>;
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
    .option('-n <rows>', 'rows of the outermost plate', parsePositiveInteger, 100)
    .option('--seed <number>', 'the same seed gives the same draws', parseSeed, 1)
    .option('--given <y=2>', 'the value of an input, for all rows; may be repeated', collectGiven)
    .option('--latents', 'draw the latent variables too')
    .option('--out <file>', 'write there, as CSV or JSON by the name (standard output: CSV)')
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
  const { valuesToCsv } = await import('../table.ts');
  const { print, printJson, say } = await import('../output.ts');
  const { outputFormat, writeOutput } = await import('../write-output.ts');
  const format = outputFormat(flags.out, flags.json === true);
  const { fit, columns, group } = await openFit(path, flags);
  const options = { seed: flags.seed, ...(flags.given === undefined ? {} : { given: flags.given }) };
  const values = flags.latents === true ? fit.simulate(flags.n, options) : fit.sample(flags.n, options);
  const variables = fit.definition.variables.filter(({ name }) => Object.hasOwn(values, name));
  const text = (): string =>
    format === 'json'
      ? `${JSON.stringify(values)}\n`
      : valuesToCsv({ definition: fit.definition, values, variables, columns, group });
  if (flags.out !== undefined) {
    writeOutput(flags.out, text());
    say(`wrote ${flags.out}`);
  }
  if (flags.json === true) await printJson(flags.out === undefined ? values : { out: flags.out });
  else if (flags.out === undefined) await print(text());
}
