import { listPairReviews, recordPairReview } from '../../control/pair-reviews.ts';
import { type ReviewSample, type SampledPair, sampledPairs } from '../../control/review-samples.ts';
import type { ReviewCard } from '../../schemas/review-card.ts';
import type { ReviewQueue } from '../../web/console/review-queue.ts';
import { askByFile } from '../ask-by-file.ts';
import type { OpenHub } from '../with-hub.ts';

/** Pairs whose values are fetched at once. */
const BATCH = 50;

/**
 * One reviewer's way through a sample.
 * @param actor the authenticated user
 */
export async function openReviewSession(
  { client, control, stack }: Pick<OpenHub, 'client' | 'control' | 'stack'>,
  sample: ReviewSample,
  actor: string,
): Promise<ReviewQueue> {
  const pairs = await sampledPairs(control, sample.sampleId);
  const own = (await listPairReviews(control, sample.linkVersion)).filter((review) => review.actor === actor);
  const done = new Set(own.map(({ entityIdL, entityIdR }) => `${entityIdL} ${entityIdR}`));
  const open = pairs.filter((pair) => !done.has(keyOf(pair)));
  const cards = new Map<string, ReviewCard>();
  const fetchFrom = async (first: number) => {
    const batch = open.slice(first, first + BATCH);
    const answer = (await askByFile(stack, 'review', (file, id) =>
      client.exportReviewCards(
        {
          linkVersion: sample.linkVersion,
          pairs: batch.map(({ entityIdL, entityIdR }) => [entityIdL, entityIdR]),
          file,
        },
        id,
      ),
    )) as readonly ReviewCard[];
    for (const card of answer) cards.set(keyOf(card), card);
  };
  let at = 0;
  return {
    sample,
    actor,
    total: pairs.length,
    answered: () => pairs.length - open.length + at,
    async next() {
      const pair = open[at];
      if (pair === undefined) return undefined;
      if (!cards.has(keyOf(pair))) await fetchFrom(at);
      return cards.get(keyOf(pair));
    },
    async decide(card, decision) {
      await recordPairReview(control, {
        entityIdL: card.entityIdL,
        entityIdR: card.entityIdR,
        linkVersion: sample.linkVersion,
        decision,
        kind: 'review',
        actor,
        reason: `clerical review of sample ${sample.sampleId}`,
        at: new Date(),
      });
      const pair = open[at];
      if (pair !== undefined && keyOf(pair) === keyOf(card)) at += 1;
    },
    back() {
      if (at === 0) return false;
      at -= 1;
      return true;
    },
  };
}

function keyOf({ entityIdL, entityIdR }: Pick<SampledPair, 'entityIdL' | 'entityIdR'>): string {
  return `${Math.min(entityIdL, entityIdR)} ${Math.max(entityIdL, entityIdR)}`;
}
