// `gen format FILE...`: specs in the one layout of the language.

import type { Command } from 'commander';
import type { SourceFile } from '../../compiler/index.ts';

interface FormatFlags {
  readonly check?: boolean;
}

const about = `
The layout has no options: two blanks for each level, the columns of statements below each other aligned, lines broken
at 100 characters. Comments stay where they are, and formatting twice changes nothing.

A file is written only when its layout changes, and whole or not at all. A file with mistakes of syntax is left alone:
they are printed, and the exit code is 1. With - for a file, standard input is read and the result goes to standard
output.

With --check the files whose layout differs are named on standard output, one a line, and the exit code is 1 if there
are any.`;

export function addFormatCommand(program: Command): void {
  program
    .command('format')
    .description('lays out specs in the one way of the language')
    .argument('<file...>', 'specs, `model.gen`; - for standard input')
    .option('--check', 'write nothing; name the files whose layout differs')
    .addHelpText('after', about)
    .action(formatFiles);
}

interface Formatted {
  readonly path: string;
  readonly before: string;
  /** Null where the text has mistakes. */
  readonly after: string | null;
}

async function formatFiles(paths: readonly string[], flags: FormatFlags): Promise<void> {
  const { format } = await import('../../compiler/format/format.ts');
  const { ReportedError } = await import('../errors.ts');
  // All are read before the first is written: a file that is not there leaves everything as it was.
  const files = await readFiles(paths);
  const results: Formatted[] = [];
  for (const [index, file] of files.entries()) {
    const { value, diagnostics } = format(file);
    if (diagnostics.length > 0) await sayDiagnostics(diagnostics);
    results.push({ path: paths[index] ?? file.path, before: file.text, after: value });
  }
  if (flags.check === true) await nameDifferent(results);
  else for (const result of results) await writeBack(result);
  if (results.some(({ after }) => after === null)) throw new ReportedError('a spec has mistakes');
}

async function readFiles(paths: readonly string[]): Promise<readonly SourceFile[]> {
  const { createSpecReader } = await import('../spec-reader.ts');
  const { open } = createSpecReader();
  const files: SourceFile[] = [];
  for (const path of paths) files.push(path === '-' ? await readStandardInput() : open(path));
  return files;
}

async function readStandardInput(): Promise<SourceFile> {
  const { buffer } = await import('node:stream/consumers');
  const { UserError } = await import('../errors.ts');
  const bytes = await buffer(process.stdin);
  try {
    return { path: 'standard input', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    throw new UserError('standard input: this is not UTF-8 text');
  }
}

async function sayDiagnostics(
  diagnostics: Parameters<
    typeof import('../../compiler/diagnostics/render-terminal.ts').renderDiagnostics
  >[0],
): Promise<void> {
  const { renderDiagnostics } = await import('../../compiler/diagnostics/render-terminal.ts');
  const { hasColor, say } = await import('../output.ts');
  say(renderDiagnostics(diagnostics, { color: hasColor(process.stderr) }));
}

async function nameDifferent(results: readonly Formatted[]): Promise<void> {
  const { printLine, say } = await import('../output.ts');
  const { ReportedError } = await import('../errors.ts');
  const different = results.filter(({ before, after }) => after !== null && after !== before);
  for (const { path } of different) await printLine(path);
  if (different.length === 0) return;
  const files = different.flatMap(({ path }) => (path === '-' ? [] : path));
  if (files.length > 0) say(`fix: run \`gen format ${files.join(' ')}\``);
  throw new ReportedError('the layout differs');
}

async function writeBack({ path, before, after }: Formatted): Promise<void> {
  const { print, say } = await import('../output.ts');
  if (path === '-') {
    if (after !== null) await print(after);
    return;
  }
  if (after === null) return;
  if (after === before) {
    say(`${path} is as it should be`);
    return;
  }
  const { realpathSync, statSync, chmodSync } = await import('node:fs');
  const { writeFileWhole } = await import('../write-file.ts');
  // Written in the place of the old file: through a link, and for the same readers.
  const place = realpathSync(path);
  const { mode } = statSync(place);
  writeFileWhole(place, after);
  chmodSync(place, mode);
  say(`formatted ${path}`);
}
