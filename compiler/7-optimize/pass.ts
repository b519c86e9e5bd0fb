// What a pass is.

import type { Program } from '../ir/ops.ts';
import type { Exactness } from './rewrite.ts';

export interface PassOptions {
  /** Rules of these kinds may change the program. */
  readonly allowed: readonly Exactness[];
}

/** Meaning in, the same meaning out. Passes make new programs and leave the old ones alone. */
export interface Pass {
  /** Says what the pass does, in kebab-case: `--dump-after=drop-placeholders`. */
  readonly name: string;
  run(program: Program, options: PassOptions): Program;
}
