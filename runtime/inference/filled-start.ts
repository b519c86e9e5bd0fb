// Where vectors of which entries are missing begin. A missing entry's share of the statistics is what the params expect
// of it: symmetric params, that know nothing of the place and scale of the data, would put it far from all data, and EM
// would take its time to come back from there, or stop on its way. So these params begin where the data are with the
// mean of its column for each missing entry.

import { centerKey, dataKey } from '../data/plates.ts';
import type { Chunk } from '../data/chunks.ts';
import type { Arrays, BlockDefinition, ModelDefinition, NumericArray } from '../model/definition.ts';
import { copyOutput, preparePass } from '../model/kernel.ts';
import { at, emptyRecord, mergeRecords, required } from '../record.ts';
import { closedFormUnits, isWellPosed, typeOf, unitValue } from './degenerate.ts';
import { paramInputs } from './kernel-inputs.ts';
import type { ParamArrays, Problem } from './problem.ts';

/** `start`, with the closed-form params of such vectors from the data; as it is where these do not tell them all. */
export function filledStart(problem: Problem, start: ParamArrays): ParamArrays {
  const { definition, inputs, data } = problem;
  const lacking = withGaps(problem, vectorsWithGaps(definition));
  const blocks = definition.blocks.filter(({ factors }) => factors.some((factor) => lacking.has(factor)));
  if (blocks.length === 0) return start;
  const filled = (chunk: Chunk): Arrays => {
    const arrays = emptyRecord<NumericArray>();
    for (const name of lacking) {
      const centers = required(inputs, centerKey(name));
      arrays[dataKey(name)] = Float64Array.from(required(chunk.arrays, dataKey(name)), (value, i) =>
        Number.isNaN(value) ? at(centers, i % centers.length) : value,
      );
    }
    return arrays;
  };
  const expectation = preparePass(definition.kernels.expectation, data, inputs, filled);
  expectation.run(paramInputs(start));
  const statistics = emptyRecord<Float64Array>();
  for (const { name } of definition.statistics) statistics[name] = copyOutput(expectation, name);
  const found = problem.maximiseFromStatistics(statistics, start);
  const params = new Set(blocks.flatMap(closedFormParams));
  const isKnown = closedFormUnits(problem).every(
    (unit) => !params.has(unit.param) || isWellPosed(typeOf(problem, unit.param), unitValue(found, unit)),
  );
  if (!isKnown) return start;
  const result = mergeRecords(start);
  for (const name of params) result[name] = required(found, name);
  return result;
}

/** Of these variables, those of which some entry is missing. */
function withGaps({ data }: Problem, names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  if (names.length > 0)
    for (const { arrays } of data.chunks())
      for (const name of names)
        if (required(arrays, dataKey(name)).some((value) => Number.isNaN(value))) found.add(name);
  return found;
}

/** Observations whose entries are weighed together in one event, and may each be missing. */
function vectorsWithGaps({ variables, statistics, centered }: ModelDefinition): readonly string[] {
  const eventRank = (factor: string, statistic: (name: string) => boolean): number =>
    Math.max(
      0,
      ...statistics
        .filter((each) => each.factor === factor && statistic(each.statistic))
        .map(({ axes }) => axes.filter(({ kind }) => kind === 'event').length),
    );
  return variables.flatMap(({ name, role, optional }) => {
    const isVector =
      eventRank(name, (each) => each !== 'weight') > eventRank(name, (each) => each === 'weight');
    return role === 'observe' && optional && centered.includes(name) && isVector ? [name] : [];
  });
}

function closedFormParams({ steps }: BlockDefinition): readonly string[] {
  return steps.flatMap((step) => (step.kind === 'closedForm' ? step.params : []));
}
