// `gen explain FILE`: the derivation of its models.

import type { Command } from 'commander';

interface ExplainFlags {
  readonly model?: string;
  readonly json?: boolean;
}

export function addExplainCommand(program: Command): void {
  program
    .command('explain')
    .description('prints how a model is fitted and queried, and why that way')
    .argument('<file>', 'a spec, `model.gen`')
    .option('--model <name>', 'one model of the file only')
    .option('--json', 'print one JSON object')
    .action(explainFile);
}

async function explainFile(path: string, flags: ExplainFlags): Promise<void> {
  const { explain } = await import('../../compiler/index.ts');
  const { readSpec, reportDiagnostics } = await import('../spec.ts');
  const { print, printJson } = await import('../output.ts');
  const { UserError } = await import('../errors.ts');
  const { diagnostics, explanations } = explain(readSpec(path));
  await reportDiagnostics(diagnostics);
  const chosen = explanations.filter(({ model }) => flags.model === undefined || model === flags.model);
  if (chosen.length === 0)
    throw new UserError(
      flags.model === undefined
        ? `${path}: there is no model in this file`
        : `${path}: there is no model \`${flags.model}\``,
    );
  if (flags.json === true) await printJson({ models: chosen });
  else await print(chosen.map(({ text }) => `${text.trimEnd()}\n`).join('\n'));
}
