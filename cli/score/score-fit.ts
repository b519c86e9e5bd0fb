// The answers of `gen score`, as one object and as a table.

import { forecastObstacle } from '../../runtime/fit/forecast.ts';
import { platePath } from '../../runtime/data/plates.ts';
import type { VariableDefinition } from '../../runtime/model/definition.ts';
import type { AnyFit, AnyValues } from '../../runtime/model/model.ts';
import { UsageError, UserError } from '../errors.ts';
import { formatObjective } from '../report/format-number.ts';
import type { ColumnMap } from '../options.ts';
import { toCsv, valuesToTable } from '../table.ts';

export interface Scores {
  readonly total?: number;
  /** One for each row of the outermost plate; null where rows have no density of their own. */
  readonly rows?: readonly number[] | null;
  readonly posterior?: AnyValues;
  readonly filter?: AnyValues;
  readonly decode?: AnyValues;
  readonly predict?: AnyValues;
  readonly impute?: AnyValues;
  /** Of the steps after the data. */
  readonly forecast?: AnyValues;
  readonly anomaly?: {
    readonly rows: readonly number[];
    readonly quantile: number;
    /** Null for a fit that was not trained. */
    readonly threshold: number | null;
    readonly flagged: readonly boolean[] | null;
  };
}

const queries = ['logProb', 'posterior', 'filter', 'decode', 'predict', 'impute', 'forecast', 'anomaly'];

/** Error: `UsageError` for a question that does not exist. */
export function checkQueries(what: readonly string[]): void {
  for (const query of what) {
    if (queries.includes(query)) continue;
    throw new UsageError(`--what ${query}: this is no question; the questions are ${queries.join(', ')}`);
  }
  if (what.includes('forecast') && what.length > 1)
    throw new UsageError('--what forecast: its steps come after those of the data, so ask for it alone');
}

export interface ScoreSettings {
  /** Of the training rows' scores, above which a row is flagged. */
  readonly quantile?: number;
  /** Of a forecast. */
  readonly steps?: number;
}

export function scoreFit(
  fit: AnyFit,
  data: AnyValues,
  what: readonly string[],
  { quantile, steps }: ScoreSettings = {},
): Scores {
  const { kernels, filterObstacle, name, variables } = fit.definition;
  const refuse = (query: string, why: string): never => {
    throw new UserError(`model \`${name}\` has no \`${query}\`: ${why}`);
  };
  if (what.includes('posterior') && kernels.posterior === null)
    refuse('posterior', 'it has no finite latents or missing values');
  if (what.includes('filter') && kernels.filter === null)
    refuse('filter', filterObstacle ?? 'none is derived');
  if (what.includes('decode') && kernels.decode === null)
    refuse('decode', 'it has no finite latents or missing values');
  if (what.includes('impute') && !variables.some(({ role, optional }) => role === 'observe' && optional))
    refuse('impute', 'none of its observations may be missing (`T?`)');
  const unforeseen = what.includes('forecast') ? forecastObstacle(fit.definition) : null;
  if (unforeseen !== null) refuse('forecast', unforeseen);
  if (what.includes('predict') && kernels.predictParents === null && kernels.predictLeaves === null)
    refuse('predict', 'no prediction is derived for it');
  const score = what.includes('logProb') ? fit.logProb(data) : null;
  const predict = what.includes('predict') ? fit.predict(data) : null;
  if (predict !== null && Object.keys(predict).length === 0)
    throw new UserError(
      'nothing of what the model observes has a prediction that is derived',
      'ask for something else',
    );
  return {
    ...(score === null ? {} : { total: score.total, rows: score.rows === null ? null : [...score.rows] }),
    ...(what.includes('posterior') ? { posterior: fit.posterior(data) } : {}),
    ...(what.includes('filter') ? { filter: fit.filter(data) } : {}),
    ...(what.includes('decode') ? { decode: fit.decode(data) } : {}),
    ...(predict === null ? {} : { predict }),
    ...(what.includes('impute') ? { impute: fit.impute(data) } : {}),
    ...(what.includes('forecast')
      ? { forecast: fit.forecast(data, steps === undefined ? {} : { steps }) }
      : {}),
    ...(what.includes('anomaly') ? { anomaly: anomalyOf(fit, data, quantile) } : {}),
  };
}

function anomalyOf(
  fit: AnyFit,
  data: AnyValues,
  quantile: number | undefined,
): NonNullable<Scores['anomaly']> {
  const score = fit.anomalyScore(data, quantile === undefined ? {} : { quantile });
  return { ...score, rows: [...score.rows] };
}

/** For a person: the total; a table where more was asked for. */
export function scoreText(fit: AnyFit, scores: Scores, group: ColumnMap = {}): string {
  const { posterior, filter, decode, predict, impute, forecast, anomaly } = scores;
  const answers = [posterior, filter, decode, predict, impute, forecast, anomaly];
  const more = answers.some((answer) => answer !== undefined);
  if (more) return toCsv(scoresToTable(fit, scores, group));
  const { total = NaN, rows } = scores;
  const count = rows?.length ?? 0;
  const mean = count > 0 ? `, ${formatObjective(total / count)} a row over ${String(count)} rows` : '';
  return `log probability ${formatObjective(total)} nats${mean}\n`;
}

/**
 * A line for each row of the innermost plate that is asked about, a step of a sequence among them; answers about the rows
 * around it are repeated. Error: `UserError` where answers lie in plates that are not inside one another.
 */
