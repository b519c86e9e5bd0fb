// Warns of params, latents, networks and hyperparameters on which no observation depends: data cannot tell them.
// What only something idle reads is not told apart from it.

import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';
import type { CheckedModel } from '../model.ts';
import { variablesIn } from '../mentions.ts';
import { reach, type Reached } from './reach.ts';
import { partsByName } from './reads.ts';

interface Named {
  readonly name: string;
  readonly span: Span;
}

export const idleParam = defineDiagnostic({
  code: 'W0601',
  name: 'idle-param',
  severity: 'warning',
  unnecessary: true,
  message: ({ name }: Named) => `no observation depends on param \`${name}\``,
  labels: ({ span }) => [{ span, text: 'data cannot tell it' }],
  why: () => 'use it in the distribution of an `observe`, or of something that one depends on, or remove it',
});

export const idleLatent = defineDiagnostic({
  code: 'W0602',
  name: 'idle-latent',
  severity: 'warning',
  unnecessary: true,
  message: ({ name }: Named) => `no observation depends on latent \`${name}\``,
  labels: ({ span }) => [{ span, text: 'distributed as its prior, whatever the data' }],
  why: ({ name }) =>
    `use it in the distribution of an \`observe\`, remove it, or call it \`_${name}\` if it is only to be simulated`,
});

export const idleNetwork = defineDiagnostic({
  code: 'W0603',
  name: 'idle-network',
  severity: 'warning',
  unnecessary: true,
  message: ({ name }: Named) => `no observation depends on network \`${name}\``,
  labels: ({ span }) => [{ span, text: 'its weights would stay as they start' }],
  why: () =>
    'use it for an `observe`, for the guide of a latent that one depends on, or in `train`, or remove it',
});

export const idleHyperparameter = defineDiagnostic({
  code: 'W0604',
  name: 'idle-hyperparameter',
  severity: 'warning',
  unnecessary: true,
  message: ({ name }: Named) => `nothing that is trained depends on hyperparameter \`${name}\``,
  labels: ({ span }) => [{ span, text: 'another value would change nothing' }],
  why: () => 'it is read, and what it is read for cancels out or reaches no observation',
});

interface Idle {
  readonly params: readonly Named[];
  readonly latents: readonly Named[];
  readonly networks: readonly Named[];
  readonly hyperparameters: readonly Named[];
}

/**
 * `isRead`: whether the text reads a name at all; what it never reads is told by name resolution. `someTold`: that
 * has told of a `let`, or an option was refused, which may be what a hyperparameter is read for.
 */
export function idleParts(model: CheckedModel, isRead: (name: string) => boolean, someTold: boolean): Idle {
  const observed = model.variables.filter((variable) => variable.role === 'observe');
  // Planning says that nothing is observed, from which all this follows.
  if (observed.length === 0) return { params: [], latents: [], networks: [], hyperparameters: [] };
  const reached = reach(
    model,
    observed.map(({ name }) => name),
    trainedNetworks(model),
  );
  const explained: Reached = { names: new Set(), instances: new Set(), symbols: new Set() };
  const latents: Named[] = [];
  const readByOthers = namesReadByOthers(model);
  const explain = (name: string): void => {
    const own = reach(model, [name], []);
    for (const each of own.names) explained.names.add(each);
    for (const each of own.instances) explained.instances.add(each);
  };
  // From the end: what a latent further down reads is explained by it.
  for (const { name, role, nameSpan: span } of model.variables.toReversed()) {
    if (role !== 'latent' || name.startsWith('_') || reached.names.has(name) || explained.names.has(name))
      continue;
    explain(name);
    if (readByOthers.has(name)) latents.unshift({ name, span });
  }
  const isIdle = (name: string, found: ReadonlySet<string>, told: ReadonlySet<string>): boolean =>
    !name.startsWith('_') && !found.has(name) && !told.has(name);
  const params = model.variables
    .filter(({ role, name }) => role === 'param' && isIdle(name, reached.names, explained.names))
    .map(({ name, nameSpan: span }) => ({ name, span }));
  const networks = model.networks
    .filter(({ name }) => isRead(name) && isIdle(name, reached.instances, explained.instances))
    .map(({ name, nameSpan: span }) => ({ name, span }));
  if (someTold) return { params, latents, networks, hyperparameters: [] };
  // Whatever no observation depends on explains the hyperparameters that it reads.
  const others = reach(
    model,
    model.variables.map(({ name }) => name),
    model.networks.map(({ name }) => name),
  );
  const hyperparameters = model.hyperparameters
    .filter(({ name }) => isRead(name) && isIdle(name, reached.symbols, others.symbols))
    .map(({ name, span }) => ({ name, span }));
  return { params, latents, networks, hyperparameters };
}

/** What is read by anything but itself: of all else name resolution says that it is unused. */
function namesReadByOthers(model: CheckedModel): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [reader, parts] of partsByName(model))
    for (const part of parts) for (const name of variablesIn(part)) if (name !== reader) names.add(name);
  return names;
}

/** A critic is read by the objective itself. */
function trainedNetworks({ train }: CheckedModel): readonly string[] {
  return (train?.options ?? []).flatMap(({ value }) => (value.kind === 'network' ? [value.instance] : []));
}
