// Runs all checks of a model, one after the other. A check that throws has failed: it found a bug of ours.

import { TrainError } from '../../runtime/errors.ts';
import { backends } from './backends.ts';
import { skipped, type Check, type Finding, type Subject, type Verdict } from './check.ts';
import { enumeration } from './enumeration.ts';
import { finiteDifferences } from './finite-differences.ts';
import { monotone } from './monotone.ts';
import { normalised } from './normalised.ts';
import { recovery } from './recovery.ts';

export const checks: readonly Check[] = [
  enumeration,
  finiteDifferences,
  monotone,
  normalised,
  backends,
  recovery,
];

export async function verifyModel(
  subject: Subject,
  which: readonly Check[] = checks,
  said: (name: string) => void = () => undefined,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const check of which) {
    said(check.name);
    const start = performance.now();
    const finding = await found(check, subject);
    verdicts.push({
      ...finding,
      name: check.name,
      meaning: check.meaning,
      verdict: verdictOf(finding),
      seconds: (performance.now() - start) / 1000,
    });
  }
  return verdicts;
}

async function found(check: Check, subject: Subject): Promise<Finding> {
  try {
    return await check.run(subject);
  } catch (error) {
    const note = error instanceof Error ? error.message : String(error);
    // Params and data are drawn at random: some that training refuses, it refuses rightly.
    if (error instanceof TrainError) return skipped(`training refuses what was drawn: ${firstLine(note)}`);
    return {
      cases: 0,
      worst: Infinity,
      tolerance: 0,
      note: note.startsWith('internal') ? note : `internal: ${note}`,
    };
  }
}

const firstLine = (text: string): string => text.split('\n')[0] ?? text;

function verdictOf({ worst, tolerance }: Finding): Verdict['verdict'] {
  if (worst === null || tolerance === null) return 'skipped';
  return worst <= tolerance ? 'passed' : 'failed';
}
