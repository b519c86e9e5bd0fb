// One pass over the rows of an outermost plate and the plates in it, tile by tile: a function for one tile, and
// the loop in the kernel that calls it and adds up the tiles' sums.

import type { Axis, Node } from '../../ir/ops.ts';
import { addSizes, constantSize, multiplySizes } from '../../sizes/size.ts';
import type { Size } from '../../sizes/size.ts';
import { innerAxes, plateOf, rowAxis } from '../schedule/plates.ts';
import { rowCrossing } from '../schedule/reads.ts';
import type { Stage } from '../schedule/schedule.ts';
import type { KernelState } from './kernel-state.ts';
import { lanesFor } from './lanes.ts';
import { sizeOfAxes } from './places.ts';
import type { Place } from './places.ts';
import { emitPass } from './passes.ts';
import { emitRowLoops } from './region.ts';
import type { Describe } from './region.ts';
import { createScopes } from './scopes.ts';
import { arrayType, scalarType } from './workspace.ts';

/** Outermost rows in a tile; the runtime's constant of this name. */
const tileRows = 256;

export interface EmittedTiles {
  /** The function to write into the factory; the calls go to the kernel's body. */
  readonly code: string;
  /** What ends the pass, after its last row. */
  readonly finish: readonly string[];
}

/** Rows that a pass goes over, and the statement that ends a tile whose sums have this name. */
export interface RowsOfPass {
  readonly first: string;
  readonly last: string;
  readonly endTile: (sums: string) => string;
}

export function emitTiles(
  state: KernelState,
  stage: Stage,
  range: RowsOfPass,
  describe: Describe,
): EmittedTiles {
  const { schedule, names, workspace } = state;
  const { plates } = schedule;
  const root = stage.root ?? '';
  const sums = sumsOf(state, stage);
  const zeroed = prepareTileArrays(state, stage, root);

  const parameters = new Map<string, string>();
  const scopes = createScopes(names.blocks());
  const bounds = new Map<string, { readonly first: string; readonly last: string }>();
  const use = (place: Place): string => {
    if (place.parameter)
      parameters.set(
        place.name,
        place.layout === 'variable' ? scalarType(place.dtype) : arrayType(place.dtype),
      );
    return place.name;
  };
  const boundsOf = (plate: string): { readonly first: string; readonly last: string } => {
    let known = bounds.get(plate);
    if (known === undefined) {
      known = { first: scopes.claim(`${plate}First`), last: scopes.claim(`${plate}Last`) };
      bounds.set(plate, known);
      const parent = plates.parent(plate);
      if (parent !== null) {
        const around = boundsOf(parent);
        const offsets = use(state.structure(`offset.${plate}`));
        scopes.write(`const ${known.first} = ${offsets}[${around.first}]!;`);
        scopes.write(`const ${known.last} = ${offsets}[${around.last}]!;`);
      }
    }
    return known;
  };
  const rootBounds = boundsOf(root);

  for (const node of zeroed) {
    const place = state.keptPlace(node);
    const rows = rowAxis(node.type.axes);
    if (place === null || rows === null) throw new Error('internal: a sum over rows is nowhere');
    const { first, last } = boundsOf(rows.plate ?? '');
    const width = workspace.sizeOfAxes(innerAxes(node.type.axes)).text;
    const count = `${last} - ${first}`;
    scopes.write(`${use(place)}.fill(0, 0, ${width === '1' ? count : `(${count}) * ${width}`});`);
  }

  const statements = stage.regions.reduce((count, region) => count + region.region.tasks.length, 0);
  const lanes = lanesFor(statements);
  for (const region of stage.regions) {
    const plate = region.region.plate ?? '';
    const { first, last } = boundsOf(plate);
    const base = state.writing(region, scopes);
    const stream = (): string => {
      const name = base.stream();
      parameters.set(name, 'ReturnType<typeof createStream>');
      return name;
    };
    if (region.region.pass) {
      const around = plates.parent(plate) ?? '';
      const bounds = boundsOf(around);
      const offsets = use(state.structure(`offset.${plate}`));
      emitPass(state, scopes, region.region, {
        range: `{ offsets: ${offsets}, first: ${bounds.first}, last: ${bounds.last} }`,
        firstRow: (place) => (place.layout === 'tile' ? first : '0'),
        use,
        stream,
      });
      continue;
    }
    const variable = scopes.claim(plate);
    emitRowLoops(
      scopes,
      (atOnce, row) =>
        state.writing(region, scopes, {
          lanes: atOnce,
          row,
          use,
          stream,
          firstRow: (of) => boundsOf(of).first,
          parentRows: (of) => use(state.structure(`parent.${of}`)),
          offsets: (of) => use(state.structure(`offset.${of}`)),
          accumulator: (node) => {
            const place = sums.places.get(node) ?? state.keptPlace(node);
            if (place === null) throw new Error('internal: a sum over rows is nowhere');
            return place;
          },
        }),
      region.tree,
      { axis: axisOf(state, plate), variable, first, last, lanes },
      describe,
    );
  }

  const name = names.claim(`${root}Tile`);
  const list = [
    `${rootBounds.first}: number`,
    `${rootBounds.last}: number`,
    ...[...parameters].map(([parameter, type]) => `${parameter}: ${type}`),
  ];
  callTiles(state, name, range, [...parameters.keys()], sums);
  const doc = `/** One tile of rows of ${root.replaceAll('*/', '*\\/')}, and the rows in them. */`;
  const code = [
    doc,
    `function ${name}(`,
    ...list.map((entry) => `  ${entry},`),
    '): void {',
    ...scopes.finish().map(indented),
    '}',
  ].join('\n');
  return { code, finish: sums.sums === null ? [] : [`${sums.sums}.finish();`] };
}

