// Paths of the files that a spec uses: relative to the file that says so, with `/` whatever the system.

import { orList } from '../diagnostics/did-you-mean.ts';

const ending = '.gen';

export interface PathProblem {
  readonly message: string;
  readonly why: string | null;
  /** What to write instead; null where it would be a guess. */
  readonly instead: string | null;
}

/** Why this is no path of a spec to use; null where it is one. */
export function pathProblem(path: string): PathProblem | null {
  if (/^([a-z]+:\/\/|file:|\/|\\|[a-z]:[\\/]|~)/i.test(path))
    return {
      message: `${quoted(path)} does not say where the file is from here`,
      why: 'a path begins at the folder of the file that uses it: `"./names.gen"`, `"../shared/names.gen"`',
      instead: null,
    };
  const slashes = path.replaceAll('\\', '/');
  const begun = /^\.\.?\//.test(slashes) ? slashes : `./${slashes}`;
  const instead = withEnding(begun);
  if (instead === null)
    return {
      message: `${quoted(path)} is no spec: those end with \`${ending}\``,
      why: 'only the names of another spec can be used',
      instead: null,
    };
  if (instead === path) return null;
  const wrong = [
    ...(slashes === path ? [] : ['has `/` between its parts']),
    ...(begun === slashes ? [] : [`begins with ${orList(['./', '../'])}`]),
    ...(instead === begun ? [] : [`ends with \`${ending}\``]),
  ];
  return { message: `the path of a file ${wrong.join(' and ')}`, why: null, instead };
}

function quoted(path: string): string {
  return `\`"${path}"\``;
}

/** `./a.gen` of `./a.gen`, `./a` and `./a.gen.ts`; null for files of another kind. */
function withEnding(path: string): string | null {
  const name = path.split('/').at(-1) ?? '';
  if (name.length > ending.length && name.endsWith(ending)) return path;
  if (name.endsWith(`${ending}.ts`)) return path.slice(0, -'.ts'.length);
  return name === '' || name === ending || name.includes('.') ? null : path + ending;
}

/**
 * The file at `path` as seen from `from`: `lib/b.gen` of `./b.gen` in `lib/a.gen`. Of one file that is reached in
 * several ways it is the same, where the way itself holds no links.
 */
export function resolvePath(from: string, path: string): string {
  const parts = from.split(/[/\\]/).slice(0, -1);
  for (const step of path.split('/')) {
    const last = parts.at(-1);
    if (step === '.' || step === '') continue;
    if (step !== '..' || last === undefined || last === '..') parts.push(step);
    else if (last === '.') parts[parts.length - 1] = step;
    // Above the root is the root.
    else if (last !== '') parts.pop();
  }
  return parts.join(from.includes('\\') && !from.includes('/') ? '\\' : '/');
}

/** Equal for paths that differ only in how they are written. */
export function pathKey(path: string): string {
  const parts: string[] = [];
  for (const [index, step] of path.split(/[/\\]/).entries()) {
    const last = parts.at(-1);
    if (step === '.' || (step === '' && index > 0)) continue;
    if (step === '..' && last !== undefined && last !== '..') {
      if (last !== '') parts.pop();
    } else parts.push(step);
  }
  return parts.join('/');
}
