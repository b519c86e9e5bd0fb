// Names from a spec in TypeScript: as property keys, as identifiers of the module, inside comments and strings.

/** Words that no declaration of a module may have as its name. */
const reserved = new Set(
  (
    'await break case catch class const continue debugger default delete do else enum export extends false finally for ' +
    'function if import in instanceof new null return super switch this throw true try typeof var void while with yield ' +
    'let static implements interface package private protected public eval arguments undefined NaN Infinity globalThis'
  ).split(' '),
);

/** Names that the module's own code uses, and that a declaration must not hide from it. */
const used = [
  'Math', 'Number', 'Error', 'Float64Array', 'Int32Array', 'Uint8Array', 'BigInt', 'Array', 'ArrayLike', 'Object',
  'Readonly', 'Partial', 'Record', 'Promise', 'String', 'Boolean',
]; // prettier-ignore

/** The identifiers of one module: each is claimed once, and a wish that is taken gets a `_`. */
export interface Names {
  claim(wish: string): string;
}

export function createNames(imported: readonly string[]): Names {
  const taken = new Set([...used, ...imported]);
  return {
    claim(wish) {
      let name = toIdentifier(wish);
      while (taken.has(name)) name += '_';
      taken.add(name);
      return name;
    },
  };
}

export function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && !reserved.has(name);
}

function toIdentifier(name: string): string {
  const safe = name.replace(/[^\p{ID_Continue}$]/gu, '_');
  if (reserved.has(safe)) return `${safe}_`;
  return /^[\p{ID_Start}$_]/u.test(safe) ? safe : `_${safe}`;
}

/** A property of an interface. Reserved words are as good as others there. */
export function interfaceKey(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : quote(name);
}

/** A property of an object literal; a plain `__proto__` would set its prototype. */
export function literalKey(name: string): string {
  return name === '__proto__' ? "['__proto__']" : interfaceKey(name);
}

/** Single-quoted, on one line, with the escapes that JavaScript needs. */
export function quote(text: string): string {
  const inner = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll("'", "\\'")
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
  return `'${inner}'`;
}

/** Text of a spec's comment, to stand inside a doc comment: it can neither end the comment nor be read as a directive. */
export function escapeDoc(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replaceAll('*/', '*\\/')
    .replace(/(^|[^\p{ID_Continue}\\])@/gmu, '$1\\@')
    .trim();
}

/** On one line, for a `//` comment. */
export function escapeLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
