// Ancestral sampling: every latent and observation drawn in the model's order, given what stands before it.

import type { CheckedModel, DistributionExpression, Variable } from '../../3-check/model.ts';
import { isFinite } from '../../3-check/model.ts';
import type { Derivation } from '../../4-plan/derivation.ts';
import { derivable, familyOf, formOf } from '../../4-plan/factor-graph.ts';
import type { Node, Program } from '../../ir/ops.ts';
import { makeProgram, outputOf } from '../../ir/program.ts';
import type { Values } from '../../library/distribution.ts';
import type { LoweredSteps } from '../lowered-model.ts';
import type { Context } from '../context.ts';
import { createContext, dataInput, entryAt, rowAxes, valueAxes, variable } from '../context.ts';
import type { Environment } from '../environment.ts';
import { rowEnvironment } from '../environment.ts';
import type { AlignedCall } from '../events.ts';
import { alignCall, canonical } from '../events.ts';
import { lowerExpression } from '../expressions.ts';

/** Of everything outside sequences. */
export function lowerSimulate(derivation: Derivation): Program {
  return lowerDraws(derivation, null);
}

/** Of what one step of each sequence has, without the steps of sequences in it. All around is an input, `value.<variable>`. */
export function lowerSteps(derivation: Derivation): readonly LoweredSteps[] {
  return derivation.model.plates
    .filter(({ sequence }) => sequence !== null)
    .map(({ name }) => ({ sequence: name, simulate: lowerDraws(derivation, name) }));
}

/** The variables whose innermost sequence it is. */
function lowerDraws(derivation: Derivation, sequence: string | null): Program {
  const context = createContext(derivation);
  const drawn = new Map<string, Node>();
  const valueOf = (declared: Variable): Node | null => {
    const { entryOf } = declared;
    if (entryOf !== undefined) {
      const array = variable(context, entryOf.variable);
      const whole = valueOf(array);
      return whole === null ? null : entryAt(context, whole, array, entryOf);
    }
    // Of a step before, as the driver has it.
    if (declared.lagOf !== undefined) return dataInput(context, declared);
    return drawn.get(declared.name) ?? (isDrawn(declared) ? valueInput(context, declared) : null);
  };
  for (const declared of derivation.model.variables) {
    if (!isDrawn(declared) || sequenceOf(derivation.model, declared.plate) !== sequence) continue;
    if (declared.distribution === null) throw new Error(`internal: ${declared.name} has no distribution`);
    const environment = rowEnvironment(context, declared.plate, valueOf);
    const draw = sample(environment, declared, declared.distribution);
    const whole = isFinite(declared.type) ? context.m.cast(draw, 'i32') : context.m.cast(draw, 'f64');
    drawn.set(declared.name, context.m.broadcast(whole, storage(declared)));
  }
  return makeProgram(
    'simulate',
    derivation.model.variables.flatMap((declared) => {
      const node = drawn.get(declared.name);
      return node === undefined
        ? []
        : [outputOf(context.m, `value.${declared.name}`, node, storage(declared))];
    }),
  );
}

/** Entries are drawn with their array. */
function isDrawn({ role, entryOf, lagOf }: Variable): boolean {
  if (entryOf !== undefined || lagOf !== undefined) return false;
  return role === 'latent' || role === 'observe';
}

/** The innermost sequence around a plate's rows. */
function sequenceOf(model: CheckedModel, plate: string | null): string | null {
  const found = model.plates.find(({ name }) => name === plate);
  if (found === undefined) return null;
  return found.sequence === null ? sequenceOf(model, found.parent) : found.name;
}

/** A value that was drawn before. */
function valueInput({ m }: Context, declared: Variable): Node {
  const dtype = isFinite(declared.type) ? 'i32' : 'f64';
  return m.input(`value.${declared.name}`, { dtype, axes: storage(declared) });
}

function storage(declared: Variable): ReturnType<typeof rowAxes> {
  return [...rowAxes(declared.plate), ...valueAxes(declared)];
}

/** Of an `if` both branches are drawn, and the one that holds is kept: draws elsewhere do not depend on it. */
function sample(
  environment: Environment,
  declared: Variable,
  described: DistributionExpression,
  id = declared.name,
): Node {
  const { context } = environment;
  const distribution = derivable(described);
  const { m } = context;
  if (distribution.kind === 'choice') {
    const { node } = lowerExpression(environment, distribution.condition);
    return m.select(
      node,
      sample(environment, declared, distribution.then, `${id}.then`),
      sample(environment, declared, distribution.else, `${id}.else`),
    );
  }
  return m.withOrigin(distribution.span, () => drawEvent(context, environment, declared, distribution, id));
}

function drawEvent(
  context: Context,
  environment: Environment,
  declared: Variable,
  distribution: Extract<DistributionExpression, { kind: 'distribution' }>,
  id: string,
): Node {
  const family = familyOf(distribution);
  const call = alignCall(
    environment,
    {
      id,
      family: family.name,
      form: formOf(family, distribution),
      arguments: new Map(Object.entries(distribution.arguments)),
    },
    declared,
  );
  const repeats = [...rowAxes(declared.plate), ...call.repeats];
  const parameters = { ...canonical(context, call), ...totalOf(context, declared, call) };
  return family.sample(context.m, parameters, call.event, repeats);
}

/** Where the total of counts is left to the data, a draw is given one. */
function totalOf({ m }: Context, { name }: Variable, { form, arguments: given }: AlignedCall): Values<Node> {
  const missing = (form.optional ?? []).filter((parameter) => !Object.hasOwn(given, parameter));
  return Object.fromEntries(
    missing.map((parameter) => [parameter, m.input(`total.${name}`, { dtype: 'f64', axes: [] })]),
  );
}
