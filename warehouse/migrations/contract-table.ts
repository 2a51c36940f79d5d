import type { TableColumnType, TableContract } from '../../schemas/contract/table-contract.ts';
import type { TableObject } from './warehouse-object.ts';

/** The table of a contract, as the warehouse has it. Columns may be empty: their checks tell, row by row. */
export function contractTable(contract: TableContract): TableObject {
  return Object.freeze({
    kind: 'table',
    name: contract.table,
    columns: contract.columns.map((column) => ({
      name: column.name,
      type: columnType(column),
      identifying: column.identifying ?? 'none',
    })),
    rebuilt: true,
    transient: contract.table.startsWith('public_stage.'),
  });
}

export function columnType(column: TableColumnType): string {
  return column.type === 'decimal' ? `DECIMAL(${column.precision}, ${column.scale})` : column.type.toUpperCase();
}
