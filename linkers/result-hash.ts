import { createHash } from 'node:crypto';
import type { Dialect } from '../warehouse/dialect.ts';
import type { Session } from '../warehouse/warehouse.ts';
import { ENTITY_TABLE, FINAL_EDGE_TABLE, FINAL_REVIEW_TABLE, LABEL_TABLE } from './names.ts';

/** Rows that are hashed as one text, which keeps texts far below the engines' limits. */
const ROWS_A_TEXT = 1000;

/**
 * A digest of clusters, edges and review pairs by entity id, of any size and from rows in any order: a SHA-256 of the
 * sorted SHA-256s of a thousand sorted rows each. It is made where the rows are, and equal on both engines: weights,
 * which have six decimals, are written as whole numbers.
 * @param sourcePairs names of the model's pairs of sources, in its order
 */
export async function resultHash(session: Session, dialect: Dialect, sourcePairs: readonly string[]): Promise<string> {
  const { joined, sha256_hex } = dialect.functions;
  const number = (sql: string) => `CAST(${sql} AS VARCHAR)`;
  const weight = `COALESCE(${number('CAST(ROUND(edge.weight * 1000000) AS BIGINT)')}, '')`;
  const edges = (table: string, part: number, reason: string) => `
    SELECT
      ${part} AS part,
      ROW_NUMBER() OVER (ORDER BY edge.step, edge.el, edge.er) AS place,
      ${number('edge.step')} || ' ' || ${number('l.entity_id')} || ' ' || ${number('r.entity_id')} || ' ' || ${weight} || ' ' || ${reason} AS text
    FROM ${table} AS edge
    JOIN ${ENTITY_TABLE} AS l ON l.e = edge.el
    JOIN ${ENTITY_TABLE} AS r ON r.e = edge.er`;
  const [row] = await session.query<{ digest: string | null }>(`
    SELECT ${sha256_hex(joined('digest', "','", 'bucket'))} AS digest
    FROM (
      SELECT part * 1000000000 + block AS bucket, ${sha256_hex(joined('text', "','", 'place'))} AS digest
      FROM (
        SELECT part, place, place - MOD(place, ${ROWS_A_TEXT}) AS block, text
        FROM (
          SELECT 0 AS part, entity.e AS place, ${number('entity.entity_id')} || ' ' || ${number('cluster.label')} AS text
          FROM ${LABEL_TABLE} AS cluster
          JOIN ${ENTITY_TABLE} AS entity ON entity.e = cluster.e
          UNION ALL ${edges(FINAL_EDGE_TABLE, 1, "'link'")}
          UNION ALL ${edges(FINAL_REVIEW_TABLE, 2, 'edge.reason')}
        ) AS listed
      ) AS blocked
      GROUP BY part, block
    ) AS hashed`);
  return createHash('sha256')
    .update(sourcePairs.map((name) => `${name}\n`).join(''))
    .update(row?.digest ?? '')
    .digest('hex');
}
