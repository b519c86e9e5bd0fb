// Types and arguments by the words of other systems: nothing accepts them, they are answered with ours.

import { nearNames } from '../diagnostics/did-you-mean.ts';

const types: ReadonlyMap<string, string> = byOtherWord({
  real: ['float', 'float32', 'float64', 'double', 'number', 'numeric', 'decimal', 'scalar'],
  int: ['integer', 'int32', 'int64', 'long', 'whole'],
  bool: ['boolean', 'logical', 'binary', 'flag'],
  unit: ['probability', 'prob', 'fraction', 'proportion', 'percentage'],
  count: ['natural', 'nat', 'uint', 'unsigned'],
  covariance: ['covmatrix', 'covariancematrix'],
  correlation: ['corrmatrix', 'correlationmatrix'],
  cholesky: ['choleskyfactor', 'choleskyfactorcov'],
});

const labels: ReadonlySet<string> = new Set([
  'string', 'str', 'text', 'char', 'factor', 'enum', 'label', 'categorical',
]); // prettier-ignore

const args: ReadonlyMap<string, string> = byOtherWord({
  mean: ['mu', 'loc', 'location', 'average'],
  sd: ['sigma', 'std', 'stddev', 'stdev', 'scale'],
  variance: ['var', 'sigma2'],
  precision: ['tau', 'prec'],
  rate: ['lambda', 'lam', 'intensity'],
  p: ['prob', 'probs', 'probability', 'theta', 'pvals'],
  logits: ['logit', 'scores'],
  covariance: ['cov', 'covariancematrix', 'sigma'],
  cholesky: ['scaletril', 'chol', 'l'],
  concentration: ['alpha', 'alphas'],
  shape: ['alpha', 'k'],
});

function byOtherWord(words: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [ours, theirs] of Object.entries(words))
    for (const word of theirs) found.set(`${word} ${ours}`, ours);
  return found;
}

/** Near names; where there are none, ours for the same thing. */
function nearOrOurs(
  name: string,
  known: readonly string[],
  words: ReadonlyMap<string, string>,
): readonly string[] {
  const near = nearNames(name, known);
  const plain = name.toLowerCase().replaceAll('_', '');
  return near.length > 0 ? near : known.filter((ours) => words.has(`${plain} ${ours}`));
}

export function typesLike(name: string, known: readonly string[]): readonly string[] {
  return nearOrOurs(name, known, types);
}

export function argumentsLike(name: string, known: readonly string[]): readonly string[] {
  return nearOrOurs(name, known, args);
}

/** `string` and its like: in a model, text is a label. */
export function meansLabels(type: string): boolean {
  return labels.has(type.toLowerCase());
}
