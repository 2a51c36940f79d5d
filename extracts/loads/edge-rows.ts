import type { ExtractContract } from '../../schemas/contract/extract-contract.ts';
import { textLiteral } from '../../warehouse/identifier.ts';
import { loadTables } from './load-tables.ts';
import { perFileSql } from './slot.ts';

/** Judged files of an edge table that are about to be published. */
export interface JudgedLoads {
  readonly contract: ExtractContract;
  /** Qualified name of the edge table. */
  readonly edgeTable: string;
  /** Of the edge table, those left out included. */
  readonly fileCount: number;
  readonly loads: readonly { readonly fileNo: number }[];
}

/** Rows of an edge table on their way to a table of the warehouse. */
export interface RowSet {
  readonly table: string;
  /** Of the table and of the query, in one order. */
  readonly columns: readonly string[];
  /** A SELECT on the edge table. */
  readonly query: string;
}

export interface RowSets {
  readonly staging: RowSet;
  /** Who the rows are about; absent when no column of the contract identifies directly. */
  readonly vault: RowSet | undefined;
  readonly quarantine: RowSet;
}

/** @param ids of the loads, in their order */
export function rowSets(judged: JudgedLoads, ids: readonly number[]): RowSets {
  const tables = loadTables(judged.contract);
  const accepted = (table: string, stored: readonly { readonly name: string }[]): RowSet => {
    const names = stored.map(({ name }) => name);
    return {
      table,
      columns: ['load_id', 'line_no', ...names],
      query: `SELECT ${[`${loadIdSql(judged, ids)} AS load_id`, 'line_no', ...names].join(', ')}
     FROM ${judged.edgeTable} WHERE reasons IS NULL AND ${publishedSql(judged, ids)}`,
    };
  };
  return {
    staging: accepted(tables.staging, tables.stagingColumns),
    vault: tables.vault === undefined ? undefined : accepted(tables.vault, tables.vaultColumns),
    quarantine: {
      table: 'quarantine.record',
      columns: ['load_id', 'extract', 'line_no', 'reasons', 'masked_line'],
      query: `SELECT ${loadIdSql(judged, ids)} AS load_id, ${textLiteral(judged.contract.key)} AS extract,
       line_no, reasons, masked_line
     FROM ${judged.edgeTable} WHERE reasons IS NOT NULL AND ${publishedSql(judged, ids)} ORDER BY load_id, line_no`,
    },
  };
}

/** A row's load, by its file; 0 for a file that is left out. */
function loadIdSql({ loads, fileCount }: JudgedLoads, ids: readonly number[]): string {
  const byFile = Array.from({ length: fileCount }, () => '0');
  for (const [index, { fileNo }] of loads.entries()) byFile[fileNo - 1] = String(ids[index]);
  return `CAST(${perFileSql(byFile)} AS BIGINT)`;
}

function publishedSql(judged: JudgedLoads, ids: readonly number[]): string {
  return judged.loads.length === judged.fileCount ? 'TRUE' : `${loadIdSql(judged, ids)} <> 0`;
}
