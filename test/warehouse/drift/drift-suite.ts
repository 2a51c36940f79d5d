import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DriftFinding } from '../../../schemas/warehouse-drift.ts';
import { driftFindings } from '../../../warehouse/drift/drift-findings.ts';
import { findDrift } from '../../../warehouse/drift/find-drift.ts';
import { repairDrift } from '../../../warehouse/drift/repair-drift.ts';
import { createTable } from '../../../warehouse/migrations/align-table.ts';
import { type TableObject, tableOf, type WarehouseObject } from '../../../warehouse/migrations/warehouse-object.ts';
import type { SnowflakeDatabases } from '../../../warehouse/snowflake/statement-text.ts';
import type { Warehouse } from '../../../warehouse/warehouse.ts';

const people = tableOf('staging.made_up', 'load_id BIGINT NOT NULL', 'town TEXT', 'hours DECIMAL(6, 2)');
const built: TableObject = { ...tableOf('ecids.made_up', 'person_key BIGINT', 'grade TEXT'), rebuilt: true };
const objects: readonly WarehouseObject[] = [
  people,
  {
    kind: 'view',
    name: 'staging.made_up_current',
    query: `SELECT
  content.load_id,
  CAST(content.town AS VARCHAR) AS town
FROM staging.made_up AS content
WHERE content.hours > 1 AND content.town <> 'as (select'`,
  },
  {
    kind: 'view',
    name: 'dashboard.made_up',
    query: 'SELECT made_up.town FROM staging.made_up AS made_up',
    secure: true,
  },
  built,
];

/** What every warehouse tells when somebody changed it by hand. */
export function driftSuite(engine: string, open: () => Promise<Warehouse>, databases?: SnowflakeDatabases): void {
  describe(`drift on ${engine}`, () => {
    let warehouse: Warehouse;
    beforeAll(async () => {
      warehouse = await open();
    });
    afterAll(() => warehouse.close());

    const findings = async (): Promise<readonly DriftFinding[]> =>
      driftFindings(await findDrift(warehouse, objects, databases));
    const about = async () => (await findings()).map((finding) => `${finding.kind} ${finding.about}`);

    test('before anything is made is all that is missing, but for what a build makes', async () => {
      const missing = (await findings()).filter(({ about: name }) => objects.some((object) => object.name === name));
      expect(missing.map(({ sentence, hint }) => `${sentence}. ${hint}`)).toEqual([
        'The table staging.made_up is missing. Run `hub warehouse migrate`.',
        'The view staging.made_up_current is missing. Run `hub warehouse migrate`.',
        'The view dashboard.made_up is missing. Run `hub warehouse migrate`.',
      ]);
    });

    test('is none once it is migrated, and a second migration finds nothing to do', async () => {
      const { applied } = await repairDrift(warehouse, objects, databases);
      expect(applied).toEqual(expect.arrayContaining(['staging.made_up', 'dashboard.made_up']));
      expect(applied).not.toContain('ecids.made_up');
      expect(await about()).toEqual([]);
      expect(await repairDrift(warehouse, objects, databases)).toEqual({ applied: [], repaired: [] });
    });

    test('is none after the build made its table', async () => {
      await createTable(warehouse, built);
      expect(await about()).toEqual([]);
    });

    test('tells a column that somebody added, and leaves it', async () => {
      await warehouse.execute('ALTER TABLE staging.made_up ADD COLUMN note TEXT');
      expect(await findings()).toEqual([
        {
          kind: 'column',
          about: 'staging.made_up.note',
          sentence: 'staging.made_up has a column note, which its contract does not know',
          hint: 'Look at what is in it, and drop it by hand or declare it.',
        },
      ]);
      expect(await repairDrift(warehouse, objects, databases)).toEqual({ applied: [], repaired: [] });
      expect(await about()).toEqual(['column staging.made_up.note']);
      await warehouse.execute('ALTER TABLE staging.made_up DROP COLUMN note');
    });

    test('tells a table that nobody declares, but no work table of the vault', async () => {
      await warehouse.execute('CREATE TABLE staging.by_hand (id INTEGER)');
      await warehouse.execute('CREATE TABLE vault.some_rows_work (id INTEGER)');
      expect(await about()).toEqual(['undeclared staging.by_hand']);
      await warehouse.execute('DROP TABLE staging.by_hand');
      await warehouse.execute('DROP TABLE vault.some_rows_work');
    });

    test('tells a view that shows something else than it should, and gives it back its query', async () => {
      await warehouse.execute(
        `CREATE OR REPLACE VIEW dashboard.made_up AS SELECT made_up.town FROM staging.made_up AS made_up WHERE made_up.town = 'x'`,
      );
      expect(await about()).toEqual(['changed dashboard.made_up']);
      expect(await repairDrift(warehouse, objects, databases)).toEqual({
        applied: [],
        repaired: ['dashboard.made_up'],
      });
      expect(await about()).toEqual([]);
    });

    test('tells a view that is gone, and makes it again', async () => {
      await warehouse.execute('DROP VIEW dashboard.made_up');
      expect(await about()).toEqual(['missing dashboard.made_up']);
      await repairDrift(warehouse, objects, databases);
      expect(await about()).toEqual([]);
    });

    test('tells a column that is gone, and adds it again', async () => {
      await warehouse.execute('DROP VIEW staging.made_up_current');
      await warehouse.execute('ALTER TABLE staging.made_up DROP COLUMN hours');
      expect(await about()).toEqual(['missing staging.made_up_current', 'column staging.made_up.hours']);
      const drifted = await findings();
      expect(drifted[1]?.sentence).toBe('staging.made_up has no column hours');
      await warehouse.execute('ALTER TABLE staging.made_up ADD COLUMN hours DECIMAL(6, 2)');
      await repairDrift(warehouse, objects, databases);
      await warehouse.execute('ALTER TABLE ecids.made_up DROP COLUMN grade');
      expect((await findings()).map(({ sentence, hint }) => [sentence, hint])).toEqual([
        [
          'ecids.made_up has no column grade',
          'Run `hub run` for what makes ecids.made_up: a build gives its table the columns of the contract.',
        ],
      ]);
      await warehouse.execute('ALTER TABLE ecids.made_up ADD COLUMN grade TEXT');
    });

    test('tells a column of another type, which nothing mends by itself', async () => {
      await warehouse.execute('ALTER TABLE ecids.made_up DROP COLUMN grade');
      await warehouse.execute('ALTER TABLE ecids.made_up ADD COLUMN grade DOUBLE');
      const [finding, ...others] = await findings();
      expect(others).toEqual([]);
      expect(finding?.sentence).toMatch(/^ecids\.made_up\.grade is \w+ where its contract says \w+$/);
    });

    test('tells what newer code wants otherwise', async () => {
      const newer: readonly WarehouseObject[] = [
        { ...people, columns: [...people.columns, { name: 'grade', type: 'TEXT' }] },
        ...objects.slice(1, 3),
      ];
      const before = driftFindings(await findDrift(warehouse, newer, databases));
      expect(before.filter(({ about: name }) => name.startsWith('staging'))).toEqual([
        expect.objectContaining({ kind: 'column', about: 'staging.made_up.grade' }),
      ]);
      expect((await repairDrift(warehouse, newer, databases)).applied).toEqual(['staging.made_up']);
    });
  });
}
