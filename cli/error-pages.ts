// The pages of `docs/errors`, one for each code, as `gen explain E0402` shows them.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { askWhetherMeant, nearNames } from '../compiler/diagnostics/did-you-mean.ts';
import { UserError } from './errors.ts';

export interface ErrorPage {
  readonly code: string;
  readonly name: string;
  /** Markdown. */
  readonly text: string;
}

/** What is asked for by `E0402`, `e402` or the like, rather than by the name of a file. */
export function looksLikeCode(text: string): boolean {
  return /^[a-z]?\d+$/i.test(text);
}

/** The page of a code, in upper or lower case. Error: `UserError` where there is none, with near codes. */
export function findPage(code: string): ErrorPage {
  const pages = pagesFolder();
  const wanted = code.toUpperCase();
  const known = readdirSync(pages).flatMap((file) => /^([A-Z]\d{4})\.md$/.exec(file)?.[1] ?? []);
  if (known.includes(wanted)) return readPage(pages, wanted);
  // `402` and `E402` lack a letter or a zero before anything else is wrong with them.
  const number = wanted.replace(/^[A-Z]/, '').padStart(4, '0');
  const completed = known.filter((each) => each.slice(1) === number);
  const near = completed.length > 0 ? completed : nearNames(wanted, known);
  throw new UserError(`there is no code \`${code}\`${askWhetherMeant(near)}`);
}

/** The last line under messages, where there is more to say about them; null where there is not. */
export function pointToPages(codes: Iterable<string>): string | null {
  const pages = pagesFolder();
  const known = [...new Set(codes)].filter((code) => existsSync(new URL(`${code}.md`, pages)));
  if (known.length === 0) return null;
  const rest = known.length > mostPointedTo ? ' ...' : '';
  return `more: gen explain ${known.slice(0, mostPointedTo).join(' ')}${rest}`;
}

const mostPointedTo = 5;

function readPage(folder: URL, code: string): ErrorPage {
  const text = readFileSync(new URL(`${code}.md`, folder), 'utf8');
  return { code, name: /^# \w+: (\S+)/.exec(text)?.[1] ?? '', text };
}

/** Beside the sources in the repository, one folder further up from the compiled files of a package. */
function pagesFolder(): URL {
  const beside = new URL('../docs/errors/', import.meta.url);
  return existsSync(beside) ? beside : new URL('../../docs/errors/', import.meta.url);
}

/** Markdown as a terminal shows it: headings in bold, examples indented, the rest as it is written. */
export function renderPage(markdown: string, strong: (text: string) => string): string {
  let inFence = false;
  const lines = markdown.split('\n').flatMap((line) => {
    if (line.startsWith('```')) {
      inFence = !inFence;
      return [];
    }
    if (inFence) return [line === '' ? '' : `    ${line}`];
    const heading = /^#+ (.*)$/.exec(line)?.[1];
    return [heading === undefined ? line : strong(heading)];
  });
  return lines.join('\n');
}
