// The interfaces of one model: its data, params and results, and a fit that has only the operations which the
// model's mathematics allows, so that a call of any other is a type error.

import type { CheckedModel, Variable } from '../../3-check/model.ts';
import { printType } from '../../3-check/type.ts';
import { ownVariables } from '../../4-plan/derivation.ts';
import type { LoweredModel } from '../../5-lower/lowered-model.ts';
import type { InterfaceStatement, Property } from './module.ts';
import type { Names } from './names.ts';
import { escapeDoc, interfaceKey } from './names.ts';
import { arrayType, declaredType, inputType, optionalInputType, readonlyArrayType } from './value-types.ts';

export interface ModelInterfaces {
  readonly statements: readonly InterfaceStatement[];
  /** The type of the exported model. */
  readonly modelType: string;
}

/** `local` is the model's name in the module, from which the names of the interfaces are made. */
export function emitInterfaces(lowered: LoweredModel, local: string, names: Names): ModelInterfaces {
  const { model } = lowered.derivation;
  const statements: InterfaceStatement[] = [];
  const declare = (
    suffix: string,
    doc: string,
    properties: readonly Property[],
    bases: readonly string[] = [],
  ): string => {
    const name = names.claim(`${local}${suffix}`);
    statements.push({ kind: 'interface', name, doc, extends: bases, properties });
    return name;
  };
  const variables = (...roles: readonly Variable['role'][]): readonly Variable[] =>
    ownVariables(lowered.derivation).filter((variable) => roles.includes(variable.role));
  const title = `\`${escapeDoc(model.name)}\``;
  const perValue = (
    chosen: readonly Variable[],
    type: (variable: Variable, depth: number) => string,
  ): Property[] =>
    chosen.map((variable) => property(variable, model, type(variable, plateDepth(model, variable))));
  const input = ({ type, optional }: Variable, depth: number): string =>
    optional ? optionalInputType(type, depth) : inputType(type, depth);
  const output = (variable: Variable, depth: number): string =>
    arrayType(outputScalar(variable), depth + variable.type.shape.length);
  // Without plates, or in a sequence alone, a draw is the whole model, and n draws are n of it.
  const draws = model.plates.some(({ parent, sequence }) => parent === null && sequence === null) ? 0 : 1;
  const drawn = (variable: Variable, depth: number): string => output(variable, depth + draws);
  const givens = variables('given');
  const eachOrAll = (variable: Variable, depth: number): string =>
    depth === 0 ? input(variable, 0) : `${input(variable, depth)} | ${input(variable, 0)}`;
  const { programs } = lowered;

  const observed = variables('observe', 'given');
  const data = declare(
    'Data',
    `Data of ${title}.`,
    // What may be missing may be left out altogether.
    perValue(observed, input).map((p, i) => ({ ...p, optional: observed[i]?.optional === true })),
  );
  const params = declare(
    'Params',
    `Parameters of ${title}.`,
    perValue(variables('param'), ({ type }) => readonlyArrayType('number', type.shape.length)),
  );
  const hyper = declare('Hyperparameters', `Sizes and settings of ${title}.`, hyperproperties(model));
  const sample = declare('Sample', `Draws of what ${title} observes.`, perValue(variables('observe'), drawn));
  const everything = declare(
    'Everything',
    `Draws of everything that is random in ${title}.`,
    perValue(variables('latent', 'observe'), drawn),
  );
  const fitTypes = [params, sample, everything];
  if (givens.length > 0)
    fitTypes.push(
      declare('Givens', `Inputs of ${title}, for each row or one for all.`, perValue(givens, eachOrAll)),
    );

  const bases = [`Fit<${fitTypes.join(', ')}>`, `WithDensity<${data}, ${rowsType(lowered)}>`];
  if (programs.posterior !== null && programs.decode !== null) {
    const { outputs } = programs.posterior;
    const unknown = variables('latent', 'observe').filter(({ name }) =>
      outputs.some((output) => output.name === `posterior.${name}`),
    );
    const what = unknown.some(({ role }) => role === 'observe') ? 'latents and missing values' : 'latents';
    const posterior = declare(
      'Posterior',
      `Probabilities of the ${what} of ${title}, levels last.`,
      perValue(unknown, (variable, depth) => arrayType('number', depth + variable.type.shape.length + 1)),
    );
    const decoded = declare(
      'Decoded',
      `The jointly most probable values of the ${what} of ${title}.`,
      perValue(unknown, output),
    );
    bases.push(`WithLatents<${[data, posterior, decoded].join(', ')}>`);
  }
  if (programs.filter !== null) {
    const { outputs } = programs.filter;
    const stepped = variables('latent', 'observe').filter(({ name }) =>
      outputs.some((output) => output.name === `filter.${name}`),
    );
    const filtered = declare(
      'Filtered',
      `Probabilities of what is hidden or missing at each step of ${title}, given the steps so far, levels last.`,
      perValue(stepped, (variable, depth) => arrayType('number', depth + variable.type.shape.length + 1)),
    );
    bases.push(`WithFilter<${[data, filtered].join(', ')}>`);
  }
  if (rowsType(lowered) === 'Float64Array') bases.push(`WithAnomalyScore<${data}>`);
  if (programs.gradient !== null) {
    const errors = declare(
      'Errors',
      `Standard errors of the parameters of ${title}; null where there is none.`,
      perValue(variables('param'), ({ type }) =>
        readonlyArrayType(type.shape.length === 0 ? 'number | null' : '(number | null)', type.shape.length),
      ),
    );
    bases.push(`WithStandardErrors<${data}, ${errors}>`);
  }
  if (programs.predictParents !== null || programs.predictLeaves !== null) {
    const query = declare('Query', `Data of ${title}, with what is to be predicted left out.`, [
      ...perValue(variables('observe'), input).map((p) => ({ ...p, optional: true })),
      ...perValue(givens, input),
    ]);
    const predictions = declare(
      'Predictions',
      `Distributions of what ${title} observes, given the rest.`,
      perValue(variables('observe'), prediction),
    );
    bases.push(`WithPredictions<${query}, ${predictions}>`);
    if (hasForecasts(lowered)) bases.push(`WithForecasts<${query}, ${predictions}>`);
  }
  const optional = variables('observe').filter((variable) => variable.optional);
  if (optional.length > 0) {
    const imputed = declare(
      'Imputed',
      `Values of what may be missing in data of ${title}, with what is missing filled in.`,
      perValue(optional, prediction),
    );
    bases.push(`WithImputation<${data}, ${imputed}>`);
  }
  const fit = declare('Fit', `${title} with its parameters.`, [], bases);
  return { statements, modelType: `Model<${[data, params, fit, hyper].join(', ')}>` };
}

