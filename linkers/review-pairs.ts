import type { LinkModel } from '../schemas/link-model/link-model.ts';
import { textLiteral } from '../warehouse/identifier.ts';
import type { Session } from '../warehouse/warehouse.ts';
import { clusterLimits } from './constraint-sql.ts';
import {
  ENTITY_TABLE,
  FINAL_REVIEW_TABLE,
  HELD_TABLE,
  LABEL_TABLE,
  LOST_LINK_TABLE,
  STEP_EDGE_TABLE,
} from './names.ts';
import { LOST_OUTCOMES } from './resolve-contested.ts';

/** Reasons that ask whether what cannot be is so after all. */
const ASKED_ANYHOW = "'constraint', 'strong_link'";

/**
 * Creates `link_final_review`: each doubtful pair once, with its last step (the one that weighed it) and reason. Pairs
 * that became one person are settled; so are those that cannot be one, unless that is the very question.
 */
export async function createReviewPairs(session: Session, model: LinkModel): Promise<void> {
  await createDoubtfulPairs(session);
  await createImpossiblePairs(session, model);
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE ${FINAL_REVIEW_TABLE} AS
    SELECT doubtful.step, doubtful.el, doubtful.er, doubtful.weight, doubtful.reason
    FROM link_doubtful AS doubtful
    LEFT JOIN link_impossible AS impossible
      ON impossible.l_label = doubtful.l_label AND impossible.r_label = doubtful.r_label
    WHERE doubtful.reason IN (${ASKED_ANYHOW}) OR impossible.l_label IS NULL`);
  for (const table of ['link_doubtful', 'link_impossible']) await session.execute(`DROP TABLE ${table}`);
}

async function createDoubtfulPairs(session: Session): Promise<void> {
  const reason = LOST_OUTCOMES.map((outcome, index) => `WHEN ${index} THEN ${textLiteral(outcome)}`).join(' ');
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE link_doubtful AS
    SELECT step, el, er, weight, reason, l_label, r_label
    FROM (
      SELECT
        doubt.step, doubt.el, doubt.er, doubt.weight, doubt.reason, l.label AS l_label, r.label AS r_label,
        ROW_NUMBER() OVER (PARTITION BY doubt.el, doubt.er ORDER BY doubt.step DESC NULLS LAST) AS place
      FROM (
        SELECT step, el, er, weight, state AS reason FROM ${STEP_EDGE_TABLE} WHERE state <> 'link'
        UNION ALL
        SELECT step, el, er, weight, CASE outcome ${reason} END
        FROM ${LOST_LINK_TABLE}
        WHERE outcome <> ${LOST_OUTCOMES.indexOf('displaced')}
      ) AS doubt
      JOIN ${LABEL_TABLE} AS l ON l.e = doubt.el
      JOIN ${LABEL_TABLE} AS r ON r.e = doubt.er
      WHERE l.label <> r.label
    ) AS ranked
    WHERE place = 1`);
}

/** Clusters that together have more entities than the model's guards allow. */
function tooLarge({ cluster_guards: { max_entities: most } }: LinkModel): string {
  if (most === undefined) return '';
  return `UNION
    SELECT question.l_label, question.r_label
    FROM link_question AS question
    JOIN (SELECT label, COUNT(*) AS entities FROM link_asked GROUP BY label) AS l ON l.label = question.l_label
    JOIN (SELECT label, COUNT(*) AS entities FROM link_asked GROUP BY label) AS r ON r.label = question.r_label
    WHERE l.entities + r.entities > ${most}`;
}

/** Of the doubtful pairs' clusters, those that could not be one person: see `mayMerge`. */
async function createImpossiblePairs(session: Session, model: LinkModel): Promise<void> {
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE link_question AS
    SELECT DISTINCT l_label, r_label FROM link_doubtful WHERE reason NOT IN (${ASKED_ANYHOW})`);
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE link_asked AS
    SELECT cluster.label, cluster.e
    FROM ${LABEL_TABLE} AS cluster
    JOIN (SELECT l_label AS label FROM link_question UNION SELECT r_label FROM link_question) AS asked
      ON asked.label = cluster.label`);
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE link_impossible AS
    WITH
      counted AS (
        SELECT asked.label, entity.source, COUNT(*) AS entities
        FROM link_asked AS asked
        JOIN ${ENTITY_TABLE} AS entity ON entity.e = asked.e
        GROUP BY asked.label, entity.source
      ),
      holding AS (
        SELECT asked.label, held.constraint_no, held.e, held.code
        FROM link_asked AS asked
        JOIN ${HELD_TABLE} AS held ON held.e = asked.e
      ),
      known AS (
        SELECT label, constraint_no, COUNT(DISTINCT e) AS entities FROM holding GROUP BY label, constraint_no
      ),
      agreed AS (
        SELECT l_label, r_label, constraint_no, COUNT(*) AS pairs
        FROM (
          SELECT DISTINCT question.l_label, question.r_label, l.constraint_no, l.e AS el, r.e AS er
          FROM link_question AS question
          JOIN holding AS l ON l.label = question.l_label
          JOIN holding AS r ON r.label = question.r_label AND r.constraint_no = l.constraint_no AND r.code = l.code
        ) AS agreeing
        GROUP BY l_label, r_label, constraint_no
      )
    SELECT question.l_label, question.r_label
    FROM link_question AS question
    JOIN counted AS l ON l.label = question.l_label
    JOIN counted AS r ON r.label = question.r_label AND r.source = l.source
    JOIN ${clusterLimits(model)} AS allowed ON allowed.source = l.source
    WHERE l.entities + r.entities > allowed.most
    UNION
    SELECT question.l_label, question.r_label
    FROM link_question AS question
    JOIN known AS l ON l.label = question.l_label
    JOIN known AS r ON r.label = question.r_label AND r.constraint_no = l.constraint_no
    LEFT JOIN agreed
      ON agreed.l_label = question.l_label
      AND agreed.r_label = question.r_label
      AND agreed.constraint_no = l.constraint_no
    WHERE COALESCE(agreed.pairs, 0) < l.entities * r.entities
    ${tooLarge(model)}`);
  for (const table of ['link_question', 'link_asked']) await session.execute(`DROP TABLE ${table}`);
}
