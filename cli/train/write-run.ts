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
import type { ColumnMap } from '../options.ts';
import type { Fitted } from './fit-model.ts';

export interface RunContent {
  readonly compiled: CompiledModel;
  readonly fitted: Fitted;
  readonly folder: string;
  readonly version: string;
  readonly flags: { readonly map?: ColumnMap; readonly group?: ColumnMap };
}

export interface RunSummary {
  /** What `--json` prints. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly text: string;
}

const fitName = 'fit.safetensors';

export async function writeRun(draft: RunDraft, content: RunContent): Promise<RunSummary> {
  const { compiled, fitted, folder, version, flags } = content;
  const { fit } = fitted;
  const metrics = metricsOf(content);
  const report = await renderReport(
    collectReport({
      ...fitted,
      model: compiled.model,
      file: basename(compiled.file.path),
      derivation: explainDerivation(compiled.derivation),
      methodReason: methodReason(compiled.derivation),
      objective: objectiveOf(fit),
      value: valueOf(fit),
    }),
  );
  draft.write(fitName, fit.toBytes());
  draft.write(compiled.moduleName, compiled.code);
  draft.write(basename(compiled.file.path), compiled.file.text);
  draft.write('metrics.json', `${JSON.stringify(metrics, null, 2)}\n`);
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
      map: flags.map ?? {},
      group: flags.group ?? {},
      columns: fitted.columns,
    }),
  );
  return { json: summaryJson(content), text: summaryText(content, folder) };
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
    iterations: training.iterations,
    converged: training.converged,
    seed: training.seed,
    seconds: fitted.seconds,
  };
}

function summaryJson(content: RunContent) {
  return { ...headline(content), params: content.fitted.fit.params, run: content.folder };
}

function metricsOf(content: RunContent) {
  const { fit, interrupted } = content.fitted;
  const training = trainingOf(fit);
  return {
    ...headline(content),
    interrupted,
    restarts: training.restarts,
    objectives: training.objectives,
    trace: training.trace,
    warnings: training.warnings,
    sizes: fit.sizes,
  };
}

function summaryText({ compiled, fitted }: RunContent, folder: string): string {
  const training = trainingOf(fitted.fit);
  const state = fitted.interrupted ? 'interrupted' : training.converged ? 'converged' : 'not converged';
  const iterations = `${String(training.iterations)} iteration${training.iterations === 1 ? '' : 's'}`;
  const objective = `${objectiveName(objectiveOf(fitted.fit))} ${formatObjective(valueOf(fitted.fit))}`;
  return [
    `${compiled.model.name}: ${objective} nats by ${training.method}, ${iterations}, ${state}, ${formatSeconds(fitted.seconds)}`,
    ...training.warnings.map((warning) => `warning: ${warning}`),
    `wrote ${folder}`,
    `  ${'report.html'.padEnd(18)} look at this first`,
    `  ${'metrics.json'.padEnd(18)} the numbers above, and the objective at each iteration`,
    `  ${fitName.padEnd(18)} the fit, for \`gen sample ${folder}\` and \`gen score ${folder}\``,
    `  ${compiled.moduleName.padEnd(18)} the compiled model`,
  ].join('\n');
}
