// The generated TypeScript against the reference evaluator of the same programs, which is plain loops: every query, draw and
// iteration must give the same numbers.

import type { AnyFit, AnyModel } from '../../runtime/model/model.ts';
import { Agreement, type Check, type Finding, type Subject } from './check.ts';
import { randomFit } from './random-fit.ts';
import { referenceKernels } from './reference-kernels.ts';

const rows = 5;

export const backends: Check = {
  name: 'backends',
  meaning: 'generated code computes what the reference evaluator computes',
  run: compareBackends,
};

async function compareBackends(subject: Subject): Promise<Finding> {
  const { lowerDerivation } = await import('../../compiler/5-lower/lower.ts');
  const { createUntypedModel } = await import('../../runtime/model/create-model.ts');
  const { definition } = subject.model;
  const { kernels, blocks } = referenceKernels(lowerDerivation(subject.derivation));
  const reference: AnyModel = createUntypedModel({
    ...definition,
    blocks,
    kernels: { ...kernels, initial: definition.kernels.initial },
  });
  const found = new Agreement();
  const { fit, data } = randomFit(subject, rows, 2);
  const dims = Object.fromEntries(definition.dims.map((dim) => [dim, fit.sizes[dim] ?? 1]));
  const twin = reference.with(fit.params, { set: { ...subject.set, ...dims } });
  const ask = (what: string, query: (of: AnyFit) => unknown): void => {
    compareNested(found, query(fit), query(twin), what);
  };
  const { posterior, decode, predictLeaves, predictParents } = definition.kernels;
  ask('logProb', (of) => of.logProb(data));
  if (posterior !== null) ask('posterior', (of) => of.posterior(data));
  if (decode !== null) ask('decode', (of) => of.decode(data));
  if (predictLeaves !== null || predictParents !== null) ask('predict', (of) => of.predict(data));
  const options = { set: subject.set, restarts: 1, iterations: 3, tolerance: 0, seed: subject.seed };
  const enough = randomFit(subject, 20, 3).data;
  const [ours, theirs] = [await subject.model.train(enough, options), await reference.train(enough, options)];
  // Not the params: where the objective is flat, rounding decides where a climb stands.
  compareNested(found, ours.training?.trace, theirs.training?.trace, 'objectives in training');
  return found.finding(1e-8);
}

function compareNested(found: Agreement, a: unknown, b: unknown, place: string): void {
  if (typeof a === 'number' && typeof b === 'number') found.compare(a, b, place, b);
  else if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) {
    const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
    for (const key of Object.keys(left)) compareNested(found, left[key], right[key], place);
  } else found.compare(a === b ? 0 : 1, 0, place);
}
