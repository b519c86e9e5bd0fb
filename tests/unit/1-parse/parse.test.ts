// Details of the tree: places, documentation, names, numbers, texts.

import { describe, expect, test } from 'vitest';
import type { Declaration, Expression, Program, Statement } from '../../../compiler/1-parse/ast.ts';
import { dumpAst } from '../../../compiler/1-parse/dump-ast.ts';
import { parse } from '../../../compiler/1-parse/parse.ts';
import { spanText } from '../../../compiler/source/source.ts';

function read(text: string): Program {
  const { value, diagnostics } = parse({ path: 'a.gen', text });
  expect(diagnostics).toEqual([]);
  return value;
}

function statements(text: string): readonly Statement[] {
  const [model] = read(`model M {\n${text}\n}`).declarations;
  if (model?.kind !== 'model') throw new Error('internal: no model was read');
  return model.body;
}

function value(formula: string): Expression {
  const [statement] = statements(`let a = ${formula}`);
  if (statement?.kind !== 'let') throw new Error('internal: no let was read');
  return statement.value;
}

const codes = (text: string): string[] => parse({ path: 'a.gen', text }).diagnostics.map(({ code }) => code);

describe('documentation', () => {
  const docOf = (declaration: Declaration | Statement | undefined) =>
    declaration !== undefined && 'doc' in declaration ? declaration.doc : undefined;

  test('belongs to the declaration that follows', () => {
    const [model] = read('/// One.\n///   Two.\n///\n// aside\n/// Three.\nmodel M {}').declarations;
    expect(docOf(model)).toBe('One.\n  Two.\n\nThree.');
  });

  test('of statements, parameters, and inside plates', () => {
    const { declarations } = read(
      'model M(\n/// Levels.\nK: int = 2,\n) {\n/// Rows.\nplate a {\n/// Seen.\nobserve x: real ~ Normal(0, 1)\n}\n}',
    );
    const [model] = declarations;
    if (model?.kind !== 'model') throw new Error('internal: no model was read');
    expect(model.hyperparameters[0]?.doc).toBe('Levels.');
    const [plate] = model.body;
    expect(docOf(plate)).toBe('Rows.');
    expect(plate?.kind === 'plate' && docOf(plate.body[0])).toBe('Seen.');
  });

  test('behind code, before nothing, or of four slashes it is a comment like any other', () => {
    const program = read('const a = 1 /// one\n//// rule\nconst b = 2\n/// end');
    expect(program.declarations.map(docOf)).toEqual([null, null]);
    expect(program.comments.map(({ text }) => text)).toEqual(['/// one', '//// rule', '/// end']);
  });

  test('what follows `train` and `return` stays a comment', () => {
    const program = read('model M {\n/// Why.\ntrain map\n}');
    expect(program.comments.map(({ text, kind }) => [kind, text])).toEqual([['line', '/// Why.']]);
  });
});

describe('names', () => {
  test('are normalised, whatever the script', () => {
    const [first, second] = statements('param e\u0301: real\nparam μ_2₁: real');
    expect(first?.kind === 'param' && first.name.name).toBe('\u00e9');
    expect(second?.kind === 'param' && second.name.name).toBe('μ_2₁');
    expect(statements('param 变量: real\nparam 𝜃: real\nparam Ωx: real')).toHaveLength(3);
  });

  test('words in their place are names elsewhere', () => {
    expect(dumpAst(read('model M { let use = from(as, until) let until = use }'))).toContain(
      'let use = from(as, until)',
    );
    expect(statements('param letter: real\nparam modelled: real\nparam in_: real')).toHaveLength(3);
  });

  test.each(['constructor', '__proto__', 'class', 'toString', 'hasOwnProperty'])('%s is a name', (name) => {
    expect(dumpAst(read(`model M { param ${name}: real let y = ${name} }`))).toContain(`let y = ${name}`);
  });
});

