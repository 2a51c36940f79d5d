import { DuckDBInstance } from '@duckdb/node-api';
import type { ReleaseTable } from '../schemas/releases/release-manifest.ts';
import { identifier, textLiteral } from '../warehouse/identifier.ts';
import { storedSelection } from './export/file-selection.ts';

/** What became of a cell from one release to the next. */
export const CELL_CHANGES = ['new', 'gone', 'changed', 'newly_hidden', 'newly_shown', 'other_status'] as const;
export type CellChange = (typeof CELL_CHANGES)[number];

export interface ChangedCell {
  readonly table: string;
  readonly measure: string;
  readonly change: CellChange;
  /** The key, `column=code` each. */
  readonly at: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface TableDiff {
  readonly name: string;
  readonly cells: number;
  readonly changes: Readonly<Record<CellChange, number>>;
}

export interface ReleaseDiff {
  readonly tables: readonly TableDiff[];
  /** Of each table and change, the first. */
  readonly cells: readonly ChangedCell[];
}

export interface ReleaseFiles {
  readonly folder: string;
  readonly tables: readonly ReleaseTable[];
}

/**
 * Compares the cells of two releases, a cell being a measure of a row: which are new or gone, show another number or
 * band, are withheld now, or shown now. A table that one of them lacks is all new, or all gone.
 * @param limit cells that are named, of each table and change
 */
export async function diffReleases(before: ReleaseFiles, after: ReleaseFiles, limit: number): Promise<ReleaseDiff> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', autoinstall_known_extensions: 'false' });
  const connection = await instance.connect();
  const query = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJS();
  try {
    const names = [...new Set([...after.tables, ...before.tables].map(({ name }) => name))];
    const tables: TableDiff[] = [];
    const cells: ChangedCell[] = [];
    for (const name of names) {
      const sides = [before, after].map(({ folder, tables: all }) => ({
        folder,
        table: all.find((table) => table.name === name),
      }));
      const shape = sides[1]!.table ?? sides[0]!.table!;
      const [was, is] = sides.map(({ folder, table }) => cellsOf(folder, table, shape));
      await connection.run(`CREATE OR REPLACE TEMP TABLE diff AS
        SELECT coalesce(was.measure, "is".measure) AS measure, coalesce(was.cell, "is".cell) AS cell,
          was.content AS before, "is".content AS after,
          CASE
            WHEN was.cell IS NULL THEN 'new'
            WHEN "is".cell IS NULL THEN 'gone'
            WHEN was.status IN ('ok', 'banded') AND "is".status = 'suppressed' THEN 'newly_hidden'
            WHEN was.status = 'suppressed' AND "is".status IN ('ok', 'banded') THEN 'newly_shown'
            WHEN was.status IN ('ok', 'banded') AND "is".status IN ('ok', 'banded') AND was.content <> "is".content THEN 'changed'
            WHEN was.status <> "is".status THEN 'other_status'
            ELSE 'same'
          END AS change
        FROM (${was}) AS was FULL OUTER JOIN (${is}) AS "is" ON was.cell = "is".cell AND was.measure = "is".measure`);
      const counts = await query('SELECT change, count(*)::DOUBLE AS cells FROM diff GROUP BY change');
      const countOf = (change: string) => Number(counts.find((row) => row.change === change)?.cells ?? 0);
      tables.push({
        name,
        cells: counts.reduce((sum, row) => sum + Number(row.cells), 0),
        changes: Object.fromEntries(CELL_CHANGES.map((change) => [change, countOf(change)])) as TableDiff['changes'],
      });
      for (const row of await query(
        `SELECT * FROM diff WHERE change <> 'same'
         QUALIFY row_number() OVER (PARTITION BY change ORDER BY cell, measure) <= ${Math.trunc(limit)}
         ORDER BY change, cell, measure`,
      )) {
        cells.push({
          table: name,
          measure: String(row.measure),
          change: row.change as CellChange,
          at: String(row.cell),
          before: row.before === null ? null : String(row.before),
          after: row.after === null ? null : String(row.after),
        });
      }
    }
    return { tables, cells };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** SQL of a table's cells: key, measure, status, and what is shown of it. */
function cellsOf(folder: string, table: ReleaseTable | undefined, shape: ReleaseTable): string {
  if (table === undefined) {
    return "SELECT '' AS cell, '' AS measure, '' AS status, '' AS content WHERE FALSE";
  }
  const key = shape.dimensions
    .map(({ name }) => `${textLiteral(`${name}=`)} || coalesce(CAST(${identifier(name)} AS VARCHAR), '')`)
    .join(` || ', ' || `);
  const file = `(SELECT ${storedSelection(table)} FROM read_parquet(${textLiteral(`${folder}/${table.parquet.path}`)}))`;
  return table.measures
    .map(({ name, statusColumn, banded }) => {
      const [number, status] = [identifier(name), identifier(statusColumn)];
      const band = banded
        ? `WHEN 'banded' THEN ${identifier(`${name}_low`)} || ' to ' || ${identifier(`${name}_high`)}`
        : '';
      return `SELECT ${key} AS cell, ${textLiteral(name)} AS measure, ${status} AS status,
        CASE ${status} WHEN 'ok' THEN CAST(${number} AS VARCHAR) ${band} ELSE ${status} END AS content FROM ${file}`;
    })
    .join(' UNION ALL ');
}
