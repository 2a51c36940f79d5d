import type { Session } from '../../warehouse/warehouse.ts';
import { DIGEST_TABLE, ENTITY_TABLE } from '../names.ts';

/** (e): entities that the base does not have, or has with other values. */
export const CHANGED_TABLE = 'link_changed';

/** How the entities of now differ from those of a version. */
export interface EntityChanges {
  /** Entities of the version. */
  readonly before: number;
  readonly added: number;
  /** With other values than before. */
  readonly corrected: number;
  readonly removed: number;
}

export async function createChanged(session: Session, linkVersion: number): Promise<void> {
  await session.execute(
    `CREATE OR REPLACE TEMPORARY TABLE ${CHANGED_TABLE} AS
    SELECT digest.e
    FROM ${DIGEST_TABLE} AS digest
    JOIN ${ENTITY_TABLE} AS entity ON entity.e = digest.e
    LEFT JOIN vault.link_entity AS old
      ON old.link_version = $link_version AND old.entity_id = entity.entity_id
    WHERE old.entity_id IS NULL OR old.digest <> digest.digest`,
    { link_version: linkVersion },
  );
}

export async function countChanges(session: Session, linkVersion: number): Promise<EntityChanges> {
  const [row] = await session.query<{ before: number; met: number; corrected: number; now: number }>(
    `SELECT
      (SELECT COUNT(*) FROM vault.link_entity WHERE link_version = $link_version) AS "before",
      COUNT(old.entity_id) AS "met",
      CAST(COALESCE(SUM(CASE WHEN old.digest <> digest.digest THEN 1 ELSE 0 END), 0) AS BIGINT) AS "corrected",
      COUNT(*) AS "now"
    FROM ${DIGEST_TABLE} AS digest
    JOIN ${ENTITY_TABLE} AS entity ON entity.e = digest.e
    LEFT JOIN vault.link_entity AS old
      ON old.link_version = $link_version AND old.entity_id = entity.entity_id`,
    { link_version: linkVersion },
  );
  const { before, met, corrected, now } = row!;
  return Object.freeze({ before, added: now - met, corrected: Number(corrected), removed: before - met });
}
