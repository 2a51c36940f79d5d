import { DuckDBInstance } from '@duckdb/node-api';
import { publicColumns } from '../schemas/releases/columns.ts';
import { writtenStatuses } from '../schemas/releases/file-columns.ts';
import type { PublicTable } from '../schemas/releases/public-table.ts';
import { CELL_STATUSES } from '../schemas/releases/status.ts';
import { identifier, textLiteral } from '../warehouse/identifier.ts';
import { storedSelection } from './export/file-selection.ts';
import type { TableFiles } from './export/table-file-writer.ts';
import { ReleaseCheckError } from './release-errors.ts';

/** Cells of a table by outcome: a cell is one measure of one row. */
export interface CellCounts {
  readonly cells: number;
  readonly published: number;
  readonly suppressed: number;
}

/**
 * Reads a table's files back and checks them: the columns of the contract, the rows that were written, in both files,
 * a known status beside every cell, a number where and only where the status promises one, and no key twice.
 * @throws ReleaseCheckError naming the table and what is wrong with it
 */
export async function checkTableFiles(table: PublicTable, files: TableFiles, rows: number): Promise<CellCounts> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', autoinstall_known_extensions: 'false' });
  const connection = await instance.connect();
  const refuse = (what: string): never => {
    throw new ReleaseCheckError(`${table.name}: ${what}`, {
      hint: 'Protect the public tables again before staging a release.',
      fields: { table: table.name },
    });
  };
  const one = async (sql: string): Promise<number> =>
    Number((await connection.runAndReadAll(sql)).getRows()[0]?.[0] ?? Number.NaN);
  try {
    const columns = publicColumns(table);
    const file = `read_parquet(${textLiteral(files.parquetPath)})`;
    const reader = await connection.runAndReadAll(`SELECT * FROM ${file} LIMIT 0`);
    if (reader.columnNames().join() !== columns.map((column) => column.name).join())
      refuse('its columns differ from its contract');
    const parquet = `(SELECT ${storedSelection(table)} FROM ${file})`;
    const csv = `read_csv(${textLiteral(files.csvPath)}, header = true, all_varchar = true)`;
    if ((await one(`SELECT count(*) FROM ${parquet}`)) !== rows) refuse('the Parquet file lacks rows');
    if ((await one(`SELECT count(*) FROM ${csv}`)) !== rows) refuse('the CSV file lacks rows');
    const keys = table.dimensions.map((dimension) => identifier(dimension.name)).join(', ');
    if ((await one(`SELECT count(*) FROM (SELECT ${keys} FROM ${parquet} GROUP BY ALL HAVING count(*) > 1)`)) > 0) {
      refuse('a key stands on two rows');
    }
    const counts = { cells: 0, published: 0, suppressed: 0 };
    for (const { name, statusColumn, banded } of table.measures) {
      const [number, status] = [identifier(name), identifier(statusColumn)];
      const [low, high] = banded ? [identifier(`${name}_low`), identifier(`${name}_high`)] : ['NULL', 'NULL'];
      const known = CELL_STATUSES.map(textLiteral).join(', ');
      const broken = await one(`
        SELECT count(*) FROM ${parquet}
        WHERE ${status} IS NULL OR ${status} NOT IN (${known})
          OR (${number} IS NOT NULL) <> (${status} = 'ok')
          OR (${low} IS NOT NULL) <> (${status} = 'banded') OR (${high} IS NOT NULL) <> (${status} = 'banded')`);
      if (broken > 0) refuse(`${broken} cells of ${name} do not hold what their status says`);
      const written = writtenStatuses(table).map(textLiteral).join(', ');
      const unwritten = await one(
        `SELECT count(*) FROM ${csv} WHERE ${status} IS NULL OR ${status} NOT IN (${written})`,
      );
      if (unwritten > 0) refuse(`the CSV file has ${unwritten} cells of ${name} without a status it may have`);
      counts.cells += rows;
      counts.published += await one(`SELECT count(*) FROM ${parquet} WHERE ${status} IN ('ok', 'banded')`);
      counts.suppressed += await one(`SELECT count(*) FROM ${parquet} WHERE ${status} = 'suppressed'`);
    }
    return counts;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
