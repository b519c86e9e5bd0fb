// Specs of any length, made of what specs are made of, to measure how checking time grows.

/** About `lines` lines, in models of some 40 lines. */
export function largeSpec(lines: number): string {
  const parts: string[] = [];
  let count = 0;
  for (let i = 0; count < lines; i += 1) {
    const part = model(i);
    count += part.split('\n').length;
    parts.push(part);
  }
  return parts.join('\n');
}

/** One model with about `lines` lines. */
export function longModel(lines: number): string {
  const groups = Math.max(1, Math.floor((lines - 4) / 10));
  const params = Array.from({ length: groups }, (_, i) => paramLines(String(i)));
  const rows = Array.from({ length: groups }, (_, i) => rowLines(String(i)));
  return `model Long(K: int = 3, D: int = 2) {
${params.join('\n')}
  plate row {
${rows.join('\n')}
  }
}
`;
}

function paramLines(i: string): string {
  return `  param weight${i}: simplex[K] ~ Dirichlet(2)
  param mean${i}:   real[K, D] ~ Normal(0, 10)
  param sd${i}:     positive[K, D]
  param slope${i}:  real[D]`;
}

function rowLines(i: string): string {
  return `    // group ${i}
    latent  kind${i}: category<K> ~ Categorical(weight${i})
    given   x${i}: real[D]
    let shift${i} = dot(slope${i}, x${i}) + 0.5 * sum(x${i}^2)
    observe y${i}: real[D] ~ Normal(mean${i}[kind${i}] + shift${i}, sd${i}[kind${i}])
    observe n${i}: count ~ Poisson(exp(shift${i}))`;
}

function model(i: number): string {
  return `/// Model ${String(i)}.
const limit${String(i)} = 0.5 * ${String(i + 1)}
function scaled${String(i)}(x: real, by: real = 2) -> real { let y = x * by return y + limit${String(i)} }
${longModel(36)
  .replace('model Long', `model M${String(i)}`)
  .replace('+ 0.5 * sum', `+ scaled${String(i)}(0.5) * sum`)}`;
}

/** One sequence with about `lines` lines: chains that read the step before. */
export function longSequence(lines: number): string {
  const groups = Math.max(1, Math.floor((lines - 6) / 8));
  const each = (write: (i: string) => string): string =>
    Array.from({ length: groups }, (_, i) => write(String(i))).join('\n');
  return `model Chains(K: int = 3) {
${each(
  (i) => `  param start${i}: simplex[K]
  param move${i}:  simplex[K, K]
  param mean${i}:  real[K]
  param sd${i}:    positive`,
)}
  plate row {
    sequence t {
${each(
  (i) => `      latent  z${i}[0]: category<K> ~ Categorical(start${i})
      latent  z${i}[t]: category<K> ~ Categorical(move${i}[z${i}[t-1]])
      let shift${i} = mean${i}[z${i}[t]] + 0.5
      observe x${i}[t]: real ~ Normal(shift${i}, sd${i})`,
)}
    }
  }
}
`;
}
