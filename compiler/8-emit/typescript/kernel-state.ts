// What the parts of one kernel share: the arrays of its values, inputs and outputs, under their identifiers.

import { mostLanes } from './lanes.ts';
import { addSizes, constantSize, multiplySizes, symbolSize } from '../../sizes/size.ts';
import type { Size } from '../../sizes/size.ts';
import type { Axis, DType, Node, Program } from '../../ir/ops.ts';
import type { Schedule, ScheduledRegion } from '../schedule/schedule.ts';
import { arrayIdentifier, toIdentifier } from './kernel-names.ts';
import type { KernelNames } from './kernel-names.ts';
import { variableNames } from './operations.ts';
import { innerAxes, rowAxis } from '../schedule/plates.ts';
import { sizeOfAxes } from './places.ts';
import type { Place } from './places.ts';
import { quote } from './names.ts';
import { createScopes } from './scopes.ts';
import type { Scopes } from './scopes.ts';
import { blockOf, createWorkspace, dependsOnRows } from './workspace.ts';
import type { Workspace } from './workspace.ts';
import type { Surroundings } from './values.ts';
import type { Writing } from './writing.ts';

export interface KernelState {
  readonly schedule: Schedule;
  readonly names: KernelNames;
  readonly workspace: Workspace;
  /** The kernel itself, without the arrays that it takes from its arguments. */
  readonly body: Scopes;
  /** `const x = float64(inputs, 'data.x');` */
  bindings(): readonly string[];
  structureUsed(): ReadonlySet<string>;
  /** The variable that holds `offset.<plate>` or `parent.<plate>`. */
  structure(name: string): Place;
  useImport(name: string): void;
  /** The array or variable that keeps a value for other regions; null for none. */
  keptPlace(node: Node): Place | null;
  setKeptPlace(node: Node, place: Place): void;
  /** The variable that holds the row with which arrays of a block of a sequence start: the one before its first. */
  blockStart(plate: string): Place;
  variableWish(node: Node): string;
  /** What statements of a region without rows, or of one loop over rows, are written with. */
  writing(region: ScheduledRegion, scopes: Scopes, changes?: Partial<Writing>): Writing;
}

