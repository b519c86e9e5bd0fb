// The tables of `docs/language.md` that follow from the library: each is written anew from it, so that the page
// cannot say anything else. In the page they stand between `<!-- table: name -->` and `<!-- end -->`.

import { statementWords, declarationWords, reservedWords, writtenAs } from '../../grammar/tokens.ts';
import { activations } from '../../compiler/library/activations.ts';
import { applyLayer } from '../../compiler/library/apply-layer.ts';
import { builtInNetworks } from '../../compiler/library/built-in-networks.ts';
import { distributions } from '../../compiler/library/distributions/index.ts';
import { libraryFunctions, type LibraryFunction } from '../../compiler/library/functions.ts';
import type { Layer, LayerOption, LayerParameter } from '../../compiler/library/layer.ts';
import { layers } from '../../compiler/library/layers/index.ts';
import type {
  DistributionSignature,
  Domain,
  FormSignature,
  ParameterDefinition,
  RangeEnd,
  Support,
} from '../../compiler/library/signature.ts';
import { signatures } from '../../compiler/library/signatures/index.ts';
import { trainingMethods } from '../../compiler/library/training/methods.ts';
import type { OptionDefinition, OptionWord } from '../../compiler/library/training/option.ts';
import { constantSize, printSize, symbolSize, type Size } from '../../compiler/sizes/size.ts';
import { symbolicSizes } from '../support/symbolic-sizes.ts';

/** What planning makes latents and families of. */
const rewritten: ReadonlySet<string> = new Set(['Mixture', 'Truncated', 'Censored']);

type Row = readonly string[];

function table(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}

const code = (text: string): string => `\`${text}\``;
const codes = (texts: readonly string[]): string => texts.map(code).join(', ');

// Functions ------------------------------------------------------------------------------------------------

const functionKinds: Readonly<Record<LibraryFunction['kind'], string>> = {
  elementwise: 'element by element',
  reduction: 'along the last axis',
  either: 'both ways',
  dot: 'along the last axis',
  stationary: 'of the last two axes',
};

function functionTable(): string {
  const rows = [...libraryFunctions.values()].map(({ name, kind, parameters, domain, summary }): Row => {
    const call =
      kind === 'either' ? codes([`${name}(x)`, `${name}(x, y)`]) : code(`${name}(${parameters.join(', ')})`);
    return [call, summary, functionKinds[kind], domain?.text ?? ''];
  });
  return table(['function', 'value', 'works', 'x must be'], rows);
}

// Distributions --------------------------------------------------------------------------------------------

/** D for numbers, K for what is counted or labelled. */
function axisOf({ support, discrete }: DistributionSignature): string {
  return discrete || support.kind === 'simplex' || support.kind === 'hull' ? 'K' : 'D';
}

/** As a spec writes the type; null where it has no name. */
function domainType(domain: Domain | Support): string | null {
  switch (domain.kind) {
    case 'interval': {
      const { lower, upper, openLower, openUpper } = domain;
      if (lower === 0 && upper === null) return openLower ? 'positive' : 'nonnegative';
      if (lower === 0 && upper === 1) return openLower && openUpper ? 'real<lower: 0, upper: 1>' : 'unit';
      return null;
    }
    case 'whole':
      return 'int';
    case 'category':
      return 'category<K>';
    case 'correlationCholesky':
      return 'cholesky';
    case 'degrees':
    case 'any':
    case 'range':
      return null;
    default:
      return domain.kind;
  }
}

const sizesOfRank = (axis: string): Readonly<Record<0 | 1 | 2, string>> => ({
  0: '',
  1: `[${axis}]`,
  2: `[${axis}, R]`,
});

function parameterText(name: string, { domain, rank, sizes }: ParameterDefinition, axis: string): string {
  const type = domainType(domain);
  if (type === null)
    return `${code(name)} ${domain.kind === 'degrees' ? 'above D - 1' : 'of the declared type'}`;
  const matrix = domain.kind === 'covariance' || domain.kind === 'cholesky';
  const along = sizes?.includes('oneLess') === true ? `[${axis} - 1]` : sizesOfRank(axis)[matrix ? 1 : rank];
  return code(`${name}: ${type}${along}`);
}

function formText({ names, defaults, optional = [] }: FormSignature): string {
  return names
    .map((name) =>
      Object.hasOwn(defaults, name)
        ? `${name} = ${String(defaults[name])}`
        : optional.includes(name)
          ? `${name}?`
          : name,
    )
    .join(', ');
}

