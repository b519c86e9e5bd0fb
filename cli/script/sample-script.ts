// The text of a program that loads a fit and draws from it: a start for people's own programs. It shows the operations
// that the model has, in the model's own names, and type-checks against the module.

import { isFinite, type CheckedModel, type ValueType, type Variable } from '../../compiler/3-check/model.ts';
import { printType } from '../../compiler/3-check/type.ts';

export interface ScriptRequest {
  readonly model: CheckedModel;
  /** Base name of the spec, `geyser.gen`. */
  readonly spec: string;
  /** Base name of the script, `geyser.sample.ts`. */
  readonly script: string;
  /** Where the script finds the module, `./geyser.gen.ts`. */
  readonly module: string;
  /** Whether its fits answer questions about latents. */
  readonly hasLatents: boolean;
}

/** Plain text, to be laid out. */
export function sampleScript(request: ScriptRequest): string {
  const { model, spec, script, module } = request;
  const run = `runs/${model.name}`;
  return [
    `// Draws from a fit of model \`${model.name}\` (${spec}), to start a program of your own from. First build and fit it:`,
    '//',
    `//   npx gen build ${spec}`,
    `//   npx gen train ${spec} --data DATA --out ${run}`,
    `//   node ${script} ${run}/fit.safetensors 10`,
    '',
    importLine(model.name, module),
    '',
    `const [path = ${quote(`${run}/fit.safetensors`)}, count = '10', seed = '1'] = process.argv.slice(2);`,
    `const fit = ${localName(model.name)}.load(path);`,
    '',
    ...lines(model, request.hasLatents),
    '',
  ].join('\n');
}

function lines(model: CheckedModel, hasLatents: boolean): readonly string[] {
  // Values of other steps, `z[t-1]`, are no variables of their own.
  const of = (...roles: readonly Variable['role'][]): readonly Variable[] =>
    model.variables.filter(({ name, role }) => roles.includes(role) && !name.includes('['));
  const latents = of('latent');
  // Without a plate around everything a draw is the whole of the data.
  const isWhole = !model.plates.some(({ parent, sequence }) => parent === null && sequence === null);
  const asData = isWhole ? 'one' : 'draws';
  const givens = of('given');
  const given = givens.length === 0 ? '' : ', given';
  return [
    '// The estimates, in the shapes that the spec declares.',
    'console.log(fit.params);',
    '',
    ...(givens.length === 0
      ? []
      : [
          '// What is conditioned on: one value for all rows, or an array with one for each.',
          `const given = { ${givens.map((each) => `${keyOf(each.name)}: ${someInput(each.type)}`).join(', ')} };`,
          '',
        ]),
    `// Draws of what is observed, ${isWhole ? 'each the whole of it' : 'rows first'}: ${listOf(of('observe'))}. The same seed gives the same draws.`,
    `const draws = fit.sample(Number(count), { seed: Number(seed)${given} });`,
    'console.log(draws);',
    ...(latents.length > 0
      ? [
          '',
          `// The same with what is latent: ${listOf(latents)}.`,
          `const everything = fit.simulate(Number(count), { seed: Number(seed)${given} });`,
          'console.log(everything);',
        ]
      : []),
    ...(givens.length > 0
      ? []
      : [
          '',
          ...(isWhole
            ? [
                '// How probable one of them is, in nats. Data of your own have the same form.',
                `const one = { ${of('observe').map(firstDraw).join(', ')} };`,
              ]
            : ['// How probable the draws are, in nats. Data of your own have the same form.']),
          `console.log(fit.logProb(${asData}).total);`,
          ...(hasLatents
            ? [
                '',
                latents.length === 0
                  ? '// What each row tells of what may be missing: of draws nothing is.'
                  : `// What ${isWhole ? 'it tells' : 'each row tells'} of the latents.`,
                `console.log(fit.posterior(${asData}));`,
              ]
            : []),
        ]),
  ];
}

function firstDraw({ name }: Variable): string {
  return `${keyOf(name)}: draws${isPlainName(name) ? `.${name}` : `[${quote(name)}]`}[0]!`;
}

function listOf(variables: readonly Variable[]): string {
  return variables.map(({ name, type }) => `${name} (${printType(type)})`).join(', ');
}

/** A value that the type allows, to be replaced. */
function someInput(type: ValueType): string {
  const scalar = isFinite(type)
    ? type.element === 'bool'
      ? 'false'
      : '0'
    : String(numberWithin(type.lower?.value ?? null, type.upper?.value ?? null));
  return type.shape.reduceRight(
    (inner, size) => `Array.from({ length: ${sizeText(size.key)} }, () => ${inner})`,
    scalar,
  );
}

function numberWithin(lower: number | null, upper: number | null): number {
  if (lower !== null && upper !== null) return (lower + upper) / 2;
  if (lower !== null) return lower + 1;
  return upper === null ? 0 : upper - 1;
}

/** A size as the fit knows it: a number, or a name among its sizes. */
function sizeText(key: string): string {
  return /^\d+$/.test(key) ? key : `fit.sizes[${quote(key)}] ?? 1`;
}

const isPlainName = (name: string): boolean => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name);

/** Names that the script itself uses, and words that no name may be. */
const taken =
  /^(path|count|seed|fit|given|draws|one|everything|process|console|Number|Array|class|default|delete|enum|export|function|import|new|null|super|switch|this|throw|typeof|var|void|with|yield|await|break|case|catch|const|continue|debugger|do|else|extends|false|finally|for|if|in|instanceof|return|true|try|while|let|static|implements|interface|package|private|protected|public|arguments|eval)$/;

const localName = (name: string): string => (isPlainName(name) && !taken.test(name) ? name : 'model');

function importLine(name: string, module: string): string {
  const local = localName(name);
  const imported = isPlainName(name) ? name : quote(name);
  return `import { ${local === name ? name : `${imported} as ${local}`} } from ${quote(module)};`;
}

const keyOf = (name: string): string => (isPlainName(name) ? name : quote(name));

const quote = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;
