// Questions to a fit: log densities, posterior probabilities of finite values that are not known, the most probable ones.

import { lowestOf } from '../../3-check/model.ts';
import type { Derivation } from '../../4-plan/derivation.ts';
import { differentiate } from '../../6-differentiate/differentiate.ts';
import { plateAxis } from '../../ir/axis.ts';
import type { Node, Output, Program } from '../../ir/ops.ts';
import { makeProgram, outputOf } from '../../ir/program.ts';
import type { Context } from '../context.ts';
import { createContext, variable } from '../context.ts';
import type { Eliminated, Semiring, Term } from '../eliminate.ts';
import { eliminate } from '../eliminate.ts';
import type { Override } from '../environment.ts';
import { rowEnvironment } from '../environment.ts';
import { evidenceTerms, factorTerm } from '../factors.ts';
import type { Unknown } from '../unknowns.ts';
import { putTogether, termsWithUnknowns } from '../unknowns.ts';

/** `logLikelihood`, and for each outermost plate its rows' own, unless a latent outside joins the rows. */
export function lowerScore(derivation: Derivation): Program {
  const context = createContext(derivation);
  return makeProgram('score', logDensities(context, eliminate(context, logJointTerms(context), 'logSum')));
}

/** `logLikelihood`, and `rows.<plate>`. */
export function logDensities(context: Context, { total, rows }: Eliminated): readonly Output[] {
  const joined = context.derivation.latents.some((latent) => latent.plate === null);
  const rowOutputs = [...rows].map(([plate, node]) =>
    outputOf(context.m, `rows.${plate}`, node, [plateAxis(plate)]),
  );
  return [outputOf(context.m, 'logLikelihood', total, []), ...(joined ? [] : rowOutputs)];
}

/** Every factor of the log joint, and what data say of values that are summed out. */
export function logJointTerms(context: Context, override?: Override): readonly Term[] {
  const factors = context.derivation.factors.map((factor) =>
    factorTerm(rowEnvironment(context, factor.plate, override), factor),
  );
  return [...factors, ...evidenceTerms(context)];
}

/**
 * `posterior.<variable>` of every latent and of finite observations that may be missing: the derivative of the log likelihood
 * with respect to a term of each value.
 */
export function lowerPosterior(derivation: Derivation): Program | null {
  const context = createContext(derivation);
  const { unknowns, gradients } = unknownGradients(context, 'logSum');
  if (unknowns.length === 0) return null;
  return makeProgram(
    'posterior',
    putTogether(context, unknowns, gradients, true).map(({ name, axes, node }) =>
      outputOf(context.m, `posterior.${name}`, node, axes),
    ),
  );
}

/** `decode.<variable>` and `logJoint`: in the max semiring the derivative is 1 at the maximiser, 0 elsewhere. */
export function lowerDecode(derivation: Derivation): Program | null {
  const context = createContext(derivation);
  const { unknowns, eliminated, gradients } = unknownGradients(context, 'max');
  if (unknowns.length === 0) return null;
  const { m } = context;
  const chosen = unknowns.map(({ name, levels }, position) => {
    const level = m.argMax(m.broadcast(nodeAt(gradients, position), [levels]), levels);
    const lowest = lowestOf(variable(context, name).type);
    return lowest === 0 ? level : m.add(level, m.constant(lowest, 'i32'));
  });
  return makeProgram('decode', [
    ...putTogether(context, unknowns, chosen, false).map(({ name, axes, node }) =>
      outputOf(context.m, `decode.${name}`, node, axes),
    ),
    outputOf(context.m, 'logJoint', eliminated.total, []),
  ]);
}

function unknownGradients(
  context: Context,
  semiring: Semiring,
): {
  readonly unknowns: readonly Unknown[];
  readonly eliminated: Eliminated;
  readonly gradients: readonly Node[];
} {
  const { terms, unknowns } = termsWithUnknowns(context, semiring, () => true);
  const eliminated = eliminate(context, terms, semiring);
  const placeholders = unknowns.map(({ placeholder }) => placeholder);
  return { unknowns, eliminated, gradients: differentiate(context.m, eliminated.total, placeholders) };
}

function nodeAt<T>(nodes: readonly T[], position: number): T {
  const node = nodes[position];
  if (node === undefined) throw new Error('internal: fewer gradients than unknowns');
  return node;
}
