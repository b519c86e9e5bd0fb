// The visits to the blocks of a sequence that lies in no plate: a loop in the kernel's body, in which its stages run.

import type { Node } from '../../ir/ops.ts';
import type { Blocks } from '../schedule/blocks.ts';
import { isWholePass } from '../schedule/blocks.ts';
import { innerAxes } from '../schedule/plates.ts';
import type { Stage } from '../schedule/schedule.ts';
import { symbolSize } from '../../sizes/size.ts';
import type { KernelState } from './kernel-state.ts';
import { emitPass } from './passes.ts';
import type { RowsOfPass } from './tiles.ts';
import { blockOf } from './workspace.ts';

/** `emitRows`: emits what goes over rows, row by row. */
export function emitBlocks(
  state: KernelState,
  { plate, stages, upwards, forwards, backwards }: Blocks,
  emitRows: (stage: Stage, range: RowsOfPass) => void,
): void {
  const { body, workspace, schedule } = state;
  const axis = schedule.plates.axes.get(plate);
  if (axis === undefined) throw new Error(`internal: no rows of ${plate}`);
  const rows = workspace.sizeOfAxes([axis]).text;
  const start = state.blockStart(plate).name;
  const list = (nodes: readonly Node[]): string => {
    const each = nodes.map((node) => {
      const width = workspace.sizeOfAxes(innerAxes(node.type.axes)).text;
      return `[${state.keptPlace(node)?.name ?? ''}, ${width}]`;
    });
    return `[${each.join(', ')}]`;
  };
  body.open();
  const visit = body.claim('visit');
  body.write(`const ${start} = ${visit}.first - 1;`);
  stages.forEach((stage, position) => {
    if (position === upwards) body.write(`if (!${visit}.isLast) continue;`);
    const [only] = stage.regions;
    if (only === undefined || !isWholePass(only.region)) {
      // What is added up on the way up is added up again on the way down.
      const endTile = (sums: string): string =>
        position < upwards
          ? `if (${visit}.isLast) ${sums}.endTile(); else ${sums}.tile.fill(0);`
          : `${sums}.endTile();`;
      emitRows(stage, { first: `${visit}.first`, last: `${visit}.last`, endTile });
      return;
    }
    emitPass(state, body, only.region, {
      range: `{ offsets: null, first: ${visit}.first, last: ${visit}.last, length: ${rows} }`,
      firstRow: ({ layout }) => (layout === 'block' ? start : '0'),
      use: (place) => place.name,
      stream: () => state.writing(only, body).stream(),
    });
  });
  state.useImport('alongBlocks');
  const block = workspace.size(symbolSize(blockOf(plate))).text;
  body.close(`for (const ${visit} of alongBlocks(${rows}, ${block}, ${list(forwards)}, ${list(backwards)}))`);
}
