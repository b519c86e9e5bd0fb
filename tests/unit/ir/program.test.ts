import { describe, expect, test } from 'vitest';
import { makeAxis, plateAxis } from '../../../compiler/ir/axis.ts';
import { createBuilder } from '../../../compiler/ir/build.ts';
import type { Node, Program } from '../../../compiler/ir/ops.ts';
import { topologicalOrder } from '../../../compiler/ir/order.ts';
import { printProgram } from '../../../compiler/ir/print.ts';
import { makeProgram, outputOf } from '../../../compiler/ir/program.ts';
import { verify } from '../../../compiler/ir/verify.ts';
import { constantSize, symbolSize } from '../../../compiler/sizes/size.ts';
import { f64 } from './run.ts';

const i = makeAxis('i', symbolSize('I'));
const rows = plateAxis('row');

test('a long chain does not overflow the stack', () => {
  const m = createBuilder();
  let x: Node = f64(m, 'x', []);
  for (let step = 0; step < 50_000; step += 1) x = m.sin(x);
  expect(topologicalOrder([x])).toHaveLength(50_001);
});

test('programs print one value a line', () => {
  const m = createBuilder();
  const x = f64(m, 'data.x', [rows, i]);
  const total = m.sum(m.mul(x, m.num(-0.5)), i);
  const unused = m.input('param.sd', { dtype: 'f64', axes: [] });
  expect(printProgram(makeProgram('score', [outputOf(m, 'rows.row', total, [rows])], [unused]))).toBe(
    [
      'program score',
      '%0 = input "data.x" : f64[rows:row, i]',
      '%1 = constant -0.5 : f64',
      '%2 = mul %0, %1 : f64[rows:row, i]',
      '%3 = reduceSum axis=i %2 : f64[rows:row]',
      'unused input "param.sd"',
      'output rows.row[rows:row] = %3',
      '',
    ].join('\n'),
  );
});

describe('verify', () => {
  const m = createBuilder();
  const x = m.input('x', { dtype: 'f64', axes: [i] });
  const good = makeProgram('p', [outputOf(m, 'y', m.exp(x), [i])]);
  const broken = (change: Partial<Program>): (() => void) => {
    return () => {
      verify({ ...good, ...change }, 'a-pass');
    };
  };
  const output = (node: Node, axes = node.type.axes): Program['outputs'] => [{ name: 'y', node, axes }];

  test('accepts what the builder makes', () => {
    verify(good, 'build');
  });

  test('names the pass and the problem', () => {
    expect(broken({ inputs: [] })).toThrow('internal: p after a-pass: input x is not listed');
    expect(broken({ outputs: output(m.exp(x), []) })).toThrow('output y over [] is f64[i]');
    expect(broken({ outputs: [...good.outputs, ...good.outputs] })).toThrow('two outputs of one name');
    const mistyped: Node = { op: 'exp', args: [x], type: { dtype: 'f64', axes: [] }, origins: [] };
    expect(broken({ outputs: output(mistyped) })).toThrow('exp is f64, should be f64[i]');
    const otherSize = m.input('z', { dtype: 'f64', axes: [makeAxis('i', constantSize(2))] });
    expect(
      broken({
        inputs: [x, otherSize],
        outputs: [...output(x), { name: 'z', node: otherSize, axes: otherSize.type.axes }],
      }),
    ).toThrow('two axes are named i');
    const late = m.input('w', { dtype: 'f64', axes: [i, rows] });
    expect(broken({ inputs: [late], outputs: output(late) })).toThrow('a row axis after others');
    const draw = (n: number): Node => ({
      op: 'random',
      args: [],
      kind: 'normal',
      site: 3,
      shape: [makeAxis(`a${String(n)}`, i.size)],
      type: { dtype: 'f64', axes: [makeAxis(`a${String(n)}`, i.size)] },
      origins: [],
    });
    expect(
      broken({
        inputs: [],
        outputs: [
          { name: 'a', node: draw(1), axes: draw(1).type.axes },
          { name: 'b', node: draw(2), axes: draw(2).type.axes },
        ],
      }),
    ).toThrow('two draws at site 3');
  });

  test('finds a cycle', () => {
    const args: Node[] = [x];
    const loop = { op: 'neg', args, type: x.type, origins: [] } as unknown as Node;
    args[0] = loop;
    expect(broken({ outputs: output(loop) })).toThrow('a cycle through neg');
  });
});

test('outputs keep their axes whatever the value lacks, and name axes that have no place', () => {
  const m = createBuilder();
  expect(outputOf(m, 'y', m.num(0), [rows, i]).node.type.axes).toEqual([rows, i]);
  expect(() => outputOf(m, 'y', f64(m, 'x', [i]), [])).toThrow('no place for axis i');
});
