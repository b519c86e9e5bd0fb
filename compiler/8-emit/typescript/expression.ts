// TypeScript expressions as text, with as few parentheses as precedence allows.

export interface Expression {
  readonly text: string;
  readonly precedence: number;
  /** How many blocks deep the expression's variables are declared: it is constant in deeper ones. */
  readonly depth: number;
}

const levels = {
  conditional: 2,
  or: 3,
  and: 4,
  equality: 8,
  relation: 9,
  sum: 11,
  product: 12,
  unary: 14,
  atom: 17,
} as const;

/** Identifiers, numbers, calls, elements of arrays. */
export function atom(text: string, depth = 0): Expression {
  return { text, precedence: levels.atom, depth };
}

export function numberLiteral(value: number): Expression {
  if (Number.isNaN(value)) return atom('NaN');
  const negative = value < 0 || Object.is(value, -0);
  const text = Number.isFinite(value) ? String(Math.abs(value)) : 'Infinity';
  return negative ? { text: `-${text}`, precedence: levels.unary, depth: 0 } : atom(text);
}

const operators = {
  '+': levels.sum,
  '-': levels.sum,
  '*': levels.product,
  '/': levels.product,
  '<': levels.relation,
  '<=': levels.relation,
  '===': levels.equality,
  '!==': levels.equality,
  '&&': levels.and,
  '||': levels.or,
} as const;

/** Grouped to the left, as IEEE arithmetic needs it: `a + (b + c)` keeps its parentheses. */
export function binary(operator: keyof typeof operators, left: Expression, right: Expression): Expression {
  const level = operators[operator];
  return {
    text: `${wrap(left, level)} ${operator} ${wrap(right, level + 1)}`,
    precedence: level,
    depth: Math.max(left.depth, right.depth),
  };
}

export function negate(operand: Expression): Expression {
  // `--x` would be another operator.
  const text = operand.text.startsWith('-') ? `(${operand.text})` : wrap(operand, levels.unary);
  return { text: `-${text}`, precedence: levels.unary, depth: operand.depth };
}

export function invert(operand: Expression): Expression {
  return { text: `!${wrap(operand, levels.unary)}`, precedence: levels.unary, depth: operand.depth };
}

export function call(name: string, ...args: readonly Expression[]): Expression {
  return atom(`${name}(${args.map((a) => a.text).join(', ')})`, Math.max(0, ...args.map((a) => a.depth)));
}

export function conditional(condition: Expression, whenTrue: Expression, whenFalse: Expression): Expression {
  const text = `${wrap(condition, levels.conditional + 1)} ? ${wrap(whenTrue, levels.conditional + 1)} : ${wrap(whenFalse, levels.conditional)}`;
  const depth = Math.max(condition.depth, whenTrue.depth, whenFalse.depth);
  return { text, precedence: levels.conditional, depth };
}

/**
 * An element that is read, or added to. The index is within the array by construction, which the type checker cannot
 * see (under `noUncheckedIndexedAccess`): `!` says so, and is gone when the module runs.
 */
export function element(array: string, index: Expression): Expression {
  return atom(`${array}[${index.text}]!`, index.depth);
}

/** An element as what is assigned to. */
export function assigned(place: Expression): string {
  return place.text.replace(/!$/, '');
}

/** Whether writing it again costs nothing. */
export function isSimple(expression: Expression): boolean {
  return /^[\p{ID_Continue}$.]+$/u.test(expression.text);
}

function wrap(operand: Expression, level: number): string {
  return operand.precedence < level ? `(${operand.text})` : operand.text;
}
