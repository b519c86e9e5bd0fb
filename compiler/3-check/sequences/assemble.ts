// The definitions of a name put together: one variable, one recurrence, with its general case and its single steps.

import type { ModelDraft, SteppedLet, SteppedVariable } from '../draft.ts';
import { partsOf } from '../draft.ts';
import type { CoreExpression, Recurrence, StepDefinition, Variable } from '../model.ts';
import type { StepName } from './step-context.ts';
import { baseCases, type StepPlace } from './steps.ts';

/** All variables of the model, each after those that its general case reads at the same step. */
export function assembleVariables(draft: ModelDraft): readonly Variable[] {
  const definitions = groupByName(draft.steppedVariables);
  const result: Variable[] = [];
  let next = 0;
  const addUpTo = (position: number): void => {
    for (; next < draft.steppedVariables.length; next += 1) {
      const definition = draft.steppedVariables[next];
      if (definition === undefined || definition.position > position) return;
      const all = definitions.get(definition.name) ?? [];
      if (mainOf(all) === definition) result.push(assembleVariable(all, definition));
    }
  };
  for (const [position, variable] of draft.variables.entries()) {
    addUpTo(position);
    result.push(variable);
  }
  addUpTo(draft.variables.length);
  return result;
}

function assembleVariable(definitions: readonly SteppedVariable[], main: SteppedVariable): Variable {
  const general = main.place.at.kind === 'every';
  const special = definitions.flatMap(({ place, variable }): readonly StepDefinition[] => {
    if (place.at.kind !== 'step') return [];
    const { distribution, value, span } = variable;
    return [{ step: place.at.step, distribution, value, span }];
  });
  const { variable } = main;
  return {
    ...variable,
    doc: definitions.map((each) => each.variable.doc).find((doc) => doc !== null) ?? null,
    distribution: general ? variable.distribution : null,
    value: general ? variable.value : null,
    steps: { sequence: main.name.sequence, from: baseCases(definitions.map(({ place }) => place)), special },
  };
}

/** The general definition, or the first one where there are only single steps. */
function mainOf<Definition extends { readonly place: StepPlace }>(
  definitions: readonly Definition[],
): Definition | undefined {
  return definitions.find(({ place }) => place.at.kind === 'every') ?? definitions[0];
}

function groupByName<Definition extends { readonly name: StepName }>(
  definitions: readonly Definition[],
): ReadonlyMap<StepName, readonly Definition[]> {
  const groups = new Map<StepName, Definition[]>();
  for (const definition of definitions) {
    const group = groups.get(definition.name) ?? [];
    groups.set(definition.name, group);
    group.push(definition);
  }
  return groups;
}

/** Of a record that is carried along, one for each field. */
export function assembleRecurrences(draft: ModelDraft): readonly Recurrence[] {
  const groups = groupByName(draft.steppedLets);
  return draft.steppedLets.flatMap((definition) => {
    const all = groups.get(definition.name) ?? [];
    return mainOf(all) === definition ? assembleLet(all, definition) : [];
  });
}

function assembleLet(definitions: readonly SteppedLet[], main: SteppedLet): readonly Recurrence[] {
  const { name, plate, statement } = main;
  const step = name.type?.step;
  if (step === undefined) return [];
  const shared = {
    plate,
    direction: name.backwards ? ('backwards' as const) : ('forwards' as const),
    span: statement.span,
    nameSpan: statement.target.name.span,
  };
  const from = baseCases(definitions.map(({ place }) => place));
  const recurrence = (
    full: string,
    type: Recurrence['type'],
    read: (definition: SteppedLet) => CoreExpression | undefined,
  ): Recurrence => {
    const special = definitions.flatMap((definition): readonly Recurrence['steps']['special'][number][] => {
      const { at } = definition.place;
      const value = read(definition);
      if (at.kind === 'every' || value === undefined) return [];
      return [{ step: at.kind === 'step' ? at.step : 'last', value, span: definition.statement.span }];
    });
    const value = main.place.at.kind === 'every' ? (read(main) ?? null) : null;
    return { ...shared, name: full, type, value, steps: { sequence: name.sequence, from, special } };
  };
  if (step.kind === 'value') return [recurrence(name.name, step.type, ({ value }) => partsOf(value)[0])];
  return [...step.fields].map(([field, type]) =>
    recurrence(`${name.name}.${field}`, type, ({ value }) =>
      value?.kind === 'record' ? value.fields.get(field) : undefined,
    ),
  );
}
