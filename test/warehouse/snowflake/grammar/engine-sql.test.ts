import { describe, expect, test } from 'vitest';
import { readRunUsage } from '../../../../warehouse/snowflake/run-usage.ts';
import { openSnowflake } from '../../../../warehouse/snowflake/snowflake-warehouse.ts';
import { statementText } from '../../../../warehouse/snowflake/statement-text.ts';
import { startEmulator } from '../emulator/emulator.ts';
import { createDatabases, DATABASES, emulatedOptions } from '../open-emulated.ts';
import { refusedStatements } from './check-grammar.ts';

describe('what the engine itself asks Snowflake', () => {
  test('is Snowflake’s grammar', async () => {
    const emulator = await startEmulator();
    const sent: string[] = [];
    const warehouse = await openSnowflake(emulatedOptions(emulator, { onStatement: (text) => sent.push(text) }));
    try {
      await createDatabases(warehouse);
      await warehouse.withQueryTag({ run: 'r' }, () => warehouse.query('SELECT 1 AS one'));
      await warehouse.tableColumns('hub');
      await readRunUsage(warehouse, DATABASES.work, 'HUB_WH', 'r');
      await warehouse.spent?.({ run: 'r' });
      const history = statementText(
        `SELECT file_name FROM TABLE(hub_work.information_schema.copy_history(
           TABLE_NAME => 'hub_work.staging.x', START_TIME => DATEADD(day, -13, CURRENT_TIMESTAMP())))
         WHERE CONTAINS(file_name, $folder)`,
        { folder: 'x' },
        DATABASES,
      );
      expect(sent.some((text) => text.includes('query_history'))).toBe(true);
      expect(await refusedStatements([...sent, history.text])).toEqual([]);
    } finally {
      await warehouse.close();
      await emulator.close();
    }
  });
});
