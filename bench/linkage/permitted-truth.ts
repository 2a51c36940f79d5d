import {
  type PairCounts,
  type PairScore,
  pairScore,
  scoreClusters,
  scoreEdges,
} from '../../linkers/files/pair-score.ts';
import { textLiteral } from '../../warehouse/identifier.ts';
import type { Session } from '../../warehouse/warehouse.ts';

/** What a contender found of the pairs that permitted evidence can connect. */
export interface ContenderScore {
  readonly edges: PairScore;
  readonly clusters: PairScore;
  readonly bySourcePair: Readonly<Record<string, { readonly edges: PairScore; readonly clusters: PairScore }>>;
  /** Edges to a wage record without an equal SSN or a birth date on both sides. */
  readonly nameOnlyWageEdges: number;
}

/** The best any linker can do: pairs that permitted evidence connects among all pairs of one person. */
export interface Ceiling {
  readonly truePairs: number;
  readonly connectable: number;
  readonly recall: number;
}

/** (record_id, source, dob, ssn, true_id, truth): `truth` is the person and the part of them that evidence connects. */
const TRUTH_TABLE = 'bench_truth';

const EVERY_PAIR = () => true;

/**
 * Permitted evidence is a birth date on both sides or equal SSNs, through third records of the person if need be. All
 * records with a birth date are one part; the others join it by an SSN that one of it carries, or stand by their SSN.
 */
export async function createPermittedTruth(session: Session, input: string): Promise<Ceiling> {
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE ${TRUTH_TABLE} AS
    WITH
      record AS (
        SELECT record_id, source, dob, ssn, true_id
        FROM read_csv(${textLiteral(input)}, header = TRUE, all_varchar = TRUE)
      ),
      dated AS (
        SELECT DISTINCT true_id, ssn FROM record WHERE dob IS NOT NULL AND ssn IS NOT NULL
      )
    SELECT
      record.record_id, record.source, record.dob, record.ssn, record.true_id,
      record.true_id || CASE
        WHEN record.dob IS NOT NULL OR dated.ssn IS NOT NULL THEN ' dated'
        WHEN record.ssn IS NOT NULL THEN ' ' || record.ssn
        ELSE ' alone ' || record.record_id
      END AS truth
    FROM record
    LEFT JOIN dated ON dated.true_id = record.true_id AND dated.ssn = record.ssn`);
  const sum = (counts: readonly PairCounts[]) => counts.reduce((total, { truePairs }) => total + truePairs, 0);
  const labeled = (truth: string) => `(SELECT source, record_id AS label, ${truth} AS truth FROM ${TRUTH_TABLE})`;
  const connectable = sum(await scoreClusters(session, labeled('truth'), EVERY_PAIR));
  const truePairs = sum(await scoreClusters(session, labeled('true_id'), EVERY_PAIR));
  return { truePairs, connectable, recall: truePairs === 0 ? 0 : connectable / truePairs };
}

/** @param folder holds edges.parquet (record_id_l, record_id_r) and clusters.parquet (record_id, cluster_id) */
export async function scoreContender(session: Session, folder: string): Promise<ContenderScore> {
  const parquet = (name: string) => `read_parquet(${textLiteral(`${folder}/${name}.parquet`)})`;
  const edgeTable = `(SELECT DISTINCT record_id_l AS el, record_id_r AS er FROM ${parquet('edges')})`;
  const clusterTable = `(
    SELECT truth.source, truth.truth, CAST(cluster.cluster_id AS VARCHAR) AS label
    FROM ${parquet('clusters')} AS cluster
    JOIN ${TRUTH_TABLE} AS truth USING (record_id))`;
  const edges = await scoreEdges(
    session,
    `(SELECT record_id AS e, source, truth FROM ${TRUTH_TABLE})`,
    edgeTable,
    EVERY_PAIR,
  );
  const clusters = await scoreClusters(session, clusterTable, EVERY_PAIR);
  const [row] = await session.query<{ found: number }>(`
    SELECT COUNT(*) AS found
    FROM ${edgeTable} AS edge
    JOIN ${TRUTH_TABLE} AS l ON l.record_id = edge.el
    JOIN ${TRUTH_TABLE} AS r ON r.record_id = edge.er
    WHERE (l.source = 'dua' OR r.source = 'dua')
      AND (l.ssn IS NULL OR r.ssn IS NULL OR l.ssn <> r.ssn)
      AND (l.dob IS NULL OR r.dob IS NULL)`);
  const names = clusters.map(({ left, right }) => [left, right] as const);
  const of = (counts: readonly PairCounts[], left: string, right: string) =>
    pairScore(counts.filter((one) => one.left === left && one.right === right));
  return {
    edges: pairScore(edges),
    clusters: pairScore(clusters),
    bySourcePair: Object.fromEntries(
      names.map(([left, right]) => [
        `${left}_${right}`,
        { edges: of(edges, left, right), clusters: of(clusters, left, right) },
      ]),
    ),
    nameOnlyWageEdges: row?.found ?? 0,
  };
}
