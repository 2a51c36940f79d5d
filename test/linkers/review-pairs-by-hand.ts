import { type ClusterConstraints, mayMerge } from '../../linkers/cluster-constraints.ts';

export interface DoubtfulPair {
  readonly step: number;
  readonly el: number;
  readonly er: number;
  readonly weight: number | null;
  readonly reason: string;
}

/** What the statements of `createReviewPairs` are to come to, worked out pair by pair. */
export function reviewPairsByHand(
  doubtful: readonly DoubtfulPair[],
  labels: Int32Array,
  constraints: ClusterConstraints,
): readonly DoubtfulPair[] {
  const last = new Map<string, DoubtfulPair>();
  for (const pair of doubtful.toSorted((a, b) => a.step - b.step)) last.set(`${pair.el} ${pair.er}`, pair);
  const members = (label: number) => [...labels.keys()].filter((entity) => labels[entity] === label);
  return [...last.values()]
    .filter(({ el, er }) => labels[el] !== labels[er])
    .filter(
      ({ el, er, reason }) =>
        reason === 'constraint' ||
        reason === 'strong_link' ||
        mayMerge(constraints, members(labels[el]!), members(labels[er]!)),
    )
    .sort((a, b) => a.step - b.step || a.el - b.el || a.er - b.er);
}
