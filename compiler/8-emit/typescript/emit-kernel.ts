// A program -> the text of a kernel factory: a function of sizes that sets up arrays and gives the kernel, which is
// told the numbers of rows at each run.
//
//   function name(sizes: Sizes): Kernel {
//     const K = sizeOf(sizes, 'K');                 sizes, arrays
//     function pointTile(first, last, ...) { ... }  a pass over the rows of one tile
//     return (inputs, outputs, rows) => { ... };    statements without rows, and the passes
//   }
//
// Where rows may come in chunks the kernel is told, by a fourth argument, that more of the same pass follow.

import type { Axis, DType, Program } from '../../ir/ops.ts';
import { addSizes, constantSize } from '../../sizes/size.ts';
import type { Size } from '../../sizes/size.ts';
import { isWholePass } from '../schedule/blocks.ts';
import { runsInChunks } from '../schedule/chunks.ts';
import type { PlateNesting, PlateTree } from '../schedule/plates.ts';
import { scheduleProgram } from '../schedule/schedule.ts';
import type { Stage } from '../schedule/schedule.ts';
import { emitBlocks } from './emit-blocks.ts';
import { createKernelNames } from './kernel-names.ts';
import { createKernelState } from './kernel-state.ts';
import { escapeDoc } from './names.ts';
import { importedFunctions } from './operations.ts';
import { emitPass } from './passes.ts';
import { emitBlock } from './region.ts';
import type { Describe } from './region.ts';
import { emitTiles } from './tiles.ts';
import type { RowsOfPass } from './tiles.ts';
import { wrapSums } from './wrap-sums.ts';

export interface EmitKernelOptions {
  /** Of the factory: a valid identifier. */
  readonly name: string;
  /** For comments in the code: where a value comes from, on one line; null to say nothing. */
  readonly describe?: Describe;
  /** The plate around each plate of the model. Default: what the program itself says of it. */
  readonly around?: PlateNesting;
}

export interface StructureInput {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly Size[];
}

export interface EmittedKernel {
  /** One function declaration. It calls `sizeOf(sizes, name)` and names the types `Sizes` and `Kernel`. */
  readonly code: string;
  /** Of `kernelImports`, those that the code uses. */
  readonly runtimeImports: readonly string[];
  /** The arrays `parent.<plate>` and `offset.<plate>` that the kernel reads besides the program's inputs. */
  readonly structure: readonly StructureInput[];
  /** Whether the rows of one pass may come in chunks. */
  readonly inChunks: boolean;
}

/** What kernels may import from the runtime; runtime/kernels/index.ts has them all. */
export const kernelImports: readonly string[] = [
  'allRows',
  'alongBlocks',
  'blockRows',
  'createChain',
  'createStream',
  'createTileSums',
  'dirichletConcentration',
  'fastKernel',
  'float64',
  'int32',
  'largestTile',
  'stationaryDistribution',
  'stationarySlope',
  'tileRows',
  ...importedFunctions,
];