/** Steps to come are more of the same: a sequence does not end itself, and nothing is made from the whole of it. */
function hasForecasts({ derivation: { model, lags } }: LoweredModel): boolean {
  const sequences = model.plates.filter(({ sequence }) => sequence !== null);
  const isWhole =
    lags.some(({ at }) => at.kind === 'last' || at.kind === 'all') ||
    model.variables.some(({ lagOf }) => lagOf?.steps === 'last');
  return sequences.length > 0 && !isWhole && sequences.every(({ sequence }) => sequence?.until === null);
}

/** Rows have densities of their own where one outermost plate holds everything that is random. */
function rowsType({ derivation, programs }: LoweredModel): 'Float64Array' | 'null' {
  const [plate, ...others] = derivation.model.plates.filter(({ parent }) => parent === null);
  const hasRows =
    others.length === 0 && programs.score.outputs.some(({ name }) => name === `rows.${plate?.name ?? ''}`);
  return hasRows ? 'Float64Array' : 'null';
}

function property(variable: Variable, model: CheckedModel, type: string): Property {
  const plates = platesOf(model, variable).map((plate) => `\`${plate}\``);
  const rows = plates.length === 0 ? '' : `, for each ${plates.join(' and each ')}`;
  const own = variable.doc === null ? '' : `${variable.doc}\n\n`;
  return {
    key: interfaceKey(variable.name),
    optional: false,
    type,
    doc: escapeDoc(`${own}\`${declaredType(variable)}\`${rows}.`),
  };
}

/** Names that options of `train` and `with` have already; such hyperparameters go in `set`. */
const optionNames = new Set([
  'set',
  'restarts',
  'tolerance',
  'iterations',
  'seed',
  'init',
  'levels',
  'signal',
  'onProgress',
]);

function hyperproperties(model: CheckedModel): Property[] {
  const described = (doc: string | null, text: string): string =>
    escapeDoc(doc === null ? text : `${doc}\n\n${text}`);
  return [
    ...model.hyperparameters.map(({ name, doc, type, defaultValue }) => ({
      key: interfaceKey(name),
      name,
      optional: false,
      type: type.element === 'bool' ? 'boolean' : 'number',
      doc: described(
        doc,
        `\`${printType(type)}\`${defaultValue === null ? '' : `, ${type.element === 'bool' ? String(defaultValue !== 0) : String(defaultValue)} by default`}.`,
      ),
    })),
    ...model.dims.map(({ name, doc }) => ({
      key: interfaceKey(name),
      name,
      optional: false,
      type: 'number',
      doc: described(doc, 'Decided by the data; to be given where they leave it open.'),
    })),
  ]
    .filter(({ name }) => !optionNames.has(name))
    .map(({ key, optional, type, doc }) => ({ key, optional, type, doc }));
}

function prediction(variable: Variable, depth: number): string {
  const rank = depth + variable.type.shape.length;
  return variable.type.element === 'bool' || variable.type.element === 'category'
    ? `FinitePrediction<${arrayType('number', rank + 1)}, ${arrayType(outputScalar(variable), rank)}>`
    : `NumericPrediction<${arrayType('number', rank)}>`;
}

/** A category that was read comes out as it went in, by its text or its code; a latent has codes alone. */
function outputScalar({ role, type }: Variable): string {
  if (type.element === 'bool') return 'boolean';
  return type.element === 'category' && role !== 'latent' ? 'number | string' : 'number';
}

/** Plates around a variable, outermost first. */
function platesOf(model: CheckedModel, variable: Variable): readonly string[] {
  const around = (name: string | null): readonly string[] => {
    if (name === null) return [];
    return [...around(model.plates.find((plate) => plate.name === name)?.parent ?? null), name];
  };
  return around(variable.plate);
}

function plateDepth(model: CheckedModel, variable: Variable): number {
  return platesOf(model, variable).length;
}
