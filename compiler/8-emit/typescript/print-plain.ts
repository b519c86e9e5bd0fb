// Prints a module without any library, for where ts-morph and prettier are not loaded. The statements are those
// of `print-with-ts-morph.ts`; only the layout is plainer.

import type { Import, Module, Statement } from './module.ts';

export function printPlain(module: Module): string {
  const parts = [
    `// ${module.header}`,
    module.imports.map(printImport).join('\n'),
    ...module.statements.map(printStatement),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function printImport({ from, typeOnly, names }: Import): string {
  const keyword = typeOnly ? 'import type' : 'import';
  const line = `${keyword} { ${names.join(', ')} } from '${from}';`;
  return line.length <= 100
    ? line
    : `${keyword} {\n${names.map((name) => `  ${name},\n`).join('')}} from '${from}';`;
}

function printStatement(statement: Statement): string {
  switch (statement.kind) {
    case 'interface': {
      const bases = statement.extends.length === 0 ? '' : ` extends ${statement.extends.join(',\n    ')}`;
      const properties = statement.properties.map(
        ({ key, optional, type, doc }) =>
          `${printDoc(doc, '  ')}  readonly ${key}${optional ? '?' : ''}: ${type};\n`,
      );
      const body = properties.length === 0 ? '{}' : `{\n${properties.join('')}}`;
      return `${printDoc(statement.doc, '')}export interface ${statement.name}${bases} ${body}`;
    }
    case 'constant': {
      const type = statement.type === null ? '' : `: ${statement.type}`;
      const modifier = statement.exported ? 'export ' : '';
      return `${printDoc(statement.doc, '')}${modifier}const ${statement.name}${type} = ${statement.value};`;
    }
    case 'code':
      return statement.text.trimEnd();
    case 'export':
      return `export { ${statement.local} as ${statement.exported} };`;
  }
}

function printDoc(doc: string | null, indent: string): string {
  if (doc === null) return '';
  const lines = doc.split('\n');
  if (lines.length === 1) return `${indent}/** ${doc} */\n`;
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`, ''].join(
    '\n',
  );
}
