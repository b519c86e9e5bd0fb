// A dim is a size that the data decide: it must be, alone, an axis or the level count of an `observe` or `given`,
// or the size of a plate or sequence that holds one. From `real[2*D]` alone no data tell D.

import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { equalSizes, symbolSize } from '../../sizes/size.ts';
import type { Span } from '../../source/source.ts';
import type { CheckedModel } from '../model.ts';

export const undecidedDim = defineDiagnostic({
  code: 'E0613',
  name: 'undecided-dim',
  severity: 'error',
  message: ({ name }: { name: string; span: Span }) => `no data decide the dim \`${name}\``,
  labels: ({ span }) => [{ span, text: 'a size that nothing in the data tells' }],
  why: ({ name }) =>
    `a dim stands alone in the type of an \`observe\` or \`given\` (\`real[${name}]\`, \`category<${name}>\`), or sizes a plate or sequence that holds one; ` +
    `a size that you choose is an \`int\` hyperparameter: \`${name}: int = 2\``,
});

export function undecidedDims(
  model: Pick<CheckedModel, 'dims' | 'plates' | 'variables'>,
): CheckedModel['dims'] {
  const decided = new Set<string>();
  const decide = (size: Parameters<typeof equalSizes>[0] | null): void => {
    for (const { name } of model.dims)
      if (size !== null && equalSizes(size, symbolSize(name))) decided.add(name);
  };
  const plates = new Map(model.plates.map((plate) => [plate.name, plate]));
  for (const variable of model.variables) {
    if (variable.role !== 'observe' && variable.role !== 'given') continue;
    decide(variable.type.levels);
    variable.type.shape.forEach(decide);
    for (let plate = variable.plate; plate !== null;) {
      const found = plates.get(plate);
      decide(found?.size ?? null);
      plate = found?.parent ?? null;
    }
  }
  return model.dims.filter((dim) => !decided.has(dim.name));
}
