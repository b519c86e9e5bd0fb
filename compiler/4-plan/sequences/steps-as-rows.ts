// A sequence in which every read of another step is of what the data hold is a plate: its rows are steps, and what
// is read of another step is an input of its own, the same values shifted within the row.
//
//   observe x[0]: T ~ D(p)                 observe x: T ~ if #t == 0 then D(p) else D(q[x[t-1]])
//   observe x[t]: T ~ D(q[x[t-1]])    ->   given   x[t-1]: T
//
// What is read of a hidden variable is a latent of its own, of which the chain says that it is the other's value before
// (`lagOf`). So a transition table's statistics are counts over pairs of steps, and a plate is a sum. No written name holds a
// bracket, so the names of the inputs collide with none.

import type {
  CheckedModel,
  CoreExpression,
  DistributionExpression,
  HiddenLag,
  Plate,
  StepValue,
  ValueType,
  Variable,
} from '../../3-check/model.ts';
import { isFinite } from '../../3-check/model.ts';
import { boolType, intType } from '../../3-check/type.ts';
import type { Span } from '../../source/source.ts';
import type { Lag } from '../derivation.ts';
import { createRewriter, type Rewriter } from './rewrite.ts';

export interface SteppedModel {
  /** Without steps: indices are of rows, reads are of variables. Its sequences are still known as such. */
  readonly model: CheckedModel;
  readonly lags: readonly Lag[];
}

/** The gate has let no hidden variable through that is read other than some steps later. */
export function stepsAsRows(model: CheckedModel): SteppedModel {
  if (model.plates.every(({ sequence }) => sequence === null)) return { model, lags: [] };
  const lags = new Map<string, { readonly lag: Lag; readonly variable: Variable }>();
  const variables = new Map(model.variables.map((variable) => [variable.name, variable]));
  const read = (name: string, at: Lag['at'], type: ValueType, span: Span): CoreExpression => {
    const of = variables.get(name);
    const sequence = of?.steps?.sequence;
    if (of === undefined || sequence === undefined) throw new Error(`internal: ${name} has no steps`);
    const hidden = isHidden(of);
    const lag: Lag = { name: lagName(name, sequence, at), of: name, hidden, sequence, at };
    if (hidden) {
      if (at.kind !== 'back' && at.kind !== 'last')
        throw new Error(`internal: the hidden ${name} is read at ${at.kind}`);
      // A step hands on every one up to the last that is read.
      const steps = at.kind === 'back' ? at.steps : 'last';
      const between = steps === 'last' ? 1 : steps - 1;
      if (between > 0) read(name, { kind: 'back', steps: between }, type, span);
      const plate = at.kind === 'last' ? plateNamed(model, sequence).parent : of.plate;
      const variable = hiddenBefore(of, lag.name, plate, steps);
      if (!lags.has(lag.name)) lags.set(lag.name, { lag, variable });
    } else if (!lags.has(lag.name)) {
      const plate = isAfter(at) ? plateNamed(model, sequence).parent : of.plate;
      lags.set(lag.name, { lag, variable: inputLike(of, lag.name, plate, type) });
    }
    return { kind: 'variable', name: lag.name, type, span };
  };
  /** `step`: of a definition of one step alone; null: of all others. */
  const rewriterAt = (step: number | null): Rewriter =>
    createRewriter((part) => {
      if (part.kind === 'stepIndex') return { ...part, kind: 'plateIndex', plate: part.sequence };
      if (part.kind === 'variable') {
        const { length } = variables.get(part.name)?.type.shape ?? part.type.shape;
        const isWhole = part.type.shape.length > length;
        return isWhole ? read(part.name, { kind: 'all' }, part.type, part.span) : null;
      }
      if (part.kind !== 'step') return null;
      const of = variables.get(part.name);
      const at = lagOf(part, of !== undefined && isHidden(of) ? step : null);
      return at === null ? { ...part, kind: 'variable' } : read(part.name, at, part.type, part.span);
    });
  const rewriters = new Map<number | null, Rewriter>();
  const rewriter = (step: number | null): Rewriter => {
    const known = rewriters.get(step) ?? rewriterAt(step);
    rewriters.set(step, known);
    return known;
  };
  const rewritten = model.variables.map((variable) => withoutSteps(variable, rewriter));
  return {
    model: { ...model, variables: [...[...lags.values()].map((each) => each.variable), ...rewritten] },
    lags: [...lags.values()].flatMap(({ lag }) => (lag.hidden ? [] : [lag])),
  };
}

