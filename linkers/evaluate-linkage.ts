import { InvariantError, UsageError } from '../schemas/errors.ts';
import { identifier } from '../warehouse/identifier.ts';
import type { Session, Warehouse } from '../warehouse/warehouse.ts';
import { type EstimatedShare, wilson } from './quality/interval.ts';

export interface EvaluateOptions {
  readonly linkVersion: number;
  /** (entity_id, person_id): who every entity really is. Entities without a row are left out. */
  readonly truthTable: string;
  /** (entity_id, …): variants, for the strong keys. */
  readonly entityTable?: string;
  /** Columns of the entity table that settle identity, such as `sasid` and `ssn_token`. */
  readonly strongKeys?: readonly string[];
  /** (person_id, twin_id): persons born together. */
  readonly twinTable?: string;
  /** (person_id, dimension, value): subgroups to report by. */
  readonly subgroupTable?: string;
}

/** Pairs of source entities, over final clusters; pairs that blocking never met count as missed. */
export interface Accuracy {
  readonly linked: number;
  readonly truePairs: number;
  readonly correct: number;
  /** correct / linked; null when nothing was linked. */
  readonly precision: number | null;
  /** correct / true pairs; null when there are none. */
  readonly recall: number | null;
}

export interface PairAccuracy extends Accuracy {
  readonly left: string;
  readonly right: string;
  /** Pairs that share a strong key. */
  readonly strong: Accuracy;
  /** Pairs that share none, or have none. */
  readonly weak: Accuracy;
}

export interface PassAccuracy {
  readonly sourcePair: string;
  readonly pass: string;
  readonly edges: number;
  readonly correct: number;
  readonly precision: number | null;
}

/** How many of the pairs put before a person are one person. */
export interface ReviewAccuracy {
  readonly sourcePair: string;
  readonly reason: string;
  readonly pairs: number;
  readonly truePairs: number;
}

export interface SubgroupAccuracy extends Accuracy {
  /** Wilson’s 95 % intervals, in which pairs count as independent; null where nothing was linked, or linkable. */
  readonly precisionInterval: EstimatedShare | null;
  readonly recallInterval: EstimatedShare | null;
  readonly left: string;
  readonly right: string;
  readonly dimension: string;
  readonly value: string;
}

export interface LinkEvaluation {
  readonly linkVersion: number;
  readonly entities: number;
  readonly pairs: readonly PairAccuracy[];
  readonly passes: readonly PassAccuracy[];
  readonly reviews: readonly ReviewAccuracy[];
  readonly subgroups: readonly SubgroupAccuracy[];
  readonly twins: {
    /** Pairs of twins of whom both have an entity. */
    readonly pairs: number;
    readonly falselyMerged: number;
    readonly share: number | null;
  } | null;
}

interface PairCounts extends Record<string, unknown> {
  readonly source_l: string;
  readonly source_r: string;
  readonly shares_key: boolean;
  readonly linked: number;
  readonly true_pairs: number;
  readonly correct: number;
}

/** Compares a link version with the truth, where the truth is known: synthetic data, or a labelled sample. */
export async function evaluateLinkage(warehouse: Warehouse, options: EvaluateOptions): Promise<LinkEvaluation> {
  if ((options.strongKeys?.length ?? 0) > 0 && options.entityTable === undefined) {
    throw new UsageError('Strong keys are columns of the entity table, which was not given');
  }
  return warehouse.session(async (session) => {
    await createJudgedPairs(session, options);
    const counts = await session.query<PairCounts>(`
      SELECT source_l, source_r, shares_key,
        SUM(linked) AS linked, SUM(is_true) AS true_pairs, SUM(linked * is_true) AS correct
      FROM link_judged_pair
      GROUP BY source_l, source_r, shares_key
      ORDER BY source_l, source_r, shares_key`);
    const [entities] = await session.query<{ entities: number }>('SELECT COUNT(*) AS entities FROM link_judged');
    if ((entities?.entities ?? 0) === 0) {
      throw new InvariantError(`No entity of link version ${options.linkVersion} is in ${options.truthTable}`);
    }
    return Object.freeze({
      linkVersion: options.linkVersion,
      entities: entities?.entities ?? 0,
      pairs: pairAccuracies(counts),
      passes: await passAccuracies(session, options),
      reviews: await reviewAccuracies(session, options),
      subgroups: options.subgroupTable === undefined ? [] : await subgroupAccuracies(session, options.subgroupTable),
      twins: options.twinTable === undefined ? null : await twinMerges(session, options.twinTable),
    });
  });
}

