// One node for each value: a second request for the same operation on the same operands gives the first node.
//
// Origins merge on the node itself: its `origins` list grows when the value is asked for again from another
// place, so identity holds and no origin is lost. Nodes are otherwise immutable.

import type { Span } from '../source/source.ts';
import { attributesOf } from './draft.ts';
import type { Draft } from './draft.ts';
import type { Node, OpName, TensorType } from './ops.ts';
import { typeOf } from './type-rules.ts';

export interface Interner {
  /** `declared` is the type of a leaf that does not determine its own. */
  intern<K extends OpName>(draft: Draft<K>, declared?: TensorType): Node<K>;
  /** An `input` or `placeholder`, of which there is one of each name. */
  leaf<K extends 'input' | 'placeholder'>(op: K, draft: Draft<K>, type: TensorType): Node<K>;
  withOrigins<T>(origins: readonly Span[], build: () => T): T;
}

interface Entry {
  readonly node: Node;
  readonly origins: Span[];
}

export function createInterner(): Interner {
  const entries = new Map<string, Entry>();
  const ids = new Map<Node, number>();
  let current: readonly Span[] = [];

  const identify = (node: Node): number => {
    const id = ids.get(node);
    if (id === undefined) throw new Error(`internal: ${node.op} comes from another builder`);
    return id;
  };

  function intern<K extends OpName>(draft: Draft<K>, declared?: TensorType): Node<K> {
    const operands = draft.args.map(identify).join(',');
    // Constants of different types are different values; an input or placeholder is known by its name alone.
    const dtype = draft.op === 'constant' ? (declared?.dtype ?? '') : '';
    const key = `${draft.op}|${operands}|${attributesOf(draft)}|${dtype}`;
    let entry = entries.get(key);
    if (entry === undefined) {
      const type = declared ?? typeOf(draft);
      if (type === null) throw new Error(`internal: ${draft.op} needs a declared type`);
      const origins: Span[] = [];
      entry = { node: { ...draft, type, origins } as Node, origins };
      entries.set(key, entry);
      ids.set(entry.node, ids.size);
    }
    // A constant cannot go wrong, and every part of a model uses the same ones.
    if (draft.op !== 'constant') addOrigins(entry.origins, current);
    return entry.node as Node<K>;
  }

  return {
    intern,
    leaf: (op, draft, type) => {
      const node = intern(draft, type);
      const sameType =
        node.type.dtype === type.dtype &&
        node.type.axes.length === type.axes.length &&
        node.type.axes.every((axis, index) => axis.name === type.axes[index]?.name);
      if (!sameType) throw new Error(`internal: two ${op}s of different types are named ${draft.name}`);
      return node;
    },
    withOrigins: (origins, build) => {
      const outer = current;
      current = origins;
      try {
        return build();
      } finally {
        current = outer;
      }
    },
  };
}

function addOrigins(origins: Span[], added: readonly Span[]): void {
  for (const span of added) {
    const known = origins.some(
      (other) =>
        other === span || (other.file === span.file && other.start === span.start && other.end === span.end),
    );
    if (!known) origins.push(span);
  }
}
