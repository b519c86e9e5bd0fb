#!/usr/bin/env node
// The `gen` command. Plain JavaScript, so that an old Node can say what it needs instead of failing on syntax.

import { existsSync, readFileSync } from 'node:fs';
import module from 'node:module';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `gen needs Node 22.18 or newer; this is ${process.versions.node}.\n` +
      'fix: install a newer Node, or run gen by `npx` or an npm script of a project that has the `node` package\n',
  );
  process.exit(1);
}

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const args = process.argv.slice(2);
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  // Asked for by scripts and editors: not worth loading anything.
  process.stdout.write(`${version}\n`);
} else {
  module.enableCompileCache();
  // The sources where they are (the repository), the compiled files otherwise (a published package).
  const source = new URL('./main.ts', import.meta.url);
  const main = existsSync(source) ? source : new URL('../dist/cli/main.js', import.meta.url);
  const { runCommandLine } = await import(main.href);
  await runCommandLine(args, version);
}
