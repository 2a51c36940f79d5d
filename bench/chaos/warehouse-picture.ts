import { identifier } from '../../warehouse/identifier.ts';
import type { Session, Warehouse } from '../../warehouse/warehouse.ts';

/** Rows and a digest of the contents by table, equal for equal contents in whatever order and under whatever keys. */
export type WarehousePicture = Readonly<Record<string, string>>;

/** What differs between any two runs: when, by which run, under which release. */
const OF_THE_RUN = /(_at|^run_id|^release_id|^result_hash|^ended_reason|^link_version|^previous_version)$/;
/** Tables of bookkeeping that no reader of the data sees. */
const LEFT_OUT: ReadonlySet<string> = new Set(['hub.load_id_taken', 'hub.migration', 'linkage.person_event']);
/** Columns that hold a key, by the names that stand for it. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  load: ['load_id'],
  entity: ['entity_id', 'entity_id_l', 'entity_id_r'],
  person: ['person_key', 'other_key'],
};

/** A run that failed may have promoted a link version before the one in force. */
const OF_THE_VERSION = `WHERE made.link_version IN (SELECT link_version FROM linkage.version WHERE state = 'promoted')`;

interface Column extends Record<string, unknown> {
  readonly table: string;
  readonly name: string;
  readonly type: string;
}

/**
 * Loads are named by their files, entities by their natural keys, people by the first of their entities: keys are drawn
 * anew in every run, and what they stand for is not.
 */
export async function pictureWarehouse(warehouse: Warehouse): Promise<WarehousePicture> {
  return warehouse.session(async (session) => {
    await nameKeys(session);
    const columns = await session.query<Column>(
      `SELECT CASE WHEN c.table_catalog = 'vault' THEN 'vault' ELSE c.table_schema END || '.' || c.table_name AS "table",
         c.column_name AS name, c.data_type AS type
       FROM information_schema.columns AS c
       JOIN information_schema.tables AS t USING (table_catalog, table_schema, table_name)
       WHERE t.table_type = 'BASE TABLE' AND c.table_catalog <> 'temp'
       ORDER BY c.table_catalog, c.table_schema, c.table_name, c.ordinal_position`,
    );
    const tables = new Map<string, Column[]>();
    for (const column of columns) tables.set(column.table, [...(tables.get(column.table) ?? []), column]);
    const picture: Record<string, string> = {};
    for (const [table, own] of tables) if (!LEFT_OUT.has(table)) picture[table] = await digest(session, table, own);
    return Object.freeze(picture);
  });
}

/** Tables whose contents differ. */
export function differingTables(expected: WarehousePicture, found: WarehousePicture): string[] {
  const tables = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...tables].filter((table) => expected[table] !== found[table]).sort();
}

async function nameKeys(session: Session): Promise<void> {
  await session.execute(`CREATE OR REPLACE TEMP TABLE load_name AS
    SELECT load_id AS key, extract || ' ' || submitter || ' ' || period || ' ' || content_hash || ' ' ||
      ROW_NUMBER() OVER (PARTITION BY extract, submitter, period, content_hash ORDER BY load_id) AS name
    FROM hub.load`);
  await session.execute(`CREATE OR REPLACE TEMP TABLE entity_name AS
    SELECT entity_id AS key, source || ' ' || natural_key AS name FROM vault.entity`);
  await session.execute(`CREATE OR REPLACE TEMP TABLE person_name AS
    SELECT person_key AS key, MIN(entity_name.name) AS name
    FROM linkage.crosswalk JOIN entity_name ON entity_name.key = crosswalk.entity_id
    GROUP BY person_key`);
}

async function digest(session: Session, table: string, columns: readonly Column[]): Promise<string> {
  const joins: string[] = [];
  const values = columns
    .filter(({ name }) => !OF_THE_RUN.test(name))
    .map(({ name, type }) => {
      const column = `made.${identifier(name)}`;
      const kind = Object.keys(KEYS).find((key) => KEYS[key]?.includes(name));
      if (kind !== undefined) {
        const alias = `name_${joins.length}`;
        joins.push(`LEFT JOIN ${kind}_name AS ${alias} ON ${alias}.key = ${column}`);
        return `CASE WHEN ${column} IS NOT NULL THEN COALESCE(${alias}.name, 'nothing') END`;
      }
      // The order of a sum shows in its last digits.
      return type === 'DOUBLE' ? `ROUND(${column}, 9)` : column;
    });
  const [row] = await session.query<{ picture: string }>(
    `SELECT COUNT(*) || ' ' || COALESCE(SUM(CAST(HASH(${['1', ...values].join(', ')}) AS HUGEINT)), 0) AS picture
     FROM ${identifier(table)} AS made ${joins.join(' ')}
     ${columns.some(({ name }) => name === 'link_version') ? OF_THE_VERSION : ''}`,
  );
  return String(row?.picture);
}
