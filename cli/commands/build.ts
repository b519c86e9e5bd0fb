// `gen build FILE...`: the modules, beside their specs or in a folder.

import { basename, dirname, join } from 'node:path';
import type { Command } from 'commander';
import type { SpecReader } from '../spec-reader.ts';

interface BuildFlags {
  readonly out?: string;
  readonly check?: boolean;
  readonly watch?: boolean;
  readonly json?: boolean;
}

export function addBuildCommand(program: Command): void {
  program
    .command('build')
    .description('writes the TypeScript modules of specs')
    .argument('<file...>', 'specs, `model.gen`')
    .option('--out <folder>', 'write there instead of beside each spec')
    .option('--check', 'write nothing; fail where a module on disk is not what its spec says')
    .option('--watch', 'build again whenever a spec changes')
    .option('--json', 'print one JSON object')
    .action(buildFiles);
}

interface Built {
  readonly spec: string;
  readonly path: string;
  readonly code: string;
}

async function buildFiles(paths: readonly string[], flags: BuildFlags): Promise<void> {
  const { UsageError } = await import('../errors.ts');
  const { createSpecReader } = await import('../spec-reader.ts');
  if (flags.watch === true && (flags.check === true || flags.json === true))
    throw new UsageError('--watch goes with neither --check nor --json');
  if (flags.watch === true) await watch(paths, flags);
  else await buildOnce(paths, flags, createSpecReader());
}

/** `reader`: knows afterwards which files the modules are made of. */
async function buildOnce(paths: readonly string[], flags: BuildFlags, reader: SpecReader): Promise<void> {
  const { printJson, say } = await import('../output.ts');
  // All are compiled before the first is written: an error leaves everything as it was.
  const built: Built[] = [];
  for (const path of paths) built.push(await buildSpec(path, flags.out, reader));
  await refuseSamePlace(built);
  if (flags.check === true) await compare(built);
  else await writeModules(built);
  if (flags.json === true) await printJson({ modules: built.map(({ spec, path }) => ({ spec, path })) });
  else for (const { path } of built) say(flags.check === true ? `${path} is up to date` : `wrote ${path}`);
}

async function buildSpec(path: string, out: string | undefined, reader: SpecReader): Promise<Built> {
  const { UserError } = await import('../errors.ts');
  const { reportDiagnostics } = await import('../spec.ts');
  const { compile } = await import('../../compiler/index.ts');
  const { open, read } = reader;
  const { diagnostics, module } = await compile(open(path), { host: { read } });
  await reportDiagnostics(diagnostics);
  if (module === null) throw new UserError(`${path}: there is no model in this file`);
  return { spec: path, path: join(out ?? dirname(path), basename(module.path)), code: module.code };
}

/** With --out, specs of one name in different folders would overwrite one another. */
async function refuseSamePlace(built: readonly Built[]): Promise<void> {
  const { UserError } = await import('../errors.ts');
  for (const [i, { spec, path }] of built.entries()) {
    const other = built.slice(0, i).find((earlier) => earlier.path === path && earlier.spec !== spec);
    if (other !== undefined)
      throw new UserError(
        `${path}: both ${other.spec} and ${spec} would be written there`,
        'build them into different folders',
      );
  }
}

async function writeModules(built: readonly Built[]): Promise<void> {
  const { makeFolders, writeFileWhole } = await import('../write-file.ts');
  for (const { path, code } of built) {
    makeFolders(dirname(path));
    writeFileWhole(path, code);
  }
}

async function compare(built: readonly Built[]): Promise<void> {
  const { existsSync, readFileSync } = await import('node:fs');
  const { UserError } = await import('../errors.ts');
  const stale = built.filter(({ path, code }) => !existsSync(path) || readFileSync(path, 'utf8') !== code);
  if (stale.length === 0) return;
  throw new UserError(
    stale.map(({ path, spec }) => `${path}: this is not what ${spec} says`).join('\n'),
    `run \`gen build ${stale.map(({ spec }) => spec).join(' ')}\``,
  );
}

/** Builds each spec when it or a file that it uses changes, until the process is stopped; errors are said. */
async function watch(paths: readonly string[], flags: BuildFlags): Promise<void> {
  const { watchFile } = await import('node:fs');
  const { say } = await import('../output.ts');
  const { describeFailure } = await import('../errors.ts');
  const { createSpecReader } = await import('../spec-reader.ts');
  for (const path of paths) {
    const watched = new Set<string>();
    const build = async (): Promise<void> => {
      const reader = createSpecReader();
      try {
        await buildOnce([path], flags, reader);
      } catch (error) {
        const { message } = describeFailure(error);
        if (message !== null) say(message);
      }
      for (const file of reader.paths) {
        if (!watched.has(file)) watchFile(file, { interval: 200 }, () => void build());
        watched.add(file);
      }
    };
    await build();
  }
}
