// A model together with the data of one training run: its kernels, ready to be called with parameters.

import { outermostPlates, rowsKey } from '../data/plates.ts';
import type { ShapedData } from '../data/shape-data.ts';
import { copyOutput, prepareKernel, scalarOutput, type PreparedKernel } from '../model/kernel.ts';
import type {
  Arrays,
  KernelDefinition,
  ModelDefinition,
  NumericArray,
  Sizes,
  VariableDefinition,
} from '../model/definition.ts';
import { mergeRecords, emptyRecord, required } from '../record.ts';

/** Flat values by parameter name. Treated as immutable. */
export type ParamArrays = Readonly<Record<string, Float64Array>>;

/** Expected statistics by their names (`statistic.<factor>.<name>`). */
export type Statistics = Readonly<Record<string, Float64Array>>;

/** What one pass over the data tells at some parameters. The arrays are the caller's. */
export interface Evaluation {
  readonly logLikelihood: number;
  readonly logPrior: number;
  /** Their sum, which training maximises. */
  readonly objective: number;
  readonly statistics: Statistics;
  /** `weight.<factor>`, for gradient blocks that go over the data. */
  readonly weights: Arrays;
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
  /** Closed-form blocks at these statistics; other params as they are. */
  maximise(statistics: Statistics, params: ParamArrays): ParamArrays;
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
      const weights = emptyRecord<NumericArray>();
      for (const name of names) {
        if (name.startsWith('statistic.')) statistics[name] = copyOutput(kernel, name);
        else if (name.startsWith('weight.')) weights[name] = copyOutput(kernel, name);
      }
      return { logLikelihood, logPrior, objective: logLikelihood + logPrior, statistics, weights };
    },
    maximise(statistics, params) {
      if (maximise === null) return params;
      const kernel = maximise(mergeRecords<NumericArray>(statistics, paramInputs(params)));
      const result = mergeRecords(params);
      for (const { name } of definition.kernels.maximise?.outputs ?? [])
        result[name.slice('param.'.length)] = copyOutput(kernel, name);
      return result;
    },
  };
}

/** A kernel that keeps its fixed inputs and takes the rest at each call. */
export function bindKernel(
  definition: KernelDefinition,
  sizes: Sizes,
  fixed: Arrays,
): (changing: Arrays) => PreparedKernel {
  const kernel = prepareKernel(definition, sizes);
  const inputs = mergeRecords<NumericArray>(fixed);
  return (changing) => {
    for (const name of Object.keys(changing)) inputs[name] = required(changing, name);
    kernel.run(inputs);
    return kernel;
  };
}

/** Under the names that kernels read: `param.<name>`. */
export function paramInputs(params: ParamArrays): Record<string, NumericArray> {
  const inputs = emptyRecord<NumericArray>();
  for (const name of Object.keys(params)) inputs[`param.${name}`] = required(params, name);
  return inputs;
}

export function hyperArrays(hyper: Readonly<Record<string, number>>): Record<string, NumericArray> {
  const inputs = emptyRecord<NumericArray>();
  for (const name of Object.keys(hyper)) inputs[`hyper.${name}`] = Float64Array.of(required(hyper, name));
  return inputs;
}

export function paramVariables(definition: ModelDefinition): readonly VariableDefinition[] {
  return definition.variables.filter(({ role }) => role === 'param');
}
