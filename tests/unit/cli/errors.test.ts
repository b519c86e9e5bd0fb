import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeFailure, describeSystemError } from '../../../cli/errors.ts';

function errorOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test('a refusal of the system names the path, also where its error does not', () => {
  const error = errorOf(() => readFileSync(import.meta.dirname));
  expect(describeSystemError(error, 'the/folder')).toBe('the/folder: this is a folder, not a file');
});

test('arrays that no memory holds are no bug', () => {
  const error = errorOf(() => new Float64Array(2 ** 52));
  const { exitCode, message } = describeFailure(error);
  expect(exitCode).toBe(1);
  expect(message).toContain('do not fit into memory');
  expect(
    describeFailure(new RangeError('toFixed() digits argument must be between 0 and 100')).exitCode,
  ).toBe(70);
});
