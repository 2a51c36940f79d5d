import { createHash } from 'node:crypto';
import type { Control } from '../../control/connect.ts';
import { listLoads as listMirrored } from '../../control/loads.ts';
import type { Landing } from '../../extracts/landing/landing.ts';
import { listLoads } from '../../extracts/loads/load-register.ts';
import { loadTables } from '../../extracts/loads/load-tables.ts';
import { extractContract, extractContracts } from '../../schemas/extracts/index.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { DeliveredSample } from './prepared-hub.ts';

export type MirroredLoads = Awaited<ReturnType<typeof listMirrored>>;

/** The loads as the control store knows them. */
export function mirroredLoads(control: Control): Promise<MirroredLoads> {
  return listMirrored(control, { limit: Number.MAX_SAFE_INTEGER });
}

/**
 * What is wrong with the rows of the loads: read is loaded plus quarantined, as the rows themselves say and as whoever
 * delivered the files counted them; nothing is there twice, nothing belongs to no load, and the record says the same.
 */
export async function checkLoads(
  warehouse: Warehouse,
  landing: Landing,
  mirrored: MirroredLoads,
  sample: DeliveredSample,
): Promise<string[]> {
  const faults: string[] = [];
  const loads = await listLoads(warehouse, { limit: Number.MAX_SAFE_INTEGER });
  if (loads.length !== sample.files.length) faults.push(`${sample.files.length} files made ${loads.length} loads`);
  const rowsOf = new Map(sample.files.map(({ path, rows }) => [path, rows]));
  const files = new Set<string>();
  for (const load of loads) {
    const name = `Load ${load.load_id} of ${load.extract}`;
    const file = `${load.extract} ${load.submitter} ${load.period} ${load.content_hash}`;
    if (files.has(file)) faults.push(`${name} is of a file that was loaded already`);
    files.add(file);
    const { staging, vault } = loadTables(extractContract(load.extract));
    const count = (table: string) => countRows(warehouse, table, load.load_id);
    const [staged, refused] = [await count(staging), await count('quarantine.record')];
    const named = vault === undefined ? staged : await count(vault);
    const delivered = [...rowsOf].find(([path]) => path.endsWith(`/${load.source_name}`))?.[1];
    const counts = { delivered, read: load.rows_read, staged, named, refused };
    if (delivered !== load.rows_read || staged + refused !== load.rows_read || named !== staged) {
      faults.push(`${name} does not add up: ${JSON.stringify(counts)}`);
    }
    if (staged !== load.rows_loaded || refused !== load.rows_quarantined)
      faults.push(`${name} has other rows than it says`);
    if ((await hashOfLanded(landing, load.content_hash)) !== load.content_hash) {
      faults.push(`The landed file of ${name} is not the file that was loaded`);
    }
  }
  return [...faults, ...(await orphans(warehouse)), ...differences(loads, mirrored)];
}

async function orphans(warehouse: Warehouse): Promise<string[]> {
  const faults: string[] = [];
  const tables = [...extractContracts.values()].map(loadTables);
  const all = [...tables.flatMap(({ staging, vault }) => (vault === undefined ? [staging] : [staging, vault]))];
  for (const table of [...all, 'quarantine.record']) {
    const [row] = await warehouse.query<{ rows: number }>(
      `SELECT COUNT(*) AS "rows" FROM ${table} WHERE load_id NOT IN (SELECT load_id FROM hub.load)`,
    );
    if (Number(row?.rows) > 0) faults.push(`${row?.rows} rows of ${table} belong to no load`);
  }
  return faults;
}

function differences(loads: Awaited<ReturnType<typeof listLoads>>, mirrored: MirroredLoads): string[] {
  const stored = new Map(mirrored.map((load) => [load.loadId, load]));
  const faults = loads.flatMap((load) => {
    const copy = stored.get(load.load_id);
    const same =
      copy?.contentHash === load.content_hash &&
      copy.state === load.state &&
      copy.rowsRead === load.rows_read &&
      copy.rowsLoaded === load.rows_loaded &&
      copy.rowsQuarantined === load.rows_quarantined &&
      copy.runId === load.run_id;
    return same ? [] : [`The record of load ${load.load_id} of ${load.extract} is not what the warehouse holds`];
  });
  return stored.size === loads.length ? faults : [...faults, `${stored.size} of ${loads.length} loads are on record`];
}

async function countRows(warehouse: Warehouse, table: string, loadId: number): Promise<number> {
  const [row] = await warehouse.query<{ rows: number }>(
    `SELECT COUNT(*) AS "rows" FROM ${table} WHERE load_id = $load_id`,
    { load_id: loadId },
  );
  return Number(row?.rows);
}

async function hashOfLanded(landing: Landing, contentHash: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const part of landing.read(contentHash)) hash.update(part);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return hash.digest('hex');
}
