import { publicColumns } from '../schemas/releases/columns.ts';
import type { PublicTable } from '../schemas/releases/public-table.ts';
import { identifier, identifierList } from '../warehouse/identifier.ts';
import { type TableObject, tableOf, type WarehouseObject } from '../warehouse/migrations/warehouse-object.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { publicTableObject } from './protect-public-tables.ts';

/** One row a release that is out. It makes the rows of the release visible. */
const releaseTable = tableOf('released.release', 'release_id TEXT NOT NULL', 'published_at TIMESTAMP NOT NULL');

/** Rows of every release, which nobody changes once it is out, and the views that show those of the newest. */
export function releasedObjects(tables: readonly PublicTable[]): readonly WarehouseObject[] {
  return Object.freeze([releaseTable, ...tables.flatMap((table) => [releasedTable(table), newestView(table)])]);
}

/**
 * Keeps what is held ready as the rows of a release, which nothing shows yet. Again replaces what was kept.
 * @returns rows kept
 */
export async function holdReleasedRows(
  warehouse: Warehouse,
  releaseId: string,
  tables: readonly PublicTable[],
): Promise<number> {
  return await warehouse.transaction(async (session) => {
    let rows = 0;
    for (const table of tables) {
      const columns = identifierList(publicTableObject(table).columns.map(({ name }) => name));
      const released = identifier(`released.${table.name}`);
      await session.execute(`DELETE FROM ${released} WHERE release_id = $release_id`, { release_id: releaseId });
      rows += await session.execute(
        `INSERT INTO ${released} (release_id, ${columns})
         SELECT $release_id, ${columns} FROM ${identifier(`public.${table.name}`)}`,
        { release_id: releaseId },
      );
    }
    return rows;
  });
}

/** Lets the views show a release. Again changes nothing. */
export async function showReleasedRows(warehouse: Warehouse, releaseId: string, at: Date): Promise<void> {
  await warehouse.transaction(async (session) => {
    await session.execute(
      `INSERT INTO released.release (release_id, published_at)
       SELECT $release_id, CAST($at AS TIMESTAMP)
       WHERE NOT EXISTS (SELECT 1 FROM released.release AS known WHERE known.release_id = $release_id)`,
      { release_id: releaseId, at: at.toISOString().replace('T', ' ').replace('Z', '') },
    );
  });
}

/** Lets the views show a release no more. Again changes nothing. */
export async function hideReleasedRows(warehouse: Warehouse, releaseId: string): Promise<void> {
  await warehouse.transaction(async (session) => {
    await session.execute('DELETE FROM released.release WHERE release_id = $release_id', { release_id: releaseId });
  });
}

function releasedTable(table: PublicTable): TableObject {
  return Object.freeze({
    kind: 'table',
    name: `released.${table.name}`,
    columns: [{ name: 'release_id', type: 'TEXT', notNull: true }, ...publicTableObject(table).columns],
  });
}

function newestView(table: PublicTable): WarehouseObject {
  const columns = publicColumns(table).map(({ name }) => `  content.${identifier(name)}`);
  return Object.freeze({
    kind: 'view',
    name: `dashboard.${table.name}`,
    query: `SELECT
${columns.join(',\n')}
FROM ${identifier(`released.${table.name}`)} AS content
INNER JOIN released.release AS shown ON shown.release_id = content.release_id
WHERE shown.published_at = (SELECT MAX(newest.published_at) FROM released.release AS newest)`,
    secure: true,
  });
}
