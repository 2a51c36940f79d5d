import type { PairDecision } from '../../control/pair-reviews.ts';
import type { ReviewCard } from '../../schemas/review-card.ts';

/** What the review page asks of whoever holds the sample: it opens no store itself. */
export interface ReviewQueue {
  readonly sample: { readonly sampleId: string; readonly linkVersion: number };
  /** The authenticated user. */
  readonly actor: string;
  readonly total: number;
  answered(): number;
  /** The pair to judge; undefined when none is left. */
  next(): Promise<ReviewCard | undefined>;
  decide(card: ReviewCard, decision: PairDecision): Promise<void>;
  /** Goes back to the pair judged last. False when there is none. */
  back(): boolean;
}
