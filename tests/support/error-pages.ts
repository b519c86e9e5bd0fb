// The pages of `docs/errors`, read by their fixed layout, which `docs/errors/README.md` describes.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fix } from '../../compiler/diagnostics/diagnostic.ts';

export const pagesFolder = join(import.meta.dirname, '../../docs/errors');

/** A spec, and the files that it uses, by their paths. */
export interface Example {
  readonly text: string;
  readonly others: ReadonlyMap<string, string>;
}

export interface ErrorPage {
  readonly path: string;
  readonly text: string;
  readonly code: string;
  readonly name: string;
  /** The line under the title. */
  readonly summary: string;
  /** What stands between the summary and the first example. */
  readonly explanation: string;
  readonly wrong: Example;
  readonly right: Example;
  /** The last section; empty without one. */
  readonly elseHeading: string;
  readonly elseText: string;
}

const layout = new RegExp(
  [
    '^# (?<code>[EWN]\\d{4}): (?<name>[a-z-]+)\\n\\n',
    '(?<summary>[^\\n]+)\\n\\n',
    '(?<explanation>(?!#|```).*?)\\n\\n',
    '## Wrong\\n\\n(?<wrong>```gen\\n(?:(?!## ).)*?```)\\n\\n```text\\n.*?```\\n\\n',
    '## Right\\n\\n(?<right>```gen\\n(?:(?!## ).)*?```)\\n',
    '(?:\\n## (?<elseHeading>What else can be done|If it is meant)\\n\\n(?<elseText>[^#].*)\\n)?$',
  ].join(''),
  's',
);

/** Null where the text has another layout. */
export function readPage(path: string, text: string): ErrorPage | null {
  const groups = layout.exec(text)?.groups;
  if (groups === undefined) return null;
  const part = (name: string): string => groups[name] ?? '';
  return {
    path,
    text,
    code: part('code'),
    name: part('name'),
    summary: part('summary'),
    explanation: part('explanation'),
    wrong: readExample(part('wrong')),
    right: readExample(part('right')),
    elseHeading: part('elseHeading'),
    elseText: part('elseText'),
  };
}

/** Of blocks of code: the spec, then other files, each headed by its path. */
function readExample(blocks: string): Example {
  const found = [...blocks.matchAll(/```gen ?(.*?)\n(.*?)```/gs)];
  const [main, ...others] = found.map(([, path = '', text = '']) => [path, text] as const);
  return { text: main?.[1] ?? '', others: new Map(others) };
}

/** The page with `message` as what the compiler says about its wrong example. */
export function withMessage(page: ErrorPage, message: string): string {
  return page.text.replace(/```text\n.*?```/s, () => `\`\`\`text\n${message}\`\`\``);
}

/** Files of the folder that are pages by their name. */
export function pageFiles(): readonly string[] {
  return readdirSync(pagesFolder)
    .filter((file) => /^[A-Z]\d+\.md$/.test(file))
    .sort();
}

export function readPages(): readonly { readonly file: string; readonly page: ErrorPage | null }[] {
  return pageFiles().map((file) => {
    const path = join(pagesFolder, file);
    return { file, page: readPage(path, readFileSync(path, 'utf8')) };
  });
}

/** The text with the edits of a fix made. */
export function applyFix(text: string, fix: Fix): string {
  return [...fix.edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce(
      (before, { span, text: put }) => before.slice(0, span.start) + put + before.slice(span.end),
      text,
    );
}
