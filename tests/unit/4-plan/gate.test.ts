// The gate before planning: of every spec that uses a construct of the language, either one error says what is in the
// way, or there is a derivation that later phases carry out.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { derivationStage } from '../../../compiler/4-plan/stage/derivation-stage.ts';
import { rules } from '../../../compiler/4-plan/stage/stage.ts';
import { planInference } from '../../../compiler/4-plan/plan.ts';
import { lowerDerivation } from '../../../compiler/5-lower/lower.ts';
import { spanText } from '../../../compiler/source/source.ts';
import { analyse } from '../../../compiler/pipeline.ts';

const folder = join(import.meta.dirname, '../../fixtures/language');

describe.each(readdirSync(folder).sort())('%s', (name) => {
  const read = (path: string) => ({ path, text: readFileSync(join(folder, name, path), 'utf8') });
  const { models } = analyse(read('input.gen'), { checked: true, dump: () => undefined, read });

  test.each(models)('model $name', (model) => {
    const stage = derivationStage(model);
    const { value, diagnostics } = planInference(model);
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    const derivable = stage.kind === 'taken' && stage.gaps.length === 0;
    expect(errors).toHaveLength(derivable ? 0 : 1);
    expect(value !== null).toBe(derivable);
    if (value !== null) lowerDerivation(value);
    // Every rule before the one that is taken says what it lacks.
    if (stage.kind === 'taken')
      expect(stage.notTaken.map(({ rule }) => rule)).toEqual(rules.slice(0, rules.indexOf(stage.rule)));
    for (const { labels } of errors) for (const { span } of labels) expect(spanText(span)).not.toBe('');
  });
});

test('the seven programs of the language page', () => {
  const summaries = ['geyser', 'casino', 'penguins', 'digits', 'faces', 'names', 'nile'].map((name) => {
    const file = { path: 'input.gen', text: readFileSync(join(folder, name, 'input.gen'), 'utf8') };
    const [stage] = analyse(file).stages;
    if (stage?.kind !== 'taken') throw new Error(`${name} has no rule`);
    const what = stage.treated.map(({ variable, treatment }) => `${variable} ${treatment}`);
    return [name, stage.method, stage.rule, stage.gaps.length === 0, ...what];
  });
  expect(summaries).toEqual([
    ['geyser', 'em', 'finite', true, 'kind summed'],
    ['casino', 'em', 'finite', true, 'die forward'],
    ['penguins', 'em', 'finite', true, 'species summed', 'x dropped'],
    ['digits', 'elbo', 'bound', false, 'z boundedWritten'],
    ['faces', 'adversarial', 'implicit', false, 'z drawn'],
    ['names', 'mle', 'observed', false],
    ['nile', 'em', 'gaussian', false, 'level filtered'],
  ]);
});
