// `x |> f(a)` is the call `f(x, a)`. Blocks of layers take the value so far and give another one.

import type { Argument, Expression, PipeExpression, Stage } from '../1-parse/ast.ts';
import { joinSpans, type Span } from '../source/source.ts';
import type { Checker } from './checker.ts';
import { inferValue } from './infer.ts';
import { applyBlock } from './networks/blocks.ts';
import { settle } from './record.ts';

/** The pipe without pipes: a call of a call, as long as all stages are calls. */
export function pipeAsCall(checker: Checker, pipe: PipeExpression): Expression {
  return pipeThrough(checker, pipe.value, pipe.stages);
}

export function pipeThrough(checker: Checker, first: Expression, stages: readonly Stage[]): Expression {
  let value = first;
  for (const stage of stages) {
    const span: Span = { ...joinSpans(first.span, stage.span), end: stage.span.end };
    if (stage.kind === 'call') {
      const piped: Argument = { name: null, spread: false, value, span: value.span };
      value = { kind: 'call', callee: stage.callee, arguments: [piped, ...stage.arguments], span };
    } else value = settle(checker, applyBlock(checker, inferValue(checker, value), stage), span);
  }
  return value;
}
