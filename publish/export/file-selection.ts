import { publicColumns } from '../../schemas/releases/columns.ts';
import { writtenStatus } from '../../schemas/releases/file-columns.ts';
import type { PublicTable } from '../../schemas/releases/public-table.ts';
import { CELL_STATUSES, type CellStatus } from '../../schemas/releases/status.ts';
import { identifier, textLiteral } from '../../warehouse/identifier.ts';

/**
 * The columns of a stored public table as SQL that writes them to a file: a status becomes a flag where the table follows
 * a schema with flags. With {@link storedSelection} the only place where one is rendered as the other.
 */
export function fileSelection(table: PublicTable): string {
  return withStatuses(table, 'INTEGER', (status) => [textLiteral(status), writtenStatus(table, status)]);
}

/** The columns of a released file as SQL that reads them as they are stored: with the five codes. */
export function storedSelection(table: PublicTable): string {
  return withStatuses(table, 'VARCHAR', (status) => [textLiteral(writtenStatus(table, status)), textLiteral(status)]);
}

function withStatuses(
  table: PublicTable,
  type: 'INTEGER' | 'VARCHAR',
  caseOf: (status: CellStatus) => readonly [when: string, then: string],
): string {
  const cases = CELL_STATUSES.map((status) => caseOf(status))
    .map(([when, then]) => `WHEN ${when} THEN ${then}`)
    .join(' ');
  return publicColumns(table)
    .map(({ name, role }) =>
      role === 'status' && table.statusScheme !== undefined
        ? `CAST(CASE CAST(${identifier(name)} AS VARCHAR) ${cases} END AS ${type}) AS ${identifier(name)}`
        : identifier(name),
    )
    .join(', ');
}
