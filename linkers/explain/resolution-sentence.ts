import type { PassExplanation, ResolutionExplanation } from './pair-explanation.ts';

/** What became of the pair, and by what, in a sentence. */
export function resolutionSentence(
  sourcePair: string | null,
  passes: readonly PassExplanation[],
  resolution: Omit<ResolutionExplanation, 'sentence'>,
): string {
  const { sameCluster, edge, path, review, rivals, brokenConstraints } = resolution;
  const broken = brokenConstraints.map(({ sentence }) => sentence).join('; ');
  const rival = rivals[0];
  const instead =
    rival === undefined
      ? ''
      : ` ${rival.left} and ${rival.right} are linked by ${rival.pass}${weighing(rival.matchWeight)}.`;
  if (sameCluster) {
    if (edge !== null) return `One person: linked directly by ${edge.pass}${weighing(edge.matchWeight)}.`;
    return `One person through others, over ${path.length} links; nothing links the two directly.`;
  }
  if (review !== null) {
    const why = REVIEW_REASONS[review.reason] ?? review.reason;
    return `Not one person so far, and up for review by ${review.pass}${weighing(review.matchWeight)}: ${why}${broken === '' ? '' : `; ${broken}`}.${instead}`;
  }
  if (sourcePair === null) return 'Not one person: the model never compares these sources.';
  const wanting = passes.find(wantsLink);
  if (wanting !== undefined) {
    if (broken !== '') return `Not one person, though ${wanting.pass} would link them: ${broken}.${instead}`;
    if (rival !== undefined) {
      return `Not one person, though ${wanting.pass} would link them: the place is taken.${instead}`;
    }
    return `Not one person in this result, though ${wanting.pass} would link the values at hand: they have changed since.`;
  }
  const weighed = passes.flatMap((pass) =>
    pass.type === 'fellegi_sunter' && pass.compared && pass.matchWeight !== null ? [pass.matchWeight] : [],
  );
  if (weighed.length > 0) {
    const reason = broken === '' ? '' : ` And ${broken}.`;
    return `Not one person: a match weight of ${Math.max(...weighed).toFixed(2)} is not enough.${reason}${instead}`;
  }
  return `Not one person: no rule brings the two together, so no pass compared them.${instead}`;
}

const REVIEW_REASONS: Readonly<Record<string, string>> = {
  between_thresholds: 'the weight lies between the thresholds for review and for links',
  link_only_if: 'it is heavy enough, but a clause of link_only_if does not hold',
  rule_disagreement: 'the keys of a rule are equal, but what it requires besides does not hold',
  tie: 'a rival fits as well',
  constraint: 'their clusters cannot be one person as they are',
  weak_bridge: 'it alone would hold two groups together, and is not sure enough for that',
  strong_link: 'links of other pairs would break it, though a rule made it',
};

function weighing(weight: number | null): string {
  return weight === null ? '' : ` with a match weight of ${weight.toFixed(2)}`;
}

function wantsLink(pass: PassExplanation): boolean {
  if (pass.type === 'deterministic')
    return pass.rules.some(({ meets, requireHolds }) => meets && requireHolds !== false);
  return pass.compared && pass.verdict === 'link';
}
