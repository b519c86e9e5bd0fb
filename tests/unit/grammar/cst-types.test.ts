// The grammar itself: free of ambiguities, and its tree types are those in `grammar/cst.d.ts`.

import { generateCstDts } from 'chevrotain';
import { format } from 'prettier';
import { expect, test } from 'vitest';
import { createLexer, GenParser } from '../../../grammar/parser.ts';

test('tokens and grammar pass all checks of the parser library', () => {
  expect(createLexer({ validate: true }).lexerDefinitionErrors).toEqual([]);
  expect(() => new GenParser({ validate: true })).not.toThrow();
});

test('the types of the syntax tree are those of the grammar (vitest -u writes them anew)', async () => {
  const parser = new GenParser({ validate: false });
  const types = generateCstDts(parser.getGAstProductions(), { includeVisitorInterface: false });
  const text = [
    '// The shape of what the parser returns. Generated from the grammar by tests/unit/grammar/cst-types.test.ts.',
    types.replace('CstNode, ICstVisitor, IToken', 'CstNode, IToken'),
  ].join('\n\n');
  const formatted = await format(text, { parser: 'typescript', printWidth: 110, singleQuote: true });
  await expect(formatted).toMatchFileSnapshot('../../../grammar/cst.d.ts');
});
