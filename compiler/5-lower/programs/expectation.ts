// The E-step: expected statistics and posterior weights as derivatives of the log likelihood with respect to zero
// placeholders (J. Eisner, "Inside-Outside and Forward-Backward Algorithms Are Just Backprop", 2016).

import { differentiate } from '../../6-differentiate/differentiate.ts';
import type { Derivation, Factor } from '../../4-plan/derivation.ts';
import type { Axis, Node, Program } from '../../ir/ops.ts';
import { makeProgram, outputOf } from '../../ir/program.ts';
import type { Context } from '../context.ts';
import { createContext, variable } from '../context.ts';
import type { Term } from '../eliminate.ts';
import { eliminate } from '../eliminate.ts';
import { rowEnvironment } from '../environment.ts';
import { alignCall, callOfFactor } from '../events.ts';
import { isWanted } from '../evidence.ts';
import { configurationPlaceholder, evidenceTerms, factorTerm, noPlaceholders } from '../factors.ts';
import { statisticArrays } from '../statistics.ts';

interface Wanted {
  readonly name: string;
  readonly placeholder: Node;
  readonly axes: readonly Axis[];
}

export function lowerExpectation(derivation: Derivation): Program {
  const context = createContext(derivation);
  const wanted: Wanted[] = [];
  const terms = derivation.factors.map((factor): Term => {
    const { statistics, weight } = evidenceOf(context, factor);
    wanted.push(...statistics, ...weight);
    const placeholders = {
      ...noPlaceholders,
      ...(statistics.length === 0
        ? {}
        : { statistics: new Map(statistics.map(({ statistic, placeholder }) => [statistic, placeholder])) }),
      ...(weight[0] === undefined ? {} : { configurations: weight[0].placeholder }),
    };
    return factorTerm(rowEnvironment(context, factor.plate), factor, placeholders);
  });
  const { total } = eliminate(context, [...terms, ...evidenceTerms(context)], 'logSum');
  const gradients = differentiate(
    context.m,
    total,
    wanted.map(({ placeholder }) => placeholder),
  );
  return makeProgram('expectation', [
    outputOf(context.m, 'logLikelihood', total, []),
    ...wanted.map(({ name, axes }, position) =>
      outputOf(context.m, name, gradients[position] ?? context.m.num(0), axes),
    ),
  ]);
}

/** What the steps that find a factor's params need: statistics of each cell, weights of each row. */
function evidenceOf(
  context: Context,
  factor: Factor,
): {
  readonly statistics: readonly (Wanted & { readonly statistic: string })[];
  readonly weight: readonly Wanted[];
} {
  return {
    statistics: isWanted(context.derivation, factor, 'statistics') ? statisticsOf(context, factor) : [],
    // Without latents every weight is 1.
    weight:
      factor.scope.length > 0 && isWanted(context.derivation, factor, 'rows')
        ? [weightOf(context, factor)]
        : [],
  };
}

function statisticsOf(
  context: Context,
  factor: Factor,
): readonly (Wanted & { readonly statistic: string })[] {
  const call = alignCall(
    rowEnvironment(context, factor.plate),
    callOfFactor(factor),
    variable(context, factor.variable),
  );
  return statisticArrays(context, factor, call).map(({ definition, statistic, axes }) => ({
    name: definition.name,
    statistic,
    placeholder: context.m.placeholder(definition.name, axes),
    axes,
  }));
}

function weightOf(context: Context, factor: Factor): Wanted {
  const placeholder = configurationPlaceholder(context, factor);
  return { name: `weight.${factor.id}`, placeholder, axes: placeholder.type.axes };
}
