import { loadTables } from '../../../extracts/loads/load-tables.ts';
import { migrateStaging } from '../../../extracts/loads/migrate-staging.ts';
import { extractContract, extractContracts } from '../../../schemas/extracts/index.ts';
import { schoolReference } from '../../../schemas/reference/places.ts';
import { openDuckDb } from '../../../warehouse/duckdb/duckdb-warehouse.ts';
import { createTable } from '../../../warehouse/migrations/align-table.ts';
import { contractTable } from '../../../warehouse/migrations/contract-table.ts';
import type { SqlValue, Warehouse } from '../../../warehouse/warehouse.ts';

export type LoadedRow = Readonly<Record<string, SqlValue>>;

/** A warehouse in memory with its vault, as it stands before the first load. */
export async function emptyWarehouse(): Promise<Warehouse> {
  const warehouse = await openDuckDb({ path: ':memory:' });
  await warehouse.execute("ATTACH ':memory:' AS vault");
  await migrateStaging(warehouse, extractContracts.values());
  await createTable(warehouse, contractTable(schoolReference.contract));
  return warehouse;
}

/** Puts rows in as a current load would have left them; a load of the same slot is superseded. Returns its number. */
export async function putLoad(
  warehouse: Warehouse,
  extract: string,
  slot: { readonly submitter: string; readonly period: string },
  rows: readonly LoadedRow[],
  tokenKeyId = 'key-1',
): Promise<number> {
  const contract = extractContract(extract);
  const tables = loadTables(contract);
  const [next] = await warehouse.query<{ load_id: number }>(
    'SELECT COALESCE(MAX(load_id), 0) + 1 AS load_id FROM hub.load',
  );
  const load_id = next?.load_id ?? 1;
  const parts = [
    { table: tables.vault, columns: tables.vaultColumns },
    { table: tables.staging, columns: tables.stagingColumns },
  ];
  for (const { table, columns } of parts) {
    if (table === undefined) continue;
    for (const [index, row] of rows.entries()) {
      const given = columns.filter(({ name }) => row[name] !== undefined && row[name] !== null);
      const names = ['load_id', 'line_no', ...given.map(({ name }) => name)];
      const values = given.map(({ name, type }) => `CAST($${name} AS ${type})`);
      await warehouse.execute(
        `INSERT INTO ${table} (${names.join(', ')}) VALUES (${['$load_id', '$line_no', ...values].join(', ')})`,
        { load_id, line_no: index + 1, ...Object.fromEntries(given.map(({ name }) => [name, row[name] ?? null])) },
      );
    }
  }
  await warehouse.execute(
    `UPDATE hub.load SET state = 'superseded'
    WHERE extract = $extract AND submitter = $submitter AND period = $period AND state = 'current'`,
    { extract, ...slot },
  );
  await warehouse.execute(
    `INSERT INTO hub.load (load_id, extract, submitter, period, content_hash, contract_version, token_key_id, state,
      rows_read, rows_loaded, rows_quarantined, loaded_at, source_name, actor, run_id, file_bytes)
    VALUES ($load_id, $extract, $submitter, $period, 'hash', 1, $token_key_id, 'current',
      $loaded, $loaded, 0, TIMESTAMP '2025-01-01 00:00:00', 'test', 'test', 'test', 0)`,
    { load_id, extract, ...slot, token_key_id: tokenKeyId, loaded: rows.length },
  );
  return load_id;
}

export function sims(sasid: string, first_name: string, last_name: string, more: LoadedRow = {}): LoadedRow {
  return {
    sasid,
    lasid: `L${sasid}`,
    first_name,
    middle_name: 'NMN',
    last_name,
    birth_date: '2008-03-04',
    gender: 'F',
    residence_town: '035',
    school_code: '00350560',
    grade: '11',
    ...more,
  };
}

export function wage(ssn_token: string | null, first_name: string | null, last_name: string | null): LoadedRow {
  return {
    ssn_token,
    ssn_status: ssn_token === null ? 'invalid' : 'valid',
    first_name,
    last_name,
    employer_account: '00000001',
    year: 2025,
    quarter: 1,
    gross_wages: 1000,
  };
}
