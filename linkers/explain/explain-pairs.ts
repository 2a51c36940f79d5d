import type { LinkModel } from '../../schemas/link-model/link-model.ts';
import { type SourcePair, sourcePairName } from '../../schemas/link-model/link-pass.ts';
import type { Dialect } from '../../warehouse/dialect.ts';
import type { Session } from '../../warehouse/warehouse.ts';
import type { EncodedSource } from '../encode-entities.ts';
import { variantTable } from '../names.ts';
import { pairContext } from '../pair-context.ts';
import { type ValueWeightStore, valueWeightStore } from '../value-weights.ts';
import { explainResolution } from './explain-resolution.ts';
import { explainDeterministic } from './explain-rules.ts';
import { explainWeights } from './explain-weights.ts';
import type { ExplainedEntity, PairExplanation, PassExplanation } from './pair-explanation.ts';
import { resolutionSentence } from './resolution-sentence.ts';
import { pairsOfVariants } from './variants.ts';

export interface ExplainPairs {
  readonly session: Session;
  readonly dialect: Dialect;
  /** With its parameters in it, see `trainedModel`. */
  readonly model: LinkModel;
  readonly sources: readonly EncodedSource[];
  readonly idOf: (e: number) => Promise<string>;
  /** Whether explanations carry the values compared. */
  readonly showValues: boolean;
}

/** Two entities by their dense numbers. */
export type EntityPair = readonly [number, number];

/**
 * Explains why pairs of entities are one person in a result, or are not: every pass between their sources held against
 * each, and what became of it. Needs the encoded entities and the tables of `result-tables.ts` in the session.
 * @returns by pair, in the order given
 */
export async function explainPairs(
  given: ExplainPairs,
  pairs: readonly EntityPair[],
): Promise<readonly PairExplanation[]> {
  const placed = pairs.map((pair, index) => ({ index, ...placeOf(given, pair) }));
  const explained: PairExplanation[] = [];
  const weights = valueWeightStore();
  for (const place of new Set(placed.map((one) => one.place))) {
    const own = placed.filter((one) => one.place === place);
    const entities = own.map((one) => one.entities);
    const passes = await explainPasses(given, place, entities, weights);
    for (const [at, { index, entities }] of own.entries()) {
      explained[index] = await explainOne(given, place, entities, passes[at]!);
    }
  }
  return explained;
}

function sourceOf({ sources }: ExplainPairs, e: number): string {
  return sources.find(({ first, entities }) => e >= first && e < first + entities)?.source ?? '';
}

/** The place of the pair's sources in the model, −1 where it never compares them, and the entities, left first. */
function placeOf(given: ExplainPairs, [a, b]: EntityPair): { readonly place: number; readonly entities: EntityPair } {
  const [of, other] = [sourceOf(given, a), sourceOf(given, b)];
  const place = given.model.source_pairs.findIndex(
    ({ left, right }) => (left === of && right === other) || (left === other && right === of),
  );
  const pair = given.model.source_pairs[place];
  const swapped = pair === undefined || pair.left === pair.right ? a > b : pair.left !== of;
  return { place, entities: swapped ? [b, a] : [a, b] };
}

/** By pair, then by pass. */
async function explainPasses(
  { session, dialect, model, sources, showValues }: ExplainPairs,
  place: number,
  pairs: readonly EntityPair[],
  weights: ValueWeightStore,
): Promise<readonly (readonly PassExplanation[])[]> {
  const explained: PassExplanation[][] = pairs.map(() => []);
  if (place < 0) return explained;
  const context = pairContext(session, dialect, model, sources, place);
  const variants: Awaited<ReturnType<typeof pairsOfVariants>>[] = [];
  for (const [el, er] of pairs) variants.push(await pairsOfVariants(context, el, er));
  for (const pass of context.pair.passes) {
    if (pass.type === 'deterministic') {
      for (const [at, own] of variants.entries()) explained[at]!.push(await explainDeterministic(context, pass, own));
    } else {
      const weighed = await explainWeights(context, pass, variants, weights, showValues);
      for (const [at, one] of weighed.entries()) explained[at]!.push(one);
    }
  }
  return explained;
}

async function explainOne(
  given: ExplainPairs,
  place: number,
  [el, er]: EntityPair,
  passes: readonly PassExplanation[],
): Promise<PairExplanation> {
  const { session, model } = given;
  const pair = model.source_pairs[place];
  const sourcePair = pair === undefined ? null : sourcePairName(pair);
  const resolution = await explainResolution(
    { session, model, name: sourcePair, rivalEnds: rivalEnds(model, pair, [el, er]) },
    [el, er],
    async (e) => `${sourceOf(given, e)}:${await given.idOf(e)}`,
    (e) => sourceOf(given, e),
  );
  const entity = async (e: number): Promise<ExplainedEntity> => {
    const [row] = await session.query<{ variants: number }>(
      `SELECT COUNT(*) AS variants FROM ${variantTable(sourceOf(given, e))} WHERE e = $e`,
      { e },
    );
    return { source: sourceOf(given, e), id: await given.idOf(e), variants: row?.variants ?? 0 };
  };
  return {
    left: await entity(el),
    right: await entity(er),
    sourcePair,
    passes,
    resolution: { ...resolution, sentence: resolutionSentence(sourcePair, passes, resolution) },
    notes: changedNotes(passes, resolution.edge?.matchWeight ?? resolution.review?.matchWeight ?? null),
  };
}

/** The entities whose links to others leave no place for this one: those that may have one partner only. */
function rivalEnds(model: LinkModel, pair: SourcePair | undefined, [el, er]: EntityPair): readonly number[] {
  if (pair === undefined || pair.left === pair.right) return [];
  return [
    ...(model.sources[pair.right]?.max_per_cluster === 1 ? [el] : []),
    ...(model.sources[pair.left]?.max_per_cluster === 1 ? [er] : []),
  ];
}

/** A stored weight that the values at hand do not give was made from others. */
function changedNotes(passes: readonly PassExplanation[], stored: number | null): readonly string[] {
  if (stored === null) return [];
  const weights = passes.flatMap((pass) => (pass.type === 'fellegi_sunter' ? [pass.matchWeight] : []));
  if (weights.some((weight) => weight !== null && Math.abs(weight - stored) < 0.00001)) return [];
  return [
    `The result holds a match weight of ${stored.toFixed(2)}, which the values at hand do not give: records, or how common their values are, have changed since.`,
  ];
}
