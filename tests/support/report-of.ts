// The report of a small fit, collected and drawn as `gen train` does it, without files.

import { explainDerivation } from '../../compiler/4-plan/explain.ts';
import { analyse, generate } from '../../compiler/pipeline.ts';
import { renderLine } from '../../compiler/diagnostics/render-line.ts';

import type { ColumnMap } from '../../cli/options.ts';
import { methodReason } from '../../cli/report/collect/method-reason.ts';
import { collectReport } from '../../cli/report/collect/report-data.ts';
import { renderReport } from '../../cli/report/render-report.ts';
import type { ReportData } from '../../cli/report/report-data.ts';
import { errorsOfFit } from '../../cli/train/fit-errors.ts';
import type { AnyFit, AnyValues } from '../../runtime/index.ts';
import { loadModule } from './load-module.ts';

export interface ReportOf {
  readonly fit: AnyFit;
  readonly report: ReportData;
  readonly html: string;
}

export async function reportOf(text: string, data: AnyValues, columns: ColumnMap = {}): Promise<ReportOf> {
  const analysis = analyse({ path: 'model.gen', text });
  const [derivation] = analysis.derivations;
  if (derivation === undefined) throw new Error(analysis.diagnostics.map(renderLine).join('\n'));
  const [model] = Object.values(loadModule(await generate(analysis, 'plain')));
  if (model === undefined) throw new Error('the spec has no model');
  const fit = await model.train(data, { seed: 1 });
  const { training } = fit;
  const fitted = { fit, data, stream: null, columns, levels: {}, curves: [training?.trace ?? []], best: 0 };
  const errors = errorsOfFit({ ...fitted, interrupted: false, seconds: 1 });
  const report = collectReport({
    ...fitted,
    model: derivation.model,
    file: 'model.gen',
    derivation: explainDerivation(derivation),
    methodReason: methodReason(derivation),
    objective: 'logLikelihood',
    value: training?.logLikelihood ?? NaN,
    errors,
    selection: null,
    interrupted: false,
    seconds: 1,
  });
  return { fit, report, html: await renderReport(report) };
}
