import { UsageError } from '../schemas/errors.ts';
import type { Control } from './connect.ts';

/** `rates` is drawn by chance, so that error rates can be estimated; `uncertainty` asks where the engine doubts most. */
export type ReviewPurpose = 'rates' | 'uncertainty';

/** A pair of source entities to be judged, as it was drawn. */
export interface SampledPair {
  /** The order of asking, from 1. */
  readonly place: number;
  readonly entityIdL: number;
  readonly entityIdR: number;
  readonly sourcePair: string;
  /** Whether the version holds the two for one person; never shown before the answer. */
  readonly linked: boolean;
  readonly stratum: string;
  readonly stratumSize: number;
  /** Null where the pair was chosen, not drawn by chance. */
  readonly inclusionProbability: number | null;
}

export interface ReviewSample {
  readonly sampleId: string;
  readonly linkVersion: number;
  readonly purpose: ReviewPurpose;
  readonly seed: number;
  readonly actor: string;
  readonly drawnAt: string;
}

const COLUMNS = {
  sampleId: 'sample_id',
  linkVersion: 'link_version',
  purpose: 'purpose',
  seed: 'seed',
  actor: 'actor',
  drawnAt: 'drawn_at',
} as const;

export async function recordReviewSample(
  control: Control,
  sample: Omit<ReviewSample, 'drawnAt'> & { readonly at: Date },
  pairs: readonly SampledPair[],
): Promise<void> {
  await control.transaction(async (transaction) => {
    await transaction('review_sample').insert({
      sample_id: sample.sampleId,
      link_version: sample.linkVersion,
      purpose: sample.purpose,
      seed: sample.seed,
      actor: sample.actor,
      drawn_at: sample.at,
    });
    await transaction.batchInsert(
      'review_sample_pair',
      pairs.map((pair) => ({
        sample_id: sample.sampleId,
        place: pair.place,
        entity_id_l: Math.min(pair.entityIdL, pair.entityIdR),
        entity_id_r: Math.max(pair.entityIdL, pair.entityIdR),
        source_pair: pair.sourcePair,
        linked: pair.linked,
        stratum: pair.stratum,
        stratum_size: pair.stratumSize,
        inclusion_probability: pair.inclusionProbability,
      })),
      500,
    );
  });
}

/** Newest first. */
export async function listReviewSamples(control: Control): Promise<ReviewSample[]> {
  return (await control('review_sample')
    .select(COLUMNS)
    .orderBy([{ column: 'drawn_at', order: 'desc' }, 'sample_id'])) as ReviewSample[];
}

/**
 * @param sampleId of the sample; the newest when it is not given
 * @throws UsageError when there is none
 */
export async function findReviewSample(control: Control, sampleId?: string): Promise<ReviewSample> {
  const samples = await listReviewSamples(control);
  const sample = sampleId === undefined ? samples[0] : samples.find((one) => one.sampleId === sampleId);
  if (sample !== undefined) return sample;
  throw new UsageError(sampleId === undefined ? 'No sample of pairs was drawn yet' : `There is no sample ${sampleId}`, {
    hint: 'Draw one: hub link review draw.',
  });
}

export async function sampledPairs(control: Control, sampleId: string): Promise<SampledPair[]> {
  const rows = await control('review_sample_pair')
    .select({
      place: 'place',
      entityIdL: 'entity_id_l',
      entityIdR: 'entity_id_r',
      sourcePair: 'source_pair',
      linked: 'linked',
      stratum: 'stratum',
      stratumSize: 'stratum_size',
      inclusionProbability: 'inclusion_probability',
    })
    .where('sample_id', sampleId)
    .orderBy('place');
  return rows as SampledPair[];
}