export function emitKernel(program: Program, options: EmitKernelOptions): EmittedKernel {
  if (program.outputs.length === 0) return emptyKernel(options.name);
  const schedule = scheduleProgram(program, options.around);
  const inChunks = runsInChunks(program, schedule);
  const imports = new Set<string>();
  const names = createKernelNames([...kernelImports, 'sizeOf', options.name]);
  const state = createKernelState(program, schedule, names, (name) => imports.add(name));
  const describe = options.describe ?? (() => null);

  const sizeOfRows = (plate: string | null): string =>
    state.workspace.sizeOfAxes([axisOf(schedule.plates, plate ?? '')]).text;
  const functions: string[] = [];
  /** Ends of passes that wait for the last chunk. */
  let open: string[] | null = inChunks ? [] : null;
  const endPasses = (): void => {
    if (open === null) return;
    state.body.write('if (more) return;');
    for (const line of open) state.body.write(line);
    open = null;
  };
  /** Gives the lines that end the pass. */
  const emitRows = (stage: Stage, range: RowsOfPass): readonly string[] => {
    const { code, finish } = emitTiles(state, stage, range, describe);
    functions.push(code);
    return finish;
  };
  const emitStage = (stage: Stage): void => {
    const blocks = schedule.blocks.find(({ stages }) => stages.includes(stage));
    if (blocks !== undefined) {
      if (blocks.stages[0] !== stage) return;
      const ends: string[] = [];
      emitBlocks(state, blocks, (each, range) => void ends.push(...emitRows(each, range)));
      for (const line of ends) state.body.write(line);
      return;
    }
    const [first] = stage.regions;
    if (first !== undefined && isWholePass(first.region)) {
      // Over all rows at once.
      const rows = sizeOfRows(stage.root);
      emitPass(state, state.body, first.region, {
        range: `{ offsets: null, first: 0, last: ${rows}, length: ${rows} }`,
        firstRow: () => '0',
        use: (place) => place.name,
        stream: () => state.writing(first, state.body).stream(),
      });
      return;
    }
    if (stage.root !== null) {
      const endTile = (sums: string): string => `${sums}.endTile();`;
      for (const line of emitRows(stage, { first: '0', last: sizeOfRows(stage.root), endTile }))
        if (open === null) state.body.write(line);
        else open.push(line);
      return;
    }
    if (stage.time > 1) endPasses();
    for (const region of stage.regions)
      emitBlock(state.writing(region, state.body), region.tree.root, region.tree, describe);
  };
  schedule.stages.forEach(emitStage);
  endPasses();

  const indent = (lines: readonly string[], depth: number): string[] =>
    lines.map((line) => (line === '' ? '' : wrapSums('  '.repeat(depth) + line)));
  const factoryLines = state.workspace.lines();
  const setUp = state.workspace.runLines();
  const code = [
    ...docLines(program),
    `function ${options.name}(${factoryLines.some((line) => line.includes('sizeOf(sizes')) ? 'sizes: Sizes' : ''}): Kernel {`,
    ...indent(factoryLines, 1),
    ...functions.flatMap((text) => ['', ...indent(text.split('\n'), 1)]),
    '',
    `  return (inputs, outputs${setUp.length === 0 ? '' : ', rows'}${inChunks ? ', more = false' : ''}) => {`,
    ...indent([...setUp, ...state.bindings(), ...state.body.finish()], 2),
    '  };',
    '}',
  ].join('\n');
  return {
    code,
    runtimeImports: [...imports].sort(),
    structure: structureOf(state.structureUsed(), schedule.plates),
    inChunks,
  };
}

/** Of a model whose draws are all in sequences, what is drawn outside them. */
function emptyKernel(name: string): EmittedKernel {
  const code = `/** Has nothing to write. */\nfunction ${name}(): Kernel {\n  return () => undefined;\n}`;
  return { code, runtimeImports: [], structure: [], inChunks: false };
}

function axisOf(plates: PlateTree, plate: string): Axis {
  const axis = plates.axes.get(plate);
  if (axis === undefined) throw new Error(`internal: no rows of ${plate}`);
  return axis;
}

function structureOf(used: ReadonlySet<string>, plates: PlateTree): readonly StructureInput[] {
  return [...used].map((name) => {
    const plate = name.slice(name.indexOf('.') + 1);
    const axis = plates.axes.get(name.startsWith('parent.') ? plate : (plates.parent(plate) ?? ''));
    if (axis === undefined) throw new Error(`internal: ${name} is of an unknown plate`);
    const shape = name.startsWith('parent.') ? axis.size : addSizes(axis.size, constantSize(1));
    return { name, dtype: 'i32' as const, shape: [shape] };
  });
}

function docLines(program: Program): readonly string[] {
  const list = (
    entries: readonly { readonly name: string; readonly axes: readonly { readonly name: string }[] }[],
  ) =>
    entries.map(
      ({ name, axes }) => ` *   ${escapeDoc(`${name} [${axes.map((axis) => axis.name).join(', ')}]`)}`,
    );
  return [
    '/**',
    ` * Reads`,
    ...list(program.inputs.map((input) => ({ name: input.name, axes: input.type.axes }))),
    ' * and writes',
    ...list(program.outputs),
    ' */',
  ];
}
