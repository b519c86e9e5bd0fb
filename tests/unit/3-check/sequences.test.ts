import { describe, expect, test } from 'vitest';
import type { CheckedModel, Recurrence, Variable } from '../../../compiler/3-check/model.ts';
import { printExpression } from '../../../compiler/3-check/print-expression.ts';
import { printDistribution } from '../../../compiler/3-check/print-model.ts';
import { printType } from '../../../compiler/3-check/type.ts';
import { checkSpec, oneLine, soundModel } from '../../support/check-spec.ts';

function variable(model: CheckedModel, name: string): Variable {
  const found = model.variables.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no variable ${name}`);
  return found;
}

function recurrence(model: CheckedModel, name: string): Recurrence {
  const found = model.recurrences.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no recurrence ${name}`);
  return found;
}

const describeVariable = (model: CheckedModel, name: string): string => {
  const { distribution, value, steps } = variable(model, name);
  if (distribution !== null) return printDistribution(distribution);
  if (value !== null) return printExpression(value);
  return steps === null ? 'nothing' : 'single steps';
};

/** A sequence in a plate, with params of all kinds, which all are read. */
const inSequence = (statements: string, after = '', head = 'sequence t'): CheckedModel =>
  soundModel(`model M(K: int = 3, D: int = 2) {
    param m: real param s: positive param v: real[D] param start: simplex[K] param move: simplex[K, K]
    plate row {
      ${head} { ${statements} observe all[t]: real ~ Normal(m + sum(v) + start[0] + move[0, 0], s) }
      ${after}
    }
  }`);

/** The type of `h` and how its value is written, of a sequence whose observation reads it. */
const carried = (statements: string, read = 'h[t]'): string => {
  const model = inSequence(`${statements} observe y[t]: real ~ Normal(${read}, s)`);
  return printType(recurrence(model, 'h').type);
};

describe('plates and names', () => {
  test('a sequence is a plate whose rows are steps', () => {
    const model = inSequence('observe y[t]: real ~ Normal(m, s)');
    expect(
      model.plates.map(({ name, parent, size, sequence }) => ({ name, parent, size, sequence })),
    ).toEqual([
      { name: 'row', parent: null, size: null, sequence: null },
      { name: 't', parent: 'row', size: null, sequence: { until: null } },
    ]);
    expect(variable(model, 'y')).toMatchObject({
      plate: 't',
      steps: { sequence: 't', from: 0, special: [] },
    });
  });

  test('base cases, the general case and overridden steps are one variable', () => {
    const model = inSequence(`
      /// Where it is.
      latent z[0]: real ~ Normal(0, 1)
      latent z[1]: real ~ Normal(z[0], 1)
      latent z[t]: real ~ Normal(z[t-2] + z[t-1], s)
      latent z[7]: real ~ Normal(z[6], 2)
      observe y[t]: real ~ Normal(z[t], s)`);
    const { steps, doc } = variable(model, 'z');
    expect(doc).toBe('Where it is.');
    expect(describeVariable(model, 'z')).toBe('Normal(mean: add(z[t-2], z[t-1]), sd: s)');
    expect(steps?.from).toBe(2);
    expect(
      steps?.special.map(({ step, distribution }) => [
        step,
        distribution === null ? '' : printDistribution(distribution),
      ]),
    ).toEqual([
      [0, 'Normal(mean: 0, sd: 1)'],
      [1, 'Normal(mean: z[0], sd: 1)'],
      [7, 'Normal(mean: z[6], sd: 2)'],
    ]);
  });

  test('variables stand in the order of their general cases', () => {
    const model = inSequence(`
      latent b[0]: real ~ Normal(0, 1)
      latent a[t]: real ~ Normal(m, s)
      latent b[t]: real ~ Normal(b[t-1] + a[t], s)
      observe y[t]: real ~ Normal(b[t], s)`);
    expect(model.variables.map(({ name }) => name).slice(-4)).toEqual(['a', 'b', 'y', 'all']);
  });

  test('single steps alone are a variable too', () => {
    const model = inSequence('latent z[0]: real ~ Normal(0, 1) observe y[0]: real ~ Normal(z[0], s)');
    expect(variable(model, 'z').distribution).toBeNull();
    expect(variable(model, 'z').steps).toMatchObject({ from: 1, special: [{ step: 0 }] });
  });

  test('what is read at an earlier step may stand below', () => {
    const model = inSequence(`
      latent z[0]: real ~ Normal(0, 1)
      latent z[t]: real ~ Normal(x[t-1], s)
      observe x[t]: real ~ Normal(z[t], s)`);
    expect(describeVariable(model, 'z')).toBe('Normal(mean: x[t-1], sd: s)');
  });

  test('a `let` of each step is looked at where it is read', () => {
    const model = inSequence(`
      observe x[t]: real ~ Normal(0, 1)
      let before = x[t-1]
      observe y[0]: real ~ Normal(0, 1)
      observe y[t]: real ~ Normal(before, s)`);
    expect(describeVariable(model, 'y')).toBe('Normal(mean: x[t-1], sd: s)');
  });

  test('plates in a sequence and sequences in one another', () => {
    const model = soundModel(`model M(K: int = 3, V: dim) {
      param start: simplex[K] param move: simplex[K, K] param face: simplex[K, V] param loud: real[K]
      plate text {
        sequence s {
          latent topic[0]: category<K> ~ Categorical(start)
          latent topic[s]: category<K> ~ Categorical(move[topic[s-1]])
          plate word { observe w[s]: token<V> ~ Categorical(face[topic[s]]) }
          sequence t { observe tone[t]: real ~ Normal(loud[topic[s]], 1) }
          observe mood[s]: real ~ Normal(tone[last] + mean(tone), 1)
        }
      }
    }`);
    expect(variable(model, 'w')).toMatchObject({ plate: 'word', vocabulary: true, steps: { sequence: 's' } });
    expect(variable(model, 'tone').steps?.sequence).toBe('t');
    expect(describeVariable(model, 'w')).toBe('Categorical(p: face[topic[t], ..])');
    expect(describeVariable(model, 'mood')).toBe('Normal(mean: add(tone[last], mean(tone)), sd: 1)');
    expect(model.plates.map(({ name, parent }) => [name, parent])).toEqual([
      ['text', null],
      ['s', 'text'],
      ['word', 's'],
      ['t', 's'],
    ]);
  });

  test('sequences of one name in one row are one', () => {
    const model = inSequence(
      'latent z[t]: real ~ Normal(0, 1)',
      'sequence t { observe y[t]: real ~ Normal(z[t], s) }',
    );
    expect(model.plates.map(({ name }) => name)).toEqual(['row', 't']);
    expect(describeVariable(model, 'y')).toBe('Normal(mean: z[t], sd: s)');
  });
});

