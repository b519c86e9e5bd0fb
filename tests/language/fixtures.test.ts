// Specs that between them use every construct of the language, with their trees, what checking makes of them, and how
// they are derived, or why they are not yet. `vitest run tests/language -u` writes these anew: read the difference
// like code.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dumpAst } from '../../compiler/1-parse/dump-ast.ts';
import { printModel } from '../../compiler/3-check/print-model.ts';
import { derivationStage } from '../../compiler/4-plan/stage/derivation-stage.ts';
import { printStage } from '../../compiler/4-plan/stage/print-stage.ts';
import { format } from '../../compiler/format/format.ts';
import { analyse } from '../../compiler/pipeline.ts';
import { oneLine } from '../support/check-spec.ts';

const folder = join(import.meta.dirname, '../fixtures/language');
const cases = readdirSync(folder).sort();

/** A model may wait for its rule, or have none; nothing else may be said of it, warnings neither. */
const underived = new Set(['E0801', 'E0808']);

function analysed(name: string) {
  const read = (path: string) => ({ path, text: readFileSync(join(folder, name, path), 'utf8') });
  return analyse(read('input.gen'), { checked: true, dump: () => undefined, read });
}

describe.each(cases)('%s', (name) => {
  test('its tree, its models and their derivations are those expected', async () => {
    const { tree, models, derivations, diagnostics } = analysed(name);
    const expected = (file: string): string => join(folder, name, 'expected', file);
    expect(diagnostics.filter(({ code }) => !underived.has(code)).map(oneLine)).toEqual([]);
    const checked = models.map(printModel).join('\n');
    const stages = models.map((model) => printStage(derivationStage(model))).join('\n');
    await expect(dumpAst(tree)).toMatchFileSnapshot(expected('ast.txt'));
    await expect(checked).toMatchFileSnapshot(expected('model.txt'));
    await expect(`${stages}\n${diagnostics.map(oneLine).join('\n')}\n`).toMatchFileSnapshot(
      expected('stage.txt'),
    );
    expect(models.length).toBeGreaterThan(0);
    if (diagnostics.length === 0)
      expect(derivations.map(({ model }) => model.name).sort()).toEqual(
        models.map((model) => model.name).sort(),
      );
  });

  test('it is laid out as the formatter does it', () => {
    for (const file of readdirSync(join(folder, name)).filter((file) => file.endsWith('.gen'))) {
      const text = readFileSync(join(folder, name, file), 'utf8');
      expect(format({ path: file, text }).value).toBe(text);
    }
  });
});

test('there are the seven programs of the language page and sixty more', () => {
  const seven = ['geyser', 'casino', 'penguins', 'digits', 'faces', 'names', 'nile'];
  expect(cases).toEqual(expect.arrayContaining(seven));
  expect(cases.length).toBeGreaterThanOrEqual(67);
  for (const name of cases) expect(existsSync(join(folder, name, 'expected/model.txt'))).toBe(true);
});
