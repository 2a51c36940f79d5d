import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EdgeStation } from '../extracts/loads/ingest-request.ts';
import { uploadRows } from '../extracts/loads/upload-rows.ts';
import { type TokenKey, tokenPads } from '../extracts/tokens/token-key.ts';
import { hmacSql } from '../extracts/validation/column-sql.ts';
import { UsageError } from '../schemas/errors.ts';
import { textLiteral } from '../warehouse/identifier.ts';
import { columnDefinition, type TableObject, tableOf } from '../warehouse/migrations/warehouse-object.ts';
import type { SqlParameters, Warehouse } from '../warehouse/warehouse.ts';

/** Who every source entity really is, and who are twins; made for a comparison and dropped after it. */
export const TRUTH_TABLE = 'vault.truth_entity';
export const TWIN_TABLE = 'vault.truth_twin';

/** The keys that sources know people by, beside who they are. */
const KEY_TABLE = 'vault.truth_key';

/**
 * Reads the truth about invented people into the vault. An entity that mixes two people counts as the one it holds more
 * rows of.
 * @param edge where files are read, when the warehouse is elsewhere
 * @param folder with `entity.csv` and `person.csv`
 * @throws UsageError when they are not there
 */
export async function createTruthTables(
  warehouse: Warehouse,
  edge: EdgeStation | undefined,
  folder: string,
  tokenKey: TokenKey,
): Promise<void> {
  const [entities, persons] = ['entity.csv', 'person.csv'].map((name) => join(folder, name)) as [string, string];
  for (const file of [entities, persons]) {
    if (!existsSync(file))
      throw new UsageError(`There is no truth file ${file}`, { hint: 'Only generated people have one.' });
  }
  await readInto(warehouse, edge, {
    table: tableOf(
      KEY_TABLE,
      'source TEXT',
      'key_1 TEXT',
      'key_2 TEXT',
      'key_3 TEXT',
      'natural_key TEXT',
      'ssn_token TEXT',
      'person_id BIGINT',
    ),
    query: `SELECT
      source,
      key_1,
      key_2,
      key_3,
      CASE source WHEN 'dhe' THEN key_1 || ':' || key_2 ELSE key_1 END AS natural_key,
      CASE source WHEN 'dua' THEN ${hmacSql('key_1')} END AS ssn_token,
      CAST(person_id AS BIGINT) AS person_id
    FROM ${csvSql(entities)}`,
    parameters: tokenPads(tokenKey),
  });
  await readInto(warehouse, edge, {
    table: tableOf(TWIN_TABLE, 'person_id BIGINT', 'twin_id BIGINT'),
    query: `WITH twin AS (
      SELECT CAST(person_id AS BIGINT) AS person_id, family_id, birth_date
      FROM ${csvSql(persons)}
      WHERE twin = '1'
    )
    SELECT one.person_id, other.person_id AS twin_id
    FROM twin AS one
    INNER JOIN twin AS other
      ON other.family_id = one.family_id
      AND other.birth_date = one.birth_date
      AND other.person_id > one.person_id`,
  });
  await warehouse.execute(
    `CREATE OR REPLACE ${warehouse.dialect.workTable} ${TRUTH_TABLE} AS
    WITH known AS (
      SELECT entity.entity_id, truth.person_id, 1 AS row_count
      FROM vault.entity AS entity
      INNER JOIN ${KEY_TABLE} AS truth
        ON truth.source = entity.source
        AND truth.natural_key = entity.natural_key
      WHERE entity.source IN ('dese', 'eec', 'dhe', 'roster')
      UNION ALL
      SELECT record.entity_id, truth.person_id, 1
      FROM ${KEY_TABLE} AS truth
      INNER JOIN vault.nsc_studenttracker AS who
        ON RTRIM(who.unique_id, '_') = truth.key_1
      INNER JOIN linkage.entity_record AS record
        ON record.extract = 'nsc.studenttracker'
        AND record.load_id = who.load_id
        AND record.line_no = who.line_no
      WHERE truth.source = 'nsc'
      UNION ALL
      SELECT record.entity_id, truth.person_id, 1
      FROM (SELECT ssn_token, key_2, key_3, person_id FROM ${KEY_TABLE} WHERE source = 'dua') AS truth
      INNER JOIN vault.dua_wage AS who
        ON who.ssn_token = truth.ssn_token
        AND who.last_name IS NOT DISTINCT FROM truth.key_2
        AND who.first_name IS NOT DISTINCT FROM truth.key_3
      INNER JOIN linkage.entity_record AS record
        ON record.extract = 'dua.wage'
        AND record.load_id = who.load_id
        AND record.line_no = who.line_no
    ),
    counted AS (
      SELECT entity_id, person_id, SUM(row_count) AS row_total
      FROM known
      GROUP BY entity_id, person_id
    )
    SELECT entity_id, person_id
    FROM counted
    QUALIFY ROW_NUMBER() OVER (PARTITION BY entity_id ORDER BY row_total DESC NULLS LAST, person_id) = 1`,
  );
}

/** What is read from files, and where it goes. */
interface Reading {
  readonly table: TableObject;
  /** In DuckDB's SQL, which reads files. */
  readonly query: string;
  readonly parameters?: SqlParameters;
}

async function readInto(
  warehouse: Warehouse,
  edge: EdgeStation | undefined,
  { table, query, parameters = {} }: Reading,
): Promise<void> {
  const names = table.columns.map(({ name }) => name);
  const columns = table.columns.map((column) => columnDefinition(column, warehouse.engine)).join(', ');
  await warehouse.execute(`CREATE OR REPLACE ${warehouse.dialect.workTable} ${table.name} (${columns})`);
  if (edge === undefined) {
    await warehouse.execute(`INSERT INTO ${table.name} (${names.join(', ')}) ${query}`, parameters);
    return;
  }
  const [counted] = await edge.warehouse.query<{ total: number }>(
    `SELECT COUNT(*) AS total FROM (${query}) AS reading`,
    parameters,
  );
  const rows = { table: table.name, columns: names, query };
  await uploadRows(warehouse, edge, rows, Number(counted?.total ?? 0), parameters);
}

function csvSql(file: string): string {
  return `read_csv(${textLiteral(file)}, header = true, all_varchar = true, nullstr = '')`;
}

export async function dropTruthTables(warehouse: Warehouse): Promise<void> {
  for (const table of [KEY_TABLE, TRUTH_TABLE, TWIN_TABLE]) await warehouse.execute(`DROP TABLE IF EXISTS ${table}`);
}