export function createKernelState(
  program: Program,
  schedule: Schedule,
  names: KernelNames,
  useImport: (name: string) => void,
): KernelState {
  const workspace = createWorkspace(names, useImport);
  const body = createScopes(names.blocks());
  const bindings: string[] = [];
  const bound = new Map<string, Place>();
  const structureUsed = new Set<string>();
  const kept = new Map<Node, Place>();
  const outputNames = new Map(program.outputs.map((output) => [output.node, output.name]));

  // Arrays have their names before anything else, so that those of the spec stay as they are.
  const identifiers = new Map<string, string>();
  for (const { name } of program.inputs)
    identifiers.set(`inputs ${name}`, names.claim(arrayIdentifier(name)));
  for (const { name } of program.outputs)
    identifiers.set(`outputs ${name}`, names.claim(`${arrayIdentifier(name)}Output`));

  const bind = (from: 'inputs' | 'outputs', name: string, dtype: DType, axes: readonly Axis[]): Place => {
    const key = `${from} ${name}`;
    let place = bound.get(key);
    if (place === undefined) {
      const wish = arrayIdentifier(name);
      place = {
        name: identifiers.get(key) ?? names.claim(wish),
        element: `${wish} value`,
        dtype,
        axes,
        layout: 'plain',
        parameter: true,
        depth: 0,
      };
      const reader = dtype === 'f64' ? 'float64' : 'int32';
      useImport(reader);
      bindings.push(`const ${place.name} = ${reader}(${from}, ${quote(name)});`);
      bound.set(key, place);
    }
    return place;
  };

  const structure = (name: string): Place => {
    structureUsed.add(name);
    const plate = name.slice(name.indexOf('.') + 1);
    const rows = name.startsWith('parent.') ? plate : schedule.plates.parent(plate);
    const axis = rows === null ? undefined : schedule.plates.axes.get(rows);
    return bind('inputs', name, 'i32', axis === undefined ? [] : [axis]);
  };

  const variableWish = (node: Node): string => {
    if (node.op === 'input') return arrayIdentifier(node.name);
    const output = outputNames.get(node);
    return output === undefined ? variableNames[node.op] : arrayIdentifier(output);
  };

  /** An array without rows or of all rows, or a variable for a single number. */
  const keptPlace = (node: Node): Place | null => {
    if (node.op === 'input') return bind('inputs', node.name, node.type.dtype, node.type.axes);
    const known = kept.get(node);
    if (known !== undefined) return known;
    const keeping = schedule.kept.get(node);
    if (keeping !== 'value' && keeping !== 'all' && keeping !== 'block') return null;
    const { dtype, axes } = node.type;
    const length = keeping === 'block' ? sizeOfBlock(axes) : sizeOfAxes(axes);
    const single = axes.length === 0;
    const wish = `${variableWish(node)}${single ? '' : 'Array'}`;
    const place: Place = single
      ? { name: names.claim(wish), element: wish, dtype, axes, layout: 'variable', parameter: true, depth: 0 }
      : {
          name: workspace.array(wish, dtype, length),
          element: variableWish(node),
          dtype,
          axes,
          layout: keeping === 'block' ? 'block' : 'plain',
          parameter: dependsOnRows(length),
          depth: 0,
        };
    kept.set(node, place);
    return place;
  };

  const scratches = new Map<ScheduledRegion, ReadonlyMap<Node, Place>>();
  const scratchOf = (region: ScheduledRegion): ReadonlyMap<Node, Place> => {
    const known = scratches.get(region);
    if (known !== undefined) return known;
    const scratch = new Map<Node, Place>();
    const inRows = region.region.plate !== null;
    for (const [node, { array, around }] of region.storage) {
      if (array === null) continue;
      const outer = inRows ? null : keptPlace(node);
      if (outer !== null && outer.layout !== 'variable') {
        scratch.set(node, outer);
        continue;
      }
      const { dtype } = node.type;
      const size = inRows ? multiplySizes(constantSize(mostLanes), sizeOfAxes(array)) : sizeOfAxes(array);
      const name = workspace.array(`${variableWish(node)}Values`, dtype, size);
      const layout = inRows ? 'lanes' : 'plain';
      scratch.set(node, {
        name,
        element: variableWish(node),
        dtype,
        axes: array,
        layout,
        parameter: false,
        depth: around + (inRows ? 1 : 0),
      });
    }
    scratches.set(region, scratch);
    return scratch;
  };
  const blockStarts = new Map<string, Place>();
  const blockStart = (plate: string): Place => {
    const name = `${plate} start`;
    const known = blockStarts.get(plate) ?? {
      name: names.claim(name),
      element: name,
      dtype: 'i32',
      axes: [],
      layout: 'variable',
      parameter: true,
      depth: 0,
    };
    blockStarts.set(plate, known);
    return known;
  };
  const buffers = new Map<string, string>();
  let stream: string | null = null;

  const bindStream = (): string => {
    if (stream === null) {
      const key = bind('inputs', 'key', 'i32', []).name;
      useImport('createStream');
      stream = names.claim('stream');
      bindings.push(`const ${stream} = createStream(${key}[0]!, ${key}[1]!);`);
    }
    return stream;
  };

  return {
    schedule,
    names,
    workspace,
    body,
    bindings: () => bindings,
    structureUsed: () => structureUsed,
    structure,
    useImport,
    keptPlace,
    setKeptPlace: (node, place) => kept.set(node, place),
    blockStart,
    variableWish,
    writing(region, scopes, changes = {}) {
      const variables = new Map<string, Map<Node, string>>();
      const scratch = scratchOf(region);
      const computed = new Set(
        region.region.tasks.filter((task) => task.kind === 'value').map((task) => task.node),
      );
      const surroundings: Surroundings = {
        scopes,
        workspace,
        lanes: 1,
        inlined: region.inlined,
        scratch,
        place: keptPlace,
        firstRow: () => {
          throw new Error('internal: rows of a tile outside of tiles');
        },
        blockStart,
        parentRows: (plate) => structure(`parent.${plate}`).name,
        offsets: (plate) => structure(`offset.${plate}`).name,
        use: (place) => place.name,
        useImport,
        loopIndices: new Map(),
        row: null,
      };
      return {
        ...surroundings,
        storage: (node) => region.storage.get(node) ?? { array: null, around: 0, variable: true },
        variableName(node, suffix = '') {
          const kept = scopes === body ? keptPlace(node) : null;
          if (kept?.layout === 'variable' && suffix === '') return kept.name;
          const named = variables.get(suffix) ?? new Map<Node, string>();
          variables.set(suffix, named);
          const name = named.get(node) ?? scopes.claim(`${variableWish(node)}${suffix}`);
          named.set(node, name);
          return name;
        },
        keptPlace: (node) => (computed.has(node) ? keptPlace(node) : null),
        outputPlace({ output }) {
          if (output === null) throw new Error('internal: a task without an output');
          return bind('outputs', output.name, output.node.type.dtype, output.axes);
        },
        accumulator() {
          throw new Error('internal: sums over rows outside of rows');
        },
        reciprocal: (node) => schedule.reciprocals.get(node) ?? null,
        stream: bindStream,
        buffer(wish, length) {
          const key = `${wish} ${length.key}`;
          const name = buffers.get(key) ?? workspace.array(toIdentifier(wish), 'f64', length);
          buffers.set(key, name);
          return name;
        },
        ...changes,
      };
    },
  };
}

/** Of the rows of a block, and the one before it. */
function sizeOfBlock(axes: readonly Axis[]): Size {
  const rows = addSizes(symbolSize(blockOf(rowAxis(axes)?.plate ?? '')), constantSize(1));
  return multiplySizes(rows, sizeOfAxes(innerAxes(axes)));
}
