// Functions are inlined where they are called, so calls within calls multiply: `f2` calls `f1` twice, `f3` calls `f2`
// twice, and so on doubles the work with each line. A function whose call comes to too many is refused.

import type { FunctionDeclaration } from '../../1-parse/ast.ts';
import { walkPlaced } from '../../1-parse/walk.ts';
import type { Definition } from '../../2-resolve/definition.ts';
import type { Resolution } from '../../2-resolve/resolution.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';

export const mostInlinedCalls = 1000;

export const tooManyCalls = defineDiagnostic({
  code: 'E0614',
  name: 'too-many-inlined-calls',
  severity: 'error',
  message: ({ name }: { name: string; span: Span }) =>
    `a call of \`${name}\` comes to more than ${String(mostInlinedCalls)} calls of the functions that it uses`,
  labels: ({ span }) => [{ span, text: 'calls functions that call functions' }],
  why: () => 'functions are inlined where they are called, and calls within calls multiply',
  fix: () => ({ description: 'compute a value once with `let`, and pass it on', edits: [] }),
});

/** How many calls one call of the function comes to, itself among them; `known`: of the functions before it. */
export function inlinedCalls(
  resolution: Resolution,
  node: FunctionDeclaration,
  known: ReadonlyMap<Definition, number>,
): number {
  let count = 1;
  walkPlaced(node, (part) => {
    const called = resolution.uses.get(part as Parameters<typeof resolution.uses.get>[0]);
    if (called?.kind === 'function') count += known.get(called) ?? 0;
  });
  return count;
}
