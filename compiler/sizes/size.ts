// Sizes in normal form: polynomials with whole coefficients over symbols (hyperparameters, dims, row counts) and
// `floor(p / c)` atoms, so `[2*L]` equals `[L+L]`.
//
// What equal keys say: sizes of equal keys are equal whatever the symbols are. The other way round:
// - Without floors, complete: sizes that are equal for all values of the symbols have equal keys.
// - With floors, complete as polynomials over the floor atoms, each in a form of its own: whatever can leave a
//   floor has left it, its numerator and divisor have no common factor, and a floor of a floor is one floor (where
//   the numerator holds one other floor, once). So the shapes of convolutions, one after another, meet.
//   Some identities between different floors are missed: `floor(H / 2) + floor((H + 1) / 2)` is `H` and has
//   another key. What is missed is refused, never taken for equal.
//
// Bounded: a size that would take more than about a thousand atoms to write, or a coefficient beyond 2^53, is
// `tooLarge`, which every sum and quotient with it is too. So no text makes this slow or inexact.

export type SizeAtom =
  | { readonly kind: 'symbol'; readonly name: string }
  | {
      readonly kind: 'floor';
      readonly numerator: Size;
      readonly divisor: number;
      readonly key: string;
      /** As many atoms as it takes to write it. */
      readonly weight: number;
    };

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

/** The most terms and atoms, those inside floors counted, that a size may have. */
const mostWeight = 1024;
/** The most that a product may have before like terms are merged. */
const mostWork = 8 * mostWeight;

/** No size: one that grew too large to compute with. Its value is NaN. */
export const tooLarge: Size = {
  terms: [{ coefficient: NaN, atoms: [] }],
  key: 'too large',
};

export function constantSize(value: number): Size {
  return normalise([{ coefficient: value, atoms: [] }]);
}

/** Of an identifier: names hold no operators. */
export function symbolSize(name: string): Size {
  return ofAtom({ kind: 'symbol', name });
}

export function addSizes(left: Size, right: Size): Size {
  return normalise([...left.terms, ...right.terms]);
}

export function subtractSizes(left: Size, right: Size): Size {
  return addSizes(left, multiplySizes(constantSize(-1), right));
}

export function multiplySizes(left: Size, right: Size): Size {
  const work = left.terms.length * weightOf(right) + right.terms.length * weightOf(left);
  if (work > mostWork) return tooLarge;
  const terms: Term[] = [];
  for (const a of left.terms)
    for (const b of right.terms)
      terms.push({ coefficient: a.coefficient * b.coefficient, atoms: [...a.atoms, ...b.atoms] });
  return normalise(terms);
}

/** `base^exponent`, exponent a whole number that is not negative. */
export function powerOfSize(base: Size, exponent: number): Size {
  let result = constantSize(1);
  // By squares: `1^1000000` is quick too.
  for (let square = base, rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiplySizes(result, square);
    if (rest > 1) square = multiplySizes(square, square);
  }
  return result;
}

/**
 * `floor(size / divisor)`, divisor a positive whole number:
 *   floor((7*K + 3) / 2)               3*K + floor((K + 1) / 2) + 1   what divides leaves the floor
 *   floor((2*H + 1) / 4)               floor(H / 2)                   common factors go, since H is whole
 *   floor((floor(H / 2) + K) / 3)      floor((H + 2*K) / 6)           one floor of a floor
 * Source: Graham, Knuth and Patashnik (1994), Concrete mathematics, equations 3.6 and 3.11.
 */
export function floorDivideSize(size: Size, divisor: number): Size {
  if (size === tooLarge || !Number.isSafeInteger(divisor)) return tooLarge;
  const whole: Term[] = [];
  const rest: Term[] = [];
  for (const { coefficient, atoms } of size.terms) {
    // By remainders, which are exact where quotients are rounded; `%` has the sign of the coefficient.
    const signed = coefficient % divisor;
    const remainder = signed < 0 ? signed + divisor : signed;
    whole.push({ coefficient: (coefficient - signed) / divisor - (signed < 0 ? 1 : 0), atoms });
    if (remainder !== 0) rest.push({ coefficient: remainder, atoms });
  }
  const outside = normalise(whole);
  const varying = rest.filter(({ atoms }) => atoms.length > 0);
  // A constant below the divisor floors to zero.
  if (varying.length === 0) return outside;
  const factor = varying.reduce((gcd, { coefficient }) => greatestCommonDivisor(gcd, coefficient), divisor);
  const numerator = normalise(
    rest.map(({ coefficient, atoms }) => ({ coefficient: Math.floor(coefficient / factor), atoms })),
  );
  return addSizes(outside, floorOf(numerator, divisor / factor));
}

