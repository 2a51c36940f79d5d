import { UsageError } from '../schemas/errors.ts';
import type { Dialect } from '../warehouse/dialect.ts';
import { identifier } from '../warehouse/identifier.ts';
import type { Session } from '../warehouse/warehouse.ts';
import { ALIAS_TABLE } from './names.ts';
import { unionFind } from './union-find.ts';
import { addNumbers, writeNumbers } from './write-numbers.ts';

/** Two source entities that are known to be one, such as a pupil's two SASIDs. */
export type DocumentedDuplicate = readonly [number, number];

/**
 * Creates `link_alias` (entity_id, canonical_id): of entities that are documented to be one, all but the least go by the
 * least, which has the variants of all. They are one entity to training, constraints and clusters, then, and each keeps
 * its own row in the crosswalk. Entities that are not loaded are left out.
 * @throws UsageError when a pair is of two sources
 */
export async function createAliases(
  session: Session,
  dialect: Dialect,
  entityTable: string,
  duplicates: readonly DocumentedDuplicate[],
): Promise<void> {
  await writeNumbers(session, dialect, ALIAS_TABLE, { entity_id: 'BIGINT', canonical_id: 'BIGINT' }, []);
  if (duplicates.length === 0) return;
  const named = [...new Set(duplicates.flat())].sort((a, b) => a - b);
  await writeNumbers(
    session,
    dialect,
    'link_documented',
    { entity_id: 'BIGINT' },
    named.map((id) => [id]),
  );
  const loaded = await session.query<{ entity_id: number; source: string }>(
    `SELECT DISTINCT entity.entity_id, entity.source
    FROM ${identifier(entityTable)} AS entity
    JOIN link_documented AS documented ON documented.entity_id = entity.entity_id`,
  );
  await session.execute('DROP TABLE link_documented');
  const sourceOf = new Map(loaded.map(({ entity_id, source }) => [entity_id, source]));
  const place = new Map(named.map((id, index) => [id, index]));
  const groups = unionFind(named.length);
  for (const [a, b] of duplicates) {
    const [one, other] = [sourceOf.get(a), sourceOf.get(b)];
    if (one === undefined || other === undefined) continue;
    if (one !== other) {
      throw new UsageError(`Entities ${a} and ${b} are documented as one, but are of ${one} and ${other}`, {
        hint: 'A duplicate is one person twice in one source.',
      });
    }
    groups.union(place.get(a)!, place.get(b)!);
  }
  const canonical = new Map<number, number>();
  const aliases: (readonly [number, number])[] = [];
  for (const id of named) {
    const group = groups.find(place.get(id)!);
    const least = canonical.get(group);
    if (least === undefined) canonical.set(group, id);
    else aliases.push([id, least]);
  }
  await addNumbers(session, dialect, ALIAS_TABLE, { entity_id: 'BIGINT', canonical_id: 'BIGINT' }, aliases);
}
