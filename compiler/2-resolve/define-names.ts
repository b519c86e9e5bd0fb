// The definitions of a body and of all blocks in it, made before it is walked: which statements mean nothing where
// they stand, and which define one name together: base cases and general case of what a sequence indexes.

import type {
  GivenStatement,
  LatentStatement,
  LetStatement,
  ObserveStatement,
  Statement,
  Target,
} from '../1-parse/ast.ts';
import type {
  BlockDefinition,
  LetDefinition,
  PlateDefinition,
  SequenceDefinition,
  VariableDefinition,
  VariableStatement,
  WrittenDefinition,
} from './definition.ts';
import { quietly, report, type Resolver } from './resolver.ts';
import {
  afterReturn,
  indexedTarget,
  isMisplaced,
  misplacedStatement,
  wordOf,
  type Place,
} from './rules/misplaced-statement.ts';
import { stepIndexMissing, stepKinds, stepTwice } from './rules/step-target.ts';
import { targetPosition } from './target-position.ts';

/** Where a body stands. */
export interface BodyPlace {
  readonly place: Place;
  /** The plates and sequences around it, outermost first. */
  readonly blocks: readonly BlockDefinition[];
}

export function insideBlock(at: BodyPlace, block: BlockDefinition): BodyPlace {
  return { place: block.kind === 'plate' ? 'a plate' : 'a sequence', blocks: [...at.blocks, block] };
}

/** The sequence that indexes what is defined there: the innermost one. */
export function innermostSequence({ blocks }: BodyPlace): SequenceDefinition | null {
  return blocks.findLast((block) => block.kind === 'sequence') ?? null;
}

type TargetStatement = LatentStatement | ObserveStatement | GivenStatement | LetStatement;
type SteppedDefinition = VariableDefinition | LetDefinition;

/** What is known of a body so far. */
interface Naming {
  readonly resolver: Resolver;
  readonly at: BodyPlace;
  /** Names that the sequence around the body indexes, with the targets by step. */
  readonly stepped: Map<
    string,
    { readonly definition: SteppedDefinition; readonly steps: Map<unknown, Target> }
  >;
  readonly sequences: Map<string, SequenceDefinition>;
}

/** Reports and rejects what is misplaced; blocks inside the body are done too. */
export function defineNames(resolver: Resolver, body: readonly Statement[], at: BodyPlace): void {
  const naming: Naming = { resolver, at, stepped: new Map(), sequences: new Map() };
  let returned: Statement | null = null;
  let told = false;
  for (const statement of body) {
    const { span } = statement;
    const word = wordOf(statement);
    if (returned !== null) {
      if (!told) report(resolver, afterReturn({ word, span, before: returned.span }));
      told = true;
      resolver.rejected.add(statement);
    } else if (isMisplaced(statement, at.place)) {
      report(resolver, misplacedStatement({ word, span, place: at.place }));
      resolver.rejected.add(statement);
    }
    if (resolver.rejected.has(statement))
      quietly(resolver, () => {
        define(naming, statement);
      });
    else define(naming, statement);
    if (statement.kind === 'return' && !resolver.rejected.has(statement)) returned = statement;
  }
}

function define(naming: Naming, statement: Statement): void {
  const { resolver, at } = naming;
  const definition = definitionOf(naming, statement);
  if (definition === null) return;
  resolver.definitions.set(statement, definition);
  hide(resolver, at, definition);
  if (statement.kind === 'plate' || statement.kind === 'sequence') {
    if (definition.kind !== 'plate' && definition.kind !== 'sequence') return;
    defineNames(resolver, statement.body, insideBlock(at, definition));
  }
}

function definitionOf(naming: Naming, statement: Statement): WrittenDefinition | null {
  switch (statement.kind) {
    case 'const':
    case 'instance':
    case 'plate': {
      const { name, span: nameSpan } = statement.name;
      if (statement.kind === 'const') return { kind: 'const', name, nameSpan, node: statement };
      if (statement.kind === 'instance') return { kind: 'instance', name, nameSpan, node: statement };
      return { kind: 'plate', name, nameSpan, node: statement } satisfies PlateDefinition;
    }
    case 'sequence': {
      const { name, span: nameSpan } = statement.name;
      const made = naming.sequences.get(name) ?? { kind: 'sequence', name, nameSpan, node: statement };
      naming.sequences.set(name, made);
      return made;
    }
    case 'param': {
      const { name, span: nameSpan } = statement.name;
      const block = naming.at.blocks.at(-1) ?? null;
      return {
        kind: 'variable',
        name,
        nameSpan,
        node: statement,
        statements: [statement],
        block,
        sequence: null,
      };
    }
    case 'latent':
    case 'observe':
    case 'given':
    case 'let':
      return ofTarget(naming, statement);
    case 'guide':
    case 'train':
    case 'return':
      return null;
  }
}

