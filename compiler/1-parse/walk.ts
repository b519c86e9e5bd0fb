// The expressions inside an expression, and the parts of a tree without knowing their kinds.

import type { Span } from '../source/source.ts';
import type { Expression, Stage } from './ast.ts';

/** The expressions directly inside one, in the order of the text. */
export function childExpressions(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'number':
    case 'boolean':
    case 'string':
    case 'name':
    case 'error':
      return [];
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'if':
      return [node.condition, node.then, node.else];
    case 'call':
      return [node.callee, ...node.arguments.map((argument) => argument.value)];
    case 'member':
      return [node.object];
    case 'index':
      return [
        node.object,
        ...node.indices.flatMap((index) =>
          index.kind === 'at' ? [index.value] : [index.from, index.to].filter((side) => side !== null),
        ),
      ];
    case 'pipe':
      return [node.value, ...node.stages.flatMap(stageExpressions)];
    case 'array':
      return node.elements;
    case 'comprehension':
      return [node.from, node.to, node.body];
    case 'record':
      return node.fields.map((field) => field.value);
    default:
      return node satisfies never;
  }
}

function stageExpressions(stage: Stage): readonly Expression[] {
  if (stage.kind === 'call') return [stage.callee, ...stage.arguments.map((argument) => argument.value)];
  const inner = stage.stages.flatMap(stageExpressions);
  return stage.kind === 'repeat' ? [stage.count, ...inner] : inner;
}

/** Anything in a syntax tree that has a place in the text. */
export interface Placed {
  readonly span: Span;
}

/**
 * Visits everything that has a span in a tree, whatever its kind, with the nearest thing around it (null for the
 * root). For what concerns places alone: which node is at an offset, whether spans nest.
 */
export function walkPlaced(root: Placed, visit: (part: Placed, around: Placed | null) => void): void {
  const enter = (value: unknown, around: Placed | null): void => {
    if (Array.isArray(value)) {
      for (const item of value) enter(item, around);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const placed = isPlaced(value) ? value : null;
    if (placed !== null) visit(placed, around);
    for (const [key, part] of Object.entries(value)) if (!/span$/i.test(key)) enter(part, placed ?? around);
  };
  enter(root, null);
}

function isPlaced(value: object): value is Placed {
  return 'span' in value;
}
