import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { buildProgram } from '../../../cli/main.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'generand-format-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  vi.restoreAllMocks();
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

interface Ended {
  readonly failure: string | null;
  readonly out: string;
  readonly err: string;
}

async function gen(...args: string[]): Promise<Ended> {
  let [out, err] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text, done?: unknown) => {
    out += String(text);
    if (typeof done === 'function') (done as () => void)();
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  const failure = await buildProgram('0')
    .parseAsync(args, { from: 'user' })
    .then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.name : 'not an error'),
    );
  vi.restoreAllMocks();
  return { failure, out, err };
}

const untidy = 'model M{param x:real}';
const tidy = 'model M {\n  param x: real\n}\n';

test('a file is rewritten only when its layout changes', async () => {
  const path = file('a.gen', untidy);
  chmodSync(path, 0o640);
  expect(await gen('format', path)).toEqual({ failure: null, out: '', err: `formatted ${path}\n` });
  expect(readFileSync(path, 'utf8')).toBe(tidy);
  expect(statSync(path).mode & 0o777).toBe(0o640);
  const before = statSync(path).ino;
  expect(await gen('format', path)).toMatchObject({ failure: null, out: '' });
  expect(statSync(path).ino).toBe(before);
});

test('a link stays a link', async () => {
  const path = file('linked.gen', untidy);
  const link = join(folder, 'link.gen');
  symlinkSync(path, link);
  await gen('format', link);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(path, 'utf8')).toBe(tidy);
});

test('--check names what differs and writes nothing', async () => {
  const [one, two] = [file('one.gen', untidy), file('two.gen', tidy)];
  const ended = await gen('format', '--check', one, two);
  expect(ended).toEqual({
    failure: 'ReportedError',
    out: `${one}\n`,
    err: `fix: run \`gen format ${one}\`\n`,
  });
  expect(readFileSync(one, 'utf8')).toBe(untidy);
  expect(await gen('format', '--check', two)).toEqual({ failure: null, out: '', err: '' });
});

test('a file with mistakes is left alone, the others are laid out', async () => {
  const [wrong, right] = [file('wrong.gen', 'model M { param x real }'), file('right.gen', untidy)];
  const ended = await gen('format', wrong, right);
  expect(ended).toMatchObject({ failure: 'ReportedError', out: '' });
  expect(ended.err).toContain('missing-colon');
  expect(readFileSync(wrong, 'utf8')).toBe('model M { param x real }');
  expect(readFileSync(right, 'utf8')).toBe(tidy);
});

test('a file that is not there leaves everything as it was', async () => {
  const path = file('there.gen', untidy);
  expect(await gen('format', path, join(folder, 'none.gen'))).toMatchObject({
    failure: 'UserError',
    out: '',
  });
  expect(readFileSync(path, 'utf8')).toBe(untidy);
});
