// Training from an NPY file that is read in chunks at each pass: time against rows, and the memory of the whole process,
// which compiles the model as well.

import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npyBytes } from '../support/npy-bytes.ts';

const rowCounts = [1e6, 3e6, 1e7];
const width = 4;

interface Measured {
  readonly iteration: number;
  readonly seconds: number;
  readonly megabytes: number;
}

export function timeStreams(): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'generand-bench-'));
  try {
    const rows = [`${' '.repeat(24)}iteration  per 1M rows     total    memory`];
    for (const count of rowCounts) {
      const path = join(folder, 'rows.npy');
      writeRows(path, count);
      const { iteration, seconds, megabytes } = measure(path);
      rows.push(
        [
          `${String(count / 1e6)}M rows x ${String(width)}, K=3`.padEnd(24),
          `${iteration.toFixed(3)} s`.padStart(9),
          `${((iteration * 1e6) / count).toFixed(3)} s`.padStart(13),
          `${seconds.toFixed(1)} s`.padStart(10),
          `${megabytes.toFixed(0)} MB`.padStart(10),
        ].join(''),
      );
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Three blobs: sums of four uniforms about a centre of each. */
function writeRows(path: string, count: number): void {
  const file = openSync(path, 'w');
  writeSync(file, npyBytes(new Float64Array(0), [count, width]));
  const part = new Float64Array(1e5 * width);
  let state = 1;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  for (let first = 0; first < count; first += 1e5) {
    for (let i = 0; i < part.length; i++) {
      const blob = (first + Math.floor(i / width)) % 3;
      part[i] = 4 * (blob % 2 === i % 2 ? blob : -blob) + uniform() + uniform() + uniform() + uniform();
    }
    writeSync(file, new Uint8Array(part.buffer));
  }
  closeSync(file);
}

function measure(path: string): Measured {
  const script = join(import.meta.dirname, 'train-stream.ts');
  const ended = spawnSync(process.execPath, ['--no-warnings', script, path], { encoding: 'utf8' });
  if (ended.status !== 0) throw new Error(`internal: the benchmark failed: ${ended.stderr}`);
  return JSON.parse(ended.stdout) as Measured;
}