describe('the number of the step', () => {
  test('is a whole number from the first step of a statement on', () => {
    const model = inSequence(`
      observe y[0]: real ~ Normal(t, s)
      observe y[t]: real ~ Normal(log(t), s)`);
    expect(describeVariable(model, 'y')).toBe('Normal(mean: log(#t), sd: s)');
  });

  test('indexes an axis of the declared size', () => {
    const model = soundModel(`model M(T: int = 4) { param a: real[T] param s: positive
      plate row { sequence t: T { observe y[0]: real ~ Normal(a[t], s) observe y[t]: real ~ Normal(a[t] - a[t-1], s) } } }`);
    expect(describeVariable(model, 'y')).toBe('Normal(mean: sub(a[#t], a[sub(#t, 1)]), sd: s)');
  });

  test('a dim may be the size of a sequence that holds data', () => {
    const model = soundModel(
      'model M(T: dim) { param a: real[T] sequence t: T { observe y[t]: real ~ Normal(a[t], 1) } }',
    );
    expect(model.plates[0]?.size?.key).toBe('T');
  });
});

describe('after the sequence', () => {
  test('the last step and all steps may be read', () => {
    const model = inSequence(
      'latent z[t]: real[D] ~ Normal(v, s) observe x[t]: real ~ Normal(sum(z[t]), s) given c[t]: bool',
      `observe first: real[D] ~ Normal(z[last], s)
       observe second: real ~ Normal(mean(x) + z[last, 0] + z[last][1] + sum(z[.., 1]), s)
       observe third: bool ~ Bernoulli(mean(c))`,
    );
    expect(describeVariable(model, 'first')).toBe('Normal(mean: z[last], sd: s)');
    expect(describeVariable(model, 'second')).toContain('sum(z[.., 1])');
    expect(describeVariable(model, 'third')).toBe('Bernoulli(p: mean(c))');
  });

  test('with a declared size single steps are known to exist', () => {
    const model = inSequence(
      'observe x[t]: real ~ Normal(m, s)',
      'observe y: real ~ Normal(x[2], s)',
      'sequence t: 4',
    );
    expect(describeVariable(model, 'y')).toBe('Normal(mean: x[2], sd: s)');
    const wrong = `model M { sequence t: 2 { observe x[t]: real ~ Normal(0, 1) } observe y: real ~ Normal(x[2], 1) }`;
    expect(checkSpec(wrong).diagnostics.map(oneLine)).toEqual([
      expect.stringMatching(/^E0401 1:\d+ \[2\].*below 2/),
    ]);
  });

  test('their shape has the length of the sequence', () => {
    const { diagnostics } = checkSpec(
      'model M { sequence t { observe x[t]: real ~ Normal(0, 1) } observe y: real[3] ~ Normal(x, 1) }',
    );
    expect(diagnostics.map(({ message }) => message)).toEqual([expect.stringContaining('length of t')]);
  });

  test('a record that was carried along is read by its fields', () => {
    const model = inSequence(
      'let r[0] = (a: m, b: v) let r[t] = (a: r[t-1].a + 1, b: r[t-1].b)',
      'observe y: real[D] ~ Normal(r[last].b, s) observe u: real ~ Normal(mean(r.a), s)',
    );
    expect(describeVariable(model, 'y')).toBe('Normal(mean: r.b[last], sd: s)');
    expect(describeVariable(model, 'u')).toBe('Normal(mean: mean(r.a), sd: s)');
  });
});