describe('literals', () => {
  test.each([
    ['1', 1, true],
    ['1_000', 1000, true],
    ['2.50', 2.5, false],
    ['1e3', 1000, false],
    ['1.5E-3', 0.0015, false],
    ['007', 7, true],
  ])('%s', (text, number, integer) => {
    expect(value(text)).toMatchObject({ kind: 'number', value: number, integer, text });
  });

  test('a range is no number with a point', () => {
    expect(dumpAst(read('const a = b[1..3]\nconst c = [for k in 0..10: k]\nconst d = b[..5]'))).toBe(
      'const a = b[1..3]\nconst c = [for k in 0..10: k]\nconst d = b[..5]\n',
    );
  });

  test('texts', () => {
    expect(value('"a \\"b\\" \\\\ \\n\\t\\u{3bc}\\u03bc // no comment"')).toMatchObject({
      kind: 'string',
      value: 'a "b" \\ \n\tμμ // no comment',
    });
  });

  test('`>=` is an operator only where its signs touch', () => {
    expect(value('a >= 1')).toMatchObject({
      kind: 'binary',
      operator: '>=',
      operatorSpan: { start: 20, end: 22 },
    });
    expect(dumpAst(read('model M { param r: category<K>=3 }'))).toContain('category<K> = 3');
    expect(codes('const a = b > = 3')).toEqual(['E0117']);
  });
});

describe('places', () => {
  test('reach over parentheses, calls and indices', () => {
    const sum = value('(a + b) * f(x)[1].c');
    expect(spanText(sum.span)).toBe('(a + b) * f(x)[1].c');
    if (sum.kind !== 'binary') throw new Error('internal: no product was read');
    expect([sum.left, sum.right].map(({ span }) => spanText(span))).toEqual(['a + b', 'f(x)[1].c']);
    expect(spanText(sum.operatorSpan)).toBe('*');
  });

  test('count in UTF-16 units, with any line ending', () => {
    const [first, second] = statements('let 𝜃 = "😀" \r\nlet b = 𝜃');
    expect(first && spanText(first.span)).toBe('let 𝜃 = "😀"');
    expect(second && spanText(second.span)).toBe('let b = 𝜃');
  });
});

describe('an empty file', () => {
  test.each(['', ' \n', '\ufeff', '// only this', '/* a */ /* b */'])('%j', (text) => {
    expect(read(text).declarations).toEqual([]);
  });
});

describe('one mistake, one message', () => {
  test.each([
    ['a missing sign', 'latent z: real Normal(0, 1)', 'E0113'],
    ['`=` for `~`', 'latent z: real = Normal(0, 1)', 'E0130'],
    ['`~` for `=`', 'let z ~ 3', 'E0130'],
    ['no type', 'latent z ~ Normal(0, 1)', 'E0132'],
    ['no colon', 'latent z real ~ Normal(0, 1)', 'E0131'],
    ['a reserved name', 'param plate: real', 'E0115'],
    ['a reserved name in a formula', 'let a = f(given, 1) + 2', 'E0115'],
    ['no comma', 'let a = f(1 2)', 'E0111'],
    ['an open parenthesis', 'let a = f(1, 2', 'E0110'],
    ['a word too many', 'let a = 1 b', 'E0123'],
    ['a misspelt word', 'latnet z: real ~ Normal(0, 1)', 'E0120'],
    ['no word at all', 'mu ~ Normal(0, 1)', 'E0120'],
    ['a semicolon', 'let a = 1;', 'E0107'],
    ['a point without digits', 'let a = 1. + 2', 'E0106'],
    ['a product without sign', 'let a = 2x + 1', 'E0106'],
    ['a hash', '# comment', 'E0103'],
    ['an open text', 'let a = "b', 'E0104'],
    ['a foreign sign', 'let a = b × c', 'E0102'],
    ['a foreign character', 'let a = b § c', 'E0101'],
  ])('%s', (_, statement, code) => {
    const { value: program, diagnostics } = parse({
      path: 'a.gen',
      text: `model M {\n  param before: real\n  ${statement}\n  param after: real\n}\nconst end = 1`,
    });
    expect(diagnostics.map((each) => each.code)).toEqual([code]);
    const tree = dumpAst(program);
    expect(tree).toContain('  param before: real\n');
    expect(tree).toContain('  param after: real\n');
    expect(tree).toContain('const end = 1\n');
  });

  test('an open comment takes the rest', () => {
    expect(codes('model M { param p: real }\n/* open')).toEqual(['E0105']);
  });

  test('a statement with a missing part keeps its others', () => {
    const { value: program } = parse({ path: 'a.gen', text: 'model M { latent z: real ~ let y = z }' });
    expect(dumpAst(program)).toBe('model M()\n  latent z: real ~ <error>\n  let y = z\n');
  });
});
