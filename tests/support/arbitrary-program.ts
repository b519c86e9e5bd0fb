// Random programs in the grammar of the language, as words: every construct of `grammar/README.md` occurs. What they
// say makes no sense (names stand for nothing, sizes do not fit); they are for the parser, the formatter, and phases
// that must stand any tree.

import fc from 'fast-check';

/** The words of a program in their order. */
export type Words = readonly string[];

// Words that need names of their own place (`until` behind a sequence, `as` in a `use`) are no names here.
const names = ['x', 'y', 'K', 'mean', 'z', 'decode', 'μ', 'e\u0301', '_', 'long_name_of_a_thing', 'T0', '中'];
const name = fc.constantFrom(...names);
const number = fc.constantFrom('0', '1', '2', '10', '2.5', '1e-3', '1_000', '0.1e5');
const text = fc.constantFrom('"a"', '""', '"a \\"b\\" \\u{3bc}"', '"e\u0301 // no comment"');

const words = (...parts: readonly (string | fc.Arbitrary<Words>)[]): fc.Arbitrary<Words> =>
  fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant([part]) : part)))
    .map((each) => each.flat());

const one = (word: fc.Arbitrary<string>): fc.Arbitrary<Words> => word.map((each) => [each]);

const maybe = (part: fc.Arbitrary<Words>): fc.Arbitrary<Words> =>
  fc.oneof({ arbitrary: fc.constant<Words>([]), weight: 2 }, part);

/** Items between commas, now and then with one behind the last. */
const list = (item: fc.Arbitrary<Words>, minLength = 0, maxLength = 3): fc.Arbitrary<Words> =>
  fc.tuple(fc.array(item, { minLength, maxLength }), fc.boolean()).map(([items, trailing]) => {
    const joined = items.flatMap((each, index) => (index === 0 ? each : [',', ...each]));
    return trailing && items.length > 0 ? [...joined, ','] : joined;
  });

/** Operands with operators between them. */
const chain = (operand: fc.Arbitrary<Words>, ...operators: readonly string[]): fc.Arbitrary<Words> =>
  fc
    .tuple(operand, fc.array(words(one(fc.constantFrom(...operators)), operand), { maxLength: 2 }))
    .map(([first, rest]) => [...first, ...rest.flat()]);

const rarely = (usual: fc.Arbitrary<Words>, rare: fc.Arbitrary<Words>, weight = 12): fc.Arbitrary<Words> =>
  fc.oneof({ arbitrary: usual, weight }, rare);

/** Of what nests; the deeper, the likelier the first. */
const nested = { maxDepth: 4, depthSize: 'xsmall', depthIdentifier: 'expression' } as const;

const {
  expression,
  arithmetic,
  stage,
  arguments: args,
} = fc.letrec<
  Record<
    | 'expression'
    | 'operation'
    | 'and'
    | 'not'
    | 'comparison'
    | 'arithmetic'
    | 'product'
    | 'unary'
    | 'power'
    | 'postfix'
    | 'primary'
    | 'arguments'
    | 'argument'
    | 'index'
    | 'stage'
    | 'stages',
    Words
  >
>((tie) => ({
  expression: rarely(
    tie('operation'),
    words(tie('operation'), '|>', tie('stage'), maybe(words('|>', tie('stage')))),
  ),
  operation: rarely(tie('and'), chain(tie('and'), 'or')),
  and: rarely(tie('not'), chain(tie('not'), 'and')),
  not: rarely(tie('comparison'), words('not', tie('not'))),
  comparison: rarely(
    tie('arithmetic'),
    words(tie('arithmetic'), one(fc.constantFrom('==', '!=', '<', '<=', '>', '>=')), tie('arithmetic')),
  ),
  arithmetic: rarely(tie('product'), chain(tie('product'), '+', '-'), 4),
  product: rarely(tie('unary'), chain(tie('unary'), '*', '/', '@'), 6),
  unary: rarely(tie('power'), words('-', tie('unary'))),
  power: rarely(tie('postfix'), words(tie('postfix'), '^', tie('unary'))),
  postfix: fc.oneof(
    nested,
    { arbitrary: tie('primary'), weight: 6 },
    { arbitrary: words(one(name), '(', tie('arguments'), ')'), weight: 3 },
    words(tie('postfix'), '(', tie('arguments'), ')'),
    words(tie('postfix'), '[', tie('index'), ']'),
    words(tie('postfix'), '.', one(name)),
  ),
  primary: fc.oneof(
    nested,
    { arbitrary: one(fc.oneof(name, number)), weight: 12 },
    one(fc.oneof(text, fc.constantFrom('true', 'false', 'use', 'from', 'as', 'until'))),
    { arbitrary: words('(', tie('expression'), ')'), weight: 3 },
    words('(', list(words(one(name), ':', tie('expression')), 1), ')'),
    { arbitrary: words('[', list(tie('expression')), ']'), weight: 2 },
    words('[', list(one(number), 9, 40), ']'),
    words(
      '[',
      'for',
      one(name),
      'in',
      tie('expression'),
      '..',
      tie('expression'),
      ':',
      tie('expression'),
      ']',
    ),
    words('(', 'if', tie('expression'), 'then', tie('expression'), 'else', tie('expression'), ')'),
  ),
  arguments: list(tie('argument')),
  argument: fc.oneof(
    nested,
    { arbitrary: tie('expression'), weight: 3 },
    words(one(name), ':', tie('expression')),
    words('...', tie('expression')),
    words('if', tie('expression'), 'then', tie('expression'), 'else', tie('expression')),
  ),
  index: list(
    fc.oneof(
      nested,
      { arbitrary: tie('expression'), weight: 3 },
      words(maybe(tie('expression')), '..', maybe(tie('expression'))),
    ),
    1,
  ),
  stage: fc.oneof(
    nested,
    { arbitrary: one(name), weight: 2 },
    { arbitrary: words(one(name), '(', tie('arguments'), ')'), weight: 4 },
    words(one(name), '.', one(name), maybe(words('(', tie('arguments'), ')'))),
    words('residual', '{', tie('stages'), '}'),
    words('repeat', tie('primary'), '{', tie('stages'), '}'),
  ),
  stages: fc
    .tuple(tie('stage'), fc.array(words('|>', tie('stage')), { maxLength: 2 }))
    .map(([first, rest]) => [...first, ...rest.flat()]),
}));

