import { beforeAll, describe, expect, test } from 'vitest';
import { type Control, connectControl } from '../../control/connect.ts';
import { migrateControl } from '../../control/migrate.ts';
import { migrations } from '../../control/migrations/all.ts';
import { InvariantError, UsageError } from '../../schemas/errors.ts';

/** Run against every engine of the control store, which is open by the time a test runs. */
export function migrationsSuite(opened: () => Control, url: () => string): void {
  let control: Control;
  beforeAll(() => {
    control = opened();
  });

  describe('migrations', () => {
    test('a second time change nothing, from several connections at once', async () => {
      const others = [connectControl(url()), connectControl(url())];
      try {
        expect(await Promise.all(others.map((other) => migrateControl(other)))).toEqual([[], []]);
        expect(await control('hub_migration').orderBy('id').pluck('id')).toEqual(migrations.map(({ id }) => id));
      } finally {
        await Promise.all(others.map((other) => other.destroy()));
      }
    });

    test('are numbered from 1 without gaps', () => {
      expect(migrations.map(({ id }) => id)).toEqual(migrations.map((_, index) => index + 1));
    });

    test('refuse a store whose applied migration was edited', async () => {
      const edited = migrations.map((migration) =>
        migration.id === 2 ? { ...migration, sql: 'SELECT 1' } : migration,
      );
      await expect(migrateControl(control, edited)).rejects.toBeInstanceOf(InvariantError);
    });

    test('refuse a store of newer code', async () => {
      await expect(migrateControl(control, migrations.slice(0, 1))).rejects.toBeInstanceOf(UsageError);
    });

    test('leave nothing of a migration that fails', async () => {
      const broken = { id: migrations.length + 1, name: 'broken', sql: 'CREATE TABLE half (x INT); SELECT 1/0;' };
      await expect(migrateControl(control, [...migrations, broken])).rejects.toThrow();
      expect(await control.schema.hasTable('half')).toBe(false);
      expect(await migrateControl(control)).toEqual([]);
    });
  });
}
