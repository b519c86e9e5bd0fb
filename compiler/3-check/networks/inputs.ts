// What goes into a network: arguments by the names of its inputs, and each against the type that is declared. `_` is
// the size that comes in.

import type { Argument, Parameter } from '../../1-parse/ast.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';
import { matchArguments, sortArguments } from '../arguments.ts';
import { declaredAs, hasOpenSize, openAs } from '../body.ts';
import { quoteSpan, type Checker } from '../checker.ts';
import { declaredType } from '../declared-type.ts';
import { fitValue } from '../fit.ts';
import type { CoreExpression, ValueType } from '../model.ts';
import { requireSingle, type CheckedValue } from '../record.ts';
import { inferNetworkInput } from '../sequences/read-step.ts';
import { printType, sameShape } from '../type.ts';
import type { InputValue } from './elaborate.ts';
import { bindSettings, inputNames, nameOf, type NetworkSource, type Template } from './template.ts';

export const manyAtOnce = defineDiagnostic({
  code: 'E0412',
  name: 'many-at-once',
  severity: 'error',
  message: ({ value, input, network }: ManyAtOnce) =>
    `${quoteSpan(value.span)} holds several inputs at once, and \`${input}\` of \`${network}\` is one`,
  labels: ({ value, type }) => [
    {
      span: value.span,
      text: `this is \`${printType(value.type)}\`, and one input is \`${printType(type)}\``,
    },
  ],
  why: () => 'a network takes one input at a time; plates repeat it by themselves',
  fix: ({ value, call }) => ({
    description: `apply it to each: \`[for i in 0..${value.type.shape[0]?.key ?? 'n'}: ${call}(${plain(value.span)}[i])]\``,
    edits: [],
  }),
});

interface ManyAtOnce {
  readonly value: CoreExpression;
  readonly type: ValueType;
  readonly input: string;
  readonly network: string;
  /** What is called. */
  readonly call: string;
}

function plain(span: Span): string {
  const quoted = quoteSpan(span);
  return quoted === 'this' ? 'x' : quoted.replaceAll('`', '');
}

/** One value for each input, in order; null where they do not match, which is reported. */
export function matchInputs(
  checker: Checker,
  network: NetworkSource | Template,
  callee: { readonly name: string; readonly span: Span },
  args: readonly Argument[],
): readonly CheckedValue[] | null {
  const names = inputNames(network);
  const written = sortArguments(checker, args);
  if (written === null) return null;
  const defaults = new Map(
    network.kind === 'declared'
      ? network.node.parameters.map((parameter) => [parameter.name.name, parameter.defaultValue])
      : [],
  );
  const required = names.filter((name) => (defaults.get(name) ?? null) === null);
  const matched = matchArguments(checker, callee, written, names, required);
  if (matched === null) return null;
  return names.map((name) => {
    const value = matched.get(name)?.value ?? defaults.get(name) ?? null;
    return value === null ? null : inferNetworkInput(checker, value);
  });
}

/** The inputs as their types are declared; null where one does not fit, which is reported. */
export function fitInputs(
  checker: Checker,
  template: Template,
  values: readonly CheckedValue[],
  call: string,
): readonly InputValue[] | null {
  bindSettings(checker, template);
  const fitted = values.map((value, index) => {
    if (value === null) return null;
    if (template.kind === 'builtIn') return inOrder(value);
    const parameter = template.node.parameters[index];
    const single = requireSingle(checker, value);
    return single === null || parameter === undefined
      ? null
      : fitInput(checker, template, parameter, single, call);
  });
  const found = fitted.filter((value) => value !== null);
  return found.length === fitted.length ? found : null;
}

function fitInput(
  checker: Checker,
  template: Template,
  parameter: Parameter,
  value: CoreExpression,
  call: string,
): CoreExpression | null {
  const type = declaredAs(checker, parameter.type, value.type.shape);
  if (type === null) return null;
  const { name } = parameter.name;
  const surplus = value.type.shape.length - type.shape.length;
  if (surplus > 0) {
    // With `_` as the sizes of the last axes, rather than of the first.
    const last = declaredType(checker, parameter.type, openAs(value.type.shape.slice(surplus)));
    if (last !== null && sameShape(value.type.shape.slice(surplus), last.shape)) {
      checker.report(manyAtOnce({ value, type: last, input: name, network: nameOf(template), call }));
      return null;
    }
  }
  return fitValue(checker, value, type, `\`${name}\` of \`${nameOf(template)}\``);
}

/** Fields in one order, however a record is written. */
function inOrder(value: InputValue): InputValue {
  if (value.kind !== 'record') return value;
  const byName = [...value.fields].sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...value, fields: new Map(byName) };
}

/** Whether what goes in may have other sizes from use to use, as far as the declaration goes. */
export function hasOpenInputs(template: Template): boolean {
  return (
    template.kind === 'builtIn' || template.node.parameters.some((parameter) => hasOpenSize(parameter.type))
  );
}
