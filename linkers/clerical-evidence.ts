import type { Dialect } from '../warehouse/dialect.ts';
import type { Session } from '../warehouse/warehouse.ts';
import type { StepReport } from './link-report.ts';
import { APART_TABLE, ENTITY_TABLE, STEP_EDGE_TABLE } from './names.ts';
import type { PairContext } from './pair-context.ts';
import { writeNumbers } from './write-numbers.ts';

/** What people decided about a pair of source entities. */
export interface ClericalEvidence {
  readonly entityIdL: number;
  readonly entityIdR: number;
  readonly decision: 'match' | 'no_match';
}

/** The pass that links by people's decisions are told under. */
export const CLERICAL_PASS = 'clerical';

const EVIDENCE_TABLE = 'link_evidence';

/**
 * Takes people's decisions as hard evidence, before clusters are resolved: a match links before every rule and weight,
 * whatever scoring made of it; a pair that is none loses its link and never shares a cluster, over others neither.
 * Constraints hold all the same. Decisions about entities that are gone, or of sources that the model never compares,
 * are left out.
 * @returns the steps that the links are told under, one a pair of sources, to follow those of the passes
 */
export async function applyEvidence(
  session: Session,
  dialect: Dialect,
  contexts: readonly PairContext[],
  evidence: readonly ClericalEvidence[],
  steps: readonly StepReport[],
): Promise<readonly StepReport[]> {
  if (evidence.length === 0) return [];
  await writeNumbers(
    session,
    dialect,
    'link_decided',
    { l: 'BIGINT', r: 'BIGINT', matches: 'INTEGER' },
    evidence.map(({ entityIdL, entityIdR, decision }) => [entityIdL, entityIdR, decision === 'match' ? 1 : 0]),
  );
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE ${EVIDENCE_TABLE} AS
    SELECT one.e AS a, other.e AS b, one.source AS source_a, other.source AS source_b, decided.matches
    FROM link_decided AS decided
    JOIN ${ENTITY_TABLE} AS one ON one.entity_id = decided.l
    JOIN ${ENTITY_TABLE} AS other ON other.entity_id = decided.r
    WHERE one.e <> other.e`);
  await session.execute(`
    DELETE FROM ${STEP_EDGE_TABLE}
    WHERE EXISTS (
      SELECT 1 FROM ${EVIDENCE_TABLE} AS evidence
      WHERE (evidence.a = ${STEP_EDGE_TABLE}.el AND evidence.b = ${STEP_EDGE_TABLE}.er)
        OR (evidence.b = ${STEP_EDGE_TABLE}.el AND evidence.a = ${STEP_EDGE_TABLE}.er)
    )`);
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE ${APART_TABLE} AS
    SELECT CAST(ROW_NUMBER() OVER (ORDER BY LEAST(a, b), GREATEST(a, b)) AS INTEGER) AS apart_no, a, b
    FROM ${EVIDENCE_TABLE}
    WHERE matches = 0`);
  const clerical: StepReport[] = [];
  for (const context of contexts) {
    const step = steps.length + clerical.length;
    const linked = await linkDecided(session, context, step);
    if (linked > 0) clerical.push(clericalStep(context, step, linked));
  }
  for (const table of ['link_decided', EVIDENCE_TABLE]) await session.execute(`DROP TABLE ${table}`);
  return clerical;
}

async function linkDecided(session: Session, { pair, dedupe, index }: PairContext, step: number): Promise<number> {
  return session.execute(
    `INSERT INTO ${STEP_EDGE_TABLE}
    SELECT ${index}, ${step}, el, er, NULL, 'link'
    FROM (
      SELECT
        CASE WHEN source_a = $left AND (source_b <> $left OR a < b) THEN a ELSE b END AS el,
        CASE WHEN source_a = $left AND (source_b <> $left OR a < b) THEN b ELSE a END AS er
      FROM ${EVIDENCE_TABLE}
      WHERE matches = 1
        AND ((source_a = $left AND source_b = $right)${dedupe ? '' : ' OR (source_a = $right AND source_b = $left)'})
    ) AS decided
    ORDER BY el, er`,
    { left: pair.left, right: pair.right },
  );
}

function clericalStep(context: PairContext, step: number, pairs: number): StepReport {
  return {
    step,
    sourcePair: context.name,
    pass: CLERICAL_PASS,
    type: 'deterministic',
    eligibleLeft: pairs,
    eligibleRight: pairs,
    candidatePairs: pairs,
    comparedPairs: pairs,
    blocks: [],
    parameters: null,
  };
}
