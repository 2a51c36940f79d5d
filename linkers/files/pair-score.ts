import type { Session } from '../../warehouse/warehouse.ts';
import type { CountedPairs } from './counted-pairs.ts';

/** Pairs of records, each once. */
export interface PairCounts {
  readonly left: string;
  readonly right: string;
  readonly linked: number;
  readonly truePairs: number;
  readonly correct: number;
}

export interface PairScore {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
}

export function pairScore(counts: readonly Omit<PairCounts, 'left' | 'right'>[]): PairScore {
  const sum = (part: 'linked' | 'truePairs' | 'correct') => counts.reduce((total, one) => total + one[part], 0);
  const [linked, truePairs, correct] = [sum('linked'), sum('truePairs'), sum('correct')];
  const ratio = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  return Object.freeze({
    precision: ratio(correct, linked),
    recall: ratio(correct, truePairs),
    f1: ratio(2 * correct, linked + truePairs),
    truePositives: correct,
    falsePositives: linked - correct,
    falseNegatives: truePairs - correct,
  });
}

/**
 * Counts all pairs within clusters against all pairs of one person, from the sizes of groups: no pair is made.
 * @param table (source, label, truth): a row a record
 */
export async function scoreClusters(
  session: Session,
  table: string,
  counted: CountedPairs,
): Promise<readonly PairCounts[]> {
  const linked = await pairsWithin(session, table, ['label']);
  const truePairs = await pairsWithin(session, table, ['truth']);
  const correct = await pairsWithin(session, table, ['label', 'truth']);
  return combine({ linked, truePairs, correct }, counted);
}

/**
 * Counts pairs as they are against all pairs of one person.
 * @param table (e, source, truth): a row a record
 * @param edges (el, er), each pair once
 */
export async function scoreEdges(
  session: Session,
  table: string,
  edges: string,
  counted: CountedPairs,
): Promise<readonly PairCounts[]> {
  const truePairs = await pairsWithin(session, table, ['truth']);
  const found = await session.query<SourcePairs & { correct: number }>(`
    SELECT
      LEAST(l.source, r.source) AS "left", GREATEST(l.source, r.source) AS "right",
      COUNT(*) AS pairs, COUNT(CASE WHEN l.truth = r.truth THEN 1 END) AS correct
    FROM ${edges} AS edge
    JOIN ${table} AS l ON l.e = edge.el
    JOIN ${table} AS r ON r.e = edge.er
    GROUP BY ALL`);
  return combine(
    { linked: found, truePairs, correct: found.map(({ correct, ...pair }) => ({ ...pair, pairs: correct })) },
    counted,
  );
}

interface SourcePairs extends Record<string, unknown> {
  readonly left: string;
  readonly right: string;
  readonly pairs: number;
}

/** Pairs of records that agree on the columns, by pair of sources. */
async function pairsWithin(session: Session, table: string, columns: readonly string[]): Promise<SourcePairs[]> {
  const keys = columns.join(', ');
  const sizes = `(SELECT ${keys}, source, COUNT(*) AS records FROM ${table} AS judged GROUP BY ${keys}, source)`;
  return session.query<SourcePairs>(`
    SELECT
      l.source AS "left", r.source AS "right",
      CAST(SUM(CASE WHEN l.source = r.source THEN l.records * (l.records - 1) / 2 ELSE l.records * r.records END) AS DOUBLE) AS pairs
    FROM ${sizes} AS l
    JOIN ${sizes} AS r ON ${columns.map((column) => `l.${column} = r.${column}`).join(' AND ')} AND l.source <= r.source
    GROUP BY l.source, r.source`);
}

function combine(
  parts: Readonly<Record<'linked' | 'truePairs' | 'correct', readonly SourcePairs[]>>,
  counted: CountedPairs,
): readonly PairCounts[] {
  const names = new Map<string, readonly [string, string]>();
  for (const { left, right } of Object.values(parts).flat()) {
    if (counted(left, right)) names.set(`${left} ${right}`, [left, right]);
  }
  const pairs = (rows: readonly SourcePairs[], left: string, right: string) =>
    rows.find((row) => row.left === left && row.right === right)?.pairs ?? 0;
  return [...names.values()]
    .sort(([a, b], [c, d]) => (a === c ? compare(b, d) : compare(a, c)))
    .map(([left, right]) => ({
      left,
      right,
      linked: pairs(parts.linked, left, right),
      truePairs: pairs(parts.truePairs, left, right),
      correct: pairs(parts.correct, left, right),
    }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
