// `gen explain FILE`: the derivation of its models. `gen explain E0402`: what a code means.

import type { Command } from 'commander';

interface ExplainFlags {
  readonly model?: string;
  readonly json?: boolean;
}

export function addExplainCommand(program: Command): void {
  program
    .command('explain')
    .description('prints how a model is fitted and queried, and why that way; or what a message means')
    .argument('<what...>', 'a spec, `model.gen`, or codes of messages, `E0402`')
    .option('--model <name>', 'one model of the file only')
    .option('--json', 'print one JSON object')
    .action(explain);
}

async function explain(what: readonly string[], flags: ExplainFlags): Promise<void> {
  const { looksLikeCode } = await import('../error-pages.ts');
  const { UsageError } = await import('../errors.ts');
  const [first = '', ...more] = what;
  if (what.every(looksLikeCode)) await explainCodes(what, flags);
  else if (more.length === 0) await explainFile(first, flags);
  else throw new UsageError('say one spec, or codes of messages only');
}

async function explainCodes(codes: readonly string[], flags: ExplainFlags): Promise<void> {
  const { findPage, renderPage } = await import('../error-pages.ts');
  const { hasColor, print, printJson } = await import('../output.ts');
  const { paintFor } = await import('../../compiler/diagnostics/paint.ts');
  const pages = codes.map(findPage);
  const { strong } = paintFor('note', hasColor(process.stdout));
  if (flags.json === true) await printJson({ pages });
  else await print(pages.map(({ text }) => renderPage(text, strong)).join('\n'));
}

async function explainFile(path: string, flags: ExplainFlags): Promise<void> {
  const { check, hasErrors } = await import('../../compiler/index.ts');
  const { explainStage } = await import('../../compiler/4-plan/explain.ts');
  const { reportDiagnostics } = await import('../spec.ts');
  const { createSpecReader } = await import('../spec-reader.ts');
  const { print, printJson } = await import('../output.ts');
  const { UserError } = await import('../errors.ts');
  const { open, read } = createSpecReader();
  const { derivations, stages, diagnostics } = check([open(path)], { read });
  const explained = stages
    .map((stage) => ({
      model: stage.model.name,
      method: stage.kind === 'taken' ? stage.method : null,
      text: explainStage(stage, derivations),
    }))
    .filter(({ model }) => flags.model === undefined || model === flags.model.normalize('NFC'));
  const text = explained.map((each) => `${each.text}\n`).join('\n');
  // How far planning went comes before what stopped it.
  if (flags.json !== true && hasErrors(diagnostics)) await print(text);
  // Notes are about the text, which `gen check` is asked for.
  await reportDiagnostics(diagnostics.filter(({ severity }) => severity !== 'note'));
  if (explained.length === 0)
    throw new UserError(
      `${path}: there is no model ${flags.model === undefined ? 'in this file' : `\`${flags.model}\``}`,
    );
  if (flags.json === true) await printJson({ models: explained });
  else await print(text);
}
