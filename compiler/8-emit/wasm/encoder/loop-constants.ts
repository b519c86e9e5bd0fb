// Vector constants that a loop uses are put in variables before it. An engine would make them anew at each use, which
// costs as much as the arithmetic: exp of two doubles takes 3.4 ns rather than 5.

import type { Expr, Node, VectorConstant } from './expression.ts';

const keys = new WeakMap<VectorConstant, string>();

/** Tells vector constants apart. */
export function constantKey(constant: VectorConstant): string {
  const key = keys.get(constant) ?? constant.bytes.join();
  keys.set(constant, key);
  return key;
}

const known = new WeakMap<Expr, readonly VectorConstant[]>();

/** The vector constants in loops, each once, in the order of the tree. 0 is left out: it costs nothing. */
export function loopConstants(body: Expr): readonly VectorConstant[] {
  // A module is written once for each variant.
  const found = known.get(body) ?? constantsOf(body);
  known.set(body, found);
  return found;
}

function constantsOf(body: Expr): readonly VectorConstant[] {
  const found = new Map<string, VectorConstant>();
  const visit = ({ node }: Expr, inLoop: boolean): void => {
    if (node.kind === 'constant') {
      const { value } = node;
      if (inLoop && value.type === 'v128' && value.bytes.some((byte) => byte !== 0))
        found.set(constantKey(value), value);
    }
    for (const part of partsOf(node)) visit(part, inLoop || node.kind === 'loop');
  };
  visit(body, false);
  return [...found.values()];
}

/** The expressions that one is made of, in the order they are computed. */
function partsOf(node: Node): readonly Expr[] {
  switch (node.kind) {
    case 'instruction':
    case 'call':
    case 'select':
      return node.operands;
    case 'localSet':
    case 'globalSet':
    case 'drop':
      return [node.value];
    case 'sequence':
      return node.value === null ? node.statements : [...node.statements, node.value];
    case 'block':
    case 'loop':
      return node.statements;
    case 'if':
      return node.no === null ? [node.condition, node.yes] : [node.condition, node.yes, node.no];
    case 'branch':
      return node.condition === null ? [] : [node.condition];
    case 'return':
      return node.value === null ? [] : [node.value];
    case 'constant':
    case 'localGet':
    case 'globalGet':
    case 'unreachable':
      return [];
    default:
      return node satisfies never;
  }
}
