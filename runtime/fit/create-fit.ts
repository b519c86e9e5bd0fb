// A fit's operations around its state. The object has all of them; a generated module's type shows those that
// exist for its model.

import { inMemory } from '../data/chunks.ts';
import { writeFileAtomically } from '../data/files.ts';
import { paramVariables } from '../inference/problem.ts';
import type { AnyFit } from '../model/model.ts';
import { emptyRecord, required } from '../record.ts';
import { anomalyScore } from './anomaly.ts';
import { forecast } from './forecast.ts';
import { fitToBytes } from './fit-file.ts';
import type { FitState } from './fit-state.ts';
import { impute, predict } from './predict.ts';
import { samplePosterior } from './draw-posterior.ts';
import { decode, filter, logProb, posterior, shapeForFit } from './queries.ts';
import { nestParam } from './read-params.ts';
import { simulate } from './simulate.ts';
import { standardErrors } from './standard-errors.ts';

export function createFit(state: FitState): AnyFit {
  const { definition, sizes } = state;
  const params = emptyRecord<unknown>();
  for (const variable of paramVariables(definition))
    params[variable.name] = nestParam(variable, required(state.params, variable.name), sizes);
  return {
    definition,
    params,
    arrays: state.params,
    sizes,
    levels: state.levels,
    training: state.training,
    sample: (n, options = {}) => simulate(state, n, options, ['observe']),
    simulate: (n, options = {}) => simulate(state, n, options, ['latent', 'observe']),
    logProb: (data) => logProb(state, data),
    posterior: (data) => posterior(state, data),
    filter: (data) => filter(state, data),
    decode: (data) => decode(state, data),
    samplePosterior: (data, options = {}) => samplePosterior(state, data, options),
    predict: (data) => predict(state, data),
    forecast: (data, options = {}) => forecast(state, data, options),
    impute: (data) => impute(state, data),
    anomalyScore: (data, options = {}) => anomalyScore(state, data, options),
    standardErrors: (data, options = {}) =>
      standardErrors(state, inMemory(definition, shapeForFit(state, data, false)), options),
    toBytes: () => fitToBytes(state),
    save: (path) => {
      writeFileAtomically(path, fitToBytes(state));
    },
  };
}
