// A stage in words: one line for what is derived, and below it the rule, what each earlier one lacks, and what is not
// built yet.

import {
  rules,
  type NotTaken,
  type Rule,
  type Stage,
  type TakenStage,
  type Treated,
  type Treatment,
} from './stage.ts';

export const ruleNames: Readonly<Record<Rule, string>> = {
  observed: 'everything observed',
  finite: 'finite latents summed out',
  gaussian: 'linear-Gaussian latents eliminated',
  conjugate: 'conjugate latents integrated out',
  bound: 'a variational bound',
  implicit: 'samples compared with data',
  posterior: 'draws from the posterior',
};

/** What a rule does, as the reason for a message. */
export const ruleSentences: Readonly<Record<Rule, string>> = {
  observed: 'with everything observed, params are found by direct maximum likelihood',
  finite: 'finite latents are summed out exactly',
  gaussian: 'linear-Gaussian latents are eliminated exactly',
  conjugate: 'conjugate latents are integrated out in closed form',
  bound: 'other continuous latents get a lower bound of the likelihood',
  implicit: 'what has no density is fitted by comparing draws with data',
  posterior: 'the posterior is explored by draws',
};

export function printStage(stage: Stage): string {
  const notTaken = reasonsOf(stage.notTaken).map((reason) => `  not by ${reason}`);
  if (stage.kind === 'refused')
    return [
      `not derivable: ${stage.obstacle.because}`,
      ...notTaken,
      `  what would help: ${stage.obstacle.change}`,
    ].join('\n');
  return [
    stageSummary(stage),
    `  by rule ${numbered(stage.rule)}`,
    ...notTaken,
    ...stage.gaps.map(({ name }) => `  not built yet: ${name}`),
  ].join('\n');
}

/** `em: \`kind\` summed out`. */
function stageSummary(stage: TakenStage): string {
  const { method, treated, byGradient, gaps } = stage;
  const phrases = phrasesOf(treated);
  const derived = [
    ...(phrases.length === 0 || stage.rule === 'observed' ? ['everything observed'] : []),
    ...(stage.rule === 'observed' && byGradient ? ['maximum likelihood by gradient'] : []),
    ...phrases,
  ].join(', ');
  return gaps.length === 0 ? `${method}: ${derived}` : `not derivable yet: ${derived} (${method})`;
}

/** `rule 3, linear-Gaussian latents eliminated: ...`; rules in a row that lack the same are joined. */
function reasonsOf(notTaken: readonly NotTaken[]): readonly string[] {
  const reasons: { first: Rule; last: Rule; because: string }[] = [];
  for (const { rule, obstacle } of notTaken) {
    const before = reasons.at(-1);
    if (before?.because === obstacle.because) before.last = rule;
    else reasons.push({ first: rule, last: rule, because: obstacle.because });
  }
  return reasons.map(({ first, last, because }) =>
    first === last
      ? `rule ${numbered(first)}: ${because}`
      : `rules ${numberOf(first)} to ${numberOf(last)}: ${because}`,
  );
}

function numberOf(rule: Rule): string {
  return String(rules.indexOf(rule) + 1);
}

function numbered(rule: Rule): string {
  return `${numberOf(rule)}, ${ruleNames[rule]}`;
}

const wording: Readonly<Record<Treatment, (names: string) => string>> = {
  summed: (names) => `${names} summed out`,
  forward: (names) => `forward recursion over ${names}`,
  eliminated: (names) => `${names} eliminated exactly`,
  filtered: (names) => `Kalman filter and smoother over ${names}`,
  integrated: (names) => `${names} integrated out`,
  boundedWritten: (names) => `bound for ${names} with the guide written`,
  boundedMade: (names) => `bound for ${names} with a guide made`,
  drawn: (names) => `${names} drawn`,
  sampled: (names) => `${names} sampled`,
  dropped: (names) => `${names} left out`,
};

/** What is treated alike in one phrase, in the order in which it is met. */
function phrasesOf(treated: readonly Treated[]): readonly string[] {
  const groups = Map.groupBy(treated, ({ treatment, missing }) => `${treatment} ${String(missing)}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const names = group.map(({ variable }) => `\`${variable}\``).join(', ');
    return [`${wording[first.treatment](names)}${first.missing ? ' where missing' : ''}`];
  });
}
