import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InvariantError } from '../../schemas/errors.ts';
import { textLiteral } from '../../warehouse/identifier.ts';
import type { SqlParameters, Warehouse } from '../../warehouse/warehouse.ts';
import type { RowSet } from './edge-rows.ts';
import type { EdgeStation } from './ingest-request.ts';

/** Of compressed files; Snowflake recommends 100 to 250 MB. */
const FILE_BYTES = '200MB';

/**
 * Brings rows from the edge to a warehouse that is elsewhere: as Parquet, through a folder of this process alone, which
 * is emptied whatever comes. SSNs are tokens by then.
 * @param expected how many they are
 * @param parameters of their query
 * @throws InvariantError when the warehouse takes other than the rows that were sent
 */
export async function uploadRows(
  warehouse: Warehouse,
  edge: EdgeStation,
  rows: RowSet,
  expected: number,
  parameters?: SqlParameters,
): Promise<void> {
  if (expected === 0) return;
  if (warehouse.bulkLoad === undefined) throw new InvariantError(`A ${warehouse.engine} warehouse takes no files`);
  await mkdir(edge.uploads, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(edge.uploads, 'rows-'));
  try {
    const parquet = join(folder, 'parquet');
    await edge.warehouse.execute(
      `COPY (${rows.query}) TO ${textLiteral(parquet)} (FORMAT parquet, COMPRESSION zstd, FILE_SIZE_BYTES ${textLiteral(FILE_BYTES)})`,
      parameters,
    );
    const files = (await readdir(parquet)).toSorted().map((name) => join(parquet, name));
    // A key of its own for each attempt: rows of one that failed are deleted, and would not come in under it again.
    const loaded = await warehouse.bulkLoad(rows.table, rows.columns, files, {
      loadKey: `load-${randomUUID()}`,
      isNew: true,
    });
    if (loaded !== expected) {
      throw new InvariantError(`${rows.table} took ${loaded} of ${expected} rows`, {
        hint: 'Nothing of them is visible. Take the files in again.',
        fields: { table: rows.table, loaded, expected },
      });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
