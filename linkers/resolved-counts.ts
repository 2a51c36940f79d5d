import type { Session } from '../warehouse/warehouse.ts';
import type { PassReport, StepReport } from './link-report.ts';
import { ENTITY_TABLE, FINAL_EDGE_TABLE, FINAL_REVIEW_TABLE, LABEL_TABLE, LOST_LINK_TABLE } from './names.ts';
import { LOST_OUTCOMES } from './resolve-contested.ts';

export interface ClusterCounts {
  readonly persons: number;
  /** Persons with entities in more than one source. */
  readonly linkedPersons: number;
  readonly largestCluster: number;
}

export async function countClusters(session: Session): Promise<ClusterCounts> {
  const [row] = await session.query<{ persons: number; linked: number; largest: number }>(`
    SELECT
      COUNT(*) AS persons,
      COALESCE(SUM(CASE WHEN first_source <> last_source THEN 1 ELSE 0 END), 0) AS linked,
      COALESCE(MAX(entities), 0) AS largest
    FROM (
      SELECT
        cluster.label, COUNT(*) AS entities,
        MIN(entity.source) AS first_source, MAX(entity.source) AS last_source
      FROM ${LABEL_TABLE} AS cluster
      JOIN ${ENTITY_TABLE} AS entity ON entity.e = cluster.e
      GROUP BY cluster.label
    ) AS sized`);
  return { persons: row?.persons ?? 0, linkedPersons: Number(row?.linked ?? 0), largestCluster: row?.largest ?? 0 };
}

/** What each step came to on the final clusters. */
export async function countResolved(session: Session, steps: readonly StepReport[]): Promise<readonly PassReport[]> {
  // Whole numbers of a billionth sum up the same in every order, which floating point does not.
  const linked = await session.query<{ step: number; pairs: number; wrong: number | null }>(`
    SELECT
      step, COUNT(*) AS pairs,
      CAST(SUM(CAST(ROUND(1000000000 / (1 + POWER(2, weight))) AS BIGINT)) AS BIGINT) AS wrong
    FROM ${FINAL_EDGE_TABLE}
    GROUP BY step`);
  const doubtful = await session.query<StepPairs>(
    `SELECT step, COUNT(*) AS pairs FROM ${FINAL_REVIEW_TABLE} GROUP BY step`,
  );
  const displaced = await session.query<StepPairs>(`
    SELECT step, COUNT(*) AS pairs
    FROM ${LOST_LINK_TABLE}
    WHERE outcome = ${LOST_OUTCOMES.indexOf('displaced')}
    GROUP BY step`);
  return steps.map((step): PassReport => {
    const of = <T extends StepPairs>(rows: readonly T[]) => rows.find((row) => row.step === step.step);
    const links = of(linked);
    return {
      ...step,
      linked: links?.pairs ?? 0,
      review: of(doubtful)?.pairs ?? 0,
      displaced: of(displaced)?.pairs ?? 0,
      estimated:
        step.parameters === null
          ? null
          : {
              matches: step.parameters.lambda * step.parameters.totalPairs,
              falseLinks: (links?.wrong ?? 0) / 1e9,
            },
    };
  });
}

interface StepPairs extends Record<string, unknown> {
  readonly step: number;
  readonly pairs: number;
}
