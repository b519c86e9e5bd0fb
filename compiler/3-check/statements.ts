// The statements of a model from top to bottom: variables, plates and names for values.

import type { Expression, PlateStatement, Statement, Target } from '../1-parse/ast.ts';
import { symbolSize } from '../sizes/size.ts';
import { spanText, type Span } from '../source/source.ts';
import type { Checker } from './checker.ts';
import { requiredSize } from './declared-type.ts';
import { define, once, type ModelDraft } from './draft.ts';
import { infer } from './infer.ts';
import { isConstant } from './mentions.ts';
import { constNotConstant, indexedTarget, misplacedStatement } from './rules/misplaced.ts';
import { guideNotServed, networkNotServed, sequenceNotServed } from './rules/not-served.ts';
import { categoryType } from './type.ts';
import { checkParam, checkRandom } from './variables.ts';

export function checkStatements(
  checker: Checker,
  draft: ModelDraft,
  statements: readonly Statement[],
  plate: string | null,
): void {
  for (const statement of statements) checkStatement(checker, draft, statement, plate);
}

function checkStatement(
  checker: Checker,
  draft: ModelDraft,
  statement: Statement,
  plate: string | null,
): void {
  switch (statement.kind) {
    case 'param':
      if (plate !== null) misplaced(checker, draft, 'param', statement.span, 'a plate');
      else checkParam(checker, draft, statement);
      return;
    case 'latent':
    case 'observe':
    case 'given':
      checkTarget(checker, draft, statement.target);
      checkRandom(checker, draft, statement, plate);
      return;
    case 'let':
    case 'const': {
      if (statement.kind === 'let') checkTarget(checker, draft, statement.target);
      const value = infer(checker, statement.value);
      if (value === null) draft.complete = false;
      const name = statement.kind === 'const' ? statement.name : statement.target.name;
      if (statement.kind === 'const' && value !== null && !isConstant(value)) {
        const keyword = { ...statement.span, end: statement.span.start + 'const'.length };
        checker.report(constNotConstant({ name: name.name, span: statement.value.span, keyword }));
      }
      define(checker, statement, value);
      return;
    }
    case 'plate':
      checkPlate(checker, draft, statement, plate);
      return;
    case 'train':
      if (plate !== null) misplaced(checker, draft, 'train', statement.span, 'a plate');
      else draft.trains.push(statement);
      return;
    case 'return':
      misplaced(checker, draft, 'return', statement.span, 'a model');
      return;
    case 'instance':
      // An instance of a network of this file: told once, where that is declared.
      if (!namesReported(checker, statement.value))
        once(checker, draft, 'network', networkNotServed({ span: head(statement.span, 'network') }));
      draft.complete = false;
      return;
    case 'sequence':
      once(checker, draft, 'sequence', sequenceNotServed({ span: head(statement.span, 'sequence') }));
      return;
    case 'guide':
      once(checker, draft, 'guide', guideNotServed({ span: head(statement.span, 'guide') }));
      return;
    default:
      statement satisfies never;
  }
}

/** The first word of a statement, rather than all its lines. */
function head(span: Span, word: string): Span {
  const at = spanText(span).indexOf(word);
  return at < 0 ? span : { ...span, start: span.start + at, end: span.start + at + word.length };
}

function namesReported(checker: Checker, value: Expression): boolean {
  const callee = value.kind === 'call' ? value.callee : value;
  const definition = callee.kind === 'name' ? checker.resolution.uses.get(callee) : undefined;
  return definition?.kind === 'network' || definition?.kind === 'import';
}

function misplaced(checker: Checker, draft: ModelDraft, word: string, span: Span, place: string): void {
  draft.complete = false;
  checker.report(misplacedStatement({ word, span, place }));
}

function checkTarget(checker: Checker, draft: ModelDraft, target: Target): void {
  if (target.index === null) return;
  draft.complete = false;
  checker.report(indexedTarget({ name: target.name.name, span: target.index.span }));
}

function checkPlate(
  checker: Checker,
  draft: ModelDraft,
  statement: PlateStatement,
  parent: string | null,
): void {
  const { name, span: nameSpan } = statement.name;
  const size = statement.size === null ? null : requiredSize(checker, statement.size);
  if (statement.size !== null && size === null) draft.complete = false;
  draft.plates.push({
    name,
    doc: statement.doc,
    parent,
    size,
    sequence: null,
    span: statement.span,
    nameSpan,
  });
  const type = categoryType(size ?? symbolSize(`rows:${name}`));
  define(checker, statement, { kind: 'plateIndex', plate: name, type, span: nameSpan });
  checkStatements(checker, draft, statement.body, name);
}
