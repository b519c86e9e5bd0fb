// Concrete tree -> types and parameters.

import type {
  ParametersCstNode,
  ResultTypeCstNode,
  TypeAnnotationCstNode,
  TypeArgumentCstNode,
  TypeCstNode,
} from '../../grammar/cst.d.ts';
import { joinSpans } from '../source/source.ts';
import type { Span } from '../source/source.ts';
import type { Argument, Identifier, Parameter, ResultType, TypeExpression } from './ast.ts';
import { buildExpression, buildOperation, refuseEquals } from './build-expressions.ts';
import { buildName, identifierOf, missingIdentifier } from './build-context.ts';
import type { BuildContext } from './build-context.ts';
import { endOf, every, first, nodeSpan, written } from './cst-access.ts';
import { isTypeWord } from './foreign-words.ts';
import { missingColon, typeBeforeName, untyped } from './slip-diagnostics.ts';

/** A type that is not there: its name is empty, and that is reported. */
function missingTypeAt(span: Span): TypeExpression {
  return { kind: 'type', name: missingIdentifier(span), arguments: [], sizes: null, optional: false, span };
}

/** `fallback` is where a type was due. */
function buildType(context: BuildContext, node: TypeCstNode | null, fallback: Span): TypeExpression {
  const span = node === null ? null : nodeSpan(context.file, node);
  const name = written(node?.children.Identifier);
  if (node === null || span === null || name === null) return missingTypeAt(fallback);
  const sizes = first(node.children.sizes);
  const parts = every(first(node.children.typeArguments)?.children.typeArgument);
  refuseEquals(context, parts);
  return {
    kind: 'type',
    name: identifierOf(context, name),
    arguments: parts.flatMap((argument) => buildTypeArgument(context, argument)),
    sizes:
      sizes === null
        ? null
        : every(sizes.children.arithmetic).map((size) =>
            buildOperation(context, size, endOf(nodeSpan(context.file, sizes) ?? span)),
          ),
    optional: written(node.children.Question) !== null,
    span,
  };
}

function buildTypeArgument(context: BuildContext, node: TypeArgumentCstNode): Argument[] {
  const span = nodeSpan(context.file, node);
  if (span === null) return [];
  const name = written(node.children.Identifier);
  return [
    {
      name: name === null ? null : identifierOf(context, name),
      spread: false,
      value: buildOperation(context, first(node.children.arithmetic), endOf(span)),
      span,
    },
  ];
}

/**
 * The type behind a name that is being defined; where it or its colon is missing that is reported, with `example` as
 * the type to write.
 */
export function buildAnnotation(
  context: BuildContext,
  node: TypeAnnotationCstNode | null,
  name: Identifier,
  place: Span,
  example: string,
): TypeExpression {
  if (node === null) {
    context.report(untyped({ span: place, name: name.name, example }));
    return missingTypeAt(endOf(place));
  }
  const type = buildType(context, first(node.children.type), endOf(nodeSpan(context.file, node) ?? place));
  if (written(node.children.Colon) === null && isTypeWord(name.name) && isPlain(type)) {
    context.report(typeBeforeName({ type: name.span, name: type.span }));
    // The name and the type are each other here.
    context.skipped.push(joinSpans(name.span, type.span));
  } else if (written(node.children.Colon) === null && type.name.name !== '')
    context.report(missingColon({ at: endOf(place), type: type.span, name: name.name }));
  return type;
}

/** A name and nothing more. */
function isPlain({ name, span }: TypeExpression): boolean {
  return name.name !== '' && name.span.end === span.end && !isTypeWord(name.name);
}

export function buildParameters(
  context: BuildContext,
  node: ParametersCstNode | null,
  example: string,
): readonly Parameter[] {
  return every(node?.children.parameter).flatMap((parameter): Parameter[] => {
    const span = nodeSpan(context.file, parameter);
    const name = buildName(context, first(parameter.children.name));
    if (span === null || name === null) return [];
    const value = first(parameter.children.expression);
    return [
      {
        kind: 'parameter',
        doc: context.docs.claim(span.start),
        name,
        type: buildAnnotation(context, first(parameter.children.typeAnnotation), name, name.span, example),
        defaultValue: value === null ? null : buildExpression(context, value, endOf(span)),
        span,
      },
    ];
  });
}

export function buildResultType(
  context: BuildContext,
  node: ResultTypeCstNode | null,
  fallback: Span,
): ResultType {
  const record = first(node?.children.recordType);
  if (record === null) return buildType(context, first(node?.children.type), fallback);
  const span = nodeSpan(context.file, record) ?? fallback;
  return {
    kind: 'recordType',
    fields: every(record.children.recordTypeField).flatMap((field) => {
      const name = buildName(context, first(field.children.name));
      if (name === null) return [];
      const place = joinSpans(name.span, nodeSpan(context.file, field) ?? name.span);
      return [{ name, type: buildType(context, first(field.children.type), endOf(place)) }];
    }),
    span,
  };
}
