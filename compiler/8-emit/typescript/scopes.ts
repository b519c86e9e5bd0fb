// The blocks of code being written, outermost first. Whatever does not change within a loop is written once, at
// the end of what the block around it holds so far, which is right before the loop.

import { atom, isSimple } from './expression.ts';
import type { Expression } from './expression.ts';
import type { BlockNames } from './kernel-names.ts';
import type { Node } from '../../ir/ops.ts';

interface Scope {
  readonly lines: string[];
  /** Variables by the expression that they hold. */
  readonly known: Map<string, string>;
  /** For each lane, the variable that holds a value. */
  readonly variables: Map<Node, readonly string[]>;
}

export interface Scopes {
  /** Of the innermost block. */
  readonly depth: number;
  write(line: string): void;
  /** An identifier for a variable of the innermost block. */
  claim(wish: string): string;
  open(): void;
  /** Ends the innermost block: `for (...) {` before its lines, which are indented. */
  close(header: string): void;
  /** Ends the outermost block. */
  finish(): readonly string[];
  /** A variable that holds the expression, in the outermost block where it can stand; numbers and names stay. */
  hoist(expression: Expression, wish: string): Expression;
  /** The variable that shall hold the expression when it is hoisted; the caller has claimed its name. */
  prefer(expression: Expression, name: string): void;
  /** From here to the end of the innermost block these variables hold the value. */
  remember(node: Node, variables: readonly string[]): void;
  /** The variable for a lane, or null. */
  recall(node: Node, lane: number): Expression | null;
}

export function createScopes(names: BlockNames): Scopes {
  const stack: Scope[] = [];
  const preferred = new Map<string, string>();
  const newScope = (): Scope => ({ lines: [], known: new Map(), variables: new Map() });
  const innermost = (): Scope => scopeAt(stack.length - 1);
  const scopeAt = (depth: number): Scope => {
    const scope = stack[depth];
    if (scope === undefined) throw new Error('internal: no block is open');
    return scope;
  };
  stack.push(newScope());
  return {
    get depth() {
      return stack.length - 1;
    },
    write: (line) => innermost().lines.push(line),
    claim: (wish) => names.claim(wish, stack.length - 1),
    open() {
      stack.push(newScope());
      names.open();
    },
    close(header) {
      const { lines } = innermost();
      stack.pop();
      names.close();
      innermost().lines.push(`${header} {`, ...lines.map((line) => `  ${line}`), '}');
    },
    finish: () => scopeAt(0).lines,
    hoist(expression, wish) {
      if (isSimple(expression)) return expression;
      const known = stack.map((scope) => scope.known.get(expression.text)).find((name) => name !== undefined);
      if (known !== undefined) return atom(known, expression.depth);
      const scope = scopeAt(expression.depth);
      const name = preferred.get(expression.text) ?? names.claim(wish, expression.depth);
      scope.known.set(expression.text, name);
      scope.lines.push(`const ${name} = ${expression.text};`);
      return atom(name, expression.depth);
    },
    prefer: (expression, name) => void preferred.set(expression.text, name),
    remember(node, variables) {
      innermost().variables.set(node, variables);
    },
    recall(node, lane) {
      for (let depth = stack.length - 1; depth >= 0; depth -= 1) {
        const name = scopeAt(depth).variables.get(node)?.[lane];
        if (name !== undefined) return atom(name, depth);
      }
      return null;
    },
  };
}
