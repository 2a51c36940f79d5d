import type { Dialect } from '../warehouse/dialect.ts';
import type { Session } from '../warehouse/warehouse.ts';
import { createFreshKeys } from './fresh-person-keys.ts';
import { matchPersonKeys, type Overlap } from './match-person-keys.ts';
import { ALIAS_TABLE, ENTITY_TABLE, LABEL_TABLE, PERSON_TABLE } from './names.ts';
import { createPersonEvents } from './person-events.ts';
import type { RandomKey } from './person-key.ts';
import { addNumbers } from './write-numbers.ts';

/**
 * Gives every cluster (`link_final_label`) its person key (`link_final_person`), carrying on those of the version
 * before: old keys and new clusters are matched one-to-one by the number of entities they share, greatest first, ties
 * to the older key, then to the lesser key and cluster. Other clusters get new random keys, drawn in their order. Keys
 * and clusters that meet nobody else are matched where they are; only those that contend come out.
 * @returns the version whose keys go on: the promoted one, before any promotion the latest; null when there is none
 */
export async function carryPersonKeys(session: Session, dialect: Dialect, random: RandomKey): Promise<number | null> {
  const previous = await previousVersion(session);
  await createOverlaps(session, previous);
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE link_carried AS
    SELECT label, person_key FROM link_overlap WHERE clusters = 1 AND persons = 1`);
  const matched = matchPersonKeys(await contendingOverlaps(session));
  await addNumbers(
    session,
    dialect,
    'link_carried',
    { label: 'INTEGER', person_key: 'BIGINT' },
    matched.map(({ label, person_key }) => [label, person_key]),
  );
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE link_new_person AS
    SELECT cluster.label, CAST(ROW_NUMBER() OVER (ORDER BY cluster.label) AS INTEGER) AS place
    FROM (SELECT DISTINCT label FROM ${LABEL_TABLE}) AS cluster
    LEFT JOIN link_carried AS carried ON carried.label = cluster.label
    WHERE carried.label IS NULL`);
  const [row] = await session.query<{ persons: number }>('SELECT COUNT(*) AS persons FROM link_new_person');
  await createFreshKeys(session, dialect, row?.persons ?? 0, random);
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE ${PERSON_TABLE} AS
    SELECT label, person_key, 1 AS kept FROM link_carried
    UNION ALL
    SELECT person.label, fresh.person_key, 0
    FROM link_new_person AS person
    JOIN link_fresh_key AS fresh ON fresh.place = person.place`);
  await createPersonEvents(session, previous);
  for (const table of ['link_overlap', 'link_carried', 'link_new_person', 'link_fresh_key']) {
    await session.execute(`DROP TABLE ${table}`);
  }
  return previous;
}

async function previousVersion(session: Session): Promise<number | null> {
  const [row] = await session.query<{ link_version: number }>(`
    SELECT link_version
    FROM linkage.version
    ORDER BY CASE WHEN state = 'promoted' THEN 0 ELSE 1 END, link_version DESC NULLS LAST
    LIMIT 1`);
  return row?.link_version ?? null;
}

/**
 * Creates `link_overlap` (person_key, label, shared, clusters, persons): the entities that a key and a cluster share,
 * the clusters that the key meets, and the keys that the cluster does.
 */
async function createOverlaps(session: Session, previous: number | null): Promise<void> {
  await session.execute(
    `CREATE OR REPLACE TEMPORARY TABLE link_overlap AS
    SELECT
      person_key, label, shared,
      COUNT(*) OVER (PARTITION BY person_key) AS clusters,
      COUNT(*) OVER (PARTITION BY label) AS persons
    FROM (
      SELECT old.person_key, cluster.label, COUNT(*) AS shared
      FROM linkage.crosswalk AS old
      LEFT JOIN ${ALIAS_TABLE} AS alias ON alias.entity_id = old.entity_id
      JOIN ${ENTITY_TABLE} AS entity ON entity.entity_id = COALESCE(alias.canonical_id, old.entity_id)
      JOIN ${LABEL_TABLE} AS cluster ON cluster.e = entity.e
      WHERE old.link_version = CAST($previous AS INTEGER)
      GROUP BY old.person_key, cluster.label
    ) AS met`,
    { previous },
  );
}

/** Ranked as they are to be matched. A key is as old as the first version that has it. */
async function contendingOverlaps(session: Session): Promise<readonly Overlap[]> {
  const overlaps: Overlap[] = [];
  const rows = session.stream<{ person_key: number; label: number }>(`
    SELECT contending.person_key, contending.label
    FROM link_overlap AS contending
    JOIN (SELECT person_key, MIN(link_version) AS first_version FROM linkage.crosswalk GROUP BY person_key) AS issued
      ON issued.person_key = contending.person_key
    WHERE contending.clusters > 1 OR contending.persons > 1
    ORDER BY contending.shared DESC NULLS LAST, issued.first_version, contending.person_key, contending.label`);
  for await (const row of rows) overlaps.push(row);
  return overlaps;
}