describe('what is carried from step to step', () => {
  test.each([
    ['let h[0] = m let h[t] = h[t-1] + 1', 'real'],
    ['let h[0] = 0 let h[t] = h[t-1] + 1', 'count'],
    ['let h[0] = 0 let h[t] = h[t-1] + all[t-1]', 'real'],
    ['let h[0] = 1.0 let h[t] = h[t-1] * s', 'positive'],
    ['let h[0] = 1 let h[t] = h[t-1] / 2', 'real<lower: 0, upper: 1>'],
    ['let h[0] = 0 let h[t] = 1 - h[t-1]', 'int<lower: 0, upper: 1>'],
    ['let h[0] = 0.5 let h[t] = sigmoid(h[t-1])', 'real<lower: 0, upper: 1>'],
    ['let h[0] = 0 let h[t] = -h[t-1]', 'int<lower: 0, upper: 0>'],
    ['let h[0] = 5 let h[t] = max(h[t-1] - 1, 0)', 'int<lower: 0, upper: 5>'],
    ['let h[t] = 2 * m', 'real'],
    ['let h[0] = 0 let h[1] = 1 let h[t] = h[t-1] + h[t-2]', 'count'],
  ])('%s has type %s', (statements, type) => {
    expect(carried(statements)).toBe(type);
  });

  test('vectors and simplexes keep their shape and structure', () => {
    expect(carried('let h[0] = v let h[t] = 0.5 * h[t-1]', 'sum(h[t])')).toBe('real[D]');
    expect(carried('let h[0] = start let h[t] = move[0]', 'h[t][0]')).toBe('simplex[K]');
    expect(carried('let h[0] = start let h[t] = h[t-1] @ move', 'h[t][0]')).toBe('simplex[K]');
    expect(carried('let h[0] = start let h[t] = 2 * (h[t-1] @ move)', 'h[t][0]')).toBe('nonnegative[K]');
  });

  test('two that read each other settle together', () => {
    const model = inSequence(`
      let a[0] = 0
      let b[0] = 0
      let a[t] = b[t-1] + 1
      let b[t] = a[t] - m
      observe y[t]: real ~ Normal(a[t] + b[t], s)`);
    expect(printType(recurrence(model, 'a').type)).toBe('real');
    expect(printType(recurrence(model, 'b').type)).toBe('real');
  });

  test('one that stands above what it reads of an earlier step', () => {
    const model = inSequence(`
      let a[0] = m
      let a[t] = b[t-1]
      let b[t] = a[t] + 1
      observe y[t]: real ~ Normal(b[t], s)`);
    expect(recurrence(model, 'a').steps.from).toBe(1);
    expect(recurrence(model, 'b').steps).toMatchObject({ from: 0, special: [] });
  });

  test('a long chain against the order of the text settles', () => {
    const names = Array.from({ length: 30 }, (_, index) => `a${String(index)}`);
    const bases = names.map((name) => `let ${name}[0] = 0`).join(' ');
    const general = names
      .map((name, index) => `let ${name}[t] = ${names[index + 1] ?? 'all'}[t-1]`)
      .join(' ');
    const model = inSequence(`${bases} ${general} observe y[t]: real ~ Normal(a0[t], s)`);
    expect(printType(recurrence(model, 'a0').type)).toBe('real');
  });

  test('a record is one recurrence for each field', () => {
    const model = inSequence(`
      let r[0] = (h: 0, c: v)
      let r[t] = (h: r[t-1].h + 1, c: 0.5 * r[t-1].c)
      observe y[t]: real ~ Normal(r[t].h + sum(r[t].c), s)`);
    expect(model.recurrences.map(({ name, type }) => `${name}: ${printType(type)}`)).toEqual([
      'r.h: count',
      'r.c: real[D]',
    ]);
    expect(printExpression(recurrence(model, 'r.h').value ?? never())).toBe('add(r.h[t-1], 1)');
  });

  test('one that runs backwards is read by guides', () => {
    const model = inSequence(`
      latent z[0]: real ~ Normal(0, 1)
      latent z[t]: real ~ Normal(z[t-1], s)
      observe x[t]: real ~ Normal(z[t], s)
      let b[last] = x[last]
      let b[t] = 0.5 * b[t+1] + x[t] + x[t+1]
      guide z[0] ~ Normal(b[0], 1)
      guide z[t] ~ Normal(z[t-1] + b[t], 1)`);
    expect(recurrence(model, 'b')).toMatchObject({
      direction: 'backwards',
      steps: { from: 0, special: [{ step: 'last' }] },
    });
    const [guide] = model.guides;
    expect(guide?.steps).toMatchObject({ sequence: 't', from: 1, special: [{ step: 0 }] });
  });

  test('what was said in a round that is repeated is said once', () => {
    const { diagnostics } = checkSpec(`model M { param m: real param s: positive
      sequence t {
        let h[0] = 0
        let h[t] = h[t-1] + m
        observe y[t]: real ~ Normal(h[t], m)
      } }`);
    expect(diagnostics.map(({ code }) => code)).toEqual(['E0502']);
  });
});

