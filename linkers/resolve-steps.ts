import type { LinkModel } from '../schemas/link-model/link-model.ts';
import type { Dialect } from '../warehouse/dialect.ts';
import type { Session } from '../warehouse/warehouse.ts';
import { connectComponents } from './connected-components.ts';
import { createHeldValues } from './constraint-sql.ts';
import { findContestedComponents } from './contested-components.ts';
import type { EncodedSource } from './encode-entities.ts';
import type { ResolvedPair } from './link-edge.ts';
import type { StepReport } from './link-report.ts';
import {
  COMPONENT_TABLE,
  ENTITY_TABLE,
  FINAL_EDGE_TABLE,
  LABEL_TABLE,
  SETTLED_TABLE,
  STEP_EDGE_TABLE,
} from './names.ts';
import { resolveContested } from './resolve-contested.ts';
import { createReviewPairs } from './review-pairs.ts';

/**
 * Turns the edges of all steps into final clusters (`link_final_label`), the links inside them (`link_final_edge`) and
 * what remains doubtful (`link_final_review`). Components that can be one person are taken whole where they are; only
 * contested ones are resolved in process.
 */
export async function resolveSteps(
  session: Session,
  dialect: Dialect,
  model: LinkModel,
  sources: readonly EncodedSource[],
  pairs: readonly ResolvedPair[],
  steps: readonly StepReport[],
): Promise<void> {
  await connectComponents(session);
  await createHeldValues(session, model, sources);
  await findContestedComponents(session, model);
  await resolveContested(session, dialect, model, sources, pairs, steps);
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE ${LABEL_TABLE} AS
    SELECT e, CAST(DENSE_RANK() OVER (ORDER BY root) - 1 AS INTEGER) AS label
    FROM (
      SELECT entity.e, COALESCE(settled.root, component.root, entity.e) AS root
      FROM ${ENTITY_TABLE} AS entity
      LEFT JOIN ${COMPONENT_TABLE} AS component ON component.e = entity.e
      LEFT JOIN ${SETTLED_TABLE} AS settled ON settled.e = entity.e
    ) AS rooted`);
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE ${FINAL_EDGE_TABLE} AS
    SELECT link.step, link.el, link.er, link.weight
    FROM ${STEP_EDGE_TABLE} AS link
    JOIN ${LABEL_TABLE} AS l ON l.e = link.el
    JOIN ${LABEL_TABLE} AS r ON r.e = link.er
    WHERE link.state = 'link' AND l.label = r.label`);
  await createReviewPairs(session, model);
}
