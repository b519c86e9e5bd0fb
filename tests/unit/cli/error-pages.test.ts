import { describe, expect, test } from 'vitest';
import { findPage, looksLikeCode, pointToPages, renderPage } from '../../../cli/error-pages.ts';
import { UserError } from '../../../cli/errors.ts';

describe('a page', () => {
  test.each(['E0402', 'e0402'])('is found by %s', (code) => {
    expect(findPage(code)).toMatchObject({ code: 'E0402', name: 'shape-mismatch' });
    expect(findPage(code).text).toMatch(/^# E0402: shape-mismatch\n/);
  });

  test.each([
    ['E402', 'there is no code `E402`; did you mean `E0402`?'],
    ['402', 'there is no code `402`; did you mean `E0402`?'],
    ['O0402', 'there is no code `O0402`; did you mean `E0402`?'],
    ['E9999', 'there is no code `E9999`'],
    ['Z7', 'there is no code `Z7`'],
  ])('%s: %s', (code, message) => {
    expect(() => findPage(code)).toThrow(new UserError(message));
  });

  test.each([
    ['E0402', true],
    ['w0201', true],
    ['402', true],
    ['model.gen', false],
    ['specs/E0402', false],
    ['mixture', false],
  ])('%s is asked for as a code: %s', (text, isCode) => {
    expect(looksLikeCode(text)).toBe(isCode);
  });

  test('is shown with its examples indented and without the marks of Markdown', () => {
    const markdown = '# E1: a\n\nText `x`.\n\n## Wrong\n\n```gen\nmodel M {\n\n}\n```\n\nEnd.\n';
    expect(renderPage(markdown, (text) => `*${text}*`)).toBe(
      '*E1: a*\n\nText `x`.\n\n*Wrong*\n\n    model M {\n\n    }\n\nEnd.\n',
    );
  });
});

test('messages point to their pages once, the first few', () => {
  expect(pointToPages([])).toBeNull();
  expect(pointToPages(['E9999'])).toBeNull();
  expect(pointToPages(['E0402', 'E0402', 'E9999', 'W0201'])).toBe('more: gen explain E0402 W0201');
  expect(pointToPages(['E0401', 'E0402', 'E0403', 'E0404', 'E0405', 'E0406'])).toBe(
    'more: gen explain E0401 E0402 E0403 E0404 E0405 ...',
  );
});