/** Sums and maxima of the pass over all rows. */
interface Sums {
  /** Where the current tile adds. */
  readonly places: ReadonlyMap<Node, Place>;
  /** The constant that holds the sums; null for none. */
  readonly sums: string | null;
  readonly maxima: readonly string[];
}

function sumsOf(state: KernelState, stage: Stage): Sums {
  const { workspace } = state;
  const crossing = stage.regions
    .flatMap(({ region }) => region.tasks)
    .filter((task) => task.kind === 'value' && rowCrossing(task.node) && plateOf(task.node.type) === null)
    .map((task) => task.node);
  const places = new Map<Node, Place>();
  const added = crossing.filter((node) => node.op !== 'reduceMax');
  const lengths = added.map((node) => sizeOfAxes(node.type.axes));
  let sums: string | null = null;
  if (added.length > 0) {
    state.useImport('createTileSums');
    const length = workspace.sizeText(lengths.reduce(addSizes, constantSize(0)));
    sums = workspace.constant('sums', `createTileSums(${length})`);
    let start: Size = constantSize(0);
    for (const [index, node] of added.entries()) {
      const end: Size = addSizes(start, lengths[index] ?? constantSize(0));
      const range = `(${workspace.sizeText(start)}, ${workspace.sizeText(end)})`;
      const wish = state.variableWish(node);
      const place = (name: string): Place => ({
        name,
        element: wish,
        dtype: 'f64',
        axes: node.type.axes,
        layout: 'plain',
        parameter: false,
        depth: 0,
      });
      places.set(node, place(workspace.constant(`${wish}OfTile`, `${sums}.tile.subarray${range}`)));
      state.setKeptPlace(node, place(workspace.constant(`${wish}Sums`, `${sums}.total.subarray${range}`)));
      start = end;
    }
  }
  const maxima: string[] = [];
  for (const node of crossing.filter((other) => other.op === 'reduceMax')) {
    const { axes } = node.type;
    const element = state.variableWish(node);
    const name = workspace.array(`${element}Maxima`, 'f64', sizeOfAxes(axes));
    const place: Place = { name, element, dtype: 'f64', axes, layout: 'plain', parameter: false, depth: 0 };
    // A maximum needs no tree: it is the same in any order.
    places.set(node, place);
    state.setKeptPlace(node, place);
    maxima.push(name);
  }
  return { places, sums, maxima };
}

/**
 * Makes the arrays for values of the tile's rows. Those of inner plates grow to the largest tile of the data, when
 * a run sees new data. Gives the values that sum rows, whose arrays start at zero.
 */
function prepareTileArrays(state: KernelState, stage: Stage, root: string): readonly Node[] {
  const { schedule, workspace, body } = state;
  const zeroed: Node[] = [];
  const largest = new Map<string, string>();
  for (const { region } of stage.regions)
    for (const task of region.tasks) {
      const { node } = task;
      const keeping = schedule.kept.get(node);
      if (task.kind !== 'value') continue;
      if (node.op === 'sumRows' && (keeping === 'all' || keeping === 'block')) {
        const place = state.keptPlace(node);
        if (place !== null) body.write(`${place.name}.fill(0);`);
      }
      if (keeping !== 'tile') continue;
      if (node.op === 'sumRows') zeroed.push(node);
      const { dtype, axes } = node.type;
      const plate = plateOf(node.type) ?? '';
      const width = sizeOfAxes(innerAxes(axes));
      const element = state.variableWish(node);
      const wish = `${element}OfRows`;
      if (plate === root) {
        const name = workspace.array(wish, dtype, multiplySizes(constantSize(tileRows), width));
        state.setKeptPlace(node, { name, element, dtype, axes, layout: 'tile', parameter: false, depth: 0 });
        continue;
      }
      const name = workspace.growingArray(wish, dtype);
      state.setKeptPlace(node, { name, element, dtype, axes, layout: 'tile', parameter: true, depth: 0 });
      let rows = largest.get(plate);
      if (rows === undefined) {
        rows = body.claim(`largest ${plate}`);
        largest.set(plate, rows);
        state.useImport('largestTile');
        const offsets = schedule.plates.path(plate).map((inner) => state.structure(`offset.${inner}`).name);
        const rootRows = workspace.sizeOfAxes([axisOf(state, root)]).text;
        body.write(`const ${rows} = largestTile(${rootRows}, [${offsets.join(', ')}]);`);
      }
      const widthText = workspace.sizeOfAxes(innerAxes(axes)).text;
      const length = widthText === '1' ? rows : `${rows} * ${widthText}`;
      body.write(`if (${name}.length < ${length}) ${name} = new ${arrayType(dtype)}(${length});`);
    }
  return zeroed;
}

function callTiles(
  state: KernelState,
  name: string,
  range: RowsOfPass,
  parameters: readonly string[],
  { sums, maxima }: Sums,
): void {
  const { body } = state;
  for (const array of maxima) body.write(`${array}.fill(-Infinity);`);
  body.open();
  const first = body.claim('first');
  state.useImport('tileRows');
  const last = `Math.min(${range.last}, ${first} + tileRows)`;
  body.write(`${name}(${[first, last, ...parameters].join(', ')});`);
  if (sums !== null) body.write(range.endTile(sums));
  body.close(`for (let ${first} = ${range.first}; ${first} < ${range.last}; ${first} += tileRows)`);
}

function axisOf(state: KernelState, plate: string): Axis {
  const axis = state.schedule.plates.axes.get(plate);
  if (axis === undefined) throw new Error(`internal: no rows of ${plate}`);
  return axis;
}

function indented(line: string): string {
  return line === '' ? '' : `  ${line}`;
}
