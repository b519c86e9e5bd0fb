// The blocks of a function being written, outermost first. Whatever does not change within a loop is computed once, at
// the end of what the block around it holds so far, which is right before the loop. (WebAssembly engines leave that to
// us: they cannot know that a store changes no parameter.)

import type { Node } from '../../../ir/ops.ts';
import type { Expr, FunctionBuilder, Local, Scope, Statement, ValueType } from '../encoder/index.ts';
import { isSimple } from './value.ts';
import type { Index, Value } from './value.ts';

interface Block {
  readonly statements: Statement[];
  readonly indices: Map<string, Index>;
  readonly values: Map<string, Value>;
  readonly variables: Map<Node, Value>;
}

export class Blocks implements Scope {
  readonly #owner: FunctionBuilder;
  readonly #stack: Block[] = [];
  #count = 0;

  constructor(owner: FunctionBuilder) {
    this.#owner = owner;
    this.open();
  }

  /** Of the innermost block. */
  get depth(): number {
    return this.#stack.length - 1;
  }

  local<T extends ValueType>(type: T): Local<T> {
    return this.#owner.local(type);
  }

  add(...statements: readonly Statement[]): void {
    this.#at(this.depth).statements.push(...statements);
  }

  open(): void {
    this.#stack.push({ statements: [], indices: new Map(), values: new Map(), variables: new Map() });
  }

  /** Ends the innermost block and gives what it holds. */
  close(): readonly Statement[] {
    const block = this.#stack.pop();
    if (block === undefined) throw new Error('internal: no block is open');
    return block.statements;
  }

  /** A key that nothing else has. */
  unique(): string {
    this.#count += 1;
    return `#${String(this.#count)}`;
  }

  /** Variables that hold the index, in the outermost block where they can stand. */
  keepIndex(index: Index): Index {
    if (index.lanes.every(isSimple)) return index;
    const known = this.#stack.map((block) => block.indices.get(index.key)).find((each) => each !== undefined);
    if (known !== undefined) return known;
    const block = this.#at(index.depth);
    const lanes = index.lanes.map((lane) => keep(this, block, lane));
    const kept = { ...index, lanes };
    block.indices.set(index.key, kept);
    return kept;
  }

  /** Variables that hold the value, in the outermost block where they can stand. */
  keep(value: Value): Value {
    if (value.parts.every(isSimple)) return value;
    const known = this.#stack.map((block) => block.values.get(value.key)).find((each) => each !== undefined);
    if (known !== undefined) return known;
    const block = this.#at(value.depth);
    const kept = { ...value, parts: value.parts.map((part) => keep(this, block, part)) };
    block.values.set(value.key, kept);
    return kept;
  }

  /** Variables of the innermost block, for what is used more than once. */
  here(value: Value): Value {
    if (value.parts.every(isSimple)) return value;
    const block = this.#at(this.depth);
    const parts = value.parts.map((part) => keep(this, block, part));
    return { parts, depth: this.depth, key: this.unique() };
  }

  /** From here to the end of the innermost block these variables hold the value. */
  remember(node: Node, value: Value): void {
    this.#at(this.depth).variables.set(node, value);
  }

  recall(node: Node): Value | null {
    for (let depth = this.depth; depth >= 0; depth -= 1) {
      const value = this.#at(depth).variables.get(node);
      if (value !== undefined) return value;
    }
    return null;
  }

  #at(depth: number): Block {
    const block = this.#stack[depth];
    if (block === undefined) throw new Error('internal: no block is open');
    return block;
  }
}

function keep<T extends ValueType>(blocks: Blocks, block: Block, value: Expr<T>): Expr<T> {
  if (isSimple(value)) return value;
  const variable = blocks.local(value.type);
  block.statements.push(variable.set(value));
  return variable;
}