const endText = (end: RangeEnd): string => (typeof end === 'number' ? String(end) : code(end.parameter));

function valuesText(signature: DistributionSignature): string {
  const { support, eventRank } = signature;
  switch (support.kind) {
    case 'hull':
      return 'those of the parts';
    case 'cut':
      return support.atoms ? 'those between the bounds, and the bounds' : 'those between the bounds';
    case 'value':
      return `${code(support.of)} alone`;
    case 'interval':
    case 'range': {
      const named = domainType(support);
      if (named !== null || support.kind === 'interval')
        return named === null ? '`real` from -pi to pi' : code(named);
      const { lower, upper, whole } = support;
      const type = code(`${whole ? (lower === 0 ? 'count' : 'int') : 'real'}${sizesOfRank('K')[eventRank]}`);
      if (upper !== null && lower === 0) return `${type} up to ${endText(upper)}`;
      const from = lower === null ? '' : ` from ${endText(lower)}`;
      return `${type}${from}${upper === null ? ' on' : ` to ${endText(upper)}`}`;
    }
    case 'correlationCholesky':
      return '`cholesky[D]`, of a correlation';
    default:
      return code(`${domainType(support) ?? ''}${sizesOfRank(axisOf(signature))[eventRank === 0 ? 0 : 1]}`);
  }
}

type Group = 'numbers' | 'whole numbers and labels' | 'vectors' | 'matrices' | 'made of others';

function groupOf({ support, eventRank, discrete }: DistributionSignature): Group {
  if (support.kind === 'hull' || support.kind === 'cut' || support.kind === 'value') return 'made of others';
  if (eventRank > 0) return eventRank === 1 ? 'vectors' : 'matrices';
  return discrete ? 'whole numbers and labels' : 'numbers';
}

function distributionRow(signature: DistributionSignature): Row {
  const { name, forms, parameters, distributions: parts = {} } = signature;
  const [canonical, ...others] = forms;
  const names = [...new Set(forms.flatMap((form) => form.names))];
  const described = names.flatMap((each) => {
    const definition =
      forms.find((form) => Object.hasOwn(form.parameters, each))?.parameters[each] ?? parameters[each];
    const part = parts[each];
    if (part !== undefined)
      return [`${code(each)} ${part === 'one' ? 'one of the above' : 'a list of them'}`];
    return definition === undefined ? [] : [parameterText(each, definition, axisOf(signature))];
  });
  return [
    code(`${name}(${formText(canonical)})`),
    others.map((form) => code(`(${formText(form)})`)).join(', '),
    described.join(', '),
    valuesText(signature),
    distributions.has(name) || rewritten.has(name) ? 'yes' : '',
  ];
}

function distributionTable(group: Group): string {
  const rows = [...signatures.values()].filter((each) => groupOf(each) === group).map(distributionRow);
  return table(['distribution', 'or', 'arguments', 'values', 'derivable today'], rows);
}

const groups: readonly Group[] = [
  'numbers',
  'whole numbers and labels',
  'vectors',
  'matrices',
  'made of others',
];
const byGroup = (a: DistributionSignature, b: DistributionSignature): number =>
  groups.indexOf(groupOf(a)) - groups.indexOf(groupOf(b));

function densityTable(): string {
  return table(
    ['distribution', 'density'],
    [...signatures.values()]
      .toSorted(byGroup)
      .map(({ name, summary }): Row => [code(name), code(summary.slice(summary.indexOf('):') + 2).trim())]),
  );
}

// Networks -------------------------------------------------------------------------------------------------

function parameterForm({ name, kind, default: without }: LayerParameter): string {
  if (kind === 'sizes') return `${name}...`;
  if (without === null) return name;
  return `${name} = ${'sameAs' in without ? without.sameAs : String(without.value)}`;
}

function layerTable(): string {
  const rows = [...layers.values()]
    .filter(({ name }) => !activations.has(name))
    .map(({ name, parameters, summary }): Row => [
      code(`${name}(${parameters.map(parameterForm).join(', ')})`),
      summary.slice(summary.indexOf(': ') + 2),
      parameters.map((each) => `${code(each.name)}: ${each.summary}`).join('; '),
    ]);
  return table(['layer', 'what it does', 'arguments'], rows);
}

