import type { PublicTable } from './public-table.ts';

/** What a column of a public table's files holds. */
export type PublicColumnRole = 'dimension' | 'attribute' | 'number' | 'low' | 'high' | 'status';

export interface PublicColumn {
  readonly name: string;
  readonly type: 'text' | 'integer' | 'bigint' | 'double';
  readonly role: PublicColumnRole;
  readonly label: string;
  readonly meaning: string;
  /** Of a number and its band's ends: the column that says how to read it. */
  readonly statusColumn?: string;
}

/** Every column of a public table, in the order of its files. A status column stands after the first measure it is for. */
export function publicColumns(table: PublicTable): PublicColumn[] {
  const columns: PublicColumn[] = [
    ...table.dimensions.map((column) => ({ ...column, role: 'dimension' as const })),
    ...table.attributes.map((column) => ({ ...column, role: 'attribute' as const })),
  ];
  const statuses = new Set<string>();
  for (const { name, label, meaning, kind, banded, statusColumn } of table.measures) {
    columns.push({ name, label, meaning, statusColumn, role: 'number', type: kind === 'count' ? 'bigint' : 'double' });
    if (banded) {
      for (const role of ['low', 'high'] as const) {
        const end = role === 'low' ? 'Lower' : 'Upper';
        const about = `${end} end of the band, where ${name} is banded.`;
        columns.push({ name: `${name}_${role}`, label, meaning: about, statusColumn, role, type: 'double' });
      }
    }
    if (statuses.has(statusColumn)) continue;
    statuses.add(statusColumn);
    const measured = table.measures
      .filter((measure) => measure.statusColumn === statusColumn)
      .map(({ name: own }) => own);
    columns.push({
      name: statusColumn,
      label: `${label}: status`,
      meaning: `How to read ${measured.join(', ')}.`,
      role: 'status',
      type: 'text',
    });
  }
  return columns;
}
