// `docs/performance.md`, which has the tables that `npm run bench -- --write` measured: each part of the page is replaced by
// what was just printed, the others stay.

import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { join } from 'node:path';

const file = join(import.meta.dirname, '../../docs/performance.md');

export interface MeasuredPart {
  readonly name: string;
  readonly title: string;
  readonly rows: readonly string[];
}

/** The page with the part's table replaced, or added at its end. */
export function withPart(page: string, { name, title, rows }: MeasuredPart): string {
  const [start, end] = [`<!-- bench ${name} -->`, `<!-- end ${name} -->`];
  const table = [start, `${title}:`, '', '```text', ...rows, '```', '', machine(), end].join('\n');
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) return `${page.trimEnd()}\n\n${table}\n`;
  return page.slice(0, from) + table + page.slice(to + end.length);
}

export function writePart(part: MeasuredPart): void {
  writeFileSync(file, withPart(readFileSync(file, 'utf8'), part));
}

function machine(): string {
  const [cpu] = cpus();
  const day = new Date().toISOString().slice(0, 10);
  return `Measured ${day} on ${cpu?.model.trim() ?? 'an unknown processor'}, ${String(cpus().length)} cores, ${platform()} ${arch()}, Node ${process.versions.node}.`;
}