const symbol = symbolSize;
const image: readonly Size[] = [symbol('H'), symbol('W'), symbol('C')];
const series: readonly Size[] = [symbol('T'), symbol('C')];

const size = (name: string): LayerOption<Size> => ({ kind: 'size', size: symbol(name) });
const constant = (value: number): LayerOption<Size> => ({ kind: 'constant', value });

/** A use of each layer, from which the page shows shapes and weights. */
const uses: Readonly<
  Record<
    string,
    {
      readonly text: string;
      readonly axes: readonly Size[];
      readonly options: Readonly<Record<string, LayerOption<Size>>>;
    }
  >
> = {
  dense: { text: 'dense(U)', axes: series, options: { units: size('U') } },
  conv2d: {
    text: 'conv2d(F, kernel: 3, stride: 2)',
    axes: image,
    options: { filters: size('F'), kernel: { kind: 'size', size: constantSize(3) }, stride: constant(2) },
  },
  conv2dTranspose: {
    text: 'conv2dTranspose(F, kernel: 4, stride: 2)',
    axes: image,
    options: { filters: size('F'), kernel: { kind: 'size', size: constantSize(4) }, stride: constant(2) },
  },
  maxPool: { text: 'maxPool(2)', axes: image, options: { size: constant(2) } },
  avgPool: { text: 'avgPool(2)', axes: image, options: { size: constant(2) } },
  globalAvgPool: { text: 'globalAvgPool()', axes: image, options: {} },
  upsample: {
    text: 'upsample(2)',
    axes: image,
    options: { factor: { kind: 'size', size: constantSize(2) } },
  },
  flatten: { text: 'flatten()', axes: image, options: {} },
  reshape: {
    text: 'reshape(H, W * C)',
    axes: image,
    options: {
      sizes: { kind: 'sizes', sizes: [symbol('H'), symbolicSizes([]).multiply(symbol('W'), symbol('C'))] },
    },
  },
  embedding: {
    text: 'embedding(K, U)',
    axes: [symbol('T')],
    options: { vocabulary: size('K'), units: size('U') },
  },
  gru: { text: 'gru(U)', axes: series, options: { units: size('U') } },
  lstm: { text: 'lstm(U)', axes: series, options: { units: size('U') } },
  attention: {
    text: 'attention(A, causal: true)',
    axes: series,
    options: { heads: size('A'), causal: { kind: 'flag', value: true } },
  },
  position: { text: 'position(M)', axes: series, options: { maximum: size('M') } },
  layerNorm: { text: 'layerNorm()', axes: series, options: {} },
  batchNorm: { text: 'batchNorm()', axes: series, options: {} },
  groupNorm: { text: 'groupNorm(G)', axes: series, options: { groups: size('G') } },
  dropout: { text: 'dropout(0.1)', axes: series, options: { rate: { kind: 'rate', value: 0.1 } } },
  concat: {
    text: 'concat(y), `y` of `[T, B]`',
    axes: series,
    options: { other: { kind: 'value', input: { axes: [symbol('T'), symbol('B')], levels: null } } },
  },
};

function shapeText(axes: readonly Size[]): string {
  return `[${axes.map(printSize).join(', ')}]`;
}

function shapeRow(layer: Layer): Row {
  const use = uses[layer.name];
  if (use === undefined)
    throw new Error(`tests/docs/tables.ts has no use of \`${layer.name}\` to show its shapes`);
  const { text, axes, options } = use;
  const levels = layer.takes === 'category' ? symbol('K') : null;
  const result = applyLayer(symbolicSizes([]), layer, { axes, levels }, new Map(Object.entries(options)));
  if ('problem' in result) throw new Error(`${text}: ${result.problem.message}`);
  const [call = '', more = ''] = text.split(/(?<=\)), /);
  return [
    more === '' ? code(call) : `${code(call)}, ${more}`,
    code(`${levels === null ? '' : 'category<K>'}${shapeText(axes)}`),
    code(shapeText(result.output)),
    result.weights
      .map(({ name, shape, trained }) => `${name} ${code(shapeText(shape))}${trained ? '' : ' (measured)'}`)
      .join(', '),
    result.causal ? 'yes' : '',
  ];
}

function shapesTable(): string {
  const rows = [...layers.values()].filter(({ name }) => !activations.has(name)).map(shapeRow);
  return table(['for example', 'comes in', 'goes out', 'weights', 'causal'], rows);
}

