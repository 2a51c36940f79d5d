import type { Session } from '../../warehouse/warehouse.ts';
import { DIGEST_TABLE, ENTITY_TABLE, SCORED_TABLE } from '../names.ts';
import { KEPT_BLOCK_TABLE, KEPT_FREQUENCY_TABLE, KEPT_PATTERN_TABLE } from './keep-basis.ts';

/**
 * Writes what the session kept: the digests of all entities and the candidates of all steps; of a version that was
 * trained, its term frequencies, skipped blocks and agreement patterns, too.
 */
export async function writeBasis(session: Session, linkVersion: number, trained: boolean): Promise<void> {
  const version = { link_version: linkVersion };
  await session.execute(
    `INSERT INTO linkage.candidate
    SELECT $link_version, scored.step, l.entity_id, r.entity_id, scored.weight, scored.state
    FROM ${SCORED_TABLE} AS scored
    JOIN ${ENTITY_TABLE} AS l ON l.e = scored.el
    JOIN ${ENTITY_TABLE} AS r ON r.e = scored.er`,
    version,
  );
  await session.execute(
    `INSERT INTO vault.link_entity
    SELECT $link_version, entity.entity_id, entity.source, digest.digest
    FROM ${DIGEST_TABLE} AS digest
    JOIN ${ENTITY_TABLE} AS entity ON entity.e = digest.e`,
    version,
  );
  if (!trained) return;
  await session.execute(
    `INSERT INTO linkage.pattern SELECT $link_version, step, pattern, pairs FROM ${KEPT_PATTERN_TABLE}`,
    version,
  );
  await session.execute(
    `INSERT INTO vault.link_frequency
    SELECT $link_version, step, comparison, value, adjustment FROM ${KEPT_FREQUENCY_TABLE}`,
    version,
  );
  await session.execute(
    `INSERT INTO vault.link_skipped_block SELECT $link_version, step, rule, block FROM ${KEPT_BLOCK_TABLE}`,
    version,
  );
}
