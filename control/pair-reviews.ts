import type { Control } from './connect.ts';

export type PairDecision = 'match' | 'no_match' | 'unsure';

/** A person's judgment of a pair of source entities, by their surrogate numbers. */
export interface PairReview {
  readonly entityIdL: number;
  readonly entityIdR: number;
  readonly linkVersion: number;
  readonly decision: PairDecision;
  /** Whether it answers a question put blindly, or overrides the engine by hand. */
  readonly kind: 'review' | 'override';
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
      kind: review.kind,
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
      kind: 'kind',
      actor: 'actor',
      reason: 'reason',
      reviewedAt: 'reviewed_at',
    })
    .orderBy(['reviewed_at', 'entity_id_l', 'entity_id_r', 'actor']);
  if (linkVersion !== undefined) query.where('link_version', linkVersion);
  return (await query) as PairReviewRecord[];
}

/** What people's judgments of a pair come to. */
export interface SettledPair {
  readonly entityIdL: number;
  readonly entityIdR: number;
  readonly decision: 'match' | 'no_match';
}

interface Judgments {
  override?: PairReviewRecord;
  readonly byActor: Map<string, PairReviewRecord>;
}

/**
 * The pairs that people have decided, whatever the version they saw. An override holds over reviews, the newest over
 * older ones. Otherwise the newest judgment of each reviewer counts, and all of them must agree: where they do not, or
 * nobody was sure, the pair stays open.
 * @param reviews oldest first
 */
export function settledPairs(reviews: readonly PairReviewRecord[]): readonly SettledPair[] {
  const byPair = new Map<string, Judgments>();
  for (const review of reviews) {
    const key = `${review.entityIdL} ${review.entityIdR}`;
    const pair: Judgments = byPair.get(key) ?? { byActor: new Map<string, PairReviewRecord>() };
    byPair.set(key, pair);
    if (review.kind === 'override') pair.override = review;
    else pair.byActor.set(review.actor, review);
  }
  return [...byPair.values()].flatMap(({ override, byActor }) => {
    const judged = [...byActor.values()].filter(({ decision }) => decision !== 'unsure');
    const standing = override ?? judged[0];
    const agreed = override !== undefined || judged.every(({ decision }) => decision === judged[0]?.decision);
    if (standing === undefined || standing.decision === 'unsure' || !agreed) return [];
    return [{ entityIdL: standing.entityIdL, entityIdR: standing.entityIdR, decision: standing.decision }];
  });
}
