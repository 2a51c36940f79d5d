import { recordAudit } from '../control/audit-log.ts';
import { listPairReviews, settledPairs } from '../control/pair-reviews.ts';
import { listReviewSamples, recordReviewSample } from '../control/review-samples.ts';
import { versionModel } from '../linkers/explain/explain-version.ts';
import { drawSample } from '../linkers/review/draw-sample.ts';
import { reviewCards } from '../linkers/review/review-cards.ts';
import { UsageError } from '../schemas/errors.ts';
import {
  type DrawnSample,
  type DrawRequest,
  drawRequestSchema,
  type ExplainRequest,
  explainRequestSchema,
  type FileAnswer,
} from '../schemas/linkage-requests.ts';
import { writeAnswer } from './answer-file.ts';
import type { HubContext } from './hub-context.ts';
import { requirePromoted } from './table-step.ts';

/** Draws pairs of a link version for clerical review, and records them with the chance that each had. */
export async function drawReviewSample(context: HubContext, given: DrawRequest): Promise<DrawnSample> {
  const { sampleId, purpose, size, seed, action, ...request } = drawRequestSchema.parse(given);
  const linkVersion = request.linkVersion ?? (await requirePromoted(context));
  const settled = settledPairs(await listPairReviews(context.control));
  const pairs = await drawSample(context.warehouse, { linkVersion, purpose, size, seed, settled });
  if (pairs.length === 0) {
    throw new UsageError(`Link version ${linkVersion} has no pair to draw`, {
      hint: purpose === 'rates' ? 'It links nobody.' : 'Every doubtful pair is decided.',
    });
  }
  // Tried again after a lost answer: what was drawn stands.
  const drawn = await listReviewSamples(context.control);
  if (!drawn.some((sample) => sample.sampleId === sampleId)) {
    await context.control.transaction(async (transaction) => {
      await recordReviewSample(
        transaction,
        { sampleId, linkVersion, purpose, seed, actor: action.actor, at: context.now() },
        pairs.map((pair, index) => ({ ...pair, place: index + 1 })),
      );
      await recordAudit(transaction, {
        ...action,
        action: 'review_sample.draw',
        object: `review_sample:${sampleId}`,
        details: { linkVersion, purpose, seed, pairs: pairs.length },
        at: context.now(),
      });
    });
  }
  return { sampleId, linkVersion, pairs: pairs.length };
}

/** Sets the values of pairs side by side, as far as the settings let staff see them: no weight, no verdict. */
export async function exportReviewCards(context: HubContext, given: ExplainRequest): Promise<FileAnswer> {
  const { pairs, file, ...request } = explainRequestSchema.parse(given);
  const linkVersion = request.linkVersion ?? (await requirePromoted(context));
  const cards = await reviewCards(context.warehouse, {
    model: await versionModel(context.warehouse, linkVersion),
    entityTable: 'vault.entity_variant',
    pairs,
    values: context.reviewValues,
  });
  await writeAnswer(context, file, cards);
  return { file, linkVersion };
}
