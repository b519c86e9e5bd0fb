// A model together with the data of one training run: its kernels, ready to be called with parameters.

import { outermostPlates, rowsKey } from '../data/plates.ts';
import type { Chunk, ChunkedData } from '../data/chunks.ts';
import { copyOutput, scalarOutput } from '../model/kernel.ts';
import type {
  Arrays,
  ModelDefinition,
  NumericArray,
  Sizes,
  UpdateStep,
  VariableDefinition,
} from '../model/definition.ts';
import { mergeRecords, emptyRecord, required } from '../record.ts';
import {
  bindKernel,
  bindPass,
  hyperArrays,
  paramInputs,
  type ParamArrays,
  type Statistics,
} from './kernel-inputs.ts';
import { prepareLeastSquares, type LeastSquares } from './least-squares.ts';

export { bindKernel, bindPass, hyperArrays, paramInputs, type ParamArrays, type Statistics };

/** What one pass over the data tells at some parameters. The arrays are the caller's. */
export interface Evaluation {
  readonly logLikelihood: number;
  readonly logPrior: number;
  /** Their sum, which training maximises. */
  readonly objective: number;
  readonly statistics: Statistics;
}

export interface Problem {
  readonly definition: ModelDefinition;
  readonly data: ChunkedData;
  readonly sizes: Sizes;
  /** Centres, hyperparameters: what every kernel may read besides data and parameters. */
  readonly inputs: Arrays;
  /** Rows of the outermost plates, at least 1: the unit in which gains are counted. */
  readonly rowCount: number;
  evaluate(params: ParamArrays): Evaluation;
  /** All steps but those along gradients, at these statistics and weights; other params as they are. */
  maximise(statistics: Statistics, params: ParamArrays): ParamArrays;
  /** Of these, those that need statistics alone. */
  maximiseFromStatistics(statistics: Statistics, params: ParamArrays): ParamArrays;
  /** Entries of params, in groups, that least squares cannot tell apart at this evidence. */
  dependent(statistics: Statistics, params: ParamArrays): readonly (readonly string[])[];
}

/** `hyper`: values of hyperparameters that are no sizes, by name. */
export function createProblem(
  definition: ModelDefinition,
  data: ChunkedData,
  centers: Arrays,
  hyper: Readonly<Record<string, number>>,
): Problem {
  const { sizes } = data;
  const inputs = mergeRecords<NumericArray>(centers, hyperArrays(hyper));
  const expectation = bindPass(definition.kernels.expectation, data, inputs);
  const maximise = definition.kernels.maximise && bindKernel(definition.kernels.maximise, sizes, inputs);
  const prior = definition.kernels.logPrior && bindKernel(definition.kernels.logPrior, sizes, inputs);
  const names = definition.kernels.expectation.outputs.map(({ name }) => name);
  const { steps, squares } = rowSteps(definition, data, inputs);
  const maximiseFromStatistics = (statistics: Statistics, params: ParamArrays): ParamArrays => {
    if (maximise === null) return params;
    const kernel = maximise(mergeRecords<NumericArray>(statistics, paramInputs(params)));
    const result = mergeRecords(params);
    for (const { name } of definition.kernels.maximise?.outputs ?? [])
      result[name.slice('param.'.length)] = copyOutput(kernel, name);
    return result;
  };
  return {
    definition,
    data,
    sizes,
    inputs,
    rowCount: Math.max(
      1,
      outermostPlates(definition).reduce((sum, { name }) => sum + required(sizes, rowsKey(name)), 0),
    ),
    evaluate(params) {
      const weights = createCollector(names.filter((name) => name.startsWith('weight.')));
      const kernel = expectation(paramInputs(params), weights.add);
      const logLikelihood = scalarOutput(kernel, 'logLikelihood');
      const logPrior = prior === null ? 0 : scalarOutput(prior(paramInputs(params)), 'logPrior');
      const statistics = emptyRecord<Float64Array>();
      for (const name of names)
        if (name.startsWith('statistic.')) statistics[name] = copyOutput(kernel, name);
        else if (name.startsWith('weight.')) statistics[name] = weights.collected(name);
      return { logLikelihood, logPrior, objective: logLikelihood + logPrior, statistics };
    },
    maximise: (statistics, params) =>
      steps.reduce((current, step) => step(statistics, current), maximiseFromStatistics(statistics, params)),
    maximiseFromStatistics,
    dependent: (statistics, params) => squares.flatMap((each) => each.dependent(statistics, params)),
  };
}

/** Weights of the rows of all chunks, which are held for all of them: the steps that read them come later. */
function createCollector(names: readonly string[]) {
  const parts = new Map(names.map((name) => [name, [] as Float64Array[]]));
  return {
    add: (_: Chunk, outputs: Arrays): void => {
      for (const [name, own] of parts) own.push(Float64Array.from(required(outputs, name)));
    },
    collected(name: string): Float64Array {
      const own = parts.get(name) ?? [];
      const [only, ...others] = own;
      if (only !== undefined && others.length === 0) return only;
      const all = new Float64Array(own.reduce((sum, part) => sum + part.length, 0));
      let from = 0;
      for (const part of own) {
        all.set(part, from);
        from += part.length;
      }
      return all;
    },
  };
}

type Step = (evidence: Statistics, params: ParamArrays) => ParamArrays;

/** Least squares and the closed forms after it, in the order of their blocks. */
function rowSteps(
  definition: ModelDefinition,
  data: ChunkedData,
  inputs: Arrays,
): { readonly steps: readonly Step[]; readonly squares: readonly LeastSquares[] } {
  const squares: LeastSquares[] = [];
  const steps = definition.blocks.flatMap((block) =>
    block.steps.flatMap((step): readonly Step[] => {
      switch (step.kind) {
        case 'closedForm':
        case 'gradient':
          return [];
        case 'update':
          return [prepareUpdate(step, data, inputs)];
        case 'leastSquares': {
          const prepared = prepareLeastSquares(definition, step, data, inputs);
          squares.push(prepared);
          return [(evidence, params) => prepared.improve(evidence, params)];
        }
      }
    }),
  );
  return { steps, squares };
}

function prepareUpdate({ update, params: names }: UpdateStep, data: ChunkedData, inputs: Arrays): Step {
  const kernel = bindPass(update, data, inputs);
  return (evidence, params) => {
    const prepared = kernel(mergeRecords<NumericArray>(evidence, paramInputs(params)));
    const result = mergeRecords(params);
    for (const name of names) result[name] = copyOutput(prepared, `param.${name}`);
    return result;
  };
}

export function paramVariables(definition: ModelDefinition): readonly VariableDefinition[] {
  return definition.variables.filter(({ role }) => role === 'param');
}
