import { type PublicColumn, publicColumns } from './columns.ts';
import { PSEO_FLAGS } from './pseo-flags.ts';
import type { PublicTable } from './public-table.ts';
import { CELL_STATUSES, type CellStatus } from './status.ts';

/** How the files that people get write a status; the tables of the hub always hold the five codes. */
export function writtenStatus(table: Pick<PublicTable, 'statusScheme'>, status: CellStatus): string {
  return table.statusScheme === 'pseo' ? String(PSEO_FLAGS[status]) : status;
}

/** Every way in which the files of a table may write a status, in the order of the codes. */
export function writtenStatuses(table: Pick<PublicTable, 'statusScheme'>): readonly string[] {
  return CELL_STATUSES.map((status) => writtenStatus(table, status));
}

/** The columns of a table as the files that people get hold them. */
export function fileColumns(table: PublicTable): PublicColumn[] {
  if (table.statusScheme === undefined) return publicColumns(table);
  return publicColumns(table).map((column) => (column.role === 'status' ? { ...column, type: 'integer' } : column));
}
