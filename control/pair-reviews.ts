import type { Control } from './connect.ts';

/** A person's judgment of a doubtful pair of source entities, by their surrogate numbers. */
export interface PairReview {
  readonly entityIdL: number;
  readonly entityIdR: number;
  readonly linkVersion: number;
  readonly decision: 'match' | 'no_match' | 'unsure';
  readonly actor: string;
  readonly reason: string;
  readonly at: Date;
}

export interface PairReviewRecord extends Omit<PairReview, 'at'> {
  readonly reviewedAt: string;
}

/** Records a judgment; the same reviewer's later judgment of the pair replaces the earlier one. */
export async function recordPairReview(control: Control, review: PairReview): Promise<void> {
  await control('pair_review')
    .insert({
      entity_id_l: Math.min(review.entityIdL, review.entityIdR),
      entity_id_r: Math.max(review.entityIdL, review.entityIdR),
      link_version: review.linkVersion,
      decision: review.decision,
      actor: review.actor,
      reason: review.reason,
      reviewed_at: review.at,
    })
    .onConflict(['entity_id_l', 'entity_id_r', 'link_version', 'actor'])
    .merge();
}

/** Judgments of a version's pairs, or of all versions', oldest first. */
export async function listPairReviews(control: Control, linkVersion?: number): Promise<PairReviewRecord[]> {
  const query = control('pair_review')
    .select({
      entityIdL: 'entity_id_l',
      entityIdR: 'entity_id_r',
      linkVersion: 'link_version',
      decision: 'decision',
      actor: 'actor',
      reason: 'reason',
      reviewedAt: 'reviewed_at',
    })
    .orderBy(['reviewed_at', 'entity_id_l', 'entity_id_r']);
  if (linkVersion !== undefined) query.where('link_version', linkVersion);
  return (await query) as PairReviewRecord[];
}
