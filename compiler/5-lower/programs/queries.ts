// Questions to a fit: log densities, posterior probabilities of latents, the most probable configuration.

import type { Derivation } from '../../4-plan/derivation.ts';
import { differentiate } from '../../6-differentiate/differentiate.ts';
import { plateAxis } from '../../ir/axis.ts';
import type { Node, Program } from '../../ir/ops.ts';
import { makeProgram, outputOf } from '../../ir/program.ts';
import type { Context } from '../context.ts';
import { createContext, latentAxis, rowAxes } from '../context.ts';
import type { Eliminated, Semiring, Term } from '../eliminate.ts';
import { eliminate } from '../eliminate.ts';
import type { Override } from '../environment.ts';
import { rowEnvironment } from '../environment.ts';
import { lowerFactor } from '../factors.ts';

/** `logLikelihood`, and for each outermost plate its rows' own, unless a latent outside joins the rows. */
export function lowerScore(derivation: Derivation): Program {
  const context = createContext(derivation);
  const { total, rows } = eliminate(context, logJointTerms(context), 'logSum');
  const joined = derivation.latents.some((latent) => latent.plate === null);
  const rowOutputs = [...rows].map(([plate, node]) =>
    outputOf(context.m, `rows.${plate}`, node, [plateAxis(plate)]),
  );
  return makeProgram('score', [
    outputOf(context.m, 'logLikelihood', total, []),
    ...(joined ? [] : rowOutputs),
  ]);
}

/** Every factor of the log joint. */
export function logJointTerms(context: Context, override?: Override): readonly Term[] {
  return context.derivation.factors.map((factor) => ({
    plate: factor.plate,
    scope: factor.scope,
    node: lowerFactor(rowEnvironment(context, factor.plate, override), factor),
  }));
}

/** `posterior.<latent>`: the derivative of the log likelihood with respect to a term of each value. */
export function lowerPosterior(derivation: Derivation): Program | null {
  if (derivation.latents.length === 0) return null;
  const context = createContext(derivation);
  const { gradients } = latentGradients(context, 'logSum');
  return makeProgram(
    'posterior',
    derivation.latents.map(({ name, plate }, position) =>
      outputOf(context.m, `posterior.${name}`, nodeAt(gradients, position), [
        ...rowAxes(plate),
        latentAxis(context, name),
      ]),
    ),
  );
}

/** `decode.<latent>` and `logJoint`: in the max semiring the derivative is 1 at the maximiser, 0 elsewhere. */
export function lowerDecode(derivation: Derivation): Program | null {
  if (derivation.latents.length === 0) return null;
  const context = createContext(derivation);
  const { eliminated, gradients } = latentGradients(context, 'max');
  return makeProgram('decode', [
    ...derivation.latents.map(({ name, plate }, position) => {
      const axis = latentAxis(context, name);
      const chosen = context.m.argMax(context.m.broadcast(nodeAt(gradients, position), [axis]), axis);
      return outputOf(context.m, `decode.${name}`, chosen, rowAxes(plate));
    }),
    outputOf(context.m, 'logJoint', eliminated.total, []),
  ]);
}

function latentGradients(
  context: Context,
  semiring: Semiring,
): { readonly eliminated: Eliminated; readonly gradients: readonly Node[] } {
  const { latents } = context.derivation;
  const placeholders = latents.map(({ name, plate }) =>
    context.m.placeholder(`posterior.${name}`, [...rowAxes(plate), latentAxis(context, name)]),
  );
  const unary = latents.map(({ name, plate }, position): Term => ({
    plate,
    scope: [name],
    node: nodeAt(placeholders, position),
  }));
  const eliminated = eliminate(context, [...logJointTerms(context), ...unary], semiring);
  return { eliminated, gradients: differentiate(context.m, eliminated.total, placeholders) };
}

function nodeAt<T>(nodes: readonly T[], position: number): T {
  const node = nodes[position];
  if (node === undefined) throw new Error('internal: fewer gradients than latents');
  return node;
}
