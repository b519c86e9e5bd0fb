// Draws of what is not known, given the data: what was summed out last is drawn first, from the table that it was summed out
// of, with all that is drawn already in place; states of a sequence by a walk back from its last step.

import { isFinite, lowestOf } from '../../3-check/model.ts';
import type { Derivation } from '../../4-plan/derivation.ts';
import { digit, forwardPass, passTables } from '../../ir/chain-parts.ts';
import type { Axis, Node, Program } from '../../ir/ops.ts';
import { softmax } from '../../ir/log-space.ts';
import { makeProgram, outputOf } from '../../ir/program.ts';
import type { Context } from '../context.ts';
import { createContext, latentAxis, rowAxes, spread, variable } from '../context.ts';
import { eliminate } from '../eliminate.ts';
import type { Summed, Term } from '../eliminate.ts';
import { putTogether, termsWithUnknowns } from '../unknowns.ts';

/** `draw.<variable>` of every latent, and of finite observations that may be missing and that others depend on. */
export function lowerDrawPosterior(derivation: Derivation): Program | null {
  const context = createContext(derivation);
  const { m } = context;
  const isSummed = (name: string): boolean => derivation.latents.some((latent) => latent.name === name);
  const { terms, unknowns } = termsWithUnknowns(context, 'logSum', isSummed);
  if (unknowns.length === 0) return null;
  const { summed } = eliminate(context, terms, 'logSum');
  /** Levels, over the rows of their plates. */
  const drawn = new Map<string, Node>();
  for (const each of [...summed].reverse())
    if (each.chain === null) drawLatent(context, each, drawn);
    else drawPath(context, each, drawn);
  const values = unknowns.map(({ name }) => {
    const level = drawn.get(name);
    if (level === undefined) throw new Error(`internal: ${name} is not drawn`);
    const declared = variable(context, name);
    const lowest = isFinite(declared.type) ? 0 : lowestOf(declared.type);
    return lowest === 0 ? level : m.add(level, m.num(lowest));
  });
  return makeProgram(
    'drawPosterior',
    putTogether(context, unknowns, values, false).map(({ name, axes, node }) =>
      outputOf(m, `draw.${name}`, m.cast(node, 'i32'), axes),
    ),
  );
}

/** A term at what is drawn already of its scope. */
function atDrawn(context: Context, { plate, scope, node }: Term, drawn: ReadonlyMap<string, Node>): Node {
  return scope.reduce((value, name) => {
    const level = drawn.get(name);
    if (level === undefined) return value;
    const from = context.derivation.latents.find((latent) => latent.name === name)?.plate ?? null;
    return context.m.gather(value, spread(context, level, from, plate), latentAxis(context, name));
  }, node);
}

function drawLatent(context: Context, { elimination, terms }: Summed, drawn: Map<string, Node>): void {
  const { m } = context;
  const axis = latentAxis(context, elimination.variable);
  const [term] = terms;
  const logits = m.broadcast(term === undefined ? m.num(0) : atDrawn(context, term, drawn), [axis]);
  drawn.set(elimination.variable, m.randomIndex(softmax(m, logits, axis), axis, rowAxes(elimination.plate)));
}

function drawPath(context: Context, { elimination, terms, chain }: Summed, drawn: Map<string, Node>): void {
  const { m, derivation } = context;
  if (chain === null) throw new Error('internal: a path along no chain');
  const own = terms.map((term) => ({ node: atDrawn(context, term, drawn), condition: term.condition }));
  const { tables, forward } = forwardPass(m, chain, own);
  const path = m.cast(m.chainScan(chain, 'drawnPath', forward, passTables(m, tables, 1)), 'f64');
  const now: readonly Axis[] = chain.states.map((state) => state.now);
  for (const [slot, { now: name }] of (elimination.chain ?? []).entries())
    if (derivation.latents.some((latent) => latent.name === name && latent.lagOf === null))
      drawn.set(name, m.cast(digit(m, path, now, slot), 'i32'));
  // What the steps' own latents read of the steps before.
  for (const { before, now: name } of [...(elimination.chain ?? [])]) {
    const level = drawn.get(name);
    if (level === undefined) continue;
    drawn.set(before, m.cast(m.previousRow(m.cast(level, 'f64'), m.num(0), chain), 'i32'));
  }
}
