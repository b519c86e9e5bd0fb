// Every spec of the repository: what mutations start from.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Texts by path, in the same order on every machine. */
export function readCorpus(): readonly string[] {
  const specs = globSync(['examples/**/*.gen', 'tests/fixtures/**/*.gen'], { cwd: root })
    .sort()
    .map((path) => readFileSync(join(root, path), 'utf8'));
  const pages = globSync(['docs/**/*.md', 'README.md', 'grammar/README.md'], { cwd: root })
    .sort()
    .flatMap((path) => blocksOf(readFileSync(join(root, path), 'utf8')));
  return [...specs, ...pages].filter((text) => text.length < 6000);
}

function blocksOf(page: string): readonly string[] {
  return [...page.matchAll(/```gen[^\n]*\n(.*?)```/gs)].map((match) => match[1] ?? '');
}
