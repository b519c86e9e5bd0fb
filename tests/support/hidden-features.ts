// Every piece of the language that random models of hidden sequences must come to have, as it is found in their text, and what
// their data must have.

import type { Nested } from '../../cli/verify/oracle/nested.ts';
import { families } from './random-families.ts';
import type { HiddenModel } from './random-hidden.ts';

const features: Readonly<Record<string, RegExp>> = {
  ...Object.fromEntries(
    Object.values(families)
      .flatMap((forms) => Object.keys(forms))
      .map((name) => [`emissions by ${name}`, new RegExp(`observe x\\d.*\\b${name}\\(`)]),
  ),
  'a chain of order 0': /latent (z\d)\[t\]: (?!.*\1\[t-)/,
  'a chain of order 1': /latent (z\d)\[t\]: (?!.*t-2).*\1\[t-1\]/,
  'a chain of order 2': /latent (z\d)\[t\]: .*\1\[t-2\], \1\[t-1\]/,
  'a chain that skips a step': /latent (z\d)\[t\]: (?!.*t-1).*\1\[t-2\]/,
  'a chain of bools': /latent z\d\[t\]: bool/,
  'two chains': /\bz2\[t\]:/,
  'three chains': /\bz3\[t\]:/,
  'a chain that reads another at its step': /latent z2\[t\]: .*z1\[t\]/,
  'a chain that reads another before its step': /latent z2\[t\]: .*z1\[t-1\]/,
  'an input that picks a transition': /z\d\[t\]: .*~.*u\d\[t\]/,
  'an input that moves a transition': /z\d\[t\]: .*Categorical\(logits: .*\* u\d\[t\]/,
  'an input that decides a transition': /z\d\[t\]: .*~ if u\d\[t\] >/,
  'an input that moves an emission': /observe x\d.*\* u\d\[t\]/,
  'an input of the row': /given u\d: category/,
  'a transition by logits': /z\d\[t\]: .*Categorical\(logits:/,
  'a transition by weights': /z\d\[t\]: .*Categorical\(weights:/,
  'structural zeros': /simplex<support: (forward|around)\d>/,
  'structural zeros of several tables': /simplex<support: (forward|around)\d>\[\w+, \w+, \w+\]/,
  'a stationary start': /\[0\]: .*stationary\(p\d+\)/,
  'a stationary start of several tables': /\[0\]: .*stationary\(p\d+\[/,
  'another law at one step': /latent z\d\[3\]/,
  'an emission with another law at one step': /observe x\d\[2\]/,
  'a partly observed chain': /observe z\d\[t\]: .*\?/,
  'a partly observed chain with zeros':
    /(p\d+): simplex<support: [^]*observe z\d\[t\]: [^~]*\? ~ Categorical\(\1\[/,
  'a latent of the row': /latent kind/,
  'a latent of all rows': /latent all/,
  'a number that reads its past': /0\.4 \* x\d\[t-1\]/,
  'a category that reads its past': /observe (x\d)\[t\]: category.*\1\[t-1\]/,
  'a bool that reads its past': /observe (x\d)\[t\]: bool.*\1\[t-1\]/,
  'an emission that reads a chain at an earlier step': /observe x\d\[t\].*z\d\[t-1\]/,
  'an emission that may be missing': /observe x\d\[t\]: [^~]*\?/,
  'a vector that may be missing': /observe x\d\[t\]: real\[\d\]\? ~ MvNormal/,
  'several observations': /observe x2\[t\]/,
  'a vector of independent numbers': /observe x\d\[t\]: real\[\d\]\?? ~ Normal/,
  'a choice between emissions': /observe x\d\[t\].* ~ if z\d/,
  'the number of the step': /0\.1 \* t/,
  'an end': /sequence t until w/,
  'an end that reads its past': /observe w\[t\].*w\[t-1\]/,
  'a declared length': /sequence t: T/,
  'a sequence alone': /^(?![^]*plate row)[^]*sequence t/,
  'rows within rows': /plate group/,
  'a plate in each step': /plate part/,
  'a latent of a plate in each step': /latent topic\[t\]/,
  'two sequences of one row': /sequence s/,
  'an outcome of the last step': /z\d\[last\]/,
  'a prior of a transition': /: simplex\[.*~ Dirichlet\(1\.7\)/,
  'a hyperparameter': /K: int = 2/,
};

const shortest = (values: Nested): number =>
  typeof values === 'number' || typeof values[0] === 'number' || values.length === 0
    ? typeof values === 'number'
      ? Infinity
      : values.length
    : Math.min(...values.map(shortest));

/** How many of the models have each. */
export function featureCounts(models: readonly HiddenModel[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [feature, pattern] of Object.entries(features))
    counts.set(feature, models.filter(({ text }) => pattern.test(text)).length);
  for (const length of [0, 1])
    counts.set(
      `a sequence of ${String(length)} steps`,
      models.filter(({ data }) => Object.values(data).some((values) => shortest(values) === length)).length,
    );
  return counts;
}