function ofTarget(naming: Naming, statement: TargetStatement): SteppedDefinition {
  const { resolver, at } = naming;
  const { target } = statement;
  const sequence = innermostSequence(at);
  if (sequence !== null && (target.index !== null || statement.kind !== 'let'))
    return ofSteps(naming, statement, sequence);
  if (target.index !== null) {
    reportIndex(resolver, target, at.place);
    resolver.rejected.add(statement);
  }
  return makeDefinition(statement, at, null, [statement]);
}

/** An index where there are no steps. */
export function reportIndex(resolver: Resolver, target: Target, place: Place): void {
  const { name, index } = target;
  if (index === null || index.kind === 'error') return;
  const brackets = { ...target.span, start: name.span.end };
  report(resolver, indexedTarget({ name: name.name, span: index.span, place, brackets }));
}

function makeDefinition(
  node: TargetStatement,
  at: BodyPlace,
  sequence: SequenceDefinition | null,
  statements: TargetStatement[],
): SteppedDefinition {
  const { name, span: nameSpan } = node.target.name;
  const block = at.blocks.at(-1) ?? null;
  // A list of one name is of one kind, as `ofSteps` sees to it.
  return node.kind === 'let'
    ? { kind: 'let', name, nameSpan, node, statements: statements as LetStatement[], block, sequence }
    : {
        kind: 'variable',
        name,
        nameSpan,
        node,
        statements: statements as VariableStatement[],
        block,
        sequence,
      };
}

function ofSteps(
  naming: Naming,
  statement: TargetStatement,
  sequence: SequenceDefinition,
): SteppedDefinition {
  const { resolver, at, stepped } = naming;
  const { target, kind: word } = statement;
  const { name } = target.name;
  const known = stepped.get(name);
  const statements = (known?.definition.statements ?? []) as TargetStatement[];
  const definition = known?.definition ?? makeDefinition(statement, at, sequence, statements);
  const steps = known?.steps ?? new Map<unknown, Target>();
  stepped.set(name, { definition, steps });

  const position = stepPosition(resolver, statement, sequence, at);
  const [first] = steps.values();
  const before = position === null ? undefined : steps.get(position);
  if (position !== null && definition.node.kind !== word)
    report(
      resolver,
      stepKinds({ target, before: first?.span ?? definition.nameSpan, word, first: definition.node.kind }),
    );
  else if (before !== undefined) report(resolver, stepTwice({ target, before: before.span }));
  else if (position !== null && !resolver.rejected.has(statement)) {
    steps.set(position, target);
    statements.push(statement);
    resolver.positions.set(target, position);
    return definition;
  }
  resolver.rejected.add(statement);
  return definition;
}

function stepPosition(
  resolver: Resolver,
  { target, kind: word }: TargetStatement,
  sequence: SequenceDefinition,
  at: BodyPlace,
): ReturnType<typeof targetPosition> {
  if (target.index !== null) return targetPosition(resolver, target, word, sequence, at.blocks);
  report(resolver, stepIndexMissing({ target, word, sequence: sequence.name }));
  return null;
}

/** What a block defines is not visible outside it; what a sequence indexes is visible in the row around it. */
function hide(resolver: Resolver, at: BodyPlace, definition: WrittenDefinition): void {
  const block = at.blocks.at(-1);
  if (block === undefined) return;
  const isIndexed =
    block.kind === 'sequence' &&
    (definition.kind === 'variable' || definition.kind === 'let') &&
    definition.sequence === block;
  const outermost = isIndexed ? at.blocks.at(-2) : block;
  if (outermost !== undefined && !resolver.hidden.has(definition.name))
    resolver.hidden.set(definition.name, { definition, block: outermost });
}
