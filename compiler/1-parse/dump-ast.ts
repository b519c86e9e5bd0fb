// A stable text of a syntax tree, for tests and for `--dump-after`: one construct a line, expressions on one, no
// places. Not the formatter: it shows the tree that was read, with every parenthesis that the tree implies.
//
//   model Geyser(K: int = 2, D: dim)
//     param weight: simplex[K]
//     plate eruption
//       latent kind: category<K> ~ Categorical(weight)

import type {
  Argument,
  Declaration,
  Expression,
  Index,
  Parameter,
  Program,
  ResultType,
  Stage,
  Statement,
  Target,
  TypeExpression,
} from './ast.ts';

export function dumpAst(program: Program): string {
  const lines: string[] = [];
  for (const use of program.uses) {
    const names = use.names.map(({ name, alias }) =>
      alias === null ? name.name : `${name.name} as ${alias.name}`,
    );
    lines.push(`use { ${names.join(', ')} } from ${JSON.stringify(use.path)}`);
  }
  for (const declaration of program.declarations) dumpStatement(declaration, '', lines);
  for (const comment of program.comments) lines.push(`comment ${JSON.stringify(comment.text)}`);
  return lines.map((line) => `${line}\n`).join('');
}

function dumpStatement(node: Statement | Declaration, indent: string, lines: string[]): void {
  if ('doc' in node && node.doc !== null) lines.push(`${indent}doc ${JSON.stringify(node.doc)}`);
  lines.push(indent + headOf(node));
  if ('body' in node) for (const statement of node.body) dumpStatement(statement, `${indent}  `, lines);
}

function headOf(node: Statement | Declaration): string {
  switch (node.kind) {
    case 'const':
      return `const ${node.name.name} = ${dumpExpression(node.value)}`;
    case 'function':
      return `function ${node.name.name}${dumpParameters(node.parameters)} -> ${dumpResult(node.result)}`;
    case 'network': {
      const lists = `${dumpParameters(node.hyperparameters)}${dumpParameters(node.parameters)}`;
      return `network ${node.name.name}${lists} -> ${dumpResult(node.result)}`;
    }
    case 'model':
      return `model ${node.name.name}${dumpParameters(node.hyperparameters)}`;
    case 'param': {
      const prior = node.prior === null ? '' : ` ~ ${dumpExpression(node.prior)}`;
      const initial = node.initial === null ? '' : ` = ${dumpExpression(node.initial)}`;
      return `param ${node.name.name}: ${dumpType(node.type)}${prior}${initial}`;
    }
    case 'latent':
      return `latent ${dumpTarget(node.target)}: ${dumpType(node.type)} ~ ${dumpExpression(node.distribution)}`;
    case 'observe': {
      const drawn = node.distribution === null ? '' : ` ~ ${dumpExpression(node.distribution)}`;
      const computed = node.value === null ? '' : ` = ${dumpExpression(node.value)}`;
      return `observe ${dumpTarget(node.target)}: ${dumpType(node.type)}${drawn}${computed}`;
    }
    case 'given':
      return `given ${dumpTarget(node.target)}: ${dumpType(node.type)}`;
    case 'let':
      return `let ${dumpTarget(node.target)} = ${dumpExpression(node.value)}`;
    case 'instance':
      return `instance ${node.name.name} = ${dumpExpression(node.value)}`;
    case 'plate':
      return `plate ${node.name.name}${node.size === null ? '' : `: ${dumpExpression(node.size)}`}`;
    case 'sequence': {
      const size = node.size === null ? '' : `: ${dumpExpression(node.size)}`;
      return `sequence ${node.name.name}${size}${node.until === null ? '' : ` until ${node.until.name}`}`;
    }
    case 'guide':
      return `guide ${dumpTarget(node.target)} ~ ${dumpExpression(node.distribution)}`;
    case 'train':
      return `train ${node.method.name}(${node.options.map(dumpArgument).join(', ')})`;
    case 'return':
      return `return ${dumpExpression(node.value)}`;
    default:
      return node satisfies never;
  }
}

function dumpParameters(parameters: readonly Parameter[]): string {
  const parts = parameters.map(({ name, type, defaultValue }) => {
    const value = defaultValue === null ? '' : ` = ${dumpExpression(defaultValue)}`;
    return `${name.name}: ${dumpType(type)}${value}`;
  });
  return `(${parts.join(', ')})`;
}

function dumpResult(result: ResultType): string {
  return result.kind === 'type'
    ? dumpType(result)
    : `(${result.fields.map((field) => `${field.name.name}: ${dumpType(field.type)}`).join(', ')})`;
}

function dumpTarget(target: Target): string {
  return target.index === null ? target.name.name : `${target.name.name}[${dumpExpression(target.index)}]`;
}

function dumpType(type: TypeExpression): string {
  const name = type.name.name === '' ? '<missing>' : type.name.name;
  const args = type.arguments.length === 0 ? '' : `<${type.arguments.map(dumpArgument).join(', ')}>`;
  const sizes = type.sizes === null ? '' : `[${type.sizes.map(dumpExpression).join(', ')}]`;
  return `${name}${args}${sizes}${type.optional ? '?' : ''}`;
}

export function dumpExpression(node: Expression): string {
  switch (node.kind) {
    case 'number':
      return String(node.value);
    case 'boolean':
      return String(node.value);
    case 'string':
      return JSON.stringify(node.value);
    case 'name':
      return node.name;
    case 'unary':
      return `(${node.operator} ${dumpExpression(node.operand)})`;
    case 'binary':
      return `(${dumpExpression(node.left)} ${node.operator} ${dumpExpression(node.right)})`;
    case 'if':
      return `(if ${dumpExpression(node.condition)} then ${dumpExpression(node.then)} else ${dumpExpression(node.else)})`;
    case 'call':
      return `${dumpExpression(node.callee)}(${node.arguments.map(dumpArgument).join(', ')})`;
    case 'member':
      return `${dumpExpression(node.object)}.${node.property.name}`;
    case 'index':
      return `${dumpExpression(node.object)}[${node.indices.map(dumpIndex).join(', ')}]`;
    case 'pipe':
      return `(${[dumpExpression(node.value), ...node.stages.map(dumpStage)].join(' |> ')})`;
    case 'array':
      return `[${node.elements.map(dumpExpression).join(', ')}]`;
    case 'comprehension': {
      const range = `${dumpExpression(node.from)}..${dumpExpression(node.to)}`;
      return `[for ${node.variable.name} in ${range}: ${dumpExpression(node.body)}]`;
    }
    case 'record':
      return `(${node.fields.map((field) => `${field.name.name}: ${dumpExpression(field.value)}`).join(', ')})`;
    case 'error':
      return '<error>';
    default:
      return node satisfies never;
  }
}

function dumpArgument(argument: Argument): string {
  const name = argument.name === null ? '' : `${argument.name.name}: `;
  return `${argument.spread ? '...' : ''}${name}${dumpExpression(argument.value)}`;
}

function dumpIndex(index: Index): string {
  if (index.kind === 'at') return dumpExpression(index.value);
  const side = (part: Expression | null): string => (part === null ? '' : dumpExpression(part));
  return `${side(index.from)}..${side(index.to)}`;
}

function dumpStage(stage: Stage): string {
  if (stage.kind === 'call')
    return `${dumpExpression(stage.callee)}(${stage.arguments.map(dumpArgument).join(', ')})`;
  const inner = stage.stages.map(dumpStage).join(' |> ');
  return stage.kind === 'residual'
    ? `residual { ${inner} }`
    : `repeat ${dumpExpression(stage.count)} { ${inner} }`;
}
