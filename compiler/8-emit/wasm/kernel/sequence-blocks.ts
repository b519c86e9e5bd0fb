// What visits to the blocks of a sequence begin and end with: where the arrays of a block lie, and what blocks hand to one
// another. The runtime goes from block to block: runtime/kernels/blocks.ts.

import type { Node } from '../../../ir/ops.ts';
import { multiplySizes, symbolSize } from '../../../sizes/size.ts';
import type { Size } from '../../../sizes/size.ts';
import type { Blocks as SequenceBlocks } from '../../schedule/blocks.ts';
import { plateOf } from '../../schedule/plates.ts';
import { i32, memory, when, type Expr, type ModuleBuilder } from '../encoder/index.ts';
import { Blocks } from './blocks.ts';
import type { KernelState } from './kernel-state.ts';
import { rowBytes, rowSize } from './memory-access.ts';
import { blocksOf } from './memory-plan.ts';
import { laneOf } from './value.ts';
import type { Place } from './writer.ts';

/**
 * Exports `<name>.open` of (first, last, number): of a block's rows, and of the block; and `<name>.close` of these and
 * whether the visit is the block's last.
 */
export function emitVisits(
  module: ModuleBuilder,
  state: KernelState,
  name: string,
  { plate, forwards, backwards }: SequenceBlocks,
): void {
  const { plan } = state;
  const placeOf = (node: Node): Place => {
    const place = state.place(node);
    if (place === null) throw new Error(`internal: ${node.op} of a block is nowhere`);
    return place;
  };
  const ofBlock = [...state.schedule.kept].flatMap(([node, keeping]) =>
    keeping === 'block' && plateOf(node.type) === plate ? [placeOf(node)] : [],
  );
  const handedUp = forwards.map(placeOf).map((place) => ({
    place,
    slot: plan.array(multiplySizes(symbolSize(blocksOf(plate)), rowSize(place)), 8),
  }));
  const handedDown = backwards.map(placeOf).map((place) => ({ place, slot: plan.array(rowSize(place), 8) }));

  const open = module.function(`${name}.open`, ['i32', 'i32', 'i32'], 'none');
  const close = module.function(`${name}.close`, ['i32', 'i32', 'i32', 'i32'], 'none');
  for (const visit of [open, close]) {
    const blocks = new Blocks(visit);
    const [first, last, number] = [visit.param(0), visit.param(1), visit.param(2)];
    const address = (slot: number): Expr<'i32'> => i32.load(i32.const(slot), 0);
    const size = (of: Size): Expr<'i32'> => laneOf(state.sizeIn(blocks, of), 0);
    const isInside = i32.lt_u(last, size(symbolSize(`rows:${plate}`)));
    /** The row before the block's first, with which its array starts. */
    const before = ({ slot }: Place): Expr<'i32'> => address(slot - 4);
    const lastOf = (place: Place): Expr<'i32'> =>
      i32.add(address(place.slot), i32.mul(i32.sub(last, i32.const(1)), size(rowBytes(place))));
    const ofNumber = (place: Place, slot: number, extra: number): Expr<'i32'> =>
      i32.add(address(slot), i32.mul(i32.add(number, i32.const(extra)), size(rowBytes(place))));
    if (visit === open) {
      for (const place of ofBlock) {
        const back = i32.mul(i32.sub(first, i32.const(1)), size(rowBytes(place)));
        blocks.add(i32.store(i32.const(place.slot), i32.sub(before(place), back), 0));
      }
      for (const { place, slot } of handedUp)
        blocks.add(memory.copy(before(place), ofNumber(place, slot, 0), size(rowBytes(place))));
      for (const { place, slot } of handedDown)
        blocks.add(when(isInside, [memory.copy(lastOf(place), address(slot), size(rowBytes(place)))]));
    } else {
      for (const { place, slot } of handedUp)
        blocks.add(
          when(isInside, [memory.copy(ofNumber(place, slot, 1), lastOf(place), size(rowBytes(place)))]),
        );
      for (const { place, slot } of handedDown)
        blocks.add(when(close.param(3), [memory.copy(address(slot), before(place), size(rowBytes(place)))]));
    }
    const statements = blocks.close();
    visit.body(() => statements);
    module.export(visit === open ? `${name}.open` : `${name}.close`, visit);
  }
}