/** Null: the same step. `step`: where the reader is at one step alone, `z[0]` is so many steps before. */
function lagOf({ at }: StepValue, step: number | null): Lag['at'] | null {
  switch (at.kind) {
    case 'relative':
      return at.offset === 0 ? null : { kind: 'back', steps: -at.offset };
    case 'absolute':
      if (step === null) return at;
      return step === at.step ? null : { kind: 'back', steps: step - at.step };
    case 'last':
      return at;
    case 'before':
      throw new Error('internal: all steps before one reached planning');
  }
}

/** Read after the sequence, once for each row around it. */
function isAfter(at: Lag['at']): boolean {
  return at.kind === 'last' || at.kind === 'all';
}

function lagName(name: string, sequence: string, at: Lag['at']): string {
  switch (at.kind) {
    case 'back':
      return `${name}[${sequence}-${String(at.steps)}]`;
    case 'absolute':
      return `${name}[${String(at.step)}]`;
    case 'last':
      return `${name}[last]`;
    case 'all':
      return `${name}[..]`;
  }
}

function plateNamed(model: CheckedModel, name: string): Plate {
  const found = model.plates.find((plate) => plate.name === name);
  if (found === undefined) throw new Error(`internal: no sequence ${name}`);
  return found;
}

/** What is hidden is read by draws as other values of other steps are. */
export function hiddenLags({ variables }: CheckedModel): readonly Lag[] {
  return variables.flatMap(({ name, lagOf }): readonly Lag[] => {
    if (lagOf === undefined) return [];
    const { variable, steps } = lagOf;
    const sequence = variables.find((of) => of.name === variable)?.plate ?? '';
    const at: Lag['at'] = steps === 'last' ? { kind: 'last' } : { kind: 'back', steps };
    return [{ name, of: variable, hidden: true, sequence, at }];
  });
}

/** Whether it is summed out, at some steps at least. */
function isHidden({ role, optional, type }: Variable): boolean {
  return role === 'latent' || (optional && isFinite(type));
}

function hiddenBefore(of: Variable, name: string, plate: string | null, steps: HiddenLag['steps']): Variable {
  return {
    ...of,
    name,
    plate,
    doc: null,
    role: 'latent',
    optional: false,
    distribution: null,
    value: null,
    steps: null,
    lagOf: { variable: of.name, steps },
  };
}

function inputLike(of: Variable, name: string, plate: string | null, type: ValueType): Variable {
  return {
    ...of,
    name,
    doc: null,
    role: 'given',
    plate,
    type,
    optional: false,
    distribution: null,
    value: null,
    steps: null,
  };
}

type RewriterAt = (step: number | null) => Rewriter;

function withoutSteps(variable: Variable, rewriter: RewriterAt): Variable {
  const distribution =
    variable.distribution === null ? null : rewriter(null).distribution(variable.distribution);
  return { ...variable, distribution: withSpecialSteps(variable, distribution, rewriter), steps: null };
}

/** Definitions of single steps go before the general one. */
function withSpecialSteps(
  { steps }: Variable,
  general: DistributionExpression | null,
  rewriter: RewriterAt,
): DistributionExpression | null {
  if (steps === null || general === null) return general;
  return steps.special.reduceRight<DistributionExpression>((otherwise, { step, distribution, span }) => {
    if (distribution === null) return otherwise;
    const condition = isStep(steps.sequence, step, span);
    return {
      kind: 'choice',
      condition,
      then: rewriter(step).distribution(distribution),
      else: otherwise,
      span,
    };
  }, general);
}

function isStep(sequence: string, step: number, span: Span): CoreExpression {
  const type = intType([]);
  const index: CoreExpression = { kind: 'plateIndex', plate: sequence, type, span };
  const number: CoreExpression = { kind: 'number', value: step, type, span };
  return { kind: 'call', name: 'equal', operands: [index, number], type: boolType([]), span };
}
