import type { LinkModel } from '../../schemas/link-model/link-model.ts';

/** Whether pairs of records of these sources count: those across sources, and those within one that is deduplicated. */
export type CountedPairs = (left: string, right: string) => boolean;

export function countedPairs(model: LinkModel): CountedPairs {
  const deduplicated = new Set(
    model.source_pairs.filter(({ link_type }) => link_type === 'dedupe_only').map(({ left }) => left),
  );
  return (left, right) => left !== right || deduplicated.has(left);
}
