import type { LinkModel } from '../../schemas/link-model/link-model.ts';
import type { Dialect } from '../../warehouse/dialect.ts';
import type { Session } from '../../warehouse/warehouse.ts';
import { probabilityToWeight } from '../match-weight.ts';
import { ENTITY_TABLE, LABEL_TABLE, STEP_EDGE_TABLE } from '../names.ts';
import { unionFind } from '../union-find.ts';
import { writeNumbers } from '../write-numbers.ts';
import { countedPairs } from './counted-pairs.ts';
import { type PairScore, pairScore, scoreClusters, scoreEdges } from './pair-score.ts';
import { INPUT_TABLE } from './read-inputs.ts';

/** What of the truth a run found, from thresholds fixed beforehand. Pairs that blocking never compared are missed. */
export interface TruthReport {
  readonly column: string;
  /** Records whose truth is known; the others are left out. */
  readonly records: number;
  readonly thresholds: readonly ThresholdScore[];
  /** The final clusters, by the model's own thresholds and constraints. */
  readonly clusters: PairScore & { readonly bySourcePair: readonly (PairScore & SourcePairName)[] };
}

export interface SourcePairName {
  readonly left: string;
  readonly right: string;
}

export interface ThresholdScore {
  /** Match probability; deterministic links count at every threshold. */
  readonly threshold: number;
  /** Pairs at or above the threshold, as they are. */
  readonly pairs: PairScore;
  /** Their connected components. */
  readonly clusters: PairScore;
}

const THRESHOLDS = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999];

/** Who is in which cluster and who they really are: (e, source, label, truth). */
const JUDGED_TABLE = 'link_judged';
const COMPONENT_LABEL_TABLE = 'link_threshold_label';

export async function scoreTruth(
  session: Session,
  dialect: Dialect,
  model: LinkModel,
  column: string,
): Promise<TruthReport> {
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE ${JUDGED_TABLE} AS
    SELECT entity.e, entity.source, cluster.label, record.link_truth AS truth
    FROM ${ENTITY_TABLE} AS entity
    JOIN ${LABEL_TABLE} AS cluster ON cluster.e = entity.e
    JOIN ${INPUT_TABLE} AS record ON record.rowid = entity.e
    WHERE record.link_truth IS NOT NULL`);
  const counted = countedPairs(model);
  const [row] = await session.query<{ records: number; entities: number }>(
    `SELECT COUNT(*) AS records, (SELECT COUNT(*) FROM ${ENTITY_TABLE}) AS entities FROM ${JUDGED_TABLE}`,
  );
  const thresholds: ThresholdScore[] = [];
  for (const threshold of observedThresholds(model)) {
    const weight = probabilityToWeight(threshold);
    const edges = `(SELECT DISTINCT el, er FROM ${STEP_EDGE_TABLE} WHERE state <> 'link_only_if' AND (weight >= ${weight} OR (weight IS NULL AND state = 'link')))`;
    await labelComponents(session, dialect, edges, row?.entities ?? 0);
    const table = `(
      SELECT judged.e, judged.source, judged.truth, component.label
      FROM ${JUDGED_TABLE} AS judged
      JOIN ${COMPONENT_LABEL_TABLE} AS component ON component.e = judged.e)`;
    thresholds.push({
      threshold,
      pairs: pairScore(await scoreEdges(session, JUDGED_TABLE, edges, counted)),
      clusters: pairScore(await scoreClusters(session, table, counted)),
    });
  }
  const clusters = await scoreClusters(session, JUDGED_TABLE, counted);
  return Object.freeze({
    column,
    records: row?.records ?? 0,
    thresholds,
    clusters: {
      ...pairScore(clusters),
      bySourcePair: clusters.map((counts) => ({ left: counts.left, right: counts.right, ...pairScore([counts]) })),
    },
  });
}

/** Pairs below the lowest review threshold were not kept, so that nothing can be said of thresholds below it. */
function observedThresholds(model: LinkModel): readonly number[] {
  const passes = model.source_pairs
    .flatMap(({ passes }) => passes)
    .flatMap((pass) => (pass.type === 'fellegi_sunter' ? [pass.thresholds] : []));
  const lowest = Math.max(0, ...passes.map(({ review }) => review));
  const all = new Set([...THRESHOLDS, ...passes.flatMap(({ link, review }) => [link, review])]);
  return [...all].filter((threshold) => threshold >= lowest).sort((a, b) => a - b);
}

async function labelComponents(session: Session, dialect: Dialect, edges: string, entities: number): Promise<void> {
  const sets = unionFind(entities);
  for await (const { el, er } of session.stream<{ el: number; er: number }>(`SELECT el, er FROM ${edges} AS edge`)) {
    sets.union(el, er);
  }
  const rows = [...sets.labels()].map((label, e) => [e, label] as const);
  await writeNumbers(session, dialect, COMPONENT_LABEL_TABLE, { e: 'INTEGER', label: 'INTEGER' }, rows);
}
