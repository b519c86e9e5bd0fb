// What can be wrong with what a person hands to the runtime. One error, one mistake, one message whose first
// line stands alone; bugs of ours are plain `Error`s that begin with "internal:".

/** Base of all errors about user input, so that a command line can tell them from bugs. */
export class InputError extends Error {
  override readonly name: string = 'InputError';
  /** What is wrong: the message without its fix. */
  readonly summary: string;
  /** What to change, as a sentence without a full stop; null where it would be a guess. */
  readonly fix: string | null;

  constructor(summary: string, fix: string | null = null) {
    super(fix === null ? summary : `${summary}\nfix: ${fix}`);
    this.summary = summary;
    this.fix = fix;
  }
}

/** Where in the user's data something was found. */
export interface DataPlace {
  readonly variable?: string | null;
  /** One-based, as people count: `[3]`, or `[3, 2]` for the second inner row of the third outer row. */
  readonly row?: readonly number[];
  /** Of a sequence in that row, one-based too. */
  readonly step?: number;
  readonly file?: string | null;
  readonly line?: number | null;
  readonly column?: string | null;
}

/** The data are not what the spec declares. */
export class DataError extends InputError {
  override readonly name: string = 'DataError';
  readonly place: DataPlace;
  readonly problem: string;

  constructor(place: DataPlace, problem: string, fix: string | null = null) {
    const where = describePlace(place);
    super(where === '' ? problem : `${where}: ${problem}`, fix);
    this.place = place;
    this.problem = problem;
  }
}

/** A fit file, or the values of parameters, cannot be used with this model. */
export class FitError extends InputError {
  override readonly name: string = 'FitError';
}

/** Training cannot start or cannot go on: an option, a hyperparameter, or a likelihood without a maximum. */
export class TrainError extends InputError {
  override readonly name: string = 'TrainError';
}

/** `1 row`, `2 rows`. */
export function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `faithful.csv, line 4, column eruptions, variable x, row 3` with only the parts that are known. */
function describePlace(place: DataPlace): string {
  const parts: string[] = [];
  if (typeof place.file === 'string') parts.push(place.file);
  if (typeof place.line === 'number') parts.push(`line ${String(place.line)}`);
  if (typeof place.column === 'string') parts.push(`column \`${place.column}\``);
  if (typeof place.variable === 'string') parts.push(`variable \`${place.variable}\``);
  if (place.row !== undefined && place.row.length > 0)
    parts.push(`row ${place.row.map(String).join(', inner row ')}`);
  if (place.step !== undefined) parts.push(`step ${String(place.step)}`);
  return parts.join(', ');
}
