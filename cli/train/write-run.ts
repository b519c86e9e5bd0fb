// Everything that a run folder holds, and what is said at the end.

import { basename } from 'node:path';
import { explainDerivation } from '../../compiler/4-plan/explain.ts';
import type { AnyFit } from '../../runtime/model/model.ts';
import { formatObjective, formatSeconds } from '../report/format-number.ts';
import { methodReason } from '../report/collect/method-reason.ts';
import { collectReport } from '../report/collect/report-data.ts';
import { objectiveName, renderReport } from '../report/render-report.ts';
import { manifestName, manifestText, type RunDraft } from '../run-folder.ts';
import type { CompiledModel } from '../spec.ts';
import { readingOf, type DataFlags } from '../data-options.ts';
import { estimatesText } from './estimates-text.ts';
import { errorsOfFit, type FitErrors } from './fit-errors.ts';
import type { Fitted } from './fit-model.ts';
import type { Selection } from './select-model.ts';
import { selectionJson, selectionText, selectionView } from './selection-text.ts';

export interface RunContent {
  readonly compiled: CompiledModel;
  readonly fitted: Fitted;
  /** Null where one fit was made alone. */
  readonly selection: Selection | null;
  readonly folder: string;
  readonly version: string;
  readonly flags: DataFlags;
}

export interface RunSummary {
  /** What `--json` prints. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly text: string;
}

const fitName = 'fit.safetensors';
const selectionName = 'selection.json';

export async function writeRun(draft: RunDraft, content: RunContent): Promise<RunSummary> {
  const { compiled, fitted, selection, folder, version, flags } = content;
  const { fit } = fitted;
  const errors = errorsOfFit(fitted);
  const metrics = metricsOf(content, errors);
  const reportData = collectReport({
    ...fitted,
    model: compiled.model,
    file: basename(compiled.file.path),
    derivation: explainDerivation(compiled.derivation),
    methodReason: methodReason(compiled.derivation),
    objective: objectiveOf(fit),
    value: valueOf(fit),
    errors,
    selection: selection === null ? null : selectionView(selection),
  });
  const report = await renderReport(reportData);
  draft.write(fitName, fit.toBytes());
  draft.write(compiled.moduleName, compiled.code);
  draft.write(basename(compiled.file.path), compiled.file.text);
  draft.write('metrics.json', `${JSON.stringify(metrics, null, 2)}\n`);
  if (selection !== null)
    draft.write(selectionName, `${JSON.stringify(selectionJson(selection), null, 2)}\n`);
  draft.write('report.html', report);
  draft.write(
    manifestName,
    manifestText({
      format: 'generand-run',
      formatVersion: 1,
      generand: version,
      model: compiled.model.name,
      spec: basename(compiled.file.path),
      module: compiled.moduleName,
      fit: fitName,
      reading: readingOf(flags),
      columns: fitted.columns,
    }),
  );
  return {
    json: summaryJson(content, errors),
    text: summaryText(content, folder, estimatesText(reportData.parameters), draft.replaces),
  };
}

/** What is maximised: the likelihood, with the priors of params where there are any. */
function objectiveOf(fit: AnyFit): string {
  return trainingOf(fit).logPosterior === null ? 'logLikelihood' : 'logPosterior';
}

function valueOf(fit: AnyFit): number {
  const { logLikelihood, logPosterior } = trainingOf(fit);
  return logPosterior ?? logLikelihood;
}

function trainingOf(fit: AnyFit) {
  if (fit.training === null) throw new Error('internal: a run of a fit that was not trained');
  return fit.training;
}

/** `objective` is always the likelihood here; the posterior, where there is one, stands beside it. */
function headline({ compiled, fitted }: RunContent) {
  const training = trainingOf(fitted.fit);
  return {
    model: compiled.model.name,
    method: training.method,
    objective: 'logLikelihood',
    value: training.logLikelihood,
    ...(training.logPosterior === null ? {} : { logPosterior: training.logPosterior }),
    parameters: training.parameters,
    aic: training.aic,
    bic: training.bic,
    iterations: training.iterations,
    converged: training.converged,
    seed: training.seed,
    seconds: fitted.seconds,
  };
}

function summaryJson(content: RunContent, { errors }: FitErrors) {
  const { fitted, selection, folder } = content;
  return {
    ...headline(content),
    params: fitted.fit.params,
    ...(errors === null ? {} : { standardErrors: errors.values }),
    ...(selection === null ? {} : { selection: selectionJson(selection) }),
    run: folder,
  };
}

function metricsOf(content: RunContent, { errors, note }: FitErrors) {
  const { fit, interrupted } = content.fitted;
  const training = trainingOf(fit);
  return {
    ...headline(content),
    interrupted,
    restarts: training.restarts,
    objectives: training.objectives,
    trace: training.trace,
    warnings: training.warnings,
    rows: training.rows,
    standardErrors: errors?.values ?? null,
    withoutStandardError: errors?.absent ?? [],
    ...(note === null ? {} : { standardErrorsNote: note }),
    sizes: fit.sizes,
  };
}

function summaryText(
  { compiled, fitted, selection }: RunContent,
  folder: string,
  estimates: string | null,
  replaces: boolean,
): string {
  const training = trainingOf(fitted.fit);
  const state = fitted.interrupted ? 'interrupted' : training.converged ? 'converged' : 'not converged';
  const iterations = `${String(training.iterations)} iteration${training.iterations === 1 ? '' : 's'}`;
  const objective = `${objectiveName(objectiveOf(fitted.fit))} ${formatObjective(valueOf(fitted.fit))}`;
  const { parameters, aic, bic, rows } = training;
  const criteria =
    bic === null ? '' : `, BIC ${formatObjective(bic)} over ${String(rows)} ${rows === 1 ? 'row' : 'rows'}`;
  return [
    ...(selection === null ? [] : [selectionText(selection), '']),
    `${compiled.model.name}: ${objective} nats by ${training.method}, ${iterations}, ${state}, ${formatSeconds(fitted.seconds)}`,
    `${String(parameters)} free ${parameters === 1 ? 'parameter' : 'parameters'}, AIC ${formatObjective(aic)}${criteria}`,
    ...training.warnings.map((warning) => `warning: ${warning}`),
    ...(estimates === null ? [] : [estimates]),
    `wrote ${folder}${replaces ? ', in place of an earlier run' : ''}`,
    `  ${'report.html'.padEnd(18)} look at this first`,
    `  ${'metrics.json'.padEnd(18)} the numbers above, and the objective at each iteration`,
    ...(selection === null ? [] : [`  ${selectionName.padEnd(18)} the fits that were compared`]),
    `  ${fitName.padEnd(18)} the fit, for \`gen sample ${folder}\` and \`gen score ${folder}\``,
    `  ${compiled.moduleName.padEnd(18)} the compiled model`,
  ].join('\n');
}