/** Of what cannot be reduced, but for a floor inside it. */
function floorOf(numerator: Size, divisor: number): Size {
  const inner = numerator.terms.flatMap(({ coefficient, atoms: [atom, ...others] }) =>
    coefficient === 1 && atom?.kind === 'floor' && others.length === 0 ? [atom] : [],
  );
  const [only, ...more] = inner;
  if (only !== undefined && more.length === 0) {
    const others = subtractSizes(numerator, ofAtom(only));
    const joined = addSizes(only.numerator, multiplySizes(others, constantSize(only.divisor)));
    return floorDivideSize(joined, only.divisor * divisor);
  }
  const key = `floor(${numerator.terms.length === 1 ? numerator.key : `(${numerator.key})`} / ${String(divisor)})`;
  return ofAtom({ kind: 'floor', numerator, divisor, key, weight: 1 + weightOf(numerator) });
}

function ofAtom(atom: SizeAtom): Size {
  return normalise([{ coefficient: 1, atoms: [atom] }]);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

export function equalSizes(left: Size, right: Size): boolean {
  return left.key === right.key;
}

/** The size as a number where it holds no symbol, else null. */
export function constantValue(size: Size): number | null {
  if (size === tooLarge) return null;
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
  if (!size.key.includes(':')) return size.key;
  return size.key.replace(/\b(rows|before):([\p{L}\p{N}_]+)/gu, (_, kind: string, name: string) =>
    kind === 'rows' ? `length of ${name}` : `steps before ${name}`,
  );
}

function atomKey(atom: SizeAtom): string {
  return atom.kind === 'symbol' ? atom.name : atom.key;
}

function weightOf({ terms }: Pick<Size, 'terms'>): number {
  let weight = 0;
  for (const { atoms } of terms) {
    weight += 1;
    for (const atom of atoms) weight += atom.kind === 'symbol' ? 1 : atom.weight;
  }
  return weight;
}

function normalise(terms: readonly Term[]): Size {
  const merged = new Map<string, Term>();
  for (const term of terms) {
    const atoms =
      term.atoms.length < 2
        ? term.atoms
        : [...term.atoms].sort((a, b) => compareText(atomKey(a), atomKey(b)));
    const key = atoms.map(atomKey).join('*');
    const coefficient = (merged.get(key)?.coefficient ?? 0) + term.coefficient;
    // Before they cancel: what is beyond is rounded.
    if (!Number.isSafeInteger(term.coefficient) || !Number.isSafeInteger(coefficient)) return tooLarge;
    merged.set(key, { coefficient, atoms });
  }
  const sorted = [...merged]
    .filter(([, term]) => term.coefficient !== 0)
    // Constants come last, the rest by degree, then by name: the order in which people write polynomials.
    .sort(([a, s], [b, t]) => t.atoms.length - s.atoms.length || compareText(a, b));
  const found = sorted.map(([, term]) => term);
  if (weightOf({ terms: found }) > mostWeight) return tooLarge;
  const key = sorted
    .map(([atoms, { coefficient }], index) => {
      const magnitude = Math.abs(coefficient);
      const body =
        atoms === '' ? String(magnitude) : magnitude === 1 ? atoms : `${String(magnitude)}*${atoms}`;
      if (index === 0) return coefficient < 0 ? `-${body}` : body;
      return coefficient < 0 ? ` - ${body}` : ` + ${body}`;
    })
    .join('');
  return { terms: found, key: key === '' ? '0' : key };
}

/** By code unit, so that the order does not depend on a locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
