import { createHash } from 'node:crypto';
import type { TableContract } from '../schemas/contract/table-contract.ts';

/** Hash of a table's columns as they lie in the warehouse: names, types and order. Meanings may be reworded. */
export function schemaHash({ columns }: TableContract): string {
  const shape = columns.map((column) => [
    column.name,
    column.type === 'decimal' ? `decimal(${column.precision},${column.scale})` : column.type,
    column.nullable ?? false,
  ]);
  return createHash('sha256').update(JSON.stringify(shape)).digest('hex').slice(0, 32);
}
