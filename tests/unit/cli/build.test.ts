import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildProgram } from '../../../cli/main.ts';

const geyser = join(import.meta.dirname, '../../../examples/geyser/geyser.gen');

test('specs of one name are not written over one another', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'generand-build-'));
  const specs = ['a', 'b'].map((name) => join(folder, name, 'geyser.gen'));
  for (const spec of specs) {
    mkdirSync(join(spec, '..'));
    cpSync(geyser, spec);
  }
  const out = join(folder, 'out');
  const built = buildProgram('0').parseAsync(['build', ...specs, '--out', out], { from: 'user' });
  await expect(built).rejects.toThrow(`both ${specs.join(' and ')} would be written there`);
  expect(existsSync(out)).toBe(false);
  rmSync(folder, { recursive: true });
});