export function scoresToTable(
  fit: AnyFit,
  scores: Scores,
  group: ColumnMap = {},
): readonly (readonly string[])[] {
  const columns = [
    ...rowColumns(fit, { logProb: scores.rows }),
    ...answerColumns(fit, scores.decode ?? {}, (name) => name),
    ...answerColumns(fit, scores.posterior ?? {}, (name, index) => `${name}=${levelName(fit, name, index)}`),
    ...answerColumns(
      fit,
      scores.filter ?? {},
      (name, index) => `filter.${name}=${levelName(fit, name, index)}`,
    ),
    ...predictionColumns(fit, scores.predict ?? {}),
    ...predictionColumns(fit, scores.impute ?? {}),
    ...predictionColumns(fit, scores.forecast ?? {}),
    ...(scores.anomaly === undefined ? [] : anomalyColumns(fit, scores.anomaly)),
  ];
  if (columns.length === 0)
    throw new UserError(
      'the answers are not one line for each row',
      'ask for JSON, with --json or a file name that ends in .json',
    );
  // Two answers may be about one variable.
  const key = (index: number): string => `answer ${String(index)}`;
  return valuesToTable({
    definition: fit.definition,
    variables: columns.map(({ variable }, index) => ({ ...variable, name: key(index) })),
    values: Object.fromEntries(columns.map(({ values }, index) => [key(index), values])),
    columns: Object.fromEntries(columns.map(({ names }, index) => [key(index), names])),
    group,
  });
}

/** What there is of each row of a plate under so many names. */
interface TableColumns {
  readonly variable: VariableDefinition;
  readonly names: readonly string[];
  readonly values: unknown;
}

/** Answers with one value for each row of the outermost plate; of a sequence outside every plate there is one row. */
function rowColumns(
  fit: AnyFit,
  answers: Readonly<Record<string, readonly unknown[] | null | undefined>>,
): TableColumns[] {
  const { variables, plates } = fit.definition;
  const [first] = variables;
  const outermost = plates.find(({ parent }) => parent === null);
  const plate = outermost?.sequence === null ? outermost.name : null;
  return Object.entries(answers).flatMap(([name, rows]) =>
    rows === null || rows === undefined || first === undefined
      ? []
      : [
          {
            variable: { ...first, plate, type: { ...first.type, shape: [] } },
            names: [name],
            values: plate === null ? rows[0] : rows,
          },
        ],
  );
}

function anomalyColumns(
  fit: AnyFit,
  { rows, threshold, flagged }: NonNullable<Scores['anomaly']>,
): TableColumns[] {
  return rowColumns(fit, {
    anomaly: rows,
    threshold: flagged === null ? null : rows.map(() => threshold),
    flagged,
  });
}

function answerColumns(
  fit: AnyFit,
  answers: AnyValues,
  nameOf: (name: string, index: number) => string,
): TableColumns[] {
  return Object.keys(answers).flatMap((name) => columnsOf(fit, name, answers[name], nameOf));
}

function predictionColumns(fit: AnyFit, predictions: AnyValues): TableColumns[] {
  return Object.keys(predictions).flatMap((name) =>
    Object.entries(predictions[name] as AnyValues).flatMap(([part, values]) =>
      columnsOf(fit, name, values, (variable, index) =>
        part === 'probability'
          ? `${variable}=${levelName(fit, variable, index)}`
          : `${part}.${variable}${arraySuffix(fit, variable, index)}`,
      ),
    ),
  );
}

/** One name for each number of a row. */
function columnsOf(
  fit: AnyFit,
  name: string,
  values: unknown,
  nameOf: (name: string, index: number) => string,
): TableColumns[] {
  const variable = fit.definition.variables.find((candidate) => candidate.name === name);
  if (variable === undefined) return [];
  const width = widthAt(values, platePath(fit.definition, variable.plate).length);
  // A list of names: what is one number has an axis as well.
  const type = { ...variable.type, shape: [() => width] };
  const names = Array.from({ length: width }, (_, index) => nameOf(name, index));
  return [{ variable: { ...variable, type }, names, values }];
}

/** Numbers in the value of the first row that has one, `depth` levels down; rows may have no rows inside. */
function widthAt(values: unknown, depth: number): number {
  if (depth === 0) return leaves(values).length;
  if (!Array.isArray(values)) return 0;
  for (const row of values as readonly unknown[]) {
    const width = widthAt(row, depth - 1);
    if (width > 0) return width;
  }
  return 0;
}

function leaves(value: unknown): unknown[] {
  return Array.isArray(value) ? value.flatMap(leaves) : [value];
}

function levelName(fit: AnyFit, variable: string, index: number): string {
  const texts = Object.hasOwn(fit.levels, variable) ? fit.levels[variable] : undefined;
  return texts?.[index] ?? String(firstValue(fit, variable) + index);
}

/** The value at level 0: of whole numbers between bounds the lower one. */
function firstValue({ definition }: AnyFit, variable: string): number {
  const type = definition.variables.find(({ name }) => name === variable)?.type;
  return type?.element === 'int' && type.shape.length === 0 ? (type.lower?.value ?? 0) : 0;
}

function arraySuffix(fit: AnyFit, name: string, index: number): string {
  const variable = fit.definition.variables.find((candidate) => candidate.name === name);
  return variable === undefined || variable.type.shape.length === 0 ? '' : `[${String(index)}]`;
}
