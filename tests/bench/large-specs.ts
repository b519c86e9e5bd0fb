// How long phases 1 to 4 take for large files, warm: the median of several runs in one process, and the time per line.

import { analyse } from '../../compiler/pipeline.ts';
import { format } from '../../compiler/format/format.ts';
import { hasErrors } from '../../compiler/diagnostics/diagnostic.ts';
import { largeSpec, longModel, longSequence } from './large-spec.ts';

const shapes = { 'many models': largeSpec, 'one model': longModel, 'one sequence': longSequence } as const;

export function* timeLargeSpecs(): Generator<string> {
  for (const [shape, make] of Object.entries(shapes)) {
    const warmUp = make(1000);
    for (let i = 0; i < 5; i += 1) analyse({ path: 'bench.gen', text: warmUp });
    for (const lines of [1000, 5000, 20_000]) {
      const text = make(lines);
      const written = text.split('\n').length;
      const checked = median(lines > 5000 ? 3 : 7, () => {
        // A specification that cannot be derived yet is checked as far as any other.
        const { diagnostics } = analyse({ path: 'bench.gen', text });
        const other = diagnostics.filter(({ code }) => code !== 'E0801');
        if (hasErrors(other)) throw new Error(other[0]?.message ?? '');
      });
      const formatted = median(3, () => {
        if (format({ path: 'bench.gen', text }).value === null) throw new Error('no layout');
      });
      yield (
        `${shape.padEnd(14)}${String(written).padStart(7)} lines: checked in ${checked.toFixed(0).padStart(5)} ms ` +
        `(${((checked / written) * 1000).toFixed(0).padStart(3)} us a line), formatted in ${formatted.toFixed(0).padStart(5)} ms`
      );
    }
  }
}

function median(runs: number, work: () => void): number {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? Number.NaN;
}
