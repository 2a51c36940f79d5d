import type { Session } from '../warehouse/warehouse.ts';

export interface PreviousKeys {
  /** The version whose keys go on: the promoted one, before any promotion the latest; null when there is none. */
  readonly version: number | null;
  /** Person key by entity id. */
  readonly crosswalk: ReadonlyMap<number, number>;
  /** Every key ever given, with the first version that has it. */
  readonly keyAges: ReadonlyMap<number, number>;
}

export async function readPreviousKeys(session: Session): Promise<PreviousKeys> {
  const [row] = await session.query<{ link_version: number }>(`
    SELECT link_version
    FROM linkage.version
    ORDER BY CASE WHEN state = 'promoted' THEN 0 ELSE 1 END, link_version DESC NULLS LAST
    LIMIT 1`);
  const crosswalk = new Map<number, number>();
  const keyAges = new Map<number, number>();
  if (row === undefined) return { version: null, crosswalk, keyAges };
  const keys = session.stream<{ entity_id: number; person_key: number }>(
    'SELECT entity_id, person_key FROM linkage.crosswalk WHERE link_version = $link_version ORDER BY entity_id',
    { link_version: row.link_version },
  );
  for await (const { entity_id, person_key } of keys) crosswalk.set(entity_id, person_key);
  const ages = session.stream<{ person_key: number; first_version: number }>(
    'SELECT person_key, MIN(link_version) AS first_version FROM linkage.crosswalk GROUP BY person_key',
  );
  for await (const { person_key, first_version } of ages) keyAges.set(person_key, first_version);
  return Object.freeze({ version: row.link_version, crosswalk, keyAges });
}