function never(): never {
  throw new Error('no value');
}

describe('missing values, structural zeros, words', () => {
  test('an observation may go missing, also along a sequence', () => {
    const model = inSequence(
      'observe y[t]: real? ~ Normal(m, s)',
      'observe u: category<K>? ~ Categorical(start)',
    );
    expect(variable(model, 'y').optional).toBe(true);
    expect(variable(model, 'u').optional).toBe(true);
    expect(variable(model, 'all').optional).toBe(false);
  });

  test('the support of a simplex is a constant array', () => {
    const model = soundModel(`const up = [for i in 0..3: [for j in 0..3: i <= j]]
      model M { param move: simplex<support: up>[3, 3] = [[0.5, 0.5, 0], [0, 0.5, 0.5], [0, 0, 1]]
        param turn: simplex<support: [true, false, true]>[2, 3] ~ Dirichlet(2)
        sequence t { latent z[0]: category<3> ~ Categorical([1, 0, 0]) latent z[t]: category<3> ~ Categorical(move[z[t-1]])
          observe y[t]: category<3> ~ Categorical(if z[t] == 0 then turn[0] else turn[1]) } }`);
    expect(printType(variable(model, 'move').type)).toBe('simplex[3, 3]');
    expect(printType(variable(model, 'move').support?.type ?? never())).toBe('bool[3, 3]');
    expect(printType(variable(model, 'turn').support?.type ?? never())).toBe('bool[3]');
  });

  test('tokens are a vocabulary, images have values between 0 and 1', () => {
    const model =
      soundModel(`model M(V: dim) { param p: simplex[V] plate row { observe w: token<V> ~ Categorical(p) given g: image[4, 4, 1]
      observe y: real ~ Normal(g[0, 0, 0], 1) } }`);
    expect(variable(model, 'w').vocabulary).toBe(true);
    expect(printType(variable(model, 'g').type)).toBe('unit[4, 4, 1]');
    expect(variable(model, 'y').vocabulary).toBe(false);
  });

  test('the stationary distribution of transition matrices', () => {
    const model = soundModel(`model M(K: int = 2) { param move: simplex[3, K, K] param p: unit
      observe y: category<K>[3] ~ Categorical(stationary(move))
      observe x: category<2> ~ Categorical(stationary([[p, 1 - p], [0.5, 0.5]])) }`);
    expect(describeVariable(model, 'y')).toBe('Categorical(p: stationary(move))');
    expect(describeVariable(model, 'x')).toBe('Categorical(p: stationary([[p, sub(1, p)], [0.5, 0.5]]))');
  });

  test('an observation may be a function of what is random', () => {
    const model = soundModel(`model M { param a: real plate row { latent z: real ~ Normal(0, 1) given c: real
      observe x: real = a * z + c } }`);
    expect(describeVariable(model, 'x')).toBe('add(mul(a, z), c)');
    const along =
      soundModel(`model M { sequence t { latent e[t]: real ~ Normal(0, 1) let h[0] = 0.0 let h[t] = 0.9 * h[t-1] + e[t]
      observe x[t]: real = h[t] } }`);
    expect(describeVariable(along, 'x')).toBe('h[t]');
  });
});
