import type { LinkModel } from '../schemas/link-model/link-model.ts';
import { identifier, textLiteral } from '../warehouse/identifier.ts';
import type { Session, SqlParameters, SqlValue, Warehouse } from '../warehouse/warehouse.ts';
import { scoringVersion } from './incremental/read-base.ts';
import { writeBasis } from './incremental/write-basis.ts';
import type { LinkReport, StepReport } from './link-report.ts';
import { canonicalJson } from './model-hash.ts';
import {
  ALIAS_TABLE,
  ENTITY_TABLE,
  FINAL_EDGE_TABLE,
  FINAL_REVIEW_TABLE,
  LABEL_TABLE,
  PERSON_EVENT_TABLE,
  PERSON_TABLE,
} from './names.ts';

export interface LinkVersionContent {
  readonly report: LinkReport;
  readonly model: LinkModel;
  readonly steps: readonly StepReport[];
  readonly previousVersion: number | null;
  readonly keepsBasis: boolean;
  readonly createdAt: Date;
}

/**
 * Writes what resolution left in the session as a candidate version. Its row in `linkage.version` comes last: it alone
 * makes the others visible.
 */
export async function writeLinkVersion(
  warehouse: Warehouse,
  session: Session,
  content: LinkVersionContent,
): Promise<void> {
  const { report, steps } = content;
  const version = { link_version: report.linkVersion };
  await writeEdges(session, steps, version, 'edge');
  await writeEdges(session, steps, version, 'review_pair');
  await session.execute(
    `INSERT INTO linkage.crosswalk
    SELECT $link_version, entity.source, entity.entity_id, person.person_key
    FROM ${LABEL_TABLE} AS cluster
    JOIN ${PERSON_TABLE} AS person ON person.label = cluster.label
    JOIN (
      SELECT e, source, entity_id FROM ${ENTITY_TABLE}
      UNION ALL
      SELECT known.e, known.source, alias.entity_id
      FROM ${ALIAS_TABLE} AS alias
      JOIN ${ENTITY_TABLE} AS known ON known.entity_id = alias.canonical_id
    ) AS entity ON entity.e = cluster.e
    ORDER BY entity.source, entity.entity_id`,
    version,
  );
  await session.execute(
    `INSERT INTO linkage.person_event
    SELECT $link_version, event, person_key, other_key
    FROM ${PERSON_EVENT_TABLE}
    ORDER BY event, person_key, other_key`,
    version,
  );
  if (content.keepsBasis) await writeBasis(session, report.linkVersion, report.incremental === null);
  await writeFacts(warehouse, content);
}

async function writeEdges(
  session: Session,
  steps: readonly StepReport[],
  version: SqlParameters,
  table: 'edge' | 'review_pair',
): Promise<void> {
  // Of one source alone there are no edges, and no step to name.
  if (steps.length === 0) return;
  const name = (text: (step: StepReport) => string) =>
    `CASE edge.step ${steps.map((step) => `WHEN ${step.step} THEN ${textLiteral(text(step))}`).join(' ')} END`;
  await session.execute(
    `INSERT INTO ${identifier(`linkage.${table}`)}
    SELECT
      $link_version,
      l.entity_id,
      r.entity_id,
      ${name((step) => step.sourcePair)},
      ${name((step) => step.pass)},
      edge.weight,
      1 / (1 + POWER(2, -edge.weight))${table === 'edge' ? '' : ',\n      edge.reason'}
    FROM ${table === 'edge' ? FINAL_EDGE_TABLE : FINAL_REVIEW_TABLE} AS edge
    JOIN ${ENTITY_TABLE} AS l ON l.e = edge.el
    JOIN ${ENTITY_TABLE} AS r ON r.e = edge.er
    ORDER BY edge.step, edge.el, edge.er`,
    version,
  );
}

/** Counts, parameters and the version row itself: one transaction, one commit. */
async function writeFacts(warehouse: Warehouse, content: LinkVersionContent): Promise<void> {
  const { report } = content;
  await warehouse.transaction(async (session) => {
    for (const pass of report.passes) {
      await insert(session, 'step', {
        link_version: report.linkVersion,
        step: pass.step,
        source_pair: pass.sourcePair,
        pass: pass.pass,
        type: pass.type,
        eligible_left: pass.eligibleLeft,
        eligible_right: pass.eligibleRight,
        candidate_pairs: pass.candidatePairs,
        compared_pairs: pass.comparedPairs,
        linked: pass.linked,
        review: pass.review,
        displaced: pass.displaced,
        probability_two_random_records_match: pass.parameters?.lambda ?? null,
        link_weight: pass.parameters?.linkWeight ?? null,
        review_weight: pass.parameters?.reviewWeight ?? null,
        iterations: pass.parameters?.iterations ?? null,
        converged: pass.parameters?.converged ?? null,
        estimated_matches: pass.estimated?.matches ?? null,
        estimated_false_links: pass.estimated?.falseLinks ?? null,
        parameters_json: pass.parameters === null ? null : JSON.stringify(pass.parameters),
      });
      for (const comparison of pass.parameters?.comparisons ?? []) {
        for (const [index, level] of comparison.levels.entries()) {
          await insert(session, 'parameter', {
            link_version: report.linkVersion,
            source_pair: pass.sourcePair,
            pass: pass.pass,
            comparison: comparison.comparison,
            level: index + 1,
            label: level.label,
            m_probability: level.m,
            u_probability: level.u,
            match_weight: level.weight,
            u_source: level.uSource,
            u_standard_error: level.uStandardError,
            floored: level.floored,
          });
        }
      }
    }
    await insert(session, 'version', {
      link_version: report.linkVersion,
      state: 'candidate',
      previous_version: content.previousVersion,
      model: report.model,
      model_version: report.modelVersion,
      model_hash: report.modelHash,
      model_json: canonicalJson(content.model),
      result_hash: report.resultHash,
      entities: report.sources.reduce((sum, source) => sum + source.entities, 0),
      persons: report.persons,
      linked_persons: report.linkedPersons,
      created_at: content.createdAt.toISOString().replace('T', ' ').replace('Z', ''),
      promoted_at: null,
      base_version: report.incremental?.baseVersion ?? null,
      trained_version: report.incremental?.trainedVersion ?? report.linkVersion,
      has_basis: content.keepsBasis,
      scoring_version: scoringVersion(),
      incremental_json: report.incremental === null ? null : JSON.stringify(report.incremental),
    });
  });
}

async function insert(session: Session, table: string, row: Readonly<Record<string, SqlValue>>): Promise<void> {
  const names = Object.keys(row).map(identifier);
  await session.execute(
    `INSERT INTO ${identifier(`linkage.${table}`)} (${names.join(', ')}) VALUES (${names.map((name) => `$${name}`).join(', ')})`,
    row,
  );
}
