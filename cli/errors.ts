// What can go wrong, and the exit code that says so: 0 done, 1 the spec or the data are wrong (or a file cannot be
// read or written), 2 usage, 70 a bug of ours.

export const exitCodes = { done: 0, input: 1, usage: 2, bug: 70 } as const;

/** Something about the user's files: one clear message, exit 1. */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** What to change; null where it would be a guess. */
  readonly fix: string | null;

  constructor(problem: string, fix: string | null = null) {
    super(fix === null ? problem : `${problem}\nfix: ${fix}`);
    this.fix = fix;
  }
}

/** The command line itself is wrong: exit 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The diagnostics have been printed already; only the exit code is left to say. */
export class ReportedError extends Error {
  override readonly name = 'ReportedError';
  /** For `--json`: the diagnostics as the protocol has them. */
  readonly diagnostics: readonly unknown[];

  constructor(message: string, diagnostics: readonly unknown[] = []) {
    super(message);
    this.diagnostics = diagnostics;
  }
}

/** Errors of the runtime about data, options and fits; told by name, so that the runtime need not be loaded. */
const runtimeErrors = new Set(['InputError', 'DataError', 'FitError', 'TrainError']);

export interface Failure {
  readonly exitCode: number;
  /** Null: it was said already. */
  readonly message: string | null;
}

export function describeFailure(error: unknown): Failure {
  if (error instanceof ReportedError) return { exitCode: exitCodes.input, message: null };
  if (error instanceof UsageError) return { exitCode: exitCodes.usage, message: `error: ${error.message}` };
  if (error instanceof Error && (error instanceof UserError || runtimeErrors.has(error.name)))
    return { exitCode: exitCodes.input, message: `error: ${error.message}` };
  const system = describeSystemError(error) ?? describeMemoryError(error);
  if (system !== null) return { exitCode: exitCodes.input, message: `error: ${system}` };
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    exitCode: exitCodes.bug,
    message: `internal error: this is a bug in gen, not in your files; please report it with what follows\n${detail}`,
  };
}

const systemProblems: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is a file, not a folder',
  ELOOP: 'its links lead in a circle',
  EISDIR: 'this is a folder, not a file',
  EEXIST: 'it exists already',
  EFBIG: 'the file would be too large',
  EIO: 'the device failed',
  ENAMETOOLONG: 'the name is too long',
};

/** What the operating system refuses, in words; null for any other error. */
export function systemProblem(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  return systemProblems[error.code] ?? null;
}

/** The same with the path it is about (`about` where the error does not say it). */
export function describeSystemError(error: unknown, about: string | null = null): string | null {
  const problem = systemProblem(error);
  if (problem === null) return null;
  const path =
    error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : about;
  return path === null ? problem : `${path}: ${problem}`;
}

/** An array that no memory holds: V8 refuses it by one of these messages. */
function describeMemoryError(error: unknown): string | null {
  if (!(error instanceof RangeError)) return null;
  if (!/^(Array buffer allocation failed|Invalid (typed )?array length)/.test(error.message)) return null;
  return 'the arrays of this model at these sizes do not fit into memory\nfix: choose smaller sizes, or fewer rows';
}
