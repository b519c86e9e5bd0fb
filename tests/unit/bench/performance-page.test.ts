import { expect, test } from 'vitest';
import { withPart } from '../../bench/performance-page.ts';

const part = { name: 'sequences', title: 'Sequences', rows: ['a  1', 'b  2'] };

test('a part that the page lacks comes at its end', () => {
  const page = withPart('# Performance\n\nWords.\n', part);
  expect(page).toMatch(
    /^# Performance\n\nWords\.\n\n<!-- bench sequences -->\nSequences:\n\n```text\na {2}1\nb {2}2\n```\n\nMeasured .*\n<!-- end sequences -->\n$/u,
  );
});

test('a part measured anew replaces its own table alone', () => {
  const both = withPart(withPart('# Performance\n', part), { ...part, name: 'streams', rows: ['c  3'] });
  const again = withPart(both, { ...part, rows: ['a  4'] });
  expect(again).toContain('a  4');
  expect(again).not.toContain('a  1');
  expect(again).toContain('c  3');
  expect(again.match(/<!-- bench/gu)).toHaveLength(2);
});
