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
  const { check } = await import('../../compiler/index.ts');
  const { explainDerivation } = await import('../../compiler/4-plan/explain.ts');
  const { readSpec, reportDiagnostics } = await import('../spec.ts');
  const { print, printJson } = await import('../output.ts');
  const { UserError } = await import('../errors.ts');
  const { derivations, diagnostics } = check([readSpec(path)]);
  await reportDiagnostics(diagnostics);
  const explained = derivations
    .map((derivation) => ({
      model: derivation.model.name,
      method: derivation.method,
      text: explainDerivation(derivation),
    }))
    .filter(({ model }) => flags.model === undefined || model === flags.model.normalize('NFC'));
  if (explained.length === 0)
    throw new UserError(
      `${path}: there is no model ${flags.model === undefined ? 'in this file' : `\`${flags.model}\``}`,
    );
  if (flags.json === true) await printJson({ models: explained });
  else await print(explained.map(({ text }) => `${text}\n`).join('\n'));
}
