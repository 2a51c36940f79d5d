import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TokenKey } from '../extracts/tokens/token-key.ts';
import { tokenPads } from '../extracts/tokens/token-key.ts';
import { hmacSql } from '../extracts/validation/column-sql.ts';
import { UsageError } from '../schemas/errors.ts';
import { textLiteral } from '../warehouse/identifier.ts';
import type { Session } from '../warehouse/warehouse.ts';

/** Who every source entity really is, and who are twins; made for a comparison and dropped after it. */
export const TRUTH_TABLE = 'vault.truth_entity';
export const TWIN_TABLE = 'vault.truth_twin';

/**
 * Reads the truth about invented people into the vault. An entity that mixes two people counts as the one it holds more
 * rows of.
 * @param folder with `entity.csv` and `person.csv`
 * @throws UsageError when they are not there
 */
export async function createTruthTables(session: Session, folder: string, tokenKey: TokenKey): Promise<void> {
  const [entities, persons] = ['entity.csv', 'person.csv'].map((name) => join(folder, name)) as [string, string];
  for (const file of [entities, persons]) {
    if (!existsSync(file))
      throw new UsageError(`There is no truth file ${file}`, { hint: 'Only generated people have one.' });
  }
  await session.execute(
    `CREATE OR REPLACE TEMPORARY TABLE truth_key AS
    SELECT
      source,
      key_1,
      key_2,
      key_3,
      CASE source WHEN 'dhe' THEN key_1 || ':' || key_2 ELSE key_1 END AS natural_key,
      CAST(person_id AS BIGINT) AS person_id
    FROM read_csv(${textLiteral(entities)}, header = true, all_varchar = true, nullstr = '')`,
  );
  await session.execute(
    `CREATE OR REPLACE TABLE ${TRUTH_TABLE} AS
    WITH known AS (
      SELECT entity.entity_id, truth_key.person_id, 1 AS row_count
      FROM vault.entity AS entity
      INNER JOIN truth_key
        ON truth_key.source = entity.source
        AND truth_key.natural_key = entity.natural_key
      WHERE entity.source IN ('dese', 'eec', 'dhe', 'roster')
      UNION ALL
      SELECT record.entity_id, truth_key.person_id, 1
      FROM truth_key
      INNER JOIN vault.nsc_studenttracker AS who
        ON RTRIM(who.unique_id, '_') = truth_key.key_1
      INNER JOIN linkage.entity_record AS record
        ON record.extract = 'nsc.studenttracker'
        AND record.load_id = who.load_id
        AND record.line_no = who.line_no
      WHERE truth_key.source = 'nsc'
      UNION ALL
      SELECT record.entity_id, truth_key.person_id, 1
      FROM (
        SELECT ${hmacSql('key_1')} AS ssn_token, key_2, key_3, person_id
        FROM truth_key
        WHERE source = 'dua'
      ) AS truth_key
      INNER JOIN vault.dua_wage AS who
        ON who.ssn_token = truth_key.ssn_token
        AND who.last_name IS NOT DISTINCT FROM truth_key.key_2
        AND who.first_name IS NOT DISTINCT FROM truth_key.key_3
      INNER JOIN linkage.entity_record AS record
        ON record.extract = 'dua.wage'
        AND record.load_id = who.load_id
        AND record.line_no = who.line_no
    )
    SELECT entity_id, person_id
    FROM known
    GROUP BY entity_id, person_id
    QUALIFY ROW_NUMBER() OVER (PARTITION BY entity_id ORDER BY SUM(row_count) DESC, person_id) = 1`,
    tokenPads(tokenKey),
  );
  await session.execute(
    `CREATE OR REPLACE TABLE ${TWIN_TABLE} AS
    WITH twin AS (
      SELECT CAST(person_id AS BIGINT) AS person_id, family_id, birth_date
      FROM read_csv(${textLiteral(persons)}, header = true, all_varchar = true, nullstr = '')
      WHERE twin = '1'
    )
    SELECT one.person_id, other.person_id AS twin_id
    FROM twin AS one
    INNER JOIN twin AS other
      ON other.family_id = one.family_id
      AND other.birth_date = one.birth_date
      AND other.person_id > one.person_id`,
  );
}

export async function dropTruthTables(session: Session): Promise<void> {
  await session.execute(`DROP TABLE IF EXISTS ${TRUTH_TABLE}`);
  await session.execute(`DROP TABLE IF EXISTS ${TWIN_TABLE}`);
}
