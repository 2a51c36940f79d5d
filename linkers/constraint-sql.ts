import type { LinkModel } from '../schemas/link-model/link-model.ts';
import { textLiteral } from '../warehouse/identifier.ts';
import type { Session } from '../warehouse/warehouse.ts';
import type { EncodedSource } from './encode-entities.ts';
import { APART_TABLE, codeColumn, HELD_TABLE, STEP_EDGE_TABLE, variantTable } from './names.ts';

// The rules of `cluster-constraints.ts` where clusters stay in the warehouse.

/** A table (source, most): how many entities a person may have, for the sources that limit it. */
export function clusterLimits(model: LinkModel): string {
  const limits = Object.entries(model.sources).flatMap(([source, { max_per_cluster: most }]) =>
    most === undefined ? [] : [`SELECT ${textLiteral(source)} AS source, ${most} AS most`],
  );
  if (limits.length === 0) return '(SELECT CAST(NULL AS VARCHAR) AS source, 0 AS most LIMIT 0)';
  return `(${limits.join(' UNION ALL ')})`;
}

/** Creates `link_held`: what the entities that some step met hold of the columns of which a person has one value. */
export async function createHeldValues(
  session: Session,
  model: LinkModel,
  sources: readonly EncodedSource[],
): Promise<void> {
  await session.execute(
    `CREATE OR REPLACE TEMPORARY TABLE ${HELD_TABLE} (constraint_no INTEGER, e INTEGER, code INTEGER)`,
  );
  if (model.constraints.length === 0) return;
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE link_met AS
    SELECT el AS e FROM ${STEP_EDGE_TABLE} UNION SELECT er FROM ${STEP_EDGE_TABLE}`);
  for (const [number, constraint] of model.constraints.entries()) {
    const code = codeColumn(constraint.column);
    for (const { source } of sources) {
      if (constraint.sources !== undefined && !constraint.sources.includes(source)) continue;
      await session.execute(`
        INSERT INTO ${HELD_TABLE}
        SELECT DISTINCT ${number}, variant.e, variant.${code}
        FROM ${variantTable(source)} AS variant
        JOIN link_met AS met ON met.e = variant.e
        WHERE variant.${code} IS NOT NULL`);
    }
  }
  await session.execute('DROP TABLE link_met');
  await session.execute(`CREATE TEMPORARY TABLE IF NOT EXISTS ${APART_TABLE} (apart_no INTEGER, a INTEGER, b INTEGER)`);
  const before = model.constraints.length - 1;
  await session.execute(`
    INSERT INTO ${HELD_TABLE}
    SELECT ${before} + apart_no, a, 1 FROM ${APART_TABLE} UNION ALL SELECT ${before} + apart_no, b, 2 FROM ${APART_TABLE}`);
}
