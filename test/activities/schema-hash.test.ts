import { describe, expect, test } from 'vitest';
import { schemaHash } from '../../activities/schema-hash.ts';
import { defineTable, type TableColumn } from '../../schemas/contract/table-contract.ts';

const hash = (...columns: readonly TableColumn[]) =>
  schemaHash(
    defineTable({
      ...{ table: 'a.t', title: 'T', grain: 'One row a thing.', columns, primaryKey: [], references: [] },
      owners: ['HUB'],
    }),
  );
const x: TableColumn = { name: 'x', type: 'text', meaning: 'X.' };
const y: TableColumn = { name: 'y', type: 'decimal', precision: 9, scale: 2, meaning: 'Y.' };

describe('the hash of a table’s columns', () => {
  test('stays when a meaning is reworded', () => {
    expect(hash({ ...x, meaning: 'Other words.' }, y)).toBe(hash(x, y));
  });

  test.each<[string, readonly TableColumn[]]>([
    ['a name', [{ ...x, name: 'z' }, y]],
    ['a type', [{ name: 'x', type: 'integer', meaning: 'X.' }, y]],
    ['a scale', [x, { ...y, scale: 3 } as TableColumn]],
    ['whether it may be empty', [{ ...x, nullable: true }, y]],
    ['the order', [y, x]],
    ['the number of columns', [x]],
  ])('is another when %s changes', (_, columns) => {
    expect(hash(...columns)).not.toBe(hash(x, y));
  });
});
