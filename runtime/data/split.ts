// From a text to its tokens.

import { InputError } from '../errors.ts';

/**
 * `words`: runs of letters and digits of any script, in lower case. `characters`: code points. `spaces`: what blanks
 * separate. `/regex/flags`: what it matches, in lower case with the flag i.
 */
export type Split = 'words' | 'characters' | 'spaces' | `/${string}`;

export type SplitText = (text: string) => readonly string[];

/** Error: `InputError` for another rule, or a regular expression that is none. */
export function splitter(split: string): SplitText {
  switch (split) {
    case 'words':
      return (text) => text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? [];
    case 'characters':
      return (text) => Array.from(text);
    case 'spaces':
      return (text) => text.match(/\S+/g) ?? [];
    default:
      return byPattern(split);
  }
}

function byPattern(split: string): SplitText {
  const [, source, flags = ''] = /^\/(.+)\/([a-z]*)$/s.exec(split) ?? [];
  if (source === undefined)
    throw new InputError(
      `text cannot be split by \`${split}\``,
      'the ways are words, characters, spaces, and a regular expression between slashes',
    );
  const pattern = compile(source, flags, split);
  // Matched first, lowered then: a letter whose small form is ASCII (the Kelvin sign) is none of [a-z] itself.
  const lower = flags.includes('i');
  return (text) => {
    const found = text.match(pattern) ?? [];
    return (lower ? found.map((token) => token.toLowerCase()) : found).filter((token) => token !== '');
  };
}

function compile(source: string, flags: string, split: string): RegExp {
  try {
    return new RegExp(source, [...new Set(`${flags}g`)].join(''));
  } catch (error) {
    throw new InputError(
      `text cannot be split by \`${split}\`: ${error instanceof Error ? error.message : String(error)}`,
      'the ways are words, characters, spaces, and a regular expression between slashes',
    );
  }
}
