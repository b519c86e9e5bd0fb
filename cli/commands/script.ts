// `gen script FILE`: a program that loads a fit and draws from it, to start one's own from.

import { basename, dirname, join, relative } from 'node:path';
import type { Command } from 'commander';

interface ScriptFlags {
  readonly model?: string;
  readonly out?: string;
  readonly force?: boolean;
}

export function addScriptCommand(program: Command): void {
  program
    .command('script')
    .description('writes a TypeScript program that loads a fit and draws from it, to start your own from')
    .argument('<file>', 'a spec, `model.gen`')
    .option('--model <name>', 'which model of the file')
    .option(
      '--out <file>',
      'where to write it (default: `model.sample.ts` beside the spec); `-`: standard output',
    )
    .option('--force', 'replace a file that is there')
    .action(writeScript);
}

async function writeScript(path: string, flags: ScriptFlags): Promise<void> {
  const { existsSync } = await import('node:fs');
  const { format } = await import('prettier');
  const { compileSpec } = await import('../spec.ts');
  const { sampleScript } = await import('../script/sample-script.ts');
  const { makeFolders, writeFileWhole } = await import('../write-file.ts');
  const { print, say } = await import('../output.ts');
  const { UserError } = await import('../errors.ts');

  const { model, derivation, moduleName } = await compileSpec(path, flags.model);
  const stem = basename(path).replace(/\.gen$/, '');
  const out = flags.out ?? join(dirname(path), `${stem}.sample.ts`);
  const toModule = relative(out === '-' ? '.' : dirname(out), join(dirname(path), moduleName));
  const text = sampleScript({
    model,
    spec: basename(path),
    script: out === '-' ? `${stem}.sample.ts` : basename(out),
    module: /^\.\.?\//.test(toModule) ? toModule : `./${toModule}`,
    hasLatents: derivation.latents.length > 0,
  });
  const laidOut = await format(text, { parser: 'typescript', printWidth: 110, singleQuote: true });
  if (out === '-') {
    await print(laidOut);
    return;
  }
  // It is meant to be changed by hand: what was written there is not thrown away.
  if (existsSync(out) && flags.force !== true)
    throw new UserError(`${out}: there is a file already`, 'give another --out, or --force to replace it');
  makeFolders(dirname(out));
  writeFileWhole(out, laidOut);
  say(`wrote ${out}`);
}
