// `x |> f(a)` is the call `f(x, a)`.

import type { CallExpression, Expression, PipeExpression } from '../1-parse/ast.ts';
import { joinSpans } from '../source/source.ts';
import type { Checker } from './checker.ts';
import { stageNotServed } from './rules/not-served.ts';

/** Null where a stage belongs to networks, which is reported. */
export function pipeAsCall(checker: Checker, pipe: PipeExpression): CallExpression | null {
  let value: Expression = pipe.value;
  let call: CallExpression | null = null;
  for (const stage of pipe.stages) {
    if (stage.kind !== 'call') {
      checker.report(stageNotServed({ span: stage.span, word: stage.kind }));
      return null;
    }
    const first = { name: null, spread: false, value, span: value.span };
    const span = joinSpans(pipe.span, stage.span);
    call = {
      kind: 'call',
      callee: stage.callee,
      arguments: [first, ...stage.arguments],
      span: { ...span, end: stage.span.end },
    };
    value = call;
  }
  return call;
}
