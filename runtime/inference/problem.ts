// A model together with the data of one training run: its kernels, ready to be called with parameters.

import { outermostPlates, rowsKey } from '../data/plates.ts';
import type { ShapedData } from '../data/shape-data.ts';
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
import { bindKernel, hyperArrays, paramInputs, type ParamArrays, type Statistics } from './kernel-inputs.ts';
import { prepareLeastSquares, type LeastSquares } from './least-squares.ts';

export { bindKernel, hyperArrays, paramInputs, type ParamArrays, type Statistics };

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
  readonly shaped: ShapedData;
  readonly sizes: Sizes;
  /** Data, centres, hyperparameters: what every kernel may read besides parameters. */
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
  shaped: ShapedData,
  centers: Arrays,
  hyper: Readonly<Record<string, number>>,
): Problem {
  const { sizes } = shaped;
  const inputs = mergeRecords<NumericArray>(shaped.arrays, centers, hyperArrays(hyper));
  const expectation = bindKernel(definition.kernels.expectation, sizes, inputs);
  const maximise = definition.kernels.maximise && bindKernel(definition.kernels.maximise, sizes, inputs);
  const prior = definition.kernels.logPrior && bindKernel(definition.kernels.logPrior, sizes, inputs);
  const names = definition.kernels.expectation.outputs.map(({ name }) => name);
  const { steps, squares } = rowSteps(definition, sizes, inputs);
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
    shaped,
    sizes,
    inputs,
    rowCount: Math.max(
      1,
      outermostPlates(definition).reduce((sum, { name }) => sum + required(sizes, rowsKey(name)), 0),
    ),
    evaluate(params) {
      const kernel = expectation(paramInputs(params));
      const logLikelihood = scalarOutput(kernel, 'logLikelihood');
      const logPrior = prior === null ? 0 : scalarOutput(prior(paramInputs(params)), 'logPrior');
      const statistics = emptyRecord<Float64Array>();
      for (const name of names)
        if (name.startsWith('statistic.') || name.startsWith('weight.'))
          statistics[name] = copyOutput(kernel, name);
      return { logLikelihood, logPrior, objective: logLikelihood + logPrior, statistics };
    },
    maximise: (statistics, params) =>
      steps.reduce((current, step) => step(statistics, current), maximiseFromStatistics(statistics, params)),
    maximiseFromStatistics,
    dependent: (statistics, params) => squares.flatMap((each) => each.dependent(statistics, params)),
  };
}

type Step = (evidence: Statistics, params: ParamArrays) => ParamArrays;

/** Least squares and the closed forms after it, in the order of their blocks. */
function rowSteps(
  definition: ModelDefinition,
  sizes: Sizes,
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
          return [prepareUpdate(step, sizes, inputs)];
        case 'leastSquares': {
          const prepared = prepareLeastSquares(definition, step, sizes, inputs);
          squares.push(prepared);
          return [(evidence, params) => prepared.improve(evidence, params)];
        }
      }
    }),
  );
  return { steps, squares };
}

function prepareUpdate({ update, params: names }: UpdateStep, sizes: Sizes, inputs: Arrays): Step {
  const kernel = bindKernel(update, sizes, inputs);
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
