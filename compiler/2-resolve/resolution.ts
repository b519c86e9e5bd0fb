// What name resolution finds out: maps keyed by nodes of the syntax trees of all files at once.

import type { Identifier, NameExpression, Program, Statement, Target } from '../1-parse/ast.ts';
import type { Definition, TargetPosition, WrittenDefinition } from './definition.ts';
import type { DefiningNode } from './resolver.ts';

export interface Resolution {
  /** The trees of the files that were asked for and of all that they use, each after those that it uses. */
  readonly programs: readonly Program[];
  /**
   * What a name in use stands for; of an imported one, what it is in its own file. Names without an entry were
   * reported, or are options' own words. The name of a guide's target leads to its latent, that after `until` to its
   * observation.
   */
  readonly uses: ReadonlyMap<NameExpression | Identifier, Definition>;
  /**
   * What a statement, declaration, parameter, comprehension or name of a `use` defines. All statements of one name in
   * one sequence have the same definition.
   */
  readonly definitions: ReadonlyMap<DefiningNode, WrittenDefinition>;
  /** Of the targets of sound statements that a sequence indexes, guides too: which steps they are about. */
  readonly positions: ReadonlyMap<Target, TargetPosition>;
  /** Statements that were reported as a whole: nothing more is to be said of them, nor of what they define. */
  readonly rejected: ReadonlySet<Statement>;
  /**
   * Constants, functions and networks of all files, each after those it needs; the ones that need themselves are
   * left out.
   */
  readonly order: readonly WrittenDefinition[];
}