const value = fc.oneof(
  { arbitrary: expression, weight: 5 },
  words('if', expression, 'then', expression, 'else', expression),
  words(
    'if',
    expression,
    'then',
    expression,
    'else',
    'if',
    expression,
    'then',
    expression,
    'else',
    expression,
  ),
  words(expression, '|>', stage, '|>', stage, '|>', stage),
);

const type = words(
  one(fc.constantFrom('real', 'category', 'simplex', 'positive', 'int', 'token', 'dim')),
  maybe(words('<', list(words(maybe(words(one(name), ':')), arithmetic), 1, 2), '>')),
  maybe(words('[', list(arithmetic, 1), ']')),
  maybe(fc.constant(['?'])),
);
const target = words(one(name), maybe(words('[', expression, ']')));

const { statement } = fc.letrec<Record<'statement' | 'body', Words>>((tie) => ({
  body: fc.array(tie('statement'), { maxLength: 4, depthIdentifier: 'body' }).map((each) => each.flat()),
  statement: fc.oneof(
    { maxDepth: 3, depthSize: 'small', depthIdentifier: 'body' },
    words('const', one(name), '=', value),
    words('param', one(name), ':', type, maybe(words('~', value)), maybe(words('=', value))),
    words('latent', target, ':', type, '~', value),
    words('observe', target, ':', type, one(fc.constantFrom('~', '=')), value),
    words('given', target, ':', type),
    words('let', target, '=', value),
    words('network', one(name), '=', value),
    words('guide', target, '~', value),
    words('train', one(name), maybe(words('(', args, ')'))),
    words('return', value),
    words('plate', one(name), maybe(words(':', arithmetic)), '{', tie('body'), '}'),
    words(
      'sequence',
      one(name),
      maybe(words(':', arithmetic)),
      maybe(words('until', one(name))),
      '{',
      tie('body'),
      '}',
    ),
  ),
}));

const body = fc.array(statement, { maxLength: 6 }).map((each): Words => ['{', ...each.flat(), '}']);
const parameters = words('(', list(words(one(name), ':', type, maybe(words('=', value)))), ')');
const result = fc.oneof(type, words('(', list(words(one(name), ':', type), 1), ')'));

const declaration = fc.oneof(
  words('use', '{', list(words(one(name), maybe(words('as', one(name))))), '}', 'from', one(text)),
  words('const', one(name), '=', value),
  words('function', one(name), parameters, '->', result, body),
  words('network', one(name), parameters, maybe(parameters), '->', result, body),
  { arbitrary: words('model', one(name), maybe(parameters), body), weight: 3 },
);

/** The words of a program, valid by the grammar. */
export const programWords: fc.Arbitrary<Words> = fc
  .array(declaration, { maxLength: 4 })
  .map((each) => each.flat());

const gaps = [
  ...Array<string>(20).fill(' '),
  ...Array<string>(6).fill('\n'),
  '\n\n',
  '\r\n',
  '\n\n\n  ',
  ' // behind\n',
  '\n// alone\n',
  '\n\n// apart\n\n',
  ' /* inside */ ',
  '\n/* before */ ',
  ' /* behind */\n',
  '\n/* on\n   two lines */\n',
  ' /*\n * with stars\n   * of all kinds\n */ ',
  '\n/// documents\n',
  ' /// behind\n',
  ' /* two */ // behind\n',
  ' /* two */ /// behind\n',
  '\n//// a rule\n/// documents\n// not this\n/// and this\n',
];

/** Anything that may stand between two words. */
export const gap: fc.Arbitrary<string> = fc.constantFrom(...gaps);

/** Mostly plain, so that what goes wrong is seen near a single comment. */
export const fewGaps: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constant(' '), weight: 30 },
  { arbitrary: fc.constant('\n'), weight: 8 },
  gap,
);

/** Some words as text, with gaps of all kinds between them. */
export function spread(program: fc.Arbitrary<Words>, between: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return program.chain((each) =>
    fc
      .array(between, { minLength: each.length + 1, maxLength: each.length + 1 })
      .map(
        (blanks) =>
          each.map((word, index) => `${blanks[index] ?? ' '}${word}`).join('') + (blanks.at(-1) ?? ''),
      ),
  );
}

/** The text of a program, with comments and blanks anywhere. */
export const programText: fc.Arbitrary<string> = fc.oneof(
  spread(programWords, fewGaps),
  spread(programWords, gap),
  spread(programWords, fc.constant(' ')),
);
