// `gen check FILE...`: every diagnostic of every file.

import type { Command } from 'commander';

interface CheckFlags {
  readonly brief?: boolean;
  readonly json?: boolean;
}

export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .description('says everything that is wrong with specs')
    .argument('<file...>', 'specs, `model.gen`')
    .option('--brief', 'one line each: file:line:column, what is wrong')
    .option('--json', 'print one JSON object, diagnostics in the shape of the Language Server Protocol')
    .action(checkFiles);
}

async function checkFiles(paths: readonly string[], flags: CheckFlags): Promise<void> {
  const [
    { check },
    { countErrors },
    { createSpecReader },
    { ReportedError },
    { hasColor, print, printJson, say },
  ] = await Promise.all([
    import('../../compiler/index.ts'),
    import('../spec.ts'),
    import('../spec-reader.ts'),
    import('../errors.ts'),
    import('../output.ts'),
  ]);
  const { open, read } = createSpecReader();
  const { diagnostics } = check(paths.map(open), { read });
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  if (flags.json === true) {
    const { diagnosticToJson } = await import('../../compiler/diagnostics/to-json.ts');
    await printJson({ diagnostics: diagnostics.map(diagnosticToJson) });
    process.exitCode = errors > 0 ? 1 : 0;
    return;
  }
  if (flags.brief === true) {
    const { renderLine } = await import('../../compiler/diagnostics/render-line.ts');
    await print(diagnostics.map((diagnostic) => `${renderLine(diagnostic)}\n`).join(''));
  } else if (diagnostics.length > 0) {
    const { renderDiagnostics } = await import('../../compiler/diagnostics/render-terminal.ts');
    const { pointToPages } = await import('../error-pages.ts');
    const pointer = pointToPages(diagnostics.map(({ code }) => code));
    const messages = renderDiagnostics(diagnostics, { color: hasColor(process.stdout) });
    await print(pointer === null ? messages : `${messages}\n${pointer}\n`);
  }
  if (errors > 0) throw new ReportedError(countErrors(errors));
  say(paths.length === 1 ? `${paths[0] ?? ''} is fine` : `${String(paths.length)} files are fine`);
}
