// The answers of `gen score`, as one object and as a table.

import { platePath } from '../../runtime/data/plates.ts';
import type { VariableDefinition } from '../../runtime/model/definition.ts';
import type { AnyFit, AnyValues } from '../../runtime/model/model.ts';
import { UsageError, UserError } from '../errors.ts';
import { formatObjective } from '../report/format-number.ts';
import { cellText, toCsv } from '../table.ts';

export interface Scores {
  readonly total?: number;
  /** One for each row of the outermost plate; null where rows have no density of their own. */
  readonly rows?: readonly number[] | null;
  readonly posterior?: AnyValues;
  readonly decode?: AnyValues;
  readonly predict?: AnyValues;
  readonly impute?: AnyValues;
  readonly anomaly?: {
    readonly rows: readonly number[];
    readonly quantile: number;
    /** Null for a fit that was not trained. */
    readonly threshold: number | null;
    readonly flagged: readonly boolean[] | null;
  };
}

const queries = ['logProb', 'posterior', 'decode', 'predict', 'impute', 'anomaly'];

/** Error: `UsageError` for a question that does not exist. */
export function checkQueries(what: readonly string[]): void {
  for (const query of what) {
    if (queries.includes(query)) continue;
    throw new UsageError(`--what ${query}: this is no question; the questions are ${queries.join(', ')}`);
  }
}

/** `quantile`: of the training rows' scores, above which a row is flagged. */
export function scoreFit(fit: AnyFit, data: AnyValues, what: readonly string[], quantile?: number): Scores {
  const { kernels, name, variables } = fit.definition;
  const refuse = (query: string, why: string): never => {
    throw new UserError(`model \`${name}\` has no \`${query}\`: ${why}`);
  };
  if (what.includes('posterior') && kernels.posterior === null)
    refuse('posterior', 'it has no finite latents or missing values');
  if (what.includes('decode') && kernels.decode === null)
    refuse('decode', 'it has no finite latents or missing values');
  if (what.includes('impute') && !variables.some(({ role, optional }) => role === 'observe' && optional))
    refuse('impute', 'none of its observations may be missing (`T?`)');
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
    ...(what.includes('decode') ? { decode: fit.decode(data) } : {}),
    ...(predict === null ? {} : { predict }),
    ...(what.includes('impute') ? { impute: fit.impute(data) } : {}),
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

function anomalyColumns({ rows, threshold, flagged }: NonNullable<Scores['anomaly']>): TableColumn[] {
  return [
    { name: 'anomaly', cells: rows.map(cellText) },
    ...(flagged === null
      ? []
      : [
          { name: 'threshold', cells: rows.map(() => cellText(threshold)) },
          { name: 'flagged', cells: flagged.map(cellText) },
        ]),
  ];
}

/** For a person: the total; a table where more was asked for. */
export function scoreText(fit: AnyFit, scores: Scores): string {
  const more = [scores.posterior, scores.decode, scores.predict, scores.impute, scores.anomaly].some(
    (answer) => answer !== undefined,
  );
  if (more) return toCsv(scoresToTable(fit, scores));
  const { total = NaN, rows } = scores;
  const count = rows?.length ?? 0;
  const mean = count > 0 ? `, ${formatObjective(total / count)} a row over ${String(count)} rows` : '';
  return `log probability ${formatObjective(total)} nats${mean}\n`;
}

interface TableColumn {
  readonly name: string;
  readonly cells: readonly string[];
}

/** A line for each row of the outermost plate. Error: `UserError` when an answer is not one value for each of those. */
export function scoresToTable(fit: AnyFit, scores: Scores): readonly (readonly string[])[] {
  const columns = [
    ...(scores.rows === undefined || scores.rows === null
      ? []
      : [{ name: 'logProb', cells: scores.rows.map(cellText) }]),
    ...answerColumns(fit, scores.decode ?? {}, (name) => name),
    ...answerColumns(fit, scores.posterior ?? {}, (name, index) => `${name}=${String(index)}`),
    ...predictionColumns(fit, scores.predict ?? {}),
    ...predictionColumns(fit, scores.impute ?? {}),
    ...(scores.anomaly === undefined ? [] : anomalyColumns(scores.anomaly)),
  ];
  const rows = columns[0]?.cells.length ?? 0;
  if (columns.length === 0 || columns.some((column) => column.cells.length !== rows))
    throw new UserError(
      'the answers are not one line for each row',
      'ask for JSON, with --json or a file name that ends in .json',
    );
  return [
    columns.map((column) => column.name),
    ...Array.from({ length: rows }, (_, row) => columns.map((column) => column.cells[row] ?? '')),
  ];
}

function answerColumns(
  fit: AnyFit,
  answers: AnyValues,
  nameOf: (name: string, index: number) => string,
): TableColumn[] {
  return Object.keys(answers).flatMap((name) => columnsOf(fit, name, answers[name], nameOf));
}

function predictionColumns(fit: AnyFit, predictions: AnyValues): TableColumn[] {
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

/** A variable of the outermost plate: one column for each number of a row. */
function columnsOf(
  fit: AnyFit,
  name: string,
  values: unknown,
  nameOf: (name: string, index: number) => string,
): TableColumn[] {
  const variable = fit.definition.variables.find((candidate) => candidate.name === name);
  if (variable === undefined || depthOf(fit, variable) !== 1)
    throw new UserError(
      `\`${name}\` does not lie in the outermost plate, so it has not one value for each row`,
      'ask for JSON, with --json or a file name that ends in .json',
    );
  const rows = (values as readonly unknown[]).map(leaves);
  const width = rows[0]?.length ?? 0;
  return Array.from({ length: width }, (_, index) => ({
    name: nameOf(name, index),
    cells: rows.map((row) => cellText(row[index])),
  }));
}

function depthOf(fit: AnyFit, variable: VariableDefinition): number {
  return platePath(fit.definition, variable.plate).length;
}

function leaves(value: unknown): unknown[] {
  return Array.isArray(value) ? value.flatMap(leaves) : [value];
}

function levelName(fit: AnyFit, variable: string, index: number): string {
  const texts = Object.hasOwn(fit.levels, variable) ? fit.levels[variable] : undefined;
  return texts?.[index] ?? String(index);
}

function arraySuffix(fit: AnyFit, name: string, index: number): string {
  const variable = fit.definition.variables.find((candidate) => candidate.name === name);
  return variable === undefined || variable.type.shape.length === 0 ? '' : `[${String(index)}]`;
}
