// `Multinomial(p: w)`: how many there are is the sum of what is observed. Of a latent there is no such sum.

import { findSignature } from '../../library/signatures/index.ts';
import { missingArgument } from '../arguments.ts';
import type { Checker } from '../checker.ts';
import type { DistributionExpression } from '../model.ts';
import { spanText } from '../../source/source.ts';

/** False where an argument is left out that only data could tell, which is reported. */
export function checkUnseenTotals(
  checker: Checker,
  latent: string,
  distribution: DistributionExpression,
): boolean {
  switch (distribution.kind) {
    case 'choice':
      return [distribution.then, distribution.else].every((part) => checkUnseenTotals(checker, latent, part));
    case 'mixture':
      return distribution.parts.every((part) => checkUnseenTotals(checker, latent, part));
    case 'truncated':
    case 'censored':
      return checkUnseenTotals(checker, latent, distribution.part);
    case 'distribution': {
      const { family, span } = distribution;
      const given = Object.keys(distribution.arguments);
      const form = findSignature(family)?.forms.find(({ names }) =>
        given.every((name) => names.includes(name)),
      );
      const missing = (form?.optional ?? []).filter((name) => !given.includes(name));
      if (missing.length === 0) return true;
      checker.report(
        missingArgument({
          callee: family,
          missing,
          span: spanText(span).startsWith(family) ? { ...span, end: span.start + family.length } : span,
          why: `left out, it is the sum of what is observed, and \`${latent}\` is not observed`,
        }),
      );
      return false;
    }
  }
}
