import { describe, expect, test } from 'vitest';
import { replaceTables } from '../../activities/table-effects.ts';

describe('a query over other tables', () => {
  const tables = new Map([
    ['ecids.child', 'one'],
    ['linkage.record_person', 'two'],
  ]);

  test('reads them by the aliases it has, and by their names where it has none', () => {
    const sql = 'SELECT child.x FROM ecids.child JOIN linkage.record_person AS record ON record.x = child.x';
    expect(replaceTables(sql, tables)).toBe(
      'SELECT child.x FROM one AS child JOIN two AS record ON record.x = child.x',
    );
  });

  test('reads every other table as before', () => {
    const sql = 'SELECT ecids.child_outcome.x FROM ecids.child_outcome, staging.ecids_child';
    expect(replaceTables(sql, tables)).toBe(sql);
  });
});
