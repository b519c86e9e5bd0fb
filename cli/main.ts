// The command line: which command, which exit code. Commands load what they need when they run, so that
// `gen --version` and `gen check` stay quick.

import { Command, CommanderError } from 'commander';
import { addBuildCommand } from './commands/build.ts';
import { addCheckCommand } from './commands/check.ts';
import { addDataCommand } from './commands/data.ts';
import { addExplainCommand } from './commands/explain.ts';
import { addFormatCommand } from './commands/format.ts';
import { addSampleCommand } from './commands/sample.ts';
import { addScoreCommand } from './commands/score.ts';
import { addScriptCommand } from './commands/script.ts';
import { addTrainCommand } from './commands/train.ts';
import { addVerifyCommand } from './commands/verify.ts';
import { describeFailure, exitCodes, ReportedError, type Failure } from './errors.ts';
import { printJson, say } from './output.ts';

/** Runs `gen` with these arguments and sets the exit code of the process. */
export async function runCommandLine(args: readonly string[], version: string): Promise<void> {
  const program = buildProgram(version);
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    process.exitCode = await reportFailure(error, args.includes('--json'));
  }
}

export function buildProgram(version: string): Command {
  const program = new Command('gen')
    .description(
      'Compiles specs of generative models, fits them to data, and samples, scores and explains them.',
    )
    .version(version, '-V, --version')
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(text) });
  addCheckCommand(program);
  addFormatCommand(program);
  addExplainCommand(program);
  addBuildCommand(program);
  addTrainCommand(program, version);
  addSampleCommand(program);
  addScoreCommand(program);
  addScriptCommand(program);
  addVerifyCommand(program);
  addDataCommand(program);
  return program;
}

/** Says what went wrong and returns the exit code. With `--json` standard output has one object all the same. */
async function reportFailure(error: unknown, json: boolean): Promise<number> {
  const failure = error instanceof CommanderError ? commanderFailure(error) : describeFailure(error);
  if (failure.message !== null) say(failure.message);
  if (json && failure.exitCode !== exitCodes.done) {
    const said = failure.message ?? (error instanceof Error ? error.message : String(error));
    const message = said.replace(/^error: /, '');
    const diagnostics = error instanceof ReportedError ? { diagnostics: error.diagnostics } : {};
    await printJson({ error: message, ...diagnostics });
  }
  return failure.exitCode;
}

/** Commander has printed the message, or the help or version that was asked for. */
function commanderFailure({ exitCode }: CommanderError): Failure {
  return { exitCode: exitCode === 0 ? exitCodes.done : exitCodes.usage, message: null };
}
