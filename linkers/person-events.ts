import type { Session } from '../warehouse/warehouse.ts';
import { PERSON_EVENT_TABLE, PERSON_TABLE } from './names.ts';

/** `created`: nobody in it was known. `kept`: the key goes on. `split`: part of `other_key` became `person_key`. `merged`: `person_key` ends in `other_key`. `retired`: none of its entities is left. */
export type PersonEventKind = 'created' | 'kept' | 'split' | 'merged' | 'retired';

/**
 * Creates `link_final_event` from the clusters' person keys and `link_overlap`. A key that goes on is told by the
 * crosswalks of both versions and is no row of it.
 * @param previous the version whose keys go on
 */
export async function createPersonEvents(session: Session, previous: number | null): Promise<void> {
  // A key that goes on elsewhere lost a part of its entities; one that does not was taken up by the cluster's key.
  await session.execute(
    `CREATE OR REPLACE TEMPORARY TABLE ${PERSON_EVENT_TABLE} AS
    SELECT 'created' AS event, person.person_key, CAST(NULL AS BIGINT) AS other_key
    FROM ${PERSON_TABLE} AS person
    WHERE person.kept = 0
      AND NOT EXISTS (SELECT 1 FROM link_overlap AS known WHERE known.label = person.label)
    UNION ALL
    SELECT
      CASE WHEN elsewhere.person_key IS NULL THEN 'merged' ELSE 'split' END,
      CASE WHEN elsewhere.person_key IS NULL THEN old.person_key ELSE owner.person_key END,
      CASE WHEN elsewhere.person_key IS NULL THEN owner.person_key ELSE old.person_key END
    FROM link_overlap AS old
    JOIN ${PERSON_TABLE} AS owner ON owner.label = old.label
    LEFT JOIN ${PERSON_TABLE} AS elsewhere ON elsewhere.person_key = old.person_key
    WHERE owner.person_key <> old.person_key
    UNION ALL
    SELECT 'retired', gone.person_key, NULL
    FROM (
      SELECT DISTINCT person_key FROM linkage.crosswalk WHERE link_version = CAST($previous AS INTEGER)
    ) AS gone
    WHERE NOT EXISTS (SELECT 1 FROM link_overlap AS known WHERE known.person_key = gone.person_key)`,
    { previous },
  );
}

/** How many keys met which end. */
export async function countPersonEvents(session: Session): Promise<Readonly<Record<PersonEventKind, number>>> {
  const counts = { created: 0, kept: 0, split: 0, merged: 0, retired: 0 };
  const rows = await session.query<{ event: PersonEventKind; events: number }>(`
    SELECT event, COUNT(*) AS events FROM ${PERSON_EVENT_TABLE} GROUP BY event
    UNION ALL
    SELECT 'kept', COUNT(*) FROM ${PERSON_TABLE} WHERE kept = 1`);
  for (const { event, events } of rows) counts[event] = events;
  return Object.freeze(counts);
}
