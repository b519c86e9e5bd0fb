// The `ModelDefinition` of a module: what the runtime must know of the model, as an object literal.

import type { CheckedModel, CoreExpression, Plate, ValueType, Variable } from '../../3-check/model.ts';
import { constantOf, type Constant } from '../../3-check/constant-value.ts';
import { printType } from '../../3-check/type.ts';
import type { Derivation, FiniteLatent, Lag } from '../../4-plan/derivation.ts';
import { isLeaf, ownVariables } from '../../4-plan/derivation.ts';
import { isCorrelationFactor } from '../../4-plan/correlation-factor.ts';
import { familyNamed } from '../../4-plan/factor-graph.ts';
import type { TableNeed } from '../../4-plan/rules/tables.ts';
import type { LoweredBlock, LoweredModel, LoweredStep } from '../../5-lower/lowered-model.ts';
import type { Axis, DType, Program } from '../../ir/ops.ts';
import type { Size } from '../../sizes/size.ts';
import { constantValue } from '../../sizes/size.ts';
import { positionAt } from '../../source/source.ts';
import type { Span } from '../../source/source.ts';
import { modelHash } from '../model-hash.ts';
import type { StructureInput } from './emit-kernel.ts';
import { Code } from './literal.ts';
import type { Literal } from './literal.ts';
import type { SizeTable } from './size-function.ts';
import { sizeExpression } from './size-function.ts';
import { declaredType } from './value-types.ts';

export interface DefinitionContext {
  /** The spec's file, without folders. */
  readonly file: string;
  readonly sizes: SizeTable;
  /** Emits the program as a function of the module. `make`: the expression for its factory. */
  readonly emitKernel: (program: Program) => {
    readonly make: string;
    readonly structure: readonly StructureInput[];
    readonly inChunks: boolean;
  };
}

export function emitDefinition(lowered: LoweredModel, context: DefinitionContext): Literal {
  const { derivation, programs } = lowered;
  const { model } = derivation;
  const size = (s: Size): Literal => new Code(context.sizes.reference(s));
  const kernel = (program: Program | null): Literal =>
    program === null ? null : kernelDefinition(program, context);
  return {
    name: model.name,
    file: context.file,
    doc: model.doc,
    hash: modelHash(model),
    hyperparameters: model.hyperparameters.map(({ name, type, defaultValue }) => ({
      name,
      type: typeDefinition(type, model, context),
      defaultValue,
    })),
    dims: model.dims.map(({ name }) => name),
    plates: model.plates.map((plate) => ({
      name: plate.name,
      parent: plate.parent,
      size: plate.size === null ? null : size(plate.size),
      sizeDim: plate.size === null ? null : dimOf(plate.size, model),
      sequence: sequenceDefinition(plate, lowered, context),
    })),
    lags: derivation.lags.map((lag) => lagDefinition(lag, model)),
    variables: ownVariables(derivation).map((variable) => variableDefinition(variable, derivation, context)),
    latents: ownLatents(derivation).map(({ name, levels, isNumber, exchangeable }) => ({
      variable: name,
      levels: size(levels),
      ...(isNumber ? { isNumber } : {}),
      entryOf: entryDefinition(name, model),
      exchangeable: exchangeable === null ? null : exchangeable.map(({ param, axes }) => ({ param, axes })),
    })),
    preconditions: model.preconditions.map(({ left, right, message, span }) => ({
      holds: new Code(`(sizes) => ${sizeExpression(left)} <= ${sizeExpression(right)}`),
      message,
      place: placeOf(span, context),
    })),
    ...tablesDefinition(lowered, context),
    ...limitsDefinition(lowered, context),
    method: methodDefinition(lowered),
    blocks: lowered.blocks.map((block) => blockDefinition(block, context)),
    statistics: lowered.statistics.map(({ name, factor, statistic, axes }) => ({
      name,
      factor,
      statistic,
      axes: axes.map((axis) => ({ kind: axis.kind, variable: axis.variable, size: size(axis.size) })),
    })),
    centered: lowered.centered,
    filterObstacle: lowered.filterObstacle,
    kernels: {
      expectation: kernel(programs.expectation),
      maximise: kernel(programs.maximise),
      logPrior: kernel(programs.logPrior),
      score: kernel(programs.score),
      posterior: kernel(programs.posterior),
      filter: kernel(programs.filter),
      decode: kernel(programs.decode),
      drawPosterior: kernel(programs.drawPosterior),
      simulate: kernel(programs.simulate),
      predictParents: kernel(programs.predictParents),
      predictLeaves: kernel(programs.predictLeaves),
      initial: kernel(programs.initial),
      gradient: kernel(programs.gradient),
      unconstrain: kernel(programs.unconstrain),
    },
  };
}

