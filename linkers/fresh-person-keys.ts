import type { Dialect } from '../warehouse/dialect.ts';
import type { Session } from '../warehouse/warehouse.ts';
import type { RandomKey } from './person-key.ts';
import { addNumbers, writeNumbers } from './write-numbers.ts';

const DRAWN_TABLE = 'link_drawn_key';
const DRAWN_COLUMNS = { draw: 'INTEGER', person_key: 'BIGINT' } as const;

/** Draws that give a key nobody was ever given, nor another draw before them. */
const FRESH = `(
  SELECT MIN(drawn.draw) AS draw, drawn.person_key
  FROM ${DRAWN_TABLE} AS drawn
  WHERE NOT EXISTS (SELECT 1 FROM linkage.crosswalk AS issued WHERE issued.person_key = drawn.person_key)
  GROUP BY drawn.person_key
) AS fresh`;

/**
 * Creates `link_fresh_key` (place, person_key): new person keys in the order they were drawn, numbered from 1. Drawing
 * is up to the process, and whether a key was given before up to the warehouse, which knows all of them.
 */
export async function createFreshKeys(
  session: Session,
  dialect: Dialect,
  wanted: number,
  random: RandomKey,
): Promise<void> {
  let drawn = 0;
  function* draws(count: number): Generator<readonly number[]> {
    for (const end = drawn + count; drawn < end; drawn++) yield [drawn, random()];
  }
  await writeNumbers(session, dialect, DRAWN_TABLE, DRAWN_COLUMNS, []);
  for (let fresh = 0; fresh < wanted; ) {
    await addNumbers(session, dialect, DRAWN_TABLE, DRAWN_COLUMNS, draws(wanted - fresh));
    const [row] = await session.query<{ keys: number }>(`SELECT COUNT(*) AS keys FROM ${FRESH}`);
    fresh = row?.keys ?? 0;
  }
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE link_fresh_key AS
    SELECT CAST(ROW_NUMBER() OVER (ORDER BY draw) AS INTEGER) AS place, person_key FROM ${FRESH}`);
  await session.execute(`DROP TABLE ${DRAWN_TABLE}`);
}