function activationTable(): string {
  return table(
    ['activation', 'value'],
    [...activations.values()].map(({ name, summary }): Row => [code(name), summary]),
  );
}

function networkTable(): string {
  return table(
    ['network', 'what it does'],
    [...builtInNetworks.values()].map(({ name, hyperparameters, inputs, summary }): Row => [
      code(`${name}(${hyperparameters.map(parameterForm).join(', ')})(${inputs.join(', ')})`),
      summary.slice(summary.indexOf(': ') + 2),
    ]),
  );
}

// Training -------------------------------------------------------------------------------------------------

function optionText({ name, kind, default: without, required }: OptionDefinition): string {
  const value =
    required || without === null || (kind.kind === 'word' && typeof without !== 'string')
      ? ''
      : ` = ${typeof without === 'number' && without !== 0 && without < 1e-3 ? without.toExponential().replace('e-', 'e-') : String(without)}`;
  return code(`${name}${value}`);
}

function wantedText({ kind, required }: OptionDefinition): string {
  const text =
    kind.kind === 'number'
      ? kind.wanted
      : kind.kind === 'bool'
        ? '`true` or `false`'
        : kind.kind === 'word'
          ? kind.words.map(({ name }) => code(name)).join(', ')
          : 'a network instance of the model';
  return required ? `${text}; may not be left out` : text;
}

function methodTable(): string {
  return table(
    ['method', 'what it does', 'options'],
    [...trainingMethods.values()].map(({ name, summary, options, positional }): Row => [
      code(`train ${name}`),
      summary,
      options
        .map((option, at) =>
          at < positional ? `${code(option.name)} (its name may be left out)` : code(option.name),
        )
        .join(', '),
    ]),
  );
}

/** Each option once, with the methods that have it where not all that share its name agree. */
function optionTable(): string {
  const all = new Map<string, { readonly row: Row; readonly methods: string[] }>();
  for (const method of trainingMethods.values())
    for (const option of method.options) {
      const row = [optionText(option), option.summary, wantedText(option)];
      const key = row.join('\n');
      const entry = all.get(key) ?? { row, methods: [] };
      entry.methods.push(method.name);
      all.set(key, entry);
    }
  return table(
    ['option', 'what it says', 'its value', 'of'],
    [...all.values()].map(({ row, methods }): Row => [...row, methods.join(', ')]),
  );
}

function wordsTable(): string {
  const rows: Row[] = [];
  const seen = new Set<readonly OptionWord[]>();
  for (const method of trainingMethods.values())
    for (const { name, kind } of method.options) {
      if (kind.kind !== 'word' || seen.has(kind.words)) continue;
      seen.add(kind.words);
      for (const word of kind.words)
        rows.push([
          code(name),
          code(
            word.options.length === 0
              ? word.name
              : `${word.name}(${word.options.map((each) => optionText(each).replaceAll('`', '')).join(', ')})`,
          ),
          word.summary,
        ]);
    }
  return table(['option', 'word', 'what it means'], rows);
}

// Words ----------------------------------------------------------------------------------------------------

function wordList(): string {
  return `${codes(reservedWords)}\n`;
}

/** By the name in the marker. */
export const tables: Readonly<Record<string, () => string>> = {
  'reserved words': wordList,
  functions: functionTable,
  numbers: () => distributionTable('numbers'),
  'whole numbers and labels': () => distributionTable('whole numbers and labels'),
  vectors: () => distributionTable('vectors'),
  matrices: () => distributionTable('matrices'),
  'made of others': () => distributionTable('made of others'),
  densities: densityTable,
  layers: layerTable,
  shapes: shapesTable,
  activations: activationTable,
  networks: networkTable,
  methods: methodTable,
  options: optionTable,
  'option words': wordsTable,
};

/** The page with every table as the library says. */
export function withTables(page: string): string {
  return page.replace(/^<!-- table: (?<name>[\w ]+) -->\n.*?^<!-- end -->$/gms, (_text, name: string) => {
    const make = tables[name];
    if (make === undefined) throw new Error(`there is no table "${name}"`);
    return `<!-- table: ${name} -->\n\n${make()}\n<!-- end -->`;
  });
}

/** Words that begin statements and declarations. */
export const beginningWords: readonly string[] = [
  ...new Set([...statementWords, ...declarationWords].map(writtenAs)),
];