function sequenceDefinition(
  { name, sequence }: Plate,
  { steps }: LoweredModel,
  context: DefinitionContext,
): Literal {
  const own = steps.find((each) => each.sequence === name);
  if (sequence === null || own === undefined) return null;
  return { until: sequence.until, simulate: kernelDefinition(own.simulate, context) };
}

/** Values of other steps are not told apart. */
function ownLatents({ latents }: Derivation): readonly FiniteLatent[] {
  return latents.filter(({ lagOf }) => lagOf === null);
}

function lagDefinition({ name, of, hidden, sequence, at }: Lag, { variables }: CheckedModel): Literal {
  const plate = variables.find((variable) => variable.name === name)?.plate ?? null;
  return { name, of, ...(hidden ? { hidden } : {}), sequence, plate, at: { ...at } };
}

function variableDefinition(variable: Variable, derivation: Derivation, context: DefinitionContext): Literal {
  const { model } = derivation;
  return {
    name: variable.name,
    role: variable.role,
    plate: variable.plate,
    type: variableType(variable, model, context),
    optional: variable.optional,
    missingTogether: missingTogether(variable, derivation),
    isLeaf: isLeaf(derivation, variable.name),
    ...(variable.vocabulary ? { vocabulary: true } : {}),
    ...(variable.support === null ? {} : { support: supportEntries(variable.support) }),
    place: placeOf(variable.nameSpan, context),
  };
}

/** The entries of a constant array of true and false, row-major. */
function supportEntries(support: CoreExpression): readonly number[] {
  const constant = constantOf(support);
  if (constant === null) throw new Error('internal: a support that is no constant');
  const flatten = (value: Constant): readonly number[] =>
    typeof value === 'number' ? [value] : value.flatMap(flatten);
  return flatten(constant);
}

/** Of a latent that is an entry of an array: its place among those of one value, row by row. */
function entryDefinition(name: string, { variables }: CheckedModel): Literal {
  const entry = variables.find((candidate) => candidate.name === name)?.entryOf;
  if (entry === undefined) return null;
  const shape = variables.find((candidate) => candidate.name === entry.variable)?.type.shape ?? [];
  const sizes = shape.map((size) => constantValue(size) ?? 1);
  const index = entry.position.reduce((sum, at, axis) => sum * (sizes[axis] ?? 1) + at, 0);
  return { variable: entry.variable, index, width: sizes.reduce((product, size) => product * size, 1) };
}

/** How many last axes of a value are missing together or not at all. */
function missingTogether({ name }: Variable, { factors }: Derivation): number {
  const whole = factors.filter(({ variable, missing }) => variable === name && missing === 'events');
  return Math.max(0, ...whole.map(({ family }) => familyNamed(family).eventRank));
}

function variableType(variable: Variable, model: CheckedModel, context: DefinitionContext): Literal {
  const declared = { ...typeDefinition(variable.type, model, context), text: declaredType(variable) };
  return isCorrelationFactor(variable) ? { ...declared, structure: 'correlationCholesky' } : declared;
}

function typeDefinition(
  type: ValueType,
  model: CheckedModel,
  { sizes }: DefinitionContext,
): Readonly<Record<string, Literal>> {
  return {
    element: type.element,
    levels: type.levels === null ? null : new Code(sizes.reference(type.levels)),
    levelsDim: type.levels === null ? null : dimOf(type.levels, model),
    shape: type.shape.map((axis) => new Code(sizes.reference(axis))),
    shapeDims: type.shape.map((axis) => dimOf(axis, model)),
    text: printType(type),
    structure: type.structure,
    lower: type.lower === null ? null : { value: type.lower.value, open: type.lower.open },
    upper: type.upper === null ? null : { value: type.upper.value, open: type.upper.open },
  };
}

