// Exact normal form of sizes: integer polynomials over symbols (hyperparameters, dims, row counts) and
// `floor(p / c)` atoms. Two sizes are equal exactly when their keys are, so `[2*L]` equals `[L+L]`.

export type SizeAtom =
  | { readonly kind: 'symbol'; readonly name: string }
  | { readonly kind: 'floor'; readonly numerator: Size; readonly divisor: number };

interface Term {
  readonly coefficient: number;
  /** Sorted by key; an atom to a power stands that many times. */
  readonly atoms: readonly SizeAtom[];
}

export interface Size {
  readonly terms: readonly Term[];
  /** Canonical text; equal sizes have equal keys. */
  readonly key: string;
}

export function constantSize(value: number): Size {
  return normalise([{ coefficient: value, atoms: [] }]);
}

export function symbolSize(name: string): Size {
  return normalise([{ coefficient: 1, atoms: [{ kind: 'symbol', name }] }]);
}

export function addSizes(left: Size, right: Size): Size {
  return normalise([...left.terms, ...right.terms]);
}

export function subtractSizes(left: Size, right: Size): Size {
  return addSizes(left, multiplySizes(constantSize(-1), right));
}

export function multiplySizes(left: Size, right: Size): Size {
  const terms: Term[] = [];
  for (const a of left.terms)
    for (const b of right.terms)
      terms.push({ coefficient: a.coefficient * b.coefficient, atoms: [...a.atoms, ...b.atoms] });
  return normalise(terms);
}

/** `floor(size / divisor)`, divisor a positive integer. What divides exactly leaves the floor. */
export function floorDivideSize(size: Size, divisor: number): Size {
  if (divisor === 1) return size;
  const whole: Term[] = [];
  const rest: Term[] = [];
  for (const term of size.terms) {
    const quotient = Math.floor(term.coefficient / divisor);
    const remainder = term.coefficient - quotient * divisor;
    if (quotient !== 0) whole.push({ coefficient: quotient, atoms: term.atoms });
    if (remainder !== 0) rest.push({ coefficient: remainder, atoms: term.atoms });
  }
  const remainder = normalise(rest);
  const constant = constantValue(remainder);
  // A remainder that is a constant in [0, divisor) floors to zero.
  if (constant !== null) return normalise(whole);
  const floor: SizeAtom = { kind: 'floor', numerator: remainder, divisor };
  return addSizes(normalise(whole), normalise([{ coefficient: 1, atoms: [floor] }]));
}

export function equalSizes(left: Size, right: Size): boolean {
  return left.key === right.key;
}

/** The size as a number where it holds no symbol, else null. */
export function constantValue(size: Size): number | null {
  const [first, ...rest] = size.terms;
  if (first === undefined) return 0;
  return rest.length === 0 && first.atoms.length === 0 ? first.coefficient : null;
}

/** Evaluates with the values of the symbols. `lookup` decides what an unknown symbol means. */
export function evaluateSize(size: Size, lookup: (name: string) => number): number {
  let sum = 0;
  for (const term of size.terms) {
    let product = term.coefficient;
    for (const atom of term.atoms) {
      product *=
        atom.kind === 'symbol'
          ? lookup(atom.name)
          : Math.floor(evaluateSize(atom.numerator, lookup) / atom.divisor);
    }
    sum += product;
  }
  return sum;
}

/** All symbols, each once, sorted. */
export function sizeSymbols(size: Size): readonly string[] {
  const names = new Set<string>();
  const visit = (s: Size): void => {
    for (const term of s.terms)
      for (const atom of term.atoms) {
        if (atom.kind === 'symbol') names.add(atom.name);
        else visit(atom.numerator);
      }
  };
  visit(size);
  return [...names].sort();
}

/** As a person writes it: `2*L + 1`, `floor((H + 1) / 2)`. */
export function printSize(size: Size): string {
  return size.key;
}

function atomKey(atom: SizeAtom): string {
  if (atom.kind === 'symbol') return atom.name;
  const { key, terms } = atom.numerator;
  return `floor(${terms.length === 1 ? key : `(${key})`} / ${String(atom.divisor)})`;
}

function normalise(terms: readonly Term[]): Size {
  const merged = new Map<string, { coefficient: number; atoms: readonly SizeAtom[] }>();
  for (const term of terms) {
    const atoms = [...term.atoms].sort((a, b) => compareText(atomKey(a), atomKey(b)));
    const key = atoms.map(atomKey).join('*');
    const before = merged.get(key);
    merged.set(key, { coefficient: (before?.coefficient ?? 0) + term.coefficient, atoms });
  }
  const sorted = [...merged]
    .filter(([, term]) => term.coefficient !== 0)
    // Constants come last, the rest by degree, then by name: the order in which people write polynomials.
    .sort(([a, s], [b, t]) => t.atoms.length - s.atoms.length || compareText(a, b));
  const key = sorted
    .map(([atoms, { coefficient }], index) => {
      const magnitude = Math.abs(coefficient);
      const body = atoms === '' ? String(magnitude) : magnitude === 1 ? atoms : `${String(magnitude)}*${atoms}`;
      if (index === 0) return coefficient < 0 ? `-${body}` : body;
      return coefficient < 0 ? ` - ${body}` : ` + ${body}`;
    })
    .join('');
  return { terms: sorted.map(([, term]) => term), key: key === '' ? '0' : key };
}

/** By code unit, so that the order does not depend on a locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
