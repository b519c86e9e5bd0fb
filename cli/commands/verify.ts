// `gen verify FILE`: a compiled model against itself, and how far it agrees.

import type { Command } from 'commander';
import { collectSetting, parseSeed, type Settings } from '../options.ts';
import type { Paint } from '../../compiler/diagnostics/paint.ts';
import type { Verdict } from '../verify/check.ts';

interface VerifyFlags {
  readonly model?: string;
  readonly set?: Settings;
  readonly seed?: number;
  readonly json?: boolean;
}

export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .description('checks a compiled model against itself, and prints how far it agrees')
    .argument('<file>', 'a spec, `model.gen`')
    .option('--model <name>', 'which model of the file')
    .option('--set <K=3>', 'a hyperparameter; may be repeated', collectSetting)
    .option('--seed <number>', 'the same seed makes the same checks (default: 1)', parseSeed)
    .option('--json', 'print one JSON object')
    .action(verifyFile);
}

async function verifyFile(path: string, flags: VerifyFlags): Promise<void> {
  const { compileSpec } = await import('../spec.ts');
  const { loadModel } = await import('../load-module.ts');
  const { analyse, quietHost } = await import('../../compiler/pipeline.ts');
  const { createSpecReader } = await import('../spec-reader.ts');
  const { verifyModel } = await import('../verify/verify-model.ts');
  const { hasColor, printJson, printLine, say } = await import('../output.ts');
  const { paintFor } = await import('../../compiler/diagnostics/paint.ts');
  const { exitCodes, ReportedError } = await import('../errors.ts');

  const compiled = await compileSpec(path, flags.model);
  const { open, read } = createSpecReader();
  const subject = {
    analysis: analyse(open(path), { ...quietHost, read }),
    derivation: compiled.derivation,
    model: await loadModel(compiled.code, compiled.moduleName, compiled.model.name),
    load: (code: string, name: string) => loadModel(code, compiled.moduleName, name),
    set: flags.set ?? {},
    seed: flags.seed ?? 1,
  };
  const verdicts = await verifyModel(subject);
  const failed = verdicts.filter(({ verdict }) => verdict === 'failed');
  if (flags.json === true) await printJson({ model: compiled.model.name, checks: verdicts.map(asJson) });
  else {
    const paint = paintFor('error', hasColor(process.stdout));
    await printLine(`${paint.strong(compiled.model.name)}\n${table(verdicts, paint)}`);
  }
  if (failed.length === 0) return;
  const message = `${failed.map(({ name }) => name).join(', ')} failed: this is a bug of ours, or of numbers too far out`;
  say(message);
  if (flags.json === true) {
    // The object is printed already.
    process.exitCode = exitCodes.input;
    return;
  }
  throw new ReportedError(message, []);
}

/** JSON has no infinity: what is not finite is null, and the verdict says the rest. */
function asJson(verdict: Verdict) {
  const { worst } = verdict;
  return { ...verdict, worst: worst === null || !Number.isFinite(worst) ? null : worst };
}

function table(verdicts: readonly Verdict[], { primary, strong }: Paint): string {
  const head = ['', 'check', 'cases', 'worst', 'tolerance', 'what agrees'];
  const rows = verdicts.map(({ verdict, name, cases, worst, tolerance, meaning, note }) => [
    verdict,
    name,
    cases === 0 ? '' : String(cases),
    worst === null || cases === 0 ? '' : brief(worst),
    tolerance === null || cases === 0 ? '' : brief(tolerance),
    note === null ? meaning : `${meaning} (${note})`,
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => {
          const width = column === row.length - 1 ? 0 : (widths[column] ?? 0);
          const text = column >= 2 && column <= 4 ? cell.padStart(width) : cell.padEnd(width);
          if (row === head) return strong(text);
          return cell === 'failed' ? primary(text) : text;
        })
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `  ${line}`)
    .join('\n');
}

function brief(value: number): string {
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return 'no number';
  return value >= 0.01 && value < 1000 ? value.toFixed(2) : value.toExponential(1);
}