/** The dim that a size is exactly. */
function dimOf(size: Size, model: CheckedModel): string | null {
  return (
    model.dims.find(({ name }) => {
      const [term] = size.terms;
      const [atom] = term?.atoms ?? [];
      return (
        size.terms.length === 1 &&
        term?.coefficient === 1 &&
        term.atoms.length === 1 &&
        atom?.kind === 'symbol' &&
        atom.name === name
      );
    })?.name ?? null
  );
}

function tablesDefinition({ tables }: LoweredModel, context: DefinitionContext): Record<string, Literal> {
  const { training, prediction } = tables;
  if (training.length === 0 && prediction.length === 0) return {};
  const table = ({ what, entries, most, span }: TableNeed): Literal => ({
    what,
    entries: new Code(context.sizes.reference(entries)),
    most,
    place: placeOf(span, context),
  });
  return { tables: { training: training.map(table), prediction: prediction.map(table) } };
}

function limitsDefinition({ limits }: LoweredModel, context: DefinitionContext): Record<string, Literal> {
  if (limits === null) return {};
  const conditions = limits.limits.map(({ output, least, message, span }) => ({
    output,
    least,
    message,
    place: placeOf(span, context),
  }));
  return { limits: { kernel: kernelDefinition(limits.program, context), conditions } };
}

function methodDefinition({ derivation }: LoweredModel): Literal {
  const option = (name: string): number | null => {
    const value = derivation.model.train?.options.find((candidate) => candidate.name === name)?.value;
    return value?.kind === 'number' ? value.value : null;
  };
  return {
    name: derivation.method,
    restarts: option('restarts'),
    tolerance: option('tolerance'),
    iterations: option('iterations'),
  };
}

function blockDefinition(
  { name, params, factors, steps }: LoweredBlock,
  context: DefinitionContext,
): Literal {
  return { name, params, factors, steps: steps.map((step) => stepDefinition(step, context)) };
}

function stepDefinition(step: LoweredStep, context: DefinitionContext): Literal {
  switch (step.kind) {
    case 'closedForm':
      return { kind: step.kind, params: step.params, exact: step.exact };
    case 'update':
      return { kind: step.kind, params: step.params, update: kernelDefinition(step.update, context) };
    case 'leastSquares':
      return {
        kind: step.kind,
        params: step.params.map(({ name, batchAxis }) => ({ name, batchAxis })),
        directions: step.directions,
        equations: kernelDefinition(step.equations, context),
      };
    case 'gradient':
      return {
        kind: step.kind,
        params: step.params,
        objective: kernelDefinition(step.objective, context),
        constrain: kernelDefinition(step.constrain, context),
        unconstrain: kernelDefinition(step.unconstrain, context),
      };
  }
}

function kernelDefinition(program: Program, context: DefinitionContext): Literal {
  const array = (name: string, dtype: DType, shape: readonly Size[]): Literal => ({
    name,
    // Conditions are stored as whole numbers.
    dtype: dtype === 'f64' ? 'f64' : 'i32',
    shape: shape.map((size) => new Code(context.sizes.reference(size))),
  });
  const sizesOf = (axes: readonly Axis[]): readonly Size[] => axes.map((axis) => axis.size);
  const { make, structure, inChunks } = context.emitKernel(program);
  // Which rows belong to which is an input as well, though no program names it.
  const rows = structure.filter(({ name }) => !program.inputs.some((input) => input.name === name));
  return {
    inputs: [
      ...program.inputs.map(({ name, type }) => array(name, type.dtype, sizesOf(type.axes))),
      ...rows.map(({ name, dtype, shape }) => array(name, dtype, shape)),
    ],
    outputs: program.outputs.map(({ name, node, axes }) => array(name, node.type.dtype, sizesOf(axes))),
    ...(inChunks ? { inChunks } : {}),
    make: new Code(make),
  };
}

/** `geyser.gen:8`. */
function placeOf(span: Span, { file }: DefinitionContext): string {
  return `${file}:${String(positionAt(span.file, span.start).line)}`;
}
