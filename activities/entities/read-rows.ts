import { readSql } from '../../warehouse/sql-file.ts';
import type { Session, Warehouse } from '../../warehouse/warehouse.ts';
import { SOURCE_OF_EXTRACT } from './entity-tables.ts';
import type { EntityLoad } from './plan-loads.ts';
import { registerWagePeople } from './wage-people.ts';

const WAGES = 'dua.wage';

/** Sets which loads the statements under `sql/linkage/identity/` read. */
export async function aimAt(warehouse: Warehouse, session: Session, loadIds: readonly number[]): Promise<void> {
  await session.execute('DELETE FROM linkage.entity_target');
  await session.execute(
    `INSERT INTO linkage.entity_target (load_id, extract)
    SELECT load.load_id, load.extract
    FROM ${warehouse.dialect.functions.split_rows('$load_ids', "','")} AS wanted
    INNER JOIN hub.load AS load ON CAST(load.load_id AS TEXT) = wanted.value`,
    { load_ids: loadIds.join(',') },
  );
}

/**
 * Brings the rows of a batch of loads, all of one extract, into `vault.identity_row_work`: who each row names, and,
 * after `resolveRows`, which entity that is.
 */
export async function readRows(
  warehouse: Warehouse,
  session: Session,
  loads: readonly Pick<EntityLoad, 'load_id' | 'extract'>[],
): Promise<void> {
  const extract = loads[0]!.extract;
  await aimAt(
    warehouse,
    session,
    loads.map((load) => load.load_id),
  );
  const rows = await readSql(`linkage/identity/${extract.replace('.', '_')}.sql`, warehouse.dialect);
  await session.execute(
    `CREATE OR REPLACE ${warehouse.dialect.workTable} vault.identity_row_work AS
    SELECT identity_row.*, CAST($source AS TEXT) AS source, CAST($extract AS TEXT) AS extract,
      CAST(NULL AS BIGINT) AS entity_id
    FROM (${rows}) AS identity_row`,
    { source: SOURCE_OF_EXTRACT.get(extract)!, extract },
  );
  await session.execute(`INSERT INTO vault.name_form ${await readSql('linkage/name_form.sql', warehouse.dialect)}`);
}

/** Registers the people of `vault.identity_row_work` who are new, and gives every row its entity. */
export async function resolveRows(warehouse: Warehouse, session: Session, extract: string): Promise<void> {
  if (extract === WAGES) {
    await registerWagePeople(warehouse, session);
    await session.execute(
      `UPDATE vault.identity_row_work
      SET entity_id = person.entity_id
      FROM (
        SELECT
          form_row.load_id,
          form_row.line_no,
          known.entity_id
        FROM vault.identity_row_work AS form_row
        LEFT JOIN vault.name_form AS last_form ON last_form.raw = form_row.last_name
        LEFT JOIN vault.name_form AS first_form ON first_form.raw = form_row.first_name
        INNER JOIN vault.wage_person AS known
          ON known.ssn_token = form_row.ssn_token
          AND known.last_name = COALESCE(last_form.wage_last_name, '')
          AND known.first_name = COALESCE(first_form.wage_first_name, '')
      ) AS person
      WHERE person.load_id = identity_row_work.load_id AND person.line_no = identity_row_work.line_no`,
    );
    await session.execute(
      `UPDATE vault.identity_row_work SET unlinkable = 'ssn_shared_without_name'
      WHERE entity_id IS NULL AND unlinkable IS NULL`,
    );
    return;
  }
  await session.execute(
    `INSERT INTO vault.entity (entity_id, source, natural_key)
    SELECT
      (SELECT COALESCE(MAX(entity_id), 0) FROM vault.entity) + ROW_NUMBER() OVER (ORDER BY natural_key),
      source,
      natural_key
    FROM (
      SELECT DISTINCT work.source, work.natural_key
      FROM vault.identity_row_work AS work
      WHERE work.natural_key IS NOT NULL
        AND NOT EXISTS (
          SELECT 1 FROM vault.entity AS known
          WHERE known.source = work.source AND known.natural_key = work.natural_key
        )
    ) AS fresh`,
  );
  await session.execute(
    `UPDATE vault.identity_row_work
    SET entity_id = known.entity_id
    FROM vault.entity AS known
    WHERE known.source = identity_row_work.source AND known.natural_key = identity_row_work.natural_key`,
  );
}

/** Adds to `vault.entity_variant` the variants of the rows at hand that are not there yet. */
export async function addVariants(warehouse: Warehouse, session: Session): Promise<number> {
  return session.execute(
    `INSERT INTO vault.entity_variant ${await readSql('linkage/entity_variant.sql', warehouse.dialect)}`,
  );
}

export async function dropRows(session: Session): Promise<void> {
  await session.execute('DROP TABLE IF EXISTS vault.identity_row_work');
  await session.execute('DELETE FROM linkage.entity_target');
}