/** `link_judged_pair`: every pair of entities that is linked or true, once, with both verdicts. */
async function createJudgedPairs(session: Session, options: EvaluateOptions): Promise<void> {
  await session.execute(
    `CREATE OR REPLACE TEMPORARY TABLE link_judged AS
    SELECT crosswalk.entity_id, crosswalk.source, crosswalk.person_key, truth.person_id
    FROM linkage.crosswalk AS crosswalk
    JOIN ${identifier(options.truthTable)} AS truth ON truth.entity_id = crosswalk.entity_id
    WHERE crosswalk.link_version = ${Number(options.linkVersion)}`,
  );
  const pairsOn = (column: string) => `
    SELECT l.entity_id AS entity_id_l, r.entity_id AS entity_id_r, l.source AS source_l, r.source AS source_r,
      CASE WHEN l.person_key = r.person_key THEN 1 ELSE 0 END AS linked,
      CASE WHEN l.person_id = r.person_id THEN 1 ELSE 0 END AS is_true,
      l.person_id
    FROM link_judged AS l
    JOIN link_judged AS r ON r.${column} = l.${column} AND (l.source < r.source OR (l.source = r.source AND l.entity_id < r.entity_id))`;
  const keys = options.strongKeys ?? [];
  const shared = keys.map(
    (key) => `SELECT l.entity_id AS entity_id_l, r.entity_id AS entity_id_r
    FROM (SELECT DISTINCT entity_id, ${identifier(key)} AS value FROM ${identifier(options.entityTable ?? '')} WHERE ${identifier(key)} IS NOT NULL) AS l
    JOIN (SELECT DISTINCT entity_id, ${identifier(key)} AS value FROM ${identifier(options.entityTable ?? '')} WHERE ${identifier(key)} IS NOT NULL) AS r ON r.value = l.value AND r.entity_id <> l.entity_id`,
  );
  const sharedKeys = shared.length === 0 ? 'SELECT NULL AS entity_id_l, NULL AS entity_id_r' : shared.join(' UNION ');
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE link_judged_pair AS
    SELECT pair.*, shared.entity_id_l IS NOT NULL AS shares_key
    FROM (${pairsOn('person_key')} UNION ${pairsOn('person_id')}) AS pair
    LEFT JOIN (${sharedKeys}) AS shared
      ON shared.entity_id_l = pair.entity_id_l AND shared.entity_id_r = pair.entity_id_r`);
}

function pairAccuracies(counts: readonly PairCounts[]): readonly PairAccuracy[] {
  const pairs = new Map<string, PairCounts[]>();
  for (const row of counts) {
    const key = `${row.source_l} ${row.source_r}`;
    pairs.set(key, [...(pairs.get(key) ?? []), row]);
  }
  return [...pairs.values()].map((rows) => ({
    left: rows[0]!.source_l,
    right: rows[0]!.source_r,
    ...accuracy(rows),
    strong: accuracy(rows.filter((row) => row.shares_key)),
    weak: accuracy(rows.filter((row) => !row.shares_key)),
  }));
}

function accuracy(rows: readonly Pick<PairCounts, 'linked' | 'true_pairs' | 'correct'>[]): Accuracy {
  const sum = (count: (row: Pick<PairCounts, 'linked' | 'true_pairs' | 'correct'>) => number) =>
    rows.reduce((total, row) => total + count(row), 0);
  const linked = sum((row) => row.linked);
  const truePairs = sum((row) => row.true_pairs);
  const correct = sum((row) => row.correct);
  return { linked, truePairs, correct, precision: share(correct, linked), recall: share(correct, truePairs) };
}

async function passAccuracies(session: Session, options: EvaluateOptions): Promise<readonly PassAccuracy[]> {
  const rows = await session.query<{ source_pair: string; pass: string; edges: number; correct: number }>(
    `SELECT edge.source_pair, edge.pass, COUNT(*) AS edges,
      SUM(CASE WHEN l.person_id = r.person_id THEN 1 ELSE 0 END) AS correct
    FROM linkage.edge AS edge
    JOIN link_judged AS l ON l.entity_id = edge.entity_id_l
    JOIN link_judged AS r ON r.entity_id = edge.entity_id_r
    WHERE edge.link_version = $link_version
    GROUP BY edge.source_pair, edge.pass
    ORDER BY edge.source_pair, edge.pass`,
    { link_version: options.linkVersion },
  );
  return rows.map((row) => ({
    sourcePair: row.source_pair,
    pass: row.pass,
    edges: row.edges,
    correct: row.correct,
    precision: share(row.correct, row.edges),
  }));
}

async function reviewAccuracies(session: Session, options: EvaluateOptions): Promise<readonly ReviewAccuracy[]> {
  const rows = await session.query<{ source_pair: string; reason: string; pairs: number; true_pairs: number }>(
    `SELECT review.source_pair, review.reason, COUNT(*) AS pairs,
      SUM(CASE WHEN l.person_id = r.person_id THEN 1 ELSE 0 END) AS true_pairs
    FROM linkage.review_pair AS review
    JOIN link_judged AS l ON l.entity_id = review.entity_id_l
    JOIN link_judged AS r ON r.entity_id = review.entity_id_r
    WHERE review.link_version = $link_version
    GROUP BY review.source_pair, review.reason
    ORDER BY review.source_pair, review.reason`,
    { link_version: options.linkVersion },
  );
  return rows.map((row) => ({
    sourcePair: row.source_pair,
    reason: row.reason,
    pairs: row.pairs,
    truePairs: row.true_pairs,
  }));
}

async function subgroupAccuracies(session: Session, table: string): Promise<readonly SubgroupAccuracy[]> {
  const rows = await session.query<PairCounts & { readonly dimension: string; readonly value: string }>(`
    SELECT source_l, source_r, subgroup.dimension, CAST(subgroup.value AS VARCHAR) AS value,
      SUM(linked) AS linked, SUM(is_true) AS true_pairs, SUM(linked * is_true) AS correct
    FROM link_judged_pair AS pair
    JOIN ${identifier(table)} AS subgroup ON subgroup.person_id = pair.person_id
    GROUP BY source_l, source_r, subgroup.dimension, subgroup.value
    ORDER BY source_l, source_r, subgroup.dimension, subgroup.value`);
  return rows.map((row) => ({
    left: row.source_l,
    right: row.source_r,
    dimension: row.dimension,
    value: row.value,
    ...accuracy([row]),
    precisionInterval: wilson(row.correct, row.linked),
    recallInterval: wilson(row.correct, row.true_pairs),
  }));
}

async function twinMerges(session: Session, table: string): Promise<LinkEvaluation['twins']> {
  const [row] = await session.query<{ pairs: number; merged: number }>(`
    SELECT COUNT(*) AS pairs, COALESCE(SUM(merged), 0) AS merged
    FROM (
      SELECT twin.person_id, twin.twin_id, MAX(CASE WHEN l.person_key = r.person_key THEN 1 ELSE 0 END) AS merged
      FROM ${identifier(table)} AS twin
      JOIN link_judged AS l ON l.person_id = twin.person_id
      JOIN link_judged AS r ON r.person_id = twin.twin_id
      GROUP BY twin.person_id, twin.twin_id
    ) AS pair`);
  const pairs = row?.pairs ?? 0;
  const falselyMerged = row?.merged ?? 0;
  return { pairs, falselyMerged, share: share(falselyMerged, pairs) };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
