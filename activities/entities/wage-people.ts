import { nicknamePairs } from '../../linkers/nicknames.ts';
import { writeNumbers } from '../../linkers/write-numbers.ts';
import type { Dialect } from '../../warehouse/dialect.ts';
import { readSql } from '../../warehouse/sql-file.ts';
import type { Session, Warehouse } from '../../warehouse/warehouse.ts';
import { assignWagePeople, type WageSpelling } from './assign-wage-people.ts';

/**
 * Finds out who the spellings on every SSN among the rows at hand are, registers people not met before, and remembers
 * every spelling's person in `vault.wage_person`. Rows at hand are those of `vault.identity_row_work`.
 */
export async function registerWagePeople(warehouse: Warehouse, session: Session): Promise<void> {
  const { dialect } = warehouse;
  await session.execute(
    `CREATE OR REPLACE ${dialect.workTable} vault.wage_name_work AS ${await readSql('linkage/wage_name.sql', dialect)}`,
  );
  await registerLoneSpellings(session, dialect);

  const spellings: WageSpelling[] = [];
  for await (const row of session.stream<{
    name_no: number;
    token_no: number;
    entity_id: number | null;
    nameless: boolean;
  }>(
    `SELECT name_no, token_no, entity_id, first_name || last_name = '' AS nameless
    FROM vault.wage_name_work WHERE spellings > 1 ORDER BY name_no`,
  )) {
    spellings.push({ nameNo: row.name_no, tokenNo: row.token_no, entityId: row.entity_id, nameless: row.nameless });
  }
  if (spellings.length > 0) await registerSharedSpellings(warehouse, session, spellings);
  await session.execute('DROP TABLE vault.wage_name_work');
}

/** Nearly every SSN has one spelling, and it is one person. */
async function registerLoneSpellings(session: Session, dialect: Dialect): Promise<void> {
  await session.execute(
    `CREATE OR REPLACE ${dialect.workTable} vault.wage_fresh_work AS
    SELECT
      (SELECT COALESCE(MAX(entity_id), 0) FROM vault.entity) + ROW_NUMBER() OVER (ORDER BY name_no) AS entity_id,
      name_no
    FROM vault.wage_name_work
    WHERE spellings = 1`,
  );
  await writePeople(session, 'vault.wage_fresh_work');
  await session.execute('DROP TABLE vault.wage_fresh_work');
}

async function registerSharedSpellings(
  warehouse: Warehouse,
  session: Session,
  spellings: readonly WageSpelling[],
): Promise<void> {
  const agreement = await readSql('linkage/wage_agreement.sql', warehouse.dialect);
  const nicknames = nicknamePairs()
    .map((pair) => pair.join('|'))
    .join(',');
  const agreements: [number, number][] = [];
  for await (const row of session.stream<{ name_no_a: number; name_no_b: number }>(agreement, { nicknames })) {
    agreements.push([row.name_no_a, row.name_no_b]);
  }
  const [last] = await session.query<{ entity_id: number }>(
    'SELECT COALESCE(MAX(entity_id), 0) AS entity_id FROM vault.entity',
  );
  const firstNew = (last?.entity_id ?? 0) + 1;
  const assigned = assignWagePeople(spellings, agreements).flatMap((assignment): [number, number][] => {
    if ('unresolved' in assignment) return [];
    const entityId = 'newPerson' in assignment ? firstNew + assignment.newPerson : assignment.entityId;
    return [[entityId, assignment.nameNo]];
  });
  await writeNumbers(session, warehouse.dialect, 'wage_assigned', { entity_id: 'BIGINT', name_no: 'BIGINT' }, assigned);
  await writePeople(session, 'wage_assigned');
  await session.execute('DROP TABLE wage_assigned');
}

async function writePeople(session: Session, assigned: string): Promise<void> {
  await session.execute(
    `INSERT INTO vault.entity (entity_id, source, natural_key)
    SELECT DISTINCT entity_id, 'dua', 'wage:' || CAST(entity_id AS TEXT)
    FROM ${assigned}
    WHERE entity_id > (SELECT COALESCE(MAX(entity_id), 0) FROM vault.entity)
    ORDER BY entity_id`,
  );
  await session.execute(
    `INSERT INTO vault.wage_person (ssn_token, last_name, first_name, entity_id)
    SELECT name.ssn_token, name.last_name, name.first_name, assigned.entity_id
    FROM ${assigned} AS assigned
    INNER JOIN vault.wage_name_work AS name ON name.name_no = assigned.name_no`,
  );
}

/**
 * Carries people over to new tokens after a change of the token key: the rows are the same, so whoever a row was is who
 * its new token and name are. Tokens that no row has any longer are forgotten.
 */
export async function rekeyWagePeople(session: Session): Promise<void> {
  await session.execute(
    `DELETE FROM vault.wage_person
    WHERE NOT EXISTS (SELECT 1 FROM vault.dua_wage AS wage WHERE wage.ssn_token = vault.wage_person.ssn_token)`,
  );
  await session.execute(
    `INSERT INTO vault.wage_person (ssn_token, last_name, first_name, entity_id)
    SELECT
      wage.ssn_token,
      COALESCE(last_form.wage_last_name, '') AS last_name,
      COALESCE(first_form.wage_first_name, '') AS first_name,
      MIN(record.entity_id)
    FROM linkage.entity_record AS record
    INNER JOIN vault.dua_wage AS wage ON wage.load_id = record.load_id AND wage.line_no = record.line_no
    LEFT JOIN vault.name_form AS last_form ON last_form.raw = wage.last_name
    LEFT JOIN vault.name_form AS first_form ON first_form.raw = wage.first_name
    WHERE record.extract = 'dua.wage'
      AND wage.ssn_token IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM vault.wage_person AS known WHERE known.ssn_token = wage.ssn_token)
    GROUP BY 1, 2, 3`,
  );
}
